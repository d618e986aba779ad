"""Alarms of a hall: nine kinds at three levels, said again until they end, ended only well below their threshold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from kiosk.base.texts import Text
from kiosk.ticketing.tickets import TicketError

#: An alarm falls back a level below this share of the level's threshold.
HYSTERESIS = 0.8


class Level(IntEnum):
    """黄、橙、红."""

    NONE = 0
    YELLOW = 1
    ORANGE = 2
    RED = 3


class AlarmKind(StrEnum):
    """What is watched."""

    WAIT = "wait"  # the longest wait, minutes
    WAIT_RATE = "wait-rate"  # of those waiting, who waits too long
    WINDOW_SATURATION = "window-saturation"  # people waiting for each open window
    HALL_SATURATION = "hall-saturation"  # of the hall's capacity
    LATE_RATE = "late-rate"  # of visits, which took too long
    LATE_COUNT = "late-count"
    ABANDONED = "abandoned"  # of tickets, which were given up
    BAD_REVIEWS = "bad-reviews"  # today
    LONG_WORK = "long-work"  # minutes a window has worked without a pause


KIND_WORDS: dict[AlarmKind, Text] = {
    AlarmKind.WAIT: Text(zh="等候超时", en="Long wait"),
    AlarmKind.WAIT_RATE: Text(zh="等候超时率", en="Share of long waits"),
    AlarmKind.WINDOW_SATURATION: Text(zh="窗口饱和度", en="People per open window"),
    AlarmKind.HALL_SATURATION: Text(zh="大厅饱和度", en="How full the hall is"),
    AlarmKind.LATE_RATE: Text(zh="超时办结率", en="Share of long visits"),
    AlarmKind.LATE_COUNT: Text(zh="超时业务笔数", en="Long visits"),
    AlarmKind.ABANDONED: Text(zh="弃号率", en="Abandoned tickets"),
    AlarmKind.BAD_REVIEWS: Text(zh="差评笔数", en="Bad reviews"),
    AlarmKind.LONG_WORK: Text(zh="连续工作时长超界", en="Work without a pause"),
}
LEVEL_WORDS: dict[Level, Text] = {
    Level.NONE: Text(zh="正常", en="normal"),
    Level.YELLOW: Text(zh="黄色", en="yellow"),
    Level.ORANGE: Text(zh="橙色", en="orange"),
    Level.RED: Text(zh="红色", en="red"),
}
#: How a value of each kind is written: of minutes, of a share (0–1), of a number.
_MINUTES = frozenset({AlarmKind.WAIT, AlarmKind.LONG_WORK})
SHARES = frozenset({AlarmKind.WAIT_RATE, AlarmKind.HALL_SATURATION, AlarmKind.LATE_RATE, AlarmKind.ABANDONED})


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """When an alarm is raised: ``thresholds`` yellow < orange < red (minutes, shares 0–1, or numbers), all above 0.

    ``repeat_min``: said again so often while it stands (0: only once). ``receivers``: names by level; who is told of a
    level is told of all above it. Raises ``TicketError`` ("form") when the thresholds do not rise.
    """

    kind: AlarmKind
    thresholds: tuple[float, float, float]
    repeat_min: float = 15.0
    receivers: Mapping[Level, tuple[str, ...]] = field(default_factory=dict)
    enabled: bool = True

    def __post_init__(self) -> None:
        yellow, orange, red = self.thresholds
        if not 0 < yellow < orange < red or self.repeat_min < 0:
            raise TicketError(
                "form",
                Text(zh="阈值必须大于0，并且黄<橙<红。", en="Thresholds must be above 0, and yellow < orange < red."),
            )

    def level(self, value: float) -> Level:
        """The level a value reaches."""
        return Level(sum(value >= threshold for threshold in self.thresholds))

    def told(self, level: Level) -> tuple[str, ...]:
        """Who is told of an alarm at ``level``, each once."""
        names = [name for own in sorted(self.receivers) if own <= level for name in self.receivers[own]]
        return tuple(dict.fromkeys(names))


#: Starting values (facts/hall.md §4.5); a hall changes them on its page.
DEFAULTS: dict[AlarmKind, tuple[float, float, float]] = {
    AlarmKind.WAIT: (15.0, 30.0, 45.0),
    AlarmKind.WAIT_RATE: (0.10, 0.20, 0.30),
    AlarmKind.WINDOW_SATURATION: (5.0, 8.0, 12.0),
    AlarmKind.HALL_SATURATION: (0.60, 0.80, 1.00),
    AlarmKind.LATE_RATE: (0.10, 0.20, 0.30),
    AlarmKind.LATE_COUNT: (5.0, 10.0, 20.0),
    AlarmKind.ABANDONED: (0.08, 0.12, 0.20),
    AlarmKind.BAD_REVIEWS: (1.0, 3.0, 5.0),
    AlarmKind.LONG_WORK: (120.0, 150.0, 180.0),
}


class Said(StrEnum):
    """What a step has to say."""

    NOTHING = ""
    RAISED = "raised"
    WORSE = "worse"
    AGAIN = "again"
    EASED = "eased"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one alarm stands: its level, since when it is up at all, its worst level and value, when it was last said."""

    level: Level = Level.NONE
    since: datetime | None = None
    worst: Level = Level.NONE
    peak: float = 0.0
    said_at: datetime | None = None


