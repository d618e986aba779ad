"""What is known of a queue at one moment, and what follows from it for the wait of everybody in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kiosk.ticketing.calling import still_to_pass
from kiosk.ticketing.estimate import Wait, expect
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.service_times import Served, ServiceTime, blend, learn
from kiosk.ticketing.tickets import Kind


@dataclass(frozen=True)
class Outlook:
    """One queue at one moment. ``front``: the first matter ("" unknown) of each who waits, in the order of their calls.

    ``share``: how many of the open windows work for it (``estimate.window_shares``). ``windows``: which these are;
    ``busy``: minutes since the call of the visitor that each of them has, for those that have one. ``turns``: turns of
    the queue that are over (today's and of some weeks); ``prior``: minutes of one as the hall's table has them.
    ``recent``: kinds of its last calls, newest last. ``hour``: of the day, local.
    ``learned``: matter → what ``turns`` teach of it at these windows in this hour; filled here, to be given again.
    """

    front: Sequence[str]
    share: float
    windows: Sequence[str]
    busy: Sequence[float]
    turns: Sequence[Served]
    prior: float
    recent: Sequence[Kind]
    rules: DeskRules
    hour: int | None = None
    learned: dict[str, ServiceTime] = field(default_factory=dict)

    def wait(self, ahead: int, kind: Kind = Kind.ORDINARY, overtaken: int = 0) -> Wait | None:
        """The wait of who has ``ahead`` people in front; None when no window is open.

        ``kind`` and ``overtaken``: of the ticket, which decide how many who are still to come will go first.
        """
        if self.share <= 0 or ahead < 0:
            return None
        free = max(len(self.windows) - len(self.busy), 0)
        if ahead < free:
            return Wait(0.0, 0.0)  # taken at once by a free window
        people = ahead - free + still_to_pass(kind, overtaken, ahead, self.recent, self.rules)
        return expect(people, self.share, self._time(ahead), [*self.busy, *[0.0] * free])

    def _time(self, ahead: int) -> ServiceTime:
        """One turn standing for those of the people in front; of the queue's, when nobody is."""
        times = [self._of(matter) for matter in self.front[:ahead]]
        return blend(times) if times else self._of("")

    def _of(self, matter: str) -> ServiceTime:
        if matter not in self.learned:
            self.learned[matter] = learn(self.turns, self.prior, matter=matter, windows=self.windows, hour=self.hour)
        return self.learned[matter]
