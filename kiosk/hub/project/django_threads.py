"""Django behind ASGI, worked on by a few threads that stay: its middleware is synchronous, and so are the views.

Left to itself Django makes an event loop and four threads for each such request, and a database connection with them;
and nothing else is served until each of these threads has had the interpreter. More threads at once are no faster,
either: each waits for the others' interpreter between any two statements, and meanwhile keeps what it has locked. So
there are very few, by what they do: numbers, calls, other machines, people. A long page keeps nobody from a number,
and nobody who only looks waits behind those that write.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import Context
from typing import Any

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from kiosk.hub.project.databases import give_back, threads_at_once

#: Threads for people's pages.
PEOPLE = 6
_NUMBERS, _MACHINES, _WINDOWS = "/api/desk/", "/api/", "/counter/act"


class DjangoThreads(ASGIHandler):
    """Reads a request and writes its answer as Django does; in between it is a thread's own from first to last."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)  # ASGIHandler would load the middleware for its own way
        self.load_middleware(is_async=False)
        each = threads_at_once()
        self._numbers = ThreadPoolExecutor(each, "numbers")  # panels take and confirm them
        self._windows = ThreadPoolExecutor(each, "windows")  # they call
        self._machines = ThreadPoolExecutor(each, "machines")
        self._people = ThreadPoolExecutor(PEOPLE, "people")

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request. Who goes away is not waited for; the thread that works for them ends its work all the same."""
        threads, loop = self._threads(scope["method"], scope["path"]), asyncio.get_running_loop()
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with body:
            response = await loop.run_in_executor(threads, Context().run, self._respond, scope, body)
        if not isinstance(response, StreamingHttpResponse):
            return await self.send_response(response, send)
        try:
            if not response.is_async:
                response.streaming_content = _pieces(threads, iter(response))
            await self.send_response(response, send)
        finally:
            await loop.run_in_executor(threads, response.close)
        return None

    def _threads(self, method: str, path: str) -> Executor:
        if path.startswith(_MACHINES):
            return self._numbers if method != "GET" and path.startswith(_NUMBERS) else self._machines
        return self._windows if path.endswith(_WINDOWS) else self._people

    def _respond(self, scope: Any, body: Any) -> HttpResponseBase:
        set_script_prefix(get_script_prefix(scope))
        request_started.send(sender=self.__class__, scope=scope)
        request, fault = self.create_request(scope, body)
        response: HttpResponseBase | None = fault if request is None else self.get_response(request)
        assert response is not None
        try:
            if not response.streaming:
                response.close()  # its content stays; who waits for the end of a request need not wait for the network
            return response
        finally:
            give_back()


async def _pieces(threads: Executor, content: Iterator[bytes]) -> AsyncIterator[bytes]:
    """A content that is read from the disk, piece by piece, outside the event loop."""
    while (piece := await asyncio.get_running_loop().run_in_executor(threads, next, content, None)) is not None:
        yield piece
