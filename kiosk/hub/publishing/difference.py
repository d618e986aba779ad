"""The difference in words between what the panels show now and what is about to be published.

Pure: two sides in, groups of sentences out. A side is a catalogue, a venue and what stands beside them; who reads it
from a folder is ``reading``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.base.texts import Text
from kiosk.guidance.venue import Venue
from kiosk.hub.publishing.change import Change, Kind, counted, listed, say
from kiosk.hub.publishing.difference_desk import desk
from kiosk.hub.publishing.difference_hall import departments, hall_facts, hours, notices, synonyms, themes
from kiosk.hub.publishing.difference_matters import matters
from kiosk.hub.publishing.difference_plan import plan
from kiosk.hub.publishing.difference_windows import windows
from kiosk.matters.catalogue import Catalogue
from kiosk.ticketing.queues import DeskRules, Queue

#: How many lines a group tells before it only counts the rest.
LINES = 40


@dataclass(frozen=True)
class Side:
    """All of one edition. ``unreachable``: feature id → its name, for what the check found no way to.

    ``notices``: code → (title, a digest of everything in it). ``synonyms``: groups of words that mean the same.
    ``desk``: its rules and its queues.
    """

    catalogue: Catalogue
    venue: Venue | None = None
    unreachable: Mapping[str, Text] = field(default_factory=dict)
    notices: Mapping[str, tuple[Text, str]] = field(default_factory=dict)
    synonyms: tuple[tuple[str, ...], ...] = ()
    desk: tuple[DeskRules, tuple[Queue, ...]] = (DeskRules(), ())


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one kind of thing. ``count``: all of them; ``changes``: those told, at most ``LINES``."""

    key: str
    title: Text
    count: int
    changes: tuple[Change, ...]

    @property
    def more(self) -> int:
        """How many are counted but not told."""
        return self.count - sum(change.times for change in self.changes)

    def written(self) -> dict[str, Any]:
        """As it is kept in the database and shown by the console."""
        lines = [
            {"kind": c.kind.value, "zh": c.text.within("zh-CN"), "en": c.text.within("en"), "about": c.about}
            for c in self.changes
        ]
        title = {"zh": self.title.within("zh-CN"), "en": self.title.within("en")}
        return {"key": self.key, "title": title, "count": self.count, "more": self.more, "lines": lines}


_TITLES = {
    "attention": Text(zh="请注意", en="Please look at this"),
    "windows": Text(zh="窗口", en="Windows"),
    "matters": Text(zh="事项", en="Matters"),
    "plan": Text(zh="平面图", en="Floor plan"),
    "hours": Text(zh="开放时间和节假日", en="Hours and holidays"),
    "notices": Text(zh="政策和通知", en="Policies and notices"),
    "desk": Text(zh="排队叫号", en="Queues and calling"),
    "themes": Text(zh="一件事", en="Themes"),
    "departments": Text(zh="部门", en="Departments"),
    "hall": Text(zh="大厅信息", en="The hall"),
    "synonyms": Text(zh="搜索词", en="Search words"),
}


def difference(before: Side | None, after: Side, lines: int = LINES) -> tuple[Group, ...]:
    """Every change for a visitor, grouped, what needs attention first; () when nothing changed.

    ``before`` None: nothing was published yet, and the groups say what there will be.
    """
    if before is None:
        return _bounded({"attention": attention(None, after), **_first(after)}, lines)
    parts: Mapping[str, Callable[[Side, Side], Iterable[Change]]] = {
        "attention": attention,
        "windows": lambda a, b: windows(a.catalogue, a.venue, b.catalogue, b.venue),
        "matters": lambda a, b: matters(a.catalogue, b.catalogue),
        "plan": lambda a, b: plan(a.venue, b.venue),
        "hours": lambda a, b: hours(a.catalogue, b.catalogue),
        "notices": lambda a, b: notices(a.notices, b.notices),
        "desk": lambda a, b: desk(a.desk, b.desk),
        "themes": lambda a, b: themes(a.catalogue, b.catalogue),
        "departments": lambda a, b: departments(a.catalogue, b.catalogue),
        "hall": lambda a, b: hall_facts(a.catalogue.hall, b.catalogue.hall),
        "synonyms": lambda a, b: synonyms(a.synonyms, b.synonyms),
    }
    return _bounded({key: list(told(before, after)) for key, told in parts.items()}, lines)


def count(groups: Iterable[Group]) -> int:
    """How many changes there are; what only needs attention is no change."""
    return sum(group.count for group in groups if group.key != "attention")


def attention(before: Side | None, after: Side) -> list[Change]:
    """What somebody should look at before it is shown: nothing of it need be wrong."""
    found = []
    lost = [name for id_, name in after.unreachable.items() if before is None or id_ not in before.unreachable]
    if lost:
        zh, en = "走不到了：{names}（{count}）", "Can no longer be reached: {names} ({count})"
        total = counted(len(lost), "处", "place", "places")
        found.append(say(Kind.WARNING, zh, en, "", len(lost), names=listed(lost), count=total))
    alone = [m for m in after.catalogue.matters if not after.catalogue.services_of_matter(m.code)]
    if alone:
        zh, en = "{count}没有窗口可办：{names}", "{count} without a window: {names}"
        total = counted(len(alone), "件事", "matter", "matters")
        names = listed([m.short_name or m.name for m in alone])
        found.append(say(Kind.WARNING, zh, en, "", len(alone), count=total, names=names))
    if after.venue is not None:
        places = {occupant.id for occupant in after.venue.occupants}
        unplaced = [w.title for w in after.catalogue.windows if w.place_id not in places]
        if unplaced:
            zh, en = "{count}在平面图上找不到：{names}", "{count} not on the floor plan: {names}"
            total = counted(len(unplaced), "个窗口", "window is", "windows are")
            found.append(say(Kind.WARNING, zh, en, "", len(unplaced), count=total, names=listed(unplaced)))
    return found


def _first(after: Side) -> dict[str, list[Change]]:
    """What a first publication brings."""
    catalogue, venue = after.catalogue, after.venue
    totals: Mapping[str, tuple[int, str, str, str]] = {
        "windows": (len(catalogue.windows), "个窗口", "window", "windows"),
        "matters": (len(catalogue.matters), "件事", "matter", "matters"),
        "plan": (len(venue.levels) if venue else 0, "层楼", "floor", "floors"),
        "notices": (len(after.notices), "篇政策和通知", "policy or notice", "policies and notices"),
        "themes": (len(catalogue.themes), "个“一件事”", "theme", "themes"),
        "departments": (len(catalogue.departments), "个部门", "department", "departments"),
    }
    return {
        key: [Change(Kind.ADDED, counted(*total), times=total[0])] if total[0] else [] for key, total in totals.items()
    }


def _bounded(parts: Mapping[str, Sequence[Change]], lines: int) -> tuple[Group, ...]:
    groups = []
    for key, changes in parts.items():
        if changes:
            total = sum(change.times for change in changes)
            groups.append(Group(key, _TITLES[key], total, tuple(changes[:lines])))
    return tuple(groups)
