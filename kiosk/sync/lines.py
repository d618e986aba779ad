"""What ``kiosk sync --follow`` and the panel say to each other: one JSON object a line (docs/commands/sync.md)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import IO, Any

from kiosk.sync.client import Asked
from kiosk.sync.follower import Ready
from kiosk.sync.messages import Live, MessageError, Report, unpacked

LINE_LIMIT = 256 << 10


class Teller:
    """Says things to the panel, each whole and at once; says the same thing only once. Threads share it."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._lock = threading.Lock()
        self._said: dict[str, str] = {}

    def ready(self, ready: Ready, *, again: bool = False) -> None:
        """A release is whole; only the last one said counts. ``again``: also when it was said before."""
        if again:
            self._said.pop("ready", None)
        self._once("ready", {"number": ready.number, "path": str(ready.path), "activate_at": ready.activate_at})

    def live(self, live: Live) -> None:
        """What is switched at this moment."""
        self._once("live", asdict(live))

    def order(self, id_: str, kind: str) -> None:
        """The hub asks something of the panel."""
        self._say("order", {"id": id_, "kind": kind})

    def enrolment(self, asked: Asked, qr: str) -> None:
        """What the panel shows while it waits to be admitted."""
        facts = {"code": asked.code, "check": asked.check, "qr": qr, "expires_in_s": asked.expires_in_s}
        self._say("enrolment", facts)

    def enrolment_over(self, outcome: str) -> None:
        """The code counts no more: confirmed, expired, locked or failed."""
        self._say("enrolment-over", {"outcome": outcome})

    def alive(self) -> None:
        """The answer to the panel's sign of life, from the thread that decides: all of sync works."""
        self._say("alive", {})

    def desk(self, n: int, status: int, body: Any) -> None:
        """What the desk answered to the panel's question ``n``; status 0: it did not."""
        self._say("desk", {"n": n, "status": status, "body": body})

    def desk_event(self, kind: str, facts: Mapping[str, Any]) -> None:
        """The desk told something by itself."""
        self._say("desk-event", {"kind": kind, "facts": dict(facts)})

    def hub(self, facts: Mapping[str, Any]) -> None:
        """How it stands between panel and hub."""
        self._once("hub", facts)

    def state(self, facts: Mapping[str, Any]) -> None:
        """What sync is doing."""
        self._once("state", facts)

    def _once(self, kind: str, facts: Mapping[str, Any]) -> None:
        with self._lock:
            line = _line(kind, facts)
            if self._said.get(kind) != line:
                self._said[kind] = line
                self._write(line)

    def _say(self, kind: str, facts: Mapping[str, Any]) -> None:
        with self._lock:
            self._write(_line(kind, facts))

    def _write(self, line: str) -> None:
        # When nobody listens any more, the end of our input tells it: this is not the place.
        try:
            self._out.write(line + "\n")
            self._out.flush()
        except (OSError, ValueError):
            return


def _line(kind: str, facts: Mapping[str, Any]) -> str:
    return json.dumps({"say": kind, **facts}, ensure_ascii=False)


def told(lines: IO[bytes]) -> Iterator[dict[str, Any]]:
    """What the panel tells, until its end of the line closes. Lines that are nothing are passed over."""
    while line := lines.readline(LINE_LIMIT):
        if not line.endswith(b"\n"):
            continue  # too long, or cut off at the end
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and isinstance(value.get("tell"), str):
            yield value


def report_of(value: Mapping[str, Any]) -> Report | None:
    """The report in a told line; None when it does not fit."""
    try:
        return unpacked(Report, json.dumps(value).encode())
    except MessageError:
        return None
