"""How long one visit takes: mean and spread learned from the last visits, and leaning on a prior while there are few.

Four levels, each leaning on the one before it with the strength of ``LEAN`` visits: what the hall's table says, the
queue, the matter at these windows, the matter at these windows at this hour. At each level the last ``LAST`` visits
count (facts/hall.md §4.3).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

#: Visits that count at a level; visits a level's prior is worth; spread (standard deviation ÷ mean) before history.
LAST, LEAN, SPREAD = 60, 10.0, 0.8
#: Relative error that no history takes away: windows that pause or open meanwhile, people who come back.
UNFORESEEN = 0.13
#: A visit outside these minutes is a slip of a finger or a forgotten window, not work.
SHORTEST, LONGEST = 0.2, 240.0


@dataclass(frozen=True, slots=True)
class Served:
    """One turn at a window that is over: the first of the ticket's matters ("" unknown), the window, when it ended.

    ``minutes``: from its call until the window was free for the next; a call nobody came to is a short turn.
    """

    matter: str
    window: str
    ended: datetime
    minutes: float


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """Minutes of one visit: ``mean``, ``spread`` (deviation ÷ mean), ``doubt`` (relative error of the mean)."""

    mean: float
    spread: float = 1.0
    doubt: float = 0.0


def learn(
    served: Iterable[Served], prior: float, *, matter: str = "", windows: Collection[str] = (), hour: int | None = None
) -> ServiceTime:
    """The time of one visit of ``matter`` at one of ``windows`` in ``hour`` (0–23, local as in ``Served.ended``).

    ``served``: visits of the queue, today's and of some weeks, in any order. Left out, a matter, windows or an hour
    make no difference. ``prior``: minutes of the hall's table.
    """
    newest = sorted(served, key=lambda s: s.ended, reverse=True)
    usable = [s for s in newest if SHORTEST <= s.minutes <= LONGEST]
    time = ServiceTime(max(prior, SHORTEST), SPREAD, _doubt(SPREAD, LEAN))
    for level in _levels(matter, windows, hour):
        usable = [s for s in usable if level(s)]
        if not usable:
            return time
        time = _lean(time, [s.minutes for s in usable[:LAST]])
    return time


def blend(times: Sequence[ServiceTime]) -> ServiceTime:
    """One visit standing for a known line of different ones, such as the people ahead; ``times`` not empty.

    So many of it have the mean and the variance of the line.
    """
    mean = sum(t.mean for t in times) / len(times)
    variance = sum((t.mean * t.spread) ** 2 for t in times) / len(times)
    return ServiceTime(mean, math.sqrt(variance) / mean, max(t.doubt for t in times))


def _levels(matter: str, windows: Collection[str], hour: int | None) -> list[Callable[[Served], bool]]:
    levels: list[Callable[[Served], bool]] = [lambda s: True]
    if matter or windows:
        levels.append(lambda s: (not matter or s.matter == matter) and (not windows or s.window in windows))
    if hour is not None:
        levels.append(lambda s: s.ended.hour == hour)
    return levels


def _lean(parent: ServiceTime, minutes: Sequence[float]) -> ServiceTime:
    """Mean and spread of a level, shrunk to its parent's."""
    count = len(minutes)
    whole = count + LEAN
    mean = (sum(minutes) + LEAN * parent.mean) / whole
    variance = (sum((m - mean) ** 2 for m in minutes) + LEAN * (parent.mean * parent.spread) ** 2) / whole
    spread = math.sqrt(variance) / mean
    return ServiceTime(mean, spread, _doubt(spread, whole))


def _doubt(spread: float, visits: float) -> float:
    return math.sqrt(spread**2 / visits + UNFORESEEN**2)
