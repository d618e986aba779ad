"""How many windows are needed: Erlang C, and the sentence that says what one more would change."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kiosk.base.texts import Text

#: A hint is worth giving from so many minutes of mean wait, and when it saves at least so many.
WORTH_FROM, WORTH_SAVING = 10.0, 3.0
LONG = 120.0


def chance_of_waiting(per_hour: float, minutes: float, windows: int) -> float:
    """Erlang C: the share of arrivals that find all ``windows`` busy; 1.0 when they cannot keep up.

    ``minutes``: of a mean visit. Worked out by the Erlang B recursion, which neither overflows nor loses digits.
    """
    load = per_hour * minutes / 60
    if windows <= 0:
        return 1.0
    if load <= 0:
        return 0.0
    if load >= windows:
        return 1.0
    blocked = 1.0
    for count in range(1, windows + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked / (1 - (load / windows) * (1 - blocked))


def mean_wait(per_hour: float, minutes: float, windows: int) -> float:
    """Mean minutes of waiting over all arrivals; infinite when the windows cannot keep up."""
    load = per_hour * minutes / 60
    if load <= 0:
        return 0.0
    if load >= windows:
        return math.inf
    return chance_of_waiting(per_hour, minutes, windows) * minutes / (windows - load)


def chance_of_longer(per_hour: float, minutes: float, windows: int, wait: float) -> float:
    """The share of arrivals that wait longer than ``wait`` minutes."""
    load = per_hour * minutes / 60
    if load >= windows:
        return 1.0
    return chance_of_waiting(per_hour, minutes, windows) * math.exp(-(windows - load) * wait / minutes)


@dataclass(frozen=True, slots=True)
class Hint:
    """Open ``more`` windows: the mean wait goes from ``before`` to ``after`` minutes.

    Infinite: people come faster than they are served, then too when all windows are open. ``more`` 0: all are.
    """

    more: int
    before: float
    after: float

    @property
    def words(self) -> Text:
        """ "增开1个窗口：19 → 2 分钟"."""
        if math.isinf(self.after):
            return self._not_enough()
        after = _round(self.after)
        en = f"Open {self.more} more window{'s' if self.more > 1 else ''}"
        if math.isinf(self.before):
            return Text(
                zh=f"来人比办得快，队会越来越长。增开{self.more}个窗口：平均等候降到{after}分钟",
                en=f"People come faster than they are served. {en}: mean wait down to {after} min",
            )
        if self.before > LONG:  # so near to the edge that the number says nothing
            return Text(zh=f"增开{self.more}个窗口：2小时以上 → {after} 分钟", en=f"{en}: over 2 h → {after} min")
        before = _round(self.before)
        return Text(zh=f"增开{self.more}个窗口：{before} → {after} 分钟", en=f"{en}: {before} → {after} min")

    def _not_enough(self) -> Text:
        if self.more == 0:
            return Text(
                zh="窗口已全开，来人仍比办得快：请从别处调人，或引导到自助和网上办理",
                en="All windows are open, and people still come faster: bring in staff, or point to self-service",
            )
        return Text(
            zh=f"来人比办得快：其余{self.more}个窗口全开，再从别处调人",
            en=f"People come faster than they are served: open all {self.more} more, and bring in staff",
        )


def hint(per_hour: float, minutes: float, windows: int, most: int) -> Hint | None:
    """What opening windows, up to ``most`` in all, would change; None when it is not worth it.

    One more is proposed, or as many as are needed to keep up with who comes; if not even all can, that is said.
    """
    before = mean_wait(per_hour, minutes, windows)
    if before < WORTH_FROM:
        return None
    for open_then in range(windows + 1, most + 1):
        after = mean_wait(per_hour, minutes, open_then)
        if math.isfinite(after):
            return Hint(open_then - windows, before, after) if before - after >= WORTH_SAVING else None
    return Hint(most - windows, before, math.inf) if math.isinf(before) and most >= windows > 0 else None


def _round(minutes: float) -> int:
    return max(1, round(minutes))
