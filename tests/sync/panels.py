"""A panel for tests: its folders, its device, and ``kiosk sync --follow`` in a thread with the line in our hands."""

from __future__ import annotations

import contextlib
import io
import json
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sync.halls import Office, join_plainly
from sync.mini_hub import MiniHub

from kiosk.base.clock import Clock
from kiosk.sync.bringing import Joiner
from kiosk.sync.client import Hub
from kiosk.sync.device import Device, Enrolment
from kiosk.sync.follower import Follower
from kiosk.sync.loop import Follow, Place
from kiosk.sync.wire import HubAddress


class Now:
    """The real time, moved by so much."""

    def __init__(self, ahead_s: float = 0.0) -> None:
        self.ahead_s = ahead_s

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self.ahead_s, UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class Panel:
    """One panel's folder, admitted at a mini hub without a technician."""

    folder: Path
    clock: Clock = field(default_factory=Now)
    join: Joiner = join_plainly

    @property
    def shelf(self) -> Path:
        return self.folder / "releases"

    def device(self) -> Device:
        return Device(self.folder / "sync")

    def admit(self, hub: MiniHub, panel_id: str = "p1", group: str = "", pin: str = "") -> Enrolment:
        device = self.device()
        record = Enrolment(panel_id, hub.office.hall_id, group, "k1", pin)
        device.admit(record, hub.office.repository.first_root())
        hub.panels[panel_id] = device.public_key
        return record

    def hub(self, url: str, **how: Any) -> Hub:
        device = self.device()
        return Hub(HubAddress(url, **how), device, device.enrolment(), self.clock)

    def follower(self, hall_id: str = "shili", panel_id: str = "p1") -> Follower:
        return Follower(self.device(), hall_id, self.shelf, self.join, self.clock, panel_id=panel_id)

    def place(self, url: str | None) -> Place:
        return Place(self.folder, self.shelf, HubAddress(url) if url else None, self.join, "test panel")

    @contextlib.contextmanager
    def follow(self, url: str | None) -> Iterator[Line]:
        """Run the loop; the line to it."""
        reading, writing = os.pipe()
        out = _Out()
        left: list[int] = []
        follow = Follow(self.place(url), out, self.clock, leave=left.append)
        tell = os.fdopen(writing, "wb", buffering=0)
        thread = threading.Thread(target=follow.run, args=(os.fdopen(reading, "rb"),), daemon=True)
        thread.start()
        try:
            yield Line(out.lines, tell)
        finally:
            tell.close()
            until(lambda: bool(left) or not thread.is_alive())


class _Out(io.TextIOBase):
    def __init__(self) -> None:
        self.lines: queue.Queue[dict[str, Any]] = queue.Queue()

    def write(self, text: str) -> int:
        for line in text.splitlines():
            self.lines.put(json.loads(line))
        return len(text)


class Line:
    """What sync said so far, and how to tell it something."""

    def __init__(self, lines: queue.Queue[dict[str, Any]], tell: Any) -> None:
        self._lines, self._tell = lines, tell
        self.said: list[dict[str, Any]] = []
        self._heard: dict[str, int] = {}

    def tell(self, kind: str, **facts: Any) -> None:
        self._tell.write(json.dumps({"tell": kind, **facts}).encode() + b"\n")

    def wait(self, say: str, matches: Callable[[dict[str, Any]], bool] = lambda line: True, within: float = 60) -> Any:
        """The next line of this kind that matches, other kinds apart; fails when none comes."""
        end = time.monotonic() + within
        while True:
            for at in range(self._heard.get(say, 0), len(self.said)):
                if self.said[at]["say"] == say and matches(self.said[at]):
                    self._heard[say] = at + 1
                    return self.said[at]
            self._heard[say] = len(self.said)
            try:
                self.said.append(self._lines.get(timeout=max(0.0, end - time.monotonic())))
            except queue.Empty:
                raise AssertionError(f"no {say} that fits; said: {self.said[-12:]}") from None

    def state(self, *states: str, within: float = 60) -> Any:
        return self.wait("state", lambda line: line["state"] in states, within)

    def drain(self) -> list[dict[str, Any]]:
        """All lines that came until now."""
        with contextlib.suppress(queue.Empty):
            while True:
                self.said.append(self._lines.get_nowait())
        return self.said


def office_of(folder: Path) -> Office:
    """An office whose clock is the real one."""
    return Office(folder, clock=Now())  # type: ignore[arg-type]


def until(holds: Callable[[], bool], within: float = 60) -> None:
    """Wait for something that another thread does."""
    end = time.monotonic() + within
    while not holds():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.01)