CALM = Standing()


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one look: the new standing, what is to be said, and to whom."""

    standing: Standing
    said: Said
    receivers: tuple[str, ...] = ()


def step(rule: AlarmRule, before: Standing, value: float | None, now: datetime) -> Step:
    """One look at a value (None: there is nothing to measure, which ends an alarm).

    It rises at once, to any level; it falls only below ``HYSTERESIS`` of a level's threshold. While it stands it is
    said again every ``rule.repeat_min``; a worse level is said at once.
    """
    found = value if value is not None and rule.enabled else 0.0
    level = max(rule.level(found), _held(rule, before.level, found))
    if level is Level.NONE:
        ended = before.level is not Level.NONE
        return Step(CALM, Said.ENDED if ended else Said.NOTHING, rule.told(before.worst) if ended else ())
    said = _said(rule, before, level, now)
    standing = Standing(
        level=level,
        since=before.since or now,
        worst=max(before.worst, level),
        peak=max(before.peak, found),
        said_at=now if said is not Said.NOTHING else before.said_at,
    )
    return Step(standing, said, rule.told(level) if said is not Said.NOTHING else ())


def _held(rule: AlarmRule, before: Level, value: float) -> Level:
    """The highest level not above ``before`` that the value has not yet left."""
    for level in range(before, 0, -1):
        if value >= HYSTERESIS * rule.thresholds[level - 1]:
            return Level(level)
    return Level.NONE


def _said(rule: AlarmRule, before: Standing, level: Level, now: datetime) -> Said:
    if before.level is Level.NONE:
        return Said.RAISED
    if level > before.level:
        return Said.WORSE
    if level < before.level:
        return Said.EASED
    due = before.said_at is None or now >= before.said_at + timedelta(minutes=rule.repeat_min)
    return Said.AGAIN if rule.repeat_min > 0 and due else Said.NOTHING


def default_rule(kind: AlarmKind) -> AlarmRule:
    """The rule a hall starts with: nobody is named, so that whoever manages the hall is told."""
    return AlarmRule(kind, DEFAULTS[kind])


def value_words(kind: AlarmKind, value: float) -> Text:
    """A value with its unit: "32分钟", "12%", "5.5人"."""
    if kind in _MINUTES:
        return Text(zh=f"{value:.0f}分钟", en=f"{value:.0f} min")
    if kind in SHARES:
        return Text(zh=f"{value * 100:.0f}%", en=f"{value * 100:.0f} %")
    if kind is AlarmKind.WINDOW_SATURATION:
        if value == float("inf"):
            return Text(zh="没有窗口开放", en="no window is open")
        return Text(zh=f"每窗口{value:.1f}人", en=f"{value:.1f} per window")
    return Text(zh=f"{value:.0f}笔", en=f"{value:.0f}")


def sentence(kind: AlarmKind, standing: Standing, value: float, where: Text) -> Text:
    """The alarm in a line: "橙色：等候超时，综合业务，32分钟"."""
    level, name, said = LEVEL_WORDS[standing.level], KIND_WORDS[kind], value_words(kind, value)
    zh = "，".join(p for p in (name["zh"], where.within("zh-CN"), said["zh"]) if p)
    en = ", ".join(p for p in (name["en"], where.within("en"), said["en"]) if p)
    return Text(zh=f"{level['zh']}：{zh}", en=f"{level['en'].capitalize()}: {en}")
