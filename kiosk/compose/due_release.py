"""The release that waits for its hour: shown then with the hub or without, and proven once it is on the glass."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from kiosk.base.errors import KioskError
from kiosk.compose.content import shelf_folder
from kiosk.compose.hub_memory import HubMemory, Staged
from kiosk.compose.stage import Stage
from kiosk.store.release import open_release
from kiosk.store.release_info import release_name
from kiosk.store.release_shelf import ReleaseShelf

log = logging.getLogger("kiosk.hub")

_RETRY_FIRST_S, _RETRY_MOST_S = 15.0, 3600.0


class DueRelease:
    """What is to be shown next, and since when what is shown is shown. ``proven`` is called when that changed."""

    def __init__(self, stage: Stage, memory: HubMemory, proven: Callable[[], None]) -> None:
        self._stage, self._memory, self._clock, self._proven_to = stage, memory, stage.clock, proven
        self._folder = shelf_folder(stage.settings)
        self._shelf = ReleaseShelf(self._folder, stage.state, stage.health)
        self._staged = memory.staged()
        self._held = memory.held()
        self._switching = False
        self._pause_s, self._retry_at = _RETRY_FIRST_S, 0.0
        self.shown_since = memory.shown_since(self.shown) or self._clock.now()
        if self.shown and not self._shelf.pointer:  # else the next start may take one that only waits
            self._shelf.point_to(self.shown)

    @property
    def shown(self) -> int:
        """The hub's number of what is on the glass; 0 for content that no hub published."""
        return self._stage.scenery.number

    @property
    def waiting(self) -> Staged | None:
        """What will be shown next; None when that is shown already, or staff went back from it."""
        staged = self._staged
        return None if staged is None or staged.number in (self.shown, self._held) else staged

    def kept(self) -> tuple[int, ...]:
        """The releases that can be gone back to."""
        return self._shelf.releases()

    def ready(self, staged: Staged) -> None:
        """A release is here, whole; it replaces what was ready before."""
        self._pause_s, self._retry_at = _RETRY_FIRST_S, 0.0
        if staged != self._staged:
            self._staged = staged
            self._memory.keep_staged(staged)
        if self._held and staged.number != self._held:  # something new was published: staff's choice has had its time
            self._hold(0)
        self.look()

    def look(self) -> None:
        """Show what is due. Called each second: a clock that jumps, either way, is simply another now."""
        waiting = self.waiting
        if waiting is None or self._switching or self._clock.monotonic() < self._retry_at:
            return
        if waiting.activate_at is None or self._clock.now() >= waiting.activate_at:
            self._switch(waiting.number)

    def go_back_to(self, number: int) -> bool:
        """Show a kept release again, until another one is ready; whether there is such a one."""
        if number == self.shown or number not in self.kept():
            return False
        self._hold(self._staged.number if self._staged is not None else self.shown)
        self._switch(number)
        return True

    def _hold(self, number: int) -> None:
        self._held = number
        self._memory.keep_held(number)

    def _switch(self, number: int) -> None:
        self._switching = True
        self._stage.take(partial(open_release, self._path(number)), partial(self._switched, number))

    def _switched(self, number: int, error: KioskError | None) -> None:
        self._switching = False
        if error is not None:
            self._retry_at = self._clock.monotonic() + self._pause_s
            self._pause_s = min(self._pause_s * 2, _RETRY_MOST_S)
            return
        self._pause_s = _RETRY_FIRST_S
        self._shelf.point_to(number)
        self._stage.screens.when_drawn(partial(self._proven, number))

    def _proven(self, number: int) -> None:
        """The new content is on the glass: this is the moment that the hub is told."""
        if self.shown == number:
            self.shown_since = self._clock.now()
            self._memory.keep_shown(number, self.shown_since)
            log.info("hub: release %d is on the glass", number)
            self._proven_to()

    def _path(self, number: int) -> Path:
        return self._folder / release_name(number)
