"""The servers of three group chats, and one that takes JSON, at their worst: real, and they examine what they get."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from hub.phone.web_server import serving

SECRET = "SECabc"


class Chat:
    """``plan``: what becomes of the next requests: ok, 500, 404, busy (too many), no (refused), drop, nonsense, moved.

    ``texts``: what the group has seen. ``asked``: (path, body, headers) of every request.
    """

    def __init__(self) -> None:
        self.plan: list[str] = []
        self.texts: list[str] = []
        self.asked: list[tuple[str, dict, dict]] = []
        self.url = ""


_BUSY = {"/wecom": {"errcode": 45009}, "/dingtalk": {"errcode": 130101}, "/feishu": {"code": 9499}, "/json": {}}
_NO = {"/wecom": {"errcode": 93000}, "/dingtalk": {"errcode": 310000}, "/feishu": {"code": 19021}, "/json": {}}
_YES = {"/wecom": {"errcode": 0}, "/dingtalk": {"errcode": 0}, "/feishu": {"code": 0}, "/json": {}}


def believed(path: str, query: dict, body: dict, data: bytes, headers: dict) -> str:
    """The text, when everything about it is as the chat's documentation asks; else ""."""
    if path == "/wecom":
        return body["text"]["content"] if body["msgtype"] == "text" and query["key"] == ["k1"] else ""
    if path == "/dingtalk":
        words = f"{query['timestamp'][0]}\n{SECRET}".encode()
        wanted = base64.b64encode(hmac.new(SECRET.encode(), words, hashlib.sha256).digest()).decode()
        return body["text"]["content"] if query["sign"] == [wanted] and query["access_token"] == ["t1"] else ""
    if path == "/feishu":
        wanted = hmac.new(f"{body['timestamp']}\n{SECRET}".encode(), b"", hashlib.sha256).digest()
        return body["content"]["text"] if body["sign"] == base64.b64encode(wanted).decode() else ""
    wanted = hmac.new(SECRET.encode(), data, hashlib.sha256).hexdigest()
    return body["text"] if headers["x-signature"] == wanted and headers["idempotency-key"] == body["key"] else ""


@contextmanager
def chat() -> Iterator[Chat]:
    known = Chat()

    class Page(BaseHTTPRequestHandler):
        def _say(self, status: int, words: bytes, **more: str) -> None:
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            parts, headers = urlsplit(self.path), {name.lower(): value for name, value in self.headers.items()}
            body, path = json.loads(data), parts.path
            known.asked.append((self.path, body, headers))
            act = known.plan.pop(0) if known.plan else "ok"
            if act in ("500", "404"):
                return self._say(int(act), b"{}")
            if act == "moved":
                return self._say(302, b"", Location="/wecom?key=k1")
            if act == "drop":
                self.close_connection = True
                return None
            if act == "nonsense":
                return self._say(200, b"<html>")
            if act in ("busy", "no"):
                return self._say(200, json.dumps((_BUSY if act == "busy" else _NO)[path]).encode())
            text = believed(path, parse_qs(parts.query), body, data, headers)
            if not text:
                return self._say(200, json.dumps(_NO[path]).encode()) if path != "/json" else self._say(403, b"{}")
            known.texts.append(text)
            return self._say(200, json.dumps(_YES[path]).encode())

        def log_message(self, *args: object) -> None:
            return None

    with serving(Page) as known.url:
        yield known
