"""A day that a desk lives through by its own acts: people come, windows open, call, pause, serve and miss."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hub.desk.halls import MORNING, an_id

from kiosk.hub.desk import authority
from kiosk.sync.desk_messages import TakeTicket

MINUTE = timedelta(minutes=1)


class Day:
    """``come``/``next``/``done`` by hand, or ``live`` for a while by dice."""

    def __init__(self, hall_id: str, staff: dict[str, Any], now: datetime, seed: int = 1) -> None:
        self.hall_id, self.now, self.dice = hall_id, now, random.Random(seed)
        self.seats = {window: authority.open_seat(hall_id, window, user, now) for window, user in staff.items()}
        self._free_at: dict[str, tuple[datetime, str]] = {}

    def come(self, queue: str = "tax", kind: str = "ordinary", matters: tuple[str, ...] = ()) -> str:
        asked = TakeTicket(an_id(), queue=queue, kind=kind, matters=matters)
        facts = authority.take(self.hall_id, asked, "desk", self.now)
        authority.confirm(self.hall_id, facts.id, facts.label, "printed", "desk", self.now)
        return facts.id

    def next(self, window: str) -> str:
        """Call and begin; the ticket's id, "" when nobody waits."""
        call = authority.call_next(self.seats[window], an_id(), self.now)
        if call.ticket_id:
            authority.begin(self.seats[window], self.now)
        return call.ticket_id or ""

    def done(self, window: str) -> None:
        authority.finish(self.seats[window], self.now)

    def later(self, minutes: float) -> None:
        self.now += minutes * MINUTE

    def live(self, minutes: int, come: dict[str, tuple[float, tuple[str, ...]]], visit: float) -> None:
        """``come``: queue → people an hour and their matters; ``visit``: mean minutes."""
        for _ in range(minutes):
            for queue, (per_hour, matters) in come.items():
                if self.dice.random() < per_hour / 60:
                    kind = "priority" if self.dice.random() < 0.12 else "ordinary"
                    self.come(queue, kind, (self.dice.choice(matters),) if matters else ())
            for window, seat in self.seats.items():
                self._work(window, seat, visit)
            self.later(1)

    def _work(self, window: str, seat: Any, visit: float) -> None:
        if window in self._free_at:
            until, act = self._free_at[window]
            if self.now < until:
                return
            del self._free_at[window]
            (authority.finish if act == "done" else authority.miss)(seat, self.now)
        call = authority.call_next(seat, an_id(), self.now)
        if not call.ticket_id:
            return
        if self.dice.random() < 0.05:
            self._free_at[window] = (self.now + MINUTE, "miss")
            return
        authority.begin(seat, self.now)
        self._free_at[window] = (self.now + max(1.0, self.dice.gammavariate(2, visit / 2)) * MINUTE, "done")


def days(hall: Any, person: Callable[..., Any]) -> Callable[..., Day]:
    """``make("1", "4")``: a Monday morning at nine, these windows open, each with somebody at it."""

    def make(*windows: str, **options: Any) -> Day:
        staff = {window: person(f"clerk{window}", "counter", hall=hall) for window in windows}
        return Day(hall.pk, staff, MORNING, **options)

    return make
