"""A provider of text messages at its worst: a real HTTP server that fails, dawdles, and remembers what it took."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from hub.phone.web_server import serving


class Provider:
    """``plan``: what becomes of the next requests, in order: ok, 500, 429, busy (a 200 that says no), bad (a number it
    refuses), drop (connection closed unanswered), lost (taken, then closed unanswered), slow, flood. ``taken``: what
    it would really have sent, by key: a key again is the same message.
    """

    def __init__(self) -> None:
        self.plan: list[str] = []
        self.asked: list[dict] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.taken: dict[str, dict] = {}
        self.go_on = threading.Event()
        self.url = ""

    def take(self, body: dict) -> str:
        key = body.get("ref", "")
        self.taken.setdefault(key, body)
        return f"id-{list(self.taken).index(key) + 1}"


@contextmanager
def provider() -> Iterator[Provider]:
    known = Provider()

    class Page(BaseHTTPRequestHandler):
        def _answer(self, status: int, words: str) -> None:
            data = words.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            self._do({name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}, b"")

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            if self.headers.get("Content-Type", "").startswith("application/x-www-form"):
                self._do({name: values[0] for name, values in parse_qs(data.decode()).items()}, data)
            else:
                self._do(json.loads(data), data)

        def _do(self, body: dict, data: bytes) -> None:
            known.asked.append(body)
            known.headers.append({name.lower(): value for name, value in self.headers.items()})
            known.bodies.append(data)
            act = known.plan.pop(0) if known.plan else "ok"
            if act in ("500", "429"):
                return self._answer(int(act), '{"code":"ERR"}')
            if act == "busy":
                return self._answer(200, '{"code":"SYSTEM_BUSY"}')
            if act == "bad":
                return self._answer(200, '{"code":"BAD_NUMBER"}')
            if act == "flood":
                return self._answer(200, "x" * (1 << 20))
            if act in ("drop", "lost"):
                if act == "lost":
                    known.take(body)
                self.close_connection = True
                return None
            if act == "slow":
                known.go_on.wait(10)
            return self._answer(200, json.dumps({"code": "OK", "id": known.take(body)}))

        def log_message(self, *args: object) -> None:
            return None

    with serving(Page) as address:
        known.url = f"{address}/v1/send"
        try:
            yield known
        finally:
            known.go_on.set()
