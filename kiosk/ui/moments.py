"""When something may change under the screens: when nobody is there, or between two visits, never within one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.base.clock import Clock
from kiosk.visit.visit import HOME, Visit

Act = Callable[[], None]

#: Somebody who never lets the panel rest keeps the old content so long; then it changes with the page they turn next.
PATIENCE_S = 900.0


@dataclass(frozen=True, slots=True)
class _Wish:
    """What waits, since when (monotonic seconds), and whether home and the staff page are good enough."""

    act: Act
    since: float
    when_nobody: bool
    after_s: float


class Moments:
    """Acts that wait for their moment, in the order in which they were asked for. All on the screens' thread."""

    def __init__(self, visit: Visit, clock: Clock, is_pressed: Callable[[], bool]) -> None:
        self._visit, self._clock, self._is_pressed = visit, clock, is_pressed
        self._wishes: list[_Wish] = []

    @property
    def is_nobody_there(self) -> bool:
        """Whether the panel sleeps: nothing on it is anybody's."""
        return self._visit.is_idle

    @property
    def is_between_visits(self) -> bool:
        """Asleep, at home before anything was chosen, or staff at work; and no finger on the glass."""
        visit = self._visit
        fresh = visit.trail == (HOME,) and not visit.query
        return (visit.is_idle or fresh or visit.page.screen.startswith("staff")) and not self._is_pressed()

    def when_nobody_is_there(self, act: Act, after_s: float = 0.0) -> bool:
        """Do it as soon as the panel sleeps, but not before ``after_s``; whether it was done now."""
        return self._wish(act, when_nobody=True, after_s=after_s)

    def between_visits(self, act: Act) -> bool:
        """Do it now between two visits, else at their end; whether it was done now. Somebody who stays very long does
        not hold it up for ever: after ``PATIENCE_S`` it is done when they turn to another page.
        """
        return self._wish(act, when_nobody=False)

    def look(self, *, page_turned: bool = False) -> None:
        """Ask what may be done by now; called every second and after every change of page."""
        waiting, self._wishes = self._wishes, []
        for wish in waiting:
            if self._is_time(wish, page_turned):
                wish.act()
            else:
                self._wishes.append(wish)

    def _wish(self, act: Act, *, when_nobody: bool, after_s: float = 0.0) -> bool:
        wish = _Wish(act, self._clock.monotonic(), when_nobody, after_s)
        if self._is_time(wish, page_turned=False):
            act()
            return True
        self._wishes.append(wish)
        return False

    def _is_time(self, wish: _Wish, page_turned: bool) -> bool:
        waited = self._clock.monotonic() - wish.since
        if wish.when_nobody:
            return self.is_nobody_there and waited >= wish.after_s
        return self.is_between_visits or (waited >= PATIENCE_S and page_turned)
