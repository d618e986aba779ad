"""Every figure managers see, defined once: what is counted, and among what (facts/hall.md §4.5).

A share is one count among another, asked case by case, so that its numerator can never leave its denominator; two
shares that complete each other are one question and its opposite. A figure without a denominator is None, never 0.
A ticket that goes through several queues has a turn, and so is a case, in each. "Second visits in a month" is not among
the figures: it needs to know who somebody is, which no ticket does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kiosk.base.texts import Text
from kiosk.ticketing.cases import Case, Limits

Question = Callable[[Case, Limits], bool]
Minutes = Callable[[Case, Limits], float | None]


def _overdue(case: Case, limits: Limits) -> bool:
    return case.waited is not None and case.waited > limits.wait


def _late(case: Case, limits: Limits) -> bool:
    return case.service is not None and case.service > limits.service


def _any(case: Case, limits: Limits) -> bool:
    return True


def _done(case: Case, limits: Limits) -> bool:
    return case.is_done


def _timed(case: Case, limits: Limits) -> bool:
    return case.service is not None


def _waiting(case: Case, limits: Limits) -> bool:
    return case.is_waiting


def _called(case: Case, limits: Limits) -> bool:
    return case.is_called


def _rated(case: Case, limits: Limits) -> bool:
    return case.level is not None


def _bad(case: Case, limits: Limits) -> bool:
    return case.level is not None and case.level <= 2


def _not(question: Question) -> Question:
    return lambda case, limits: not question(case, limits)


def _both(one: Question, other: Question) -> Question:
    return lambda case, limits: one(case, limits) and other(case, limits)


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases answer yes."""

    word: str
    name: Text
    counted: Question

    def of(self, cases: Iterable[Case], limits: Limits) -> float | None:
        return float(sum(1 for case in cases if self.counted(case, limits)))


