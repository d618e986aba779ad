"""What the panel remembers of its hub over a restart: the release that waits, the switches, what staff took down."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.store.state import PanelState
from kiosk.sync.messages import Live, MessageError, moment, packed, unpacked

_STAGED, _LIVE, _HUSHED, _HELD, _CONTACT, _SHOWN = (
    f"hub.{name}" for name in ("staged", "live", "hushed", "held", "contact", "shown")
)


@dataclass(frozen=True, slots=True)
class Staged:
    """A release that is here whole, to be shown from a moment on (None: at once)."""

    number: int
    activate_at: datetime | None = None


class HubMemory:
    """Reads at once; writes in a thread of its own, in order: a disk may take its time, a screen may not."""

    def __init__(self, state: PanelState) -> None:
        self._state = state
        self._writer = ThreadPoolExecutor(1, "memory")

    def close(self) -> None:
        """Whatever was to be kept is on the disk."""
        self._writer.shutdown(wait=True)

    def staged(self) -> Staged | None:
        facts = self._read(_STAGED)
        number = facts.get("number") if isinstance(facts, dict) else None
        if not isinstance(number, int) or isinstance(number, bool) or number <= 0:
            return None
        return Staged(number, moment(str(facts.get("activate_at", ""))))

    def keep_staged(self, staged: Staged) -> None:
        at = staged.activate_at.isoformat() if staged.activate_at is not None else ""
        self._keep(_STAGED, json.dumps({"number": staged.number, "activate_at": at}))

    def live(self) -> Live | None:
        """The last word of the hub about switches and messages."""
        try:
            return unpacked(Live, self._state.get(_LIVE).encode())
        except MessageError:
            return None

    def keep_live(self, live: Live) -> None:
        self._keep(_LIVE, packed(live).decode())

    def hushed(self) -> frozenset[str]:
        """Emergency messages that staff took down at this panel."""
        ids = self._read(_HUSHED)
        return frozenset(i for i in ids if isinstance(i, str)) if isinstance(ids, list) else frozenset()

    def keep_hushed(self, ids: frozenset[str]) -> None:
        self._keep(_HUSHED, json.dumps(sorted(ids)))

    def held(self) -> int:
        """The release that staff went back from, by hand; 0 = none."""
        word = self._state.get(_HELD)
        return int(word) if word.isascii() and word.isdecimal() else 0

    def keep_held(self, number: int) -> None:
        self._keep(_HELD, str(number))

    def contact(self) -> datetime | None:
        """When the hub was heard last, as far as it was written down."""
        return moment(self._state.get(_CONTACT))

    def keep_contact(self, at: datetime) -> None:
        self._keep(_CONTACT, at.isoformat())

    def shown_since(self, number: int) -> datetime | None:
        """Since when this release is on the glass; None when that was not written down."""
        facts = self._read(_SHOWN)
        if not isinstance(facts, dict) or facts.get("number") != number:
            return None
        return moment(str(facts.get("since", "")))

    def keep_shown(self, number: int, since: datetime) -> None:
        self._keep(_SHOWN, json.dumps({"number": number, "since": since.isoformat()}))

    def count_visit(self) -> None:
        self._do(self._state.count, "visit.begun")

    def visits(self, now: datetime) -> int:
        """How many visits began today."""
        return self._state.counters(now.date()).get("visit.begun", 0)

    def _keep(self, key: str, value: str) -> None:
        self._do(self._state.set, key, value)

    def _do(self, act: Callable[..., None], *words: str) -> None:
        with suppress(RuntimeError):  # the panel ends: the next one learns it anew
            self._writer.submit(act, *words)

    def _read(self, key: str) -> Any:
        try:
            return json.loads(self._state.get(key, "null"))
        except (ValueError, RecursionError):
            return None
