"""The hub's one application: streams and repository files beside Django, and the beginning and end of the process."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string

from kiosk.hub.access import gate
from kiosk.hub.access.models import User
from kiosk.hub.alerts.herald import Herald
from kiosk.hub.counter.screen_stream import SCREEN_EVENTS, screen_opening
from kiosk.hub.desk.clerk import Clerk
from kiosk.hub.fleet.repository_files import ADDRESS, repository_file
from kiosk.hub.insight.watch import Watch
from kiosk.hub.live.answers import App, Receive, Scope, Send, asked, header, refuse
from kiosk.hub.live.fanout import FanOut
from kiosk.hub.live.presence import Change
from kiosk.hub.live.station import Station
from kiosk.hub.live.streams import Streams
from kiosk.hub.phone.postman import Postman
from kiosk.hub.project.limits import Limits, Rule
from kiosk.hub.project.options import Options
from kiosk.hub.project.server import END
from kiosk.hub.project.sockets import watch_port
from kiosk.hub.publishing.workshop import Workshop
from kiosk.sync.desk_messages import BOOK_LIMIT

#: What pages of a hall hear: changes of the console, or the desk (calls, windows, waits).
_LIVE = re.compile(r"/halls/([A-Za-z0-9_-]{1,64})/(live|counter/live)")


class Switchboard:
    """Where a request goes."""

    def __init__(self, django: App, options: Options) -> None:
        self._django, self._options = django, options
        self._fan_out = FanOut()
        self._station: Station | None = None
        self._streams = Streams(self._fan_out, options.streams, options.read_seconds, self._changed)

    def _changed(self, change: Change) -> None:
        if self._station is not None:
            self._station.change(change)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._live(receive, send)
        scope = {**scope, "headers": with_one_cookie(scope["headers"])}
        path: str = scope["path"]
        if path == "/api/stream":
            return await self._streams.panel(scope, receive, send)
        if path.startswith("/api/halls/") and ADDRESS.fullmatch(path):
            return await repository_file(scope, receive, send)
        if found := _LIVE.fullmatch(path):
            return await self._browser(found[1], "console" if found[2] == "live" else "desk", scope, receive, send)
        if found := SCREEN_EVENTS.fullmatch(path):
            return await self._screen(found[1], scope, receive, send)
        return await self._django(scope, receive, send)

    async def _screen(self, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            return await refuse(send, 405, "method")
        opening = await asked(screen_opening, key, timezone.now())
        if opening is None:
            return await refuse(send, 403, "revoked")
        return await self._streams.screen(opening, receive, send)

    async def _browser(self, hall_id: str, room: str, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            return await refuse(send, 405, "method")
        person = await asked(listener_of, header(scope, b"cookie"), hall_id)
        if person is None:
            return await refuse(send, 401, "login")
        number = _whole(header(scope, b"last-event-id")) or _number(scope, "after")
        return await self._streams.browser(person, f"{room}:{hall_id}", number, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._station = Station(self._fan_out, asyncio.get_running_loop())
        self._station.start()
        rooms = (Workshop(), Postman(), Clerk(), Watch(), Herald())
        for room in rooms:
            room.start()
        with contextlib.suppress(NotImplementedError):  # the server's parent process says that the end is near
            asyncio.get_running_loop().add_signal_handler(END, self._fan_out.end_all, "stop")
        watching = asyncio.ensure_future(watch_port(self._options.port, self._options.read_seconds))
        keeping = asyncio.ensure_future(self._streams.keep_time())
        await asyncio.to_thread(self._station.wait_ready, 5.0)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        watching.cancel()
        keeping.cancel()
        self._fan_out.end_all("stop")
        await asyncio.sleep(0.3)
        await asyncio.to_thread(self._station.stop)
        for room in rooms:
            await asyncio.to_thread(room.stop)
        await send({"type": "lifespan.shutdown.complete"})


def _number(scope: Scope, name: str) -> int:
    """A whole number of the query string; 0 without one."""
    return _whole(parse_qs(scope["query_string"].decode("latin-1")).get(name, [""])[0])


def _whole(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 18 else 0


def with_one_cookie(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """HTTP/2 lets browsers send cookies in several fields that belong together with "; " (RFC 9113, 8.2.3).

    Django would join them with a comma, and all but the first would be lost.
    """
    found = list(headers)
    cookies = [value for name, value in found if name == b"cookie"]
    if len(cookies) < 2:
        return found
    return [*((name, value) for name, value in found if name != b"cookie"), (b"cookie", b"; ".join(cookies))]


def person_of(cookies: str) -> User | None:
    """Who is logged in with these cookies."""
    try:
        jar: SimpleCookie = SimpleCookie(cookies)
    except CookieError:
        return None
    if settings.SESSION_COOKIE_NAME not in jar:
        return None
    request = HttpRequest()
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")
    request.session = store(jar[settings.SESSION_COOKIE_NAME].value)
    user = get_user(request)
    return user if isinstance(user, User) else None


def listener_of(cookies: str, hall_id: str) -> str | None:
    """The name of the person with these cookies, when they have a part in this hall."""
    user = person_of(cookies)
    return user.username if user is not None and gate.may(user, hall_id) else None


async def is_person(scope: Scope) -> bool:
    """Whether somebody logged in sends this."""
    return await asked(person_of, header(scope, b"cookie")) is not None


def rules(options: Options) -> tuple[Rule, ...]:
    """How big a body may be, by its address."""
    return (
        Rule(re.compile(r"/api/orders/"), 24 << 20),
        Rule(re.compile(r"/api/reports$"), 64 << 10),
        Rule(re.compile(r"/api/desk/book$"), BOOK_LIMIT),
        Rule(re.compile(r"/api/"), 8 << 10),
        Rule(re.compile(r"/halls/"), options.upload_megabytes << 20, people=True),
        Rule(re.compile(r"/"), 64 << 10),
    )


def assemble(django: App, options: Options) -> App:
    """All of it, bounded."""
    return Limits(
        Switchboard(django, options),
        rules(options),
        proxies=options.proxies,
        at_once=options.open_requests,
        is_person=is_person,
        unbound=re.compile(rf"/api/stream|{_LIVE.pattern}|{SCREEN_EVENTS.pattern}"),
        body_s=options.body_seconds,
        read_s=options.read_seconds,
    )
