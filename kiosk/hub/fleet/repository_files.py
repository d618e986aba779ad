"""Gives panels the files of their hall's repository: whole or a range, by name only, nothing outside it."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone

from kiosk.hub.fleet.tokens import RefusedError, hall_of
from kiosk.hub.live.answers import Receive, Scope, Send, asked, header, refuse

ADDRESS = re.compile(r"/api/halls/([A-Za-z0-9_-]{1,64})/repo/(.{1,300})", re.S)
#: The only names there are; no name has "..", so no path leads out.
_NAMES = re.compile(
    r"metadata/(?:[0-9]{1,12}\.)?(?:root|snapshot|targets|timestamp)\.json"
    r"|targets/[0-9a-f]{64}\.(?:rollout|live)\.json"
    r"|blobs/([0-9a-f]{2})/\1[0-9a-f]{62}"
)
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
CHUNK = 128 << 10


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes ``first``…``last`` of ``size``."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


async def repository_file(scope: Scope, receive: Receive, send: Send) -> None:
    """``GET`` or ``HEAD /api/halls/<hall>/repo/<name>``."""
    if scope["method"] not in ("GET", "HEAD"):
        return await refuse(send, 405, "method")
    found = ADDRESS.fullmatch(scope["path"])
    hall_id, name = found.groups() if found is not None else ("", "")
    try:
        opened = await asked(_open, header(scope, b"authorization"), hall_id, name)
    except RefusedError as no:
        return await refuse(send, 401 if no.word == "token" else 403, no.word)
    if opened is None:
        return await refuse(send, 404, "unknown")
    with opened.file:
        await _answer(scope, send, opened, name)
    return None


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file that is given out; ``begin``: all of it, where it is small."""

    file: IO[bytes]
    size: int
    changed: int
    begin: bytes


def _open(authorization: str, hall_id: str, name: str) -> _Opened | None:
    """The file, for a panel of its hall; None: there is no such name. RefusedError: token, revoked, other-hall."""
    own = hall_of(authorization, timezone.now())
    if not _NAMES.fullmatch(name):
        return None
    if hall_id != own:
        raise RefusedError("other-hall")
    folder = Path(settings.DATA) / "halls" / hall_id / "repo"
    try:
        handle = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    facts = os.fstat(handle)
    begin = os.pread(handle, CHUNK, 0) if facts.st_size <= CHUNK else b""
    return _Opened(os.fdopen(handle, "rb", buffering=0), facts.st_size, facts.st_mtime_ns, begin)


def is_immutable(name: str) -> bool:
    """Whether a name never means other bytes: all but the newest timestamp, which is replaced."""
    return name != "metadata/timestamp.json"


async def _answer(scope: Scope, send: Send, opened: _Opened, name: str) -> None:
    mark = f'"{name.rsplit("/", 1)[-1]}"' if is_immutable(name) else f'"{opened.changed:x}-{opened.size:x}"'
    head = [
        (b"etag", mark.encode()),
        (b"accept-ranges", b"bytes"),
        (b"cache-control", b"private, max-age=31536000, immutable" if is_immutable(name) else b"no-cache"),
    ]
    if mark in header(scope, b"if-none-match"):
        await send({"type": "http.response.start", "status": 304, "headers": head})
        return await send({"type": "http.response.body", "body": b""})
    condition = header(scope, b"if-range")
    asked_range = header(scope, b"range") if condition in ("", mark) else ""
    span = wanted(asked_range, opened.size)
    if span is None:
        return await refuse(send, 416, "unknown", ((b"content-range", f"bytes */{opened.size}".encode()),))
    whole = span.length == opened.size
    if not whole:
        head.append((b"content-range", f"bytes {span.first}-{span.last}/{span.size}".encode()))
    kind = b"application/json" if name.endswith(".json") else b"application/octet-stream"
    head += [
        (b"content-type", kind),
        (b"content-length", str(span.length).encode()),
        (b"last-modified", formatdate(opened.changed / 1e9, usegmt=True).encode()),
    ]
    await send({"type": "http.response.start", "status": 200 if whole else 206, "headers": head})
    if scope["method"] == "HEAD":
        return await send({"type": "http.response.body", "body": b""})
    if opened.begin or not span.length:
        body = opened.begin[span.first : span.last + 1]
        return await send({"type": "http.response.body", "body": body})
    await _pour(send, opened.file, span)
    return None


async def _pour(send: Send, file: IO[bytes], span: Span) -> None:
    left, place = span.length, span.first
    while left > 0:
        piece = await asyncio.to_thread(os.pread, file.fileno(), min(CHUNK, left), place)
        if not piece:
            raise OSError("the file became shorter while it was sent")
        left, place = left - len(piece), place + len(piece)
        await send({"type": "http.response.body", "body": piece, "more_body": left > 0})


def wanted(asked_range: str, size: int) -> Span | None:
    """What a Range header asks for; all of it for none, for several at once or for nonsense; None: not to be had."""
    found = _RANGE.fullmatch(asked_range.strip())
    if found is None or not (found[1] or found[2]):
        return Span(0, size - 1, size)
    if not found[1]:
        length = min(int(found[2]), size)
        return Span(size - length, size - 1, size) if length else None
    first = int(found[1])
    last = min(int(found[2]), size - 1) if found[2] else size - 1
    return Span(first, last, size) if first <= last else None
