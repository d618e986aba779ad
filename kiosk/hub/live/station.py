"""The one thread of a hub process that watches the outbox, tells the streams, and writes down who listens."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone

from kiosk.hub.live import presence
from kiosk.hub.live.fanout import FanOut
from kiosk.hub.live.outbox import NUDGE
from kiosk.hub.live.outbox_reader import OutboxReader, forget
from kiosk.hub.live.presence import Change, Presence

POLL_S = 0.2
_log = logging.getLogger("kiosk.hub.live")


class Station:
    """Started and stopped with the process. A database that is away is asked again; it is logged once."""

    def __init__(self, fan_out: FanOut, loop: asyncio.AbstractEventLoop) -> None:
        self._fan_out, self._loop = fan_out, loop
        self._changes: list[Change] = []
        self._open: dict[str, Change] = {}
        self._guard = threading.Lock()
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._reader: OutboxReader | None = None
        self._presence: Presence | None = None
        self._beat_at = self._forget_at = 0.0
        self._in_trouble = False

    def start(self) -> None:
        self._thread.start()

    def wait_ready(self, seconds: float) -> bool:
        """Whether the first look at the outbox was made in time."""
        return self._ready.wait(seconds)

    def stop(self) -> None:
        """Ends after the last changes are written."""
        self._stop.set()
        NUDGE.set()
        self._thread.join(10)

    def change(self, change: Change) -> None:
        """A panel's stream was opened or closed (from the event loop; written with the next look)."""
        with self._guard:
            self._changes.append(change)
            if change.opened:
                self._open[change.stream_id] = change
            else:
                self._open.pop(change.stream_id, None)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._guarded(self._look)
            NUDGE.wait(POLL_S)
            NUDGE.clear()
        self._guarded(self._look)
        self._guarded(self._leave)
        connection.close()

    def _guarded(self, act: Callable[[], Any]) -> None:
        try:
            act()
            self._in_trouble = False
        except DatabaseError:
            if not self._in_trouble:
                _log.exception("the outbox cannot be read; trying again")
            self._in_trouble = True
            with contextlib.suppress(Exception):
                connection.close()

    def _look(self) -> None:
        now = time.monotonic()
        if self._reader is None:
            self._reader = OutboxReader()
            self._loop.call_soon_threadsafe(setattr, self._fan_out, "newest", self._reader.newest)
        if self._presence is None:
            self._presence = Presence(timezone.now())
        self._ready.set()
        if now >= self._beat_at:
            if self._presence.beat(timezone.now()):
                with self._guard:
                    self._changes = list(self._open.values())
            self._beat_at = now + presence.BEAT_S
        self._write_changes(self._presence)
        events = self._reader.read(now)
        if events:
            self._loop.call_soon_threadsafe(self._fan_out.deliver, events)
        if now >= self._forget_at:
            forget(timezone.now())
            self._forget_at = now + 300

    def _write_changes(self, presence: Presence) -> None:
        with self._guard:
            changes, self._changes = self._changes, []
        try:
            presence.write(changes, timezone.now())
        except DatabaseError:
            with self._guard:
                self._changes = changes + self._changes
            raise

    def _leave(self) -> None:
        if self._presence is not None:
            self._presence.leave(timezone.now())
