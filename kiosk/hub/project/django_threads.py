"""Django behind ASGI, worked on by a few threads that stay: its middleware is synchronous, and so are the views.

Left to itself Django makes an event loop and two threads for each such request, and a database connection with them.
More threads at once are no faster, either: each waits for the others' interpreter between any two statements, and
meanwhile keeps what it has locked. Acts at the ticket desk have threads of their own: a long page keeps nobody from a
number, and nobody who only looks waits behind those that write.
"""

from __future__ import annotations

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.base import BaseHandler
from django.db import close_old_connections, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: Threads for acts at the ticket desk, and for everything else.
DESK, OTHERS = 4, 8
_DESK = "/api/desk/"


class DjangoThreads(ASGIHandler):
    """Reads a request and writes its answer as Django does; in between it is a thread's own from first to last."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)  # ASGIHandler would load the middleware for its own way
        self.load_middleware(is_async=False)
        self._desk = ThreadPoolExecutor(DESK, "desk")
        self._others = ThreadPoolExecutor(OTHERS, "django")

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """What Django answers."""
        writes = request.method != "GET" and request.path.startswith(_DESK)
        threads = self._desk if writes else self._others
        context = contextvars.copy_context()
        found: HttpResponseBase = await asyncio.get_running_loop().run_in_executor(
            threads, partial(context.run, self._respond, request)
        )
        return found

    def _respond(self, request: Any) -> HttpResponseBase:
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            for connection in connections.all(initialized_only=True):
                if connection.settings_dict["OPTIONS"].get("pool"):
                    connection.close()  # back to the pool