@dataclass(frozen=True, slots=True)
class Share:
    """Of the cases of ``whole`` the part (0–1) that is ``part`` too; None when there are none."""

    word: str
    name: Text
    part: Count
    whole: Count

    @property
    def formula(self) -> Text:
        """ "弃号数 ÷ 排队件次"."""
        return Text({tag: f"{self.part.name[tag]} ÷ {self.whole.name[tag]}" for tag in ("zh", "en")})

    def of(self, cases: Iterable[Case], limits: Limits) -> float | None:
        asked = [case for case in cases if self.whole.counted(case, limits)]
        return sum(1 for case in asked if self.part.counted(case, limits)) / len(asked) if asked else None


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of minutes over the cases that have them; None when none has."""

    word: str
    name: Text
    minutes: Minutes

    def of(self, cases: Iterable[Case], limits: Limits) -> float | None:
        given = _given(self.minutes, cases, limits)
        return math.fsum(given) / len(given) if given else None


@dataclass(frozen=True, slots=True)
class Longest:
    """The most minutes of any case that has them; None when none has."""

    word: str
    name: Text
    minutes: Minutes

    def of(self, cases: Iterable[Case], limits: Limits) -> float | None:
        return max(_given(self.minutes, cases, limits), default=None)


Measure = Count | Share | Mean | Longest


def _given(minutes: Minutes, cases: Iterable[Case], limits: Limits) -> list[float]:
    return [found for case in cases if (found := minutes(case, limits)) is not None]


def _wait(case: Case, limits: Limits) -> float | None:
    return case.waited


def _wait_now(case: Case, limits: Limits) -> float | None:
    return case.waited if case.is_waiting else None


def _wait_to_call(case: Case, limits: Limits) -> float | None:
    return case.waited if case.is_called else None


def _service(case: Case, limits: Limits) -> float | None:
    return case.service


def _several(case: Case, limits: Limits) -> bool:
    return len(case.matters) > 1


def _abandoned(case: Case, limits: Limits) -> bool:
    return case.is_abandoned


def _missed(case: Case, limits: Limits) -> bool:
    return case.was_missed


def _first(case: Case, limits: Limits) -> bool:
    return not case.is_further


_TICKETS = Count("tickets", Text(zh="排队件次", en="Turns in line"), _any)
_WAITING = Count("waiting", Text(zh="等候人数", en="Waiting"), _waiting)
_CALLED = Count("called", Text(zh="呼叫量", en="Called"), _called)
_SERVED = Count("served", Text(zh="办理量", en="Served"), _done)
_TIMED = Count("timed", Text(zh="计时办理数", en="Timed visits"), _timed)
_RATED = Count("rated", Text(zh="评价数", en="Rated"), _both(_done, _rated))
_ABANDONED = Count("abandoned", Text(zh="弃号数", en="Abandoned"), _abandoned)
_OVERDUE_NOW = Count("overdue-now", Text(zh="当前等候超时数", en="Waiting too long now"), _both(_waiting, _overdue))
_IN_TIME_NOW = Count(
    "in-time-now", Text(zh="当前等候达标数", en="Waiting in time now"), _both(_waiting, _not(_overdue))
)
_CALLED_IN_TIME = Count("called-in-time", Text(zh="按时呼叫数", en="Called in time"), _both(_called, _not(_overdue)))
_LATE = Count("late", Text(zh="超时办理数", en="Visits that took too long"), _late)
_ON_TIME = Count("on-time", Text(zh="按时办理数", en="Visits in time"), _both(_timed, _not(_late)))
_UNRATED = Count("unrated", Text(zh="未评价数", en="Not rated"), _both(_done, _not(_rated)))
_BAD = Count("bad", Text(zh="差评数", en="Bad reviews"), _both(_done, _bad))
_SATISFIED = Count("satisfied", Text(zh="满意数", en="Satisfied"), _both(_both(_done, _rated), _not(_bad)))

MEASURES: tuple[Measure, ...] = (
    Count("people", Text(zh="人流量", en="Visitors"), _first),
    _TICKETS,
    Count("several", Text(zh="一票多业务数", en="Tickets for several matters"), _several),
    _WAITING,
    _CALLED,
    Share("called-rate", Text(zh="呼叫率", en="Share called"), _CALLED, _TICKETS),
    _SERVED,
    _ABANDONED,
    Share("abandoned-rate", Text(zh="弃号率", en="Share abandoned"), _ABANDONED, _TICKETS),
    Count("missed", Text(zh="过号数", en="Missed a call"), _missed),
    Mean("wait-mean", Text(zh="平均等候", en="Mean wait"), _wait_to_call),
    Longest("wait-longest", Text(zh="最长等候", en="Longest wait"), _wait),
    Longest("wait-now", Text(zh="当前最长等候", en="Longest wait now"), _wait_now),
    Count("overdue", Text(zh="等候超时数", en="Waited too long"), _overdue),
    _OVERDUE_NOW,
    Share("overdue-rate", Text(zh="等候超时率", en="Share waiting too long"), _OVERDUE_NOW, _WAITING),
    _IN_TIME_NOW,
    Share("in-time-rate", Text(zh="等候达标率", en="Share waiting in time"), _IN_TIME_NOW, _WAITING),
    _CALLED_IN_TIME,
    Share("called-in-time-rate", Text(zh="按时呼叫率", en="Share called in time"), _CALLED_IN_TIME, _CALLED),
    Mean("service-mean", Text(zh="平均办理", en="Mean visit"), _service),
    Longest("service-longest", Text(zh="最长办理", en="Longest visit"), _service),
    _TIMED,
    _LATE,
    Share("late-rate", Text(zh="超时办结率", en="Share of long visits"), _LATE, _TIMED),
    _ON_TIME,
    Share("on-time-rate", Text(zh="按时办结率", en="Share of visits in time"), _ON_TIME, _TIMED),
    _RATED,
    _UNRATED,
    Share("unrated-rate", Text(zh="未评价率", en="Share not rated"), _UNRATED, _SERVED),
    _BAD,
    _SATISFIED,
    Share("satisfied-rate", Text(zh="满意率", en="Share satisfied"), _SATISFIED, _RATED),
)
BY_WORD: dict[str, Measure] = {measure.word: measure for measure in MEASURES}


def figures(cases: Sequence[Case], limits: Limits) -> dict[str, float | None]:
    """Every measure over ``cases``, by its word."""
    return {measure.word: measure.of(cases, limits) for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows at a moment: all there are, those open, those serving somebody."""

    total: int
    open: int
    serving: int

    @property
    def open_rate(self) -> float | None:
        """窗口开放率: open, of all."""
        return self.open / self.total if self.total else None

    def saturation(self, waiting: int) -> float | None:
        """窗口饱和度: people waiting for each open window; infinite when they wait and none is open."""
        if self.open:
            return waiting / self.open
        return math.inf if waiting else None


def hall_saturation(present: int, capacity: int) -> float | None:
    """大厅饱和度: people with a live ticket, of those the hall has room for; None when that is not known."""
    return present / capacity if capacity > 0 else None
