"""The hub's answers: bounded before they are read, refused when they are not what was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from kiosk.sync.pace import Pace
from kiosk.sync.sources import Flow, NotThereError, SourceError

_ANSWER_LIMIT = 256 << 10
_LONGEST_WAIT_S = 600.0


class HubError(SourceError):
    """The hub said no. ``status``: of HTTP; ``error``: its word for it; ``now``: its time, when it tells it."""

    def __init__(self, status: int, error: str, said: str, after_s: float = 0.0, now: str = "") -> None:
        self.status, self.error, self.now = status, error, now
        super().__init__(said or f"The hub says no ({status}).", where=error, after_s=after_s)


class RevokedError(HubError):
    """The hub does not admit this panel any more."""


class HubSource:
    """A hall's repository at the hub."""

    def __init__(self, ask: Callable[..., Any], hall_id: str, pace: Pace) -> None:
        self._ask, self._base, self._pace = ask, f"/api/halls/{hall_id}/repo/", pace

    @contextmanager
    def flow(self, path: str, start: int = 0) -> Iterator[Flow]:
        headers = {"Range": f"bytes={start}-"} if start else {}
        with self._ask(self._base + path, headers) as answer:
            yield Flow(begins(answer, start, path), self._chunks(answer))

    def _chunks(self, answer: httpx.Response) -> Iterator[bytes]:
        for chunk in answer.iter_raw():
            self._pace.take(len(chunk))
            yield chunk


def begins(answer: httpx.Response, start: int, path: str) -> int:
    """Where an answer begins; SourceError for what is no such file. A "304" answers what nobody asked."""
    if answer.status_code == 404:
        raise NotThereError("The hub has no such file.", where=path)
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise SourceError("The hub packs what must come as it is.", where=path)
    if answer.status_code == 206 and start:
        if not answer.headers.get("content-range", "").startswith(f"bytes {start}-"):
            raise SourceError("The hub sends another part of the file than was asked for.", where=path)
        return start
    if answer.status_code == 200:
        return 0
    refuse(answer)
    raise SourceError(f"The hub answers strangely ({answer.status_code}).", where=path)


def said_by(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; SourceError, HubError."""
    body = _body(answer)
    refuse(answer, body)
    if not body:
        return {}
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or answer.status_code >= 300:
        raise SourceError(f"The hub answers strangely ({answer.status_code}).")
    return value


def answered(answer: httpx.Response) -> Any:
    """The JSON of an answer of any status, {} without one. RevokedError when this panel is not admitted any more."""
    body = _body(answer)
    if answer.status_code == 403:
        refuse(answer, body)
    try:
        return json.loads(body) if body else {}
    except (ValueError, RecursionError):
        if answer.status_code < 400:
            raise SourceError(f"The hub answers strangely ({answer.status_code}).") from None
        return {}


def _body(answer: httpx.Response) -> bytes:
    body = b""
    for chunk in answer.iter_raw():
        body += chunk
        if len(body) > _ANSWER_LIMIT:
            raise SourceError("The hub's answer does not end.")
    return body


def refuse(answer: httpx.Response, body: bytes | None = None) -> None:
    """Raise what a 4xx or 5xx says."""
    if answer.status_code < 400:
        return
    error = said = now = ""
    try:
        value = json.loads(_body(answer) if body is None else body)
        error, said = str(value.get("error", ""))[:40], str(value.get("en", ""))[:300]
        now = str(value.get("now", ""))[:40]
    except (ValueError, AttributeError, RecursionError):
        pass
    after = answer.headers.get("retry-after", "")
    wait = min(float(after), _LONGEST_WAIT_S) if after.isascii() and after.isdecimal() else 0.0
    kind = RevokedError if answer.status_code == 403 and error == "revoked" else HubError
    raise kind(answer.status_code, error, said, wait, now)


def word_of(said: Mapping[str, Any], key: str) -> str:
    """A text that an answer must have."""
    value = said.get(key)
    if not isinstance(value, str) or not value:
        raise SourceError(f"The hub's answer lacks {key}.")
    return value


def plain_id(id_: str) -> str:
    """An id that may stand in an address."""
    if not id_ or len(id_) > 64 or not all(c.isascii() and (c.isalnum() or c in "-_") for c in id_):
        raise SourceError("This is no id.", where=id_[:64])
    return id_
