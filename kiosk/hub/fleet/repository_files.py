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

from kiosk.hub.fleet.tokens import RefusedError, admitted
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
    try:
        panel, _ = await asked(admitted, header(scope, b"authorization"), timezone.now())
    except RefusedError as no:
        return await refuse(send, 403 if no.word == "revoked" else 401, no.word)
    found = ADDRESS.fullmatch(scope["path"])
    if found is None or not _NAMES.fullmatch(found[2]):
        return await refuse(send, 404, "unknown")
    if found[1] != panel.hall_id:
        return await refuse(send, 403, "other-hall")
    opened = await asyncio.to_thread(_open, Path(settings.DATA) / "halls" / panel.hall_id / "repo", found[2])
    if opened is None:
        return await refuse(send, 404, "unknown")
    with opened as file:
        await _answer(scope, send, file, found[2])
    return None


def _open(folder: Path, name: str) -> IO[bytes] | None:
    try:
        handle = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    return os.fdopen(handle, "rb", buffering=0)


def is_immutable(name: str) -> bool:
    """Whether a name never means other bytes: all but the newest timestamp, which is replaced."""
    return name != "metadata/timestamp.json"


async def _answer(scope: Scope, send: Send, file: IO[bytes], name: str) -> None:
    facts = os.fstat(file.fileno())
    mark = f'"{name.rsplit("/", 1)[-1]}"' if is_immutable(name) else f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
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
    span = wanted(asked_range, facts.st_size)
    if span is None:
        return await refuse(send, 416, "unknown", ((b"content-range", f"bytes */{facts.st_size}".encode()),))
    whole = span.length == facts.st_size
    if not whole:
        head.append((b"content-range", f"bytes {span.first}-{span.last}/{span.size}".encode()))
    kind = b"application/json" if name.endswith(".json") else b"application/octet-stream"
    head += [
        (b"content-type", kind),
        (b"content-length", str(span.length).encode()),
        (b"last-modified", formatdate(facts.st_mtime, usegmt=True).encode()),
    ]
    await send({"type": "http.response.start", "status": 200 if whole else 206, "headers": head})
    if scope["method"] == "HEAD":
        return await send({"type": "http.response.body", "body": b""})
    await _pour(send, file, span)
    return None


async def _pour(send: Send, file: IO[bytes], span: Span) -> None:
    left, place = span.length, span.first
    while left > 0:
        piece = await asyncio.to_thread(os.pread, file.fileno(), min(CHUNK, left), place)
        if not piece:
            raise OSError("the file became shorter while it was sent")
        left, place = left - len(piece), place + len(piece)
        await send({"type": "http.response.body", "body": piece, "more_body": left > 0})
    if span.length == 0:
        await send({"type": "http.response.body", "body": b""})


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
