"""A hall at this moment: who waits, which windows work, how full it is, and what one more window would change."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.hub.desk.line import Line, line_of
from kiosk.hub.desk.models import Seat, TicketRow
from kiosk.hub.desk.published import Published
from kiosk.hub.insight.history import cases_today, unbroken_minutes
from kiosk.hub.insight.thresholds import HallLimits
from kiosk.ticketing import staffing
from kiosk.ticketing.cases import Case, case_of
from kiosk.ticketing.estimate import Estimate
from kiosk.ticketing.measures import Windows, figures, hall_saturation
from kiosk.ticketing.queues import Queue
from kiosk.ticketing.service_times import learn
from kiosk.ticketing.staffing import Hint
from kiosk.ticketing.tickets import AT_WINDOW, LIVE

#: Arrivals of so many minutes tell how fast people come.
_LATELY = 60
#: Bands of people for each open window: not full, full, very full, over-full.
BANDS = ((5.0, "未饱和", "calm", "ok"), (8.0, "饱和", "full", "info"), (12.0, "非常饱和", "very full", "warn"))


@dataclass(frozen=True, slots=True)
class QueueLive:
    """One queue now. ``longest``: minutes of who has waited longest; ``saturation`` None: none waits, none is open."""

    queue: Queue
    waiting: int
    longest: float | None
    overdue: int
    windows: Windows
    open_windows: tuple[str, ...]
    saturation: float | None
    estimate: Estimate | None
    per_hour: float
    minutes: float
    hint: Hint | None

    @property
    def band(self) -> tuple[str, str, str]:
        """How full, in words and as a badge."""
        return band(self.saturation)

    @property
    def filled(self) -> int:
        """For a bar: 0–100, full at the last band's end."""
        value = self.saturation or 0.0
        return 100 if math.isinf(value) else min(100, round(value / BANDS[-1][0] * 100))


@dataclass(frozen=True, slots=True)
class WindowLive:
    """One window now. ``state``: open, paused, closed, busy; ``since`` of the state; ``minutes`` with its visitor."""

    number: str
    state: str
    since: datetime | None
    staff: str
    pause: str
    label: str
    minutes: float | None
    unbroken: float | None
    queues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HallLive:
    """All of it. ``today``: every measure over today's cases."""

    at: datetime
    queues: tuple[QueueLive, ...]
    windows: tuple[WindowLive, ...]
    counts: Windows
    waiting: int
    longest: float | None
    in_time: float | None
    present: int
    saturation: float | None
    full: float | None
    today: Mapping[str, float | None]
    hours: tuple[tuple[int, int, float | None], ...]

    @property
    def band(self) -> tuple[str, str, str]:
        """How full the windows are."""
        return band(self.saturation)


def band(saturation: float | None) -> tuple[str, str, str]:
    """A saturation in words and as a badge."""
    for end, zh, en, badge in BANDS:
        if (saturation or 0.0) < end:
            return zh, en, badge
    return "极度饱和", "over-full", "bad"


def hall_live(hall: Published, given: HallLimits, now: datetime) -> HallLive:
    """The hall at ``now``."""
    local, line = hall.local(now), line_of(hall, now)
    waiting = {code: [c for t in tickets if (c := case_of(t, local))] for code, tickets in line.waiting.items()}
    everybody = [case for cases in waiting.values() for case in cases]
    windows, today = _windows(hall, line, now), cases_today(hall, now)
    working = [window for window in windows if window.state in ("open", "busy")]
    counts = Windows(len(windows), len(working), sum(window.state == "busy" for window in windows))
    rates, found = _per_hour(hall, local), figures(everybody, given.limits)
    live = [state.value for state in LIVE]
    present = TicketRow.objects.filter(hall_id=hall.hall_id, day=local.date(), state__in=live).count()
    return HallLive(
        at=local,
        queues=tuple(
            _queue(hall, line, queue, waiting.get(queue.code, []), given, rates, local) for queue in hall.queues
        ),
        windows=tuple(windows),
        counts=counts,
        waiting=len(everybody),
        longest=found["wait-now"],
        in_time=found["in-time-rate"],
        present=present,
        saturation=counts.saturation(len(everybody)),
        full=hall_saturation(present, given.capacity),
        today=figures(today, given.limits),
        hours=_hours(today),
    )


