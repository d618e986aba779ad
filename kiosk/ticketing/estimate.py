"""How long will I wait? The median and the 90th percentile of the wait, from a Gamma fitted to its two moments.

With ``n`` ahead and ``s`` open windows, all busy, the wait is n + 1 ends of visits. Were visits memoryless, it would
be Gamma(n + 1, mean/s) exactly (Erlang); the table of facts/hall.md §4.3 is that case. With another spread the mean
moves by what is left of the visits under way, and the variance between that of a Poisson stream (few ahead of many
windows: their ends are pooled) and that of a renewal process (many ahead). Whitt 1999: the 90th percentile may be
told to who waits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.base.texts import EMPTY, Text
from kiosk.ticketing.service_times import ServiceTime

#: Minutes to which what is shown is rounded up.
STEP = 5


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait as a Gamma of these two moments: ``mean`` and ``variance`` in minutes; mean 0: no wait."""

    mean: float
    variance: float

    def quantile(self, share: float) -> float:
        """Minutes that are enough in ``share`` (0–1) of all cases."""
        if self.mean <= 0:
            return 0.0
        if self.variance <= 1e-9 * self.mean**2:
            return self.mean
        from scipy.special import gammaincinv  # a tenth of a second, which a panel's start need not spend

        shape = self.mean**2 / self.variance
        return float(gammaincinv(shape, share)) * self.mean / shape


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is shown: minutes that are enough in half and in nine of ten cases, rounded up to ``STEP``."""

    p50: int
    p90: int

    @property
    def words(self) -> Text:
        """ "大约20分钟，最多35分钟", "About 20 minutes, at most 35"."""
        if self.p50 == self.p90:
            return Text(zh=f"最多{self.p90}分钟", en=f"At most {self.p90} minutes")
        return Text(zh=f"大约{self.p50}分钟，最多{self.p90}分钟", en=f"About {self.p50} minutes, at most {self.p90}")


def expect(ahead: float, windows: float, time: ServiceTime, busy: Sequence[float] | None = None) -> Wait | None:
    """The wait of who has ``ahead`` people in front, at ``windows`` open windows (a share of one counts as such).

    ``ahead`` may count those still to come that will go first (``calling.still_to_pass``).
    ``busy``: for each window that serves somebody, the minutes it has done so; None: all are busy, nothing is known of
    since when. None when no window is open.
    """
    if windows <= 0 or ahead < 0:
        return None
    if busy is not None and len(busy) < windows:
        free = math.ceil(windows - len(busy))
        ahead -= free  # who is taken at once by a free window
        if ahead < 0:
            return Wait(0.0, 0.0)
        busy = [*busy, *[0.0] * free]
    left, left_square = _left(time, busy)
    mean = (ahead * time.mean + left) / windows
    pooled = ahead / (ahead + max(windows, 1.0) - 1) if ahead else 1.0
    spread2 = pooled * time.spread**2 + (1 - pooled)
    variance = (ahead * spread2 * time.mean**2 + left_square - left**2) / windows**2
    return Wait(mean, variance + (time.doubt * mean) ** 2)


def shown(wait: Wait | None) -> Estimate | None:
    """What people are told; None when no window is open."""
    if wait is None:
        return None
    return Estimate(_up(wait.quantile(0.5)), _up(wait.quantile(0.9)))


def words(estimate: Estimate | None) -> Text:
    """The sentence of an estimate, empty when there is none."""
    return EMPTY if estimate is None else estimate.words


def window_shares(windows: Mapping[str, Sequence[str]], waiting: Mapping[str, int]) -> dict[str, float]:
    """How many open windows work for each queue: a window that serves several works for each by who waits there.

    ``windows``: open window → queues it serves; ``waiting``: queue → people. Where nobody waits, it could work for any.
    """
    shares: dict[str, float] = {}
    for queues in windows.values():
        whole = sum(max(waiting.get(queue, 0), 0) for queue in queues)
        for queue in queues:
            own = max(waiting.get(queue, 0), 0)
            # Somebody who joins an empty queue is at least one of those who wait.
            part = own / whole if own else 1 / (whole + 1)
            shares[queue] = shares.get(queue, 0.0) + part
    return shares


def _up(minutes: float) -> int:
    return max(STEP, math.ceil(minutes / STEP - 1e-9) * STEP)


def _left(time: ServiceTime, busy: Sequence[float] | None) -> tuple[float, float]:
    """First two moments of what is left of one visit under way, over all busy windows."""
    mean, spread2 = time.mean, time.spread**2
    if busy is None or spread2 < 1e-6:
        # In equilibrium: E[S²]/2E[S] and E[S³]/3E[S], S a Gamma of this mean and spread.
        return mean * (1 + spread2) / 2, mean**2 * (1 + spread2) * (1 + 2 * spread2) / 3
    if not busy:
        return 0.0, 0.0
    each = [_left_after(time, minutes) for minutes in busy]
    return sum(first for first, _ in each) / len(each), sum(second for _, second in each) / len(each)


def _left_after(time: ServiceTime, minutes: float) -> tuple[float, float]:
    """E[S − t | S > t] and E[(S − t)² | S > t] for a visit that has taken ``minutes`` so far, S a Gamma."""
    from scipy.special import gammaincc

    spread2 = time.spread**2
    shape, scale, so_far = 1 / spread2, time.mean * spread2, max(minutes, 0.0)
    at = so_far / scale
    alive = float(gammaincc(shape, at))
    if alive < 1e-6:  # it lasts longer than any before: its tail is that of an exponential
        return scale, 2 * scale**2
    first = time.mean * float(gammaincc(shape + 1, at)) / alive
    second = time.mean**2 * (1 + spread2) * float(gammaincc(shape + 2, at)) / alive
    return first - so_far, max(second - 2 * so_far * first + so_far**2, 0.0)