def _queue(
    hall: Published,
    line: Line,
    queue: Queue,
    cases: Sequence[Case],
    given: HallLimits,
    rates: Mapping[str, float],
    now: datetime,
) -> QueueLive:
    found = figures(cases, given.limits)
    open_windows = tuple(window for window in queue.windows if queue.code in line.seats.get(window, ()))
    counts = Windows(len(queue.windows), len(open_windows), sum(window in line.busy for window in open_windows))
    minutes = learn(line.turns.get(queue.code, ()), queue.minutes, hour=now.hour).mean
    rate = rates.get(queue.code, 0.0)
    # While nobody waits and nothing is open, the hall is closed: there is nothing to propose.
    hint = staffing.hint(rate, minutes, len(open_windows), len(queue.windows)) if open_windows or cases else None
    return QueueLive(
        queue=queue,
        waiting=len(cases),
        longest=found["wait-now"],
        overdue=int(found["overdue-now"] or 0),
        windows=counts,
        open_windows=open_windows,
        saturation=counts.saturation(len(cases)),
        estimate=line.wait(queue, len(cases)),
        per_hour=rate,
        minutes=minutes,
        hint=hint,
    )


def _per_hour(hall: Published, now: datetime) -> dict[str, float]:
    """Tickets of the last hour by queue, as a rate."""
    since = now - timedelta(minutes=_LATELY)
    rows = TicketRow.objects.filter(hall_id=hall.hall_id, day=now.date(), arrived__gt=since, arrived__lte=now)
    found: dict[str, float] = {}
    for queue in rows.exclude(voided="no-paper").values_list("origin", flat=True):
        found[queue] = found.get(queue, 0.0) + 60 / _LATELY
    return found


def _windows(hall: Published, line: Line, now: datetime) -> list[WindowLive]:
    seats = {seat.window: seat for seat in Seat.objects.filter(hall_id=hall.hall_id).select_related("user")}
    at_window = [state.value for state in AT_WINDOW]
    visitors = {
        window: (label, started or called)
        for window, label, called, started in TicketRow.objects.filter(
            hall_id=hall.hall_id, day=hall.day(now), state__in=at_window
        ).values_list("window", "label", "called_at", "started_at")
    }
    unbroken, found = unbroken_minutes(hall, now), []
    for number, queues in sorted(hall.by_window.items(), key=lambda pair: _in_order(pair[0])):
        if not queues and number not in seats:
            continue
        seat, (label, since) = seats.get(number), visitors.get(number, ("", None))
        state = "busy" if label else seat.state if seat else "closed"
        staff = (seat.user.get_full_name() or seat.user.username) if seat and seat.user else ""
        found.append(
            WindowLive(
                number=number,
                state=state,
                since=seat.since if seat else None,
                staff=staff,
                pause=seat.pause if seat else "",
                label=label,
                minutes=(now - since).total_seconds() / 60 if since else None,
                unbroken=unbroken.get(number),
                queues=queues,
            )
        )
    return found


def _hours(cases: Sequence[Case]) -> tuple[tuple[int, int, float | None], ...]:
    """(hour, tickets taken in it, their mean wait) from the first to the last hour with any."""
    hours = sorted({case.hour for case in cases})
    found = []
    for hour in range(hours[0], hours[-1] + 1) if hours else ():
        some = [case for case in cases if case.hour == hour]
        waits = [case.waited for case in some if case.is_called and case.waited is not None]
        found.append((hour, len(some), sum(waits) / len(waits) if waits else None))
    return tuple(found)


def _in_order(number: str) -> tuple[int, str]:
    digits = "".join(c for c in number if c.isdigit())
    return (int(digits) if digits else 0, number)
