"""What changed at the windows: new, gone, renumbered, moved, with other hours, other matters, other departments."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from kiosk.base.texts import Text
from kiosk.guidance.naming import floor_name, window_sign
from kiosk.guidance.venue import Occupant, Venue
from kiosk.hub.publishing.change import Change, Kind, compared, fields_changed, listed, plainly, say
from kiosk.hub.publishing.frames import same_spot
from kiosk.hub.publishing.week_words import say_week
from kiosk.matters.catalogue import Catalogue, number_order
from kiosk.matters.hours import Week
from kiosk.matters.windows import Window

#: Shorter ways are a better drawing, not a move (metres).
MOVED_M = 1.0
_FIELDS = {
    "name": Text(zh="名称", en="name"),
    "type": Text(zh="类型", en="type"),
    "accessible": Text(zh="低位（无障碍）", en="low counter"),
    "phone": Text(zh="电话", en="phone"),
}


def windows(before: Catalogue, was: Venue | None, after: Catalogue, now: Venue | None) -> list[Change]:
    """Every change at a window, by number; a window that only got another number is one change."""
    old = {window.number: window for window in sorted(before.windows, key=lambda w: number_order(w.number))}
    new = {window.number: window for window in sorted(after.windows, key=lambda w: number_order(w.number))}
    added, removed, kept = compared(old, new)
    renumbered = _renumbered([w for _, w in removed], [w for _, w in added])
    changes = [_renamed(one, other) for one, other in renumbered]
    gone, come = {w.number for w, _ in renumbered}, {w.number for _, w in renumbered}
    changes += [_added(w, after, now) for number, w in added if number not in come]
    changes += [_removed(w, before, was) for number, w in removed if number not in gone]
    for one, other in [*renumbered, *((a, b) for _, a, b in kept)]:
        changes += _moved(one, was, other, now)
        changes += _hours(one, before, other, after)
        changes += _served(one, before, other, after)
        changes += _departments(one, before, other, after)
        changes += _rest(one, other)
    return changes


def _renumbered(removed: Iterable[Window], added: Iterable[Window]) -> list[tuple[Window, Window]]:
    """Windows at the same place of the plan under another number."""
    places = {window.place_id: window for window in added if window.place_id}
    return [(w, places[w.place_id]) for w in removed if w.place_id in places]


def _renamed(one: Window, other: Window) -> Change:
    zh, en = "{old}改为{new}", "{old} is now {new}"
    return say(Kind.CHANGED, zh, en, other.number, old=window_sign(one.number), new=window_sign(other.number))


def _spot(window: Window, venue: Venue | None) -> Occupant | None:
    if venue is None:
        return None
    return next((o for o in venue.occupants if o.id == window.place_id), None)


def _floor(spot: Occupant, venue: Venue) -> Text:
    return floor_name(venue.level(spot.level_id))


def _added(window: Window, catalogue: Catalogue, venue: Venue | None) -> Change:
    spot, served = _spot(window, venue), len(catalogue.matters_of_window(window.number))
    zh, en = "新增{window}，可办 {count} 件事", "New: {window}, for {count} matters"
    if spot is not None and venue is not None:
        zh, en = "新增{window}（{floor}），可办 {count} 件事", "New: {window} on {floor}, for {count} matters"
        return say(Kind.ADDED, zh, en, window.number, window=_sign(window), count=served, floor=_floor(spot, venue))
    return say(Kind.ADDED, zh, en, window.number, window=_sign(window), count=served)


def _removed(window: Window, catalogue: Catalogue, venue: Venue | None) -> Change:
    spot = _spot(window, venue)
    if spot is None or venue is None:
        return say(Kind.REMOVED, "取消{window}", "Gone: {window}", window.number, window=_sign(window))
    zh, en = "取消{window}（原在{floor}）", "Gone: {window} (it was on {floor})"
    return say(Kind.REMOVED, zh, en, window.number, window=_sign(window), floor=_floor(spot, venue))


def _sign(window: Window) -> Text:
    return window_sign(window.number)


def _moved(one: Window, was: Venue | None, other: Window, now: Venue | None) -> Iterator[Change]:
    old, new = _spot(one, was), _spot(other, now)
    sign = {"window": _sign(other)}
    if old is None or was is None or new is None or now is None:
        if old is not None:
            zh, en = "{window}在平面图上找不到了", "{window} is no longer on the floor plan"
            yield say(Kind.WARNING, zh, en, other.number, **sign)
        elif new is not None and now is not None:
            zh, en = "{window}画上了平面图（{floor}）", "{window} is on the floor plan now ({floor})"
            yield say(Kind.CHANGED, zh, en, other.number, floor=_floor(new, now), **sign)
        return
    floors = {"old": _floor(old, was), "new": _floor(new, now)}
    if was.level(old.level_id).ordinal != now.level(new.level_id).ordinal:
        zh, en = "{window}从{old}移到{new}", "{window} moved from {old} to {new}"
        yield say(Kind.MOVED, zh, en, other.number, **sign, **floors)
        return
    distance = math.dist(same_spot(was, old.at, now), new.at)
    if distance > MOVED_M:
        zh, en = "{window}在{new}移动了 {metres} 米", "{window} moved by {metres} m on {new}"
        yield say(Kind.MOVED, zh, en, other.number, metres=round(distance), **sign, **floors)


def _week(window: Window, catalogue: Catalogue) -> Week | None:
    return catalogue.calendar.weeks.get(window.hours_id or catalogue.hall.hours_id)


def _hours(one: Window, before: Catalogue, other: Window, after: Catalogue) -> Iterator[Change]:
    old, new = _week(one, before), _week(other, after)
    if (old.days if old else None) == (new.days if new else None):
        return
    if old is not None and new is not None and old.id == new.id:
        return  # the week itself changed: told once, among the hours
    zh, en = "{window}开放时间：{old} → {new}", "{window}, hours: {old} → {new}"
    yield say(Kind.CHANGED, zh, en, other.number, window=_sign(other), old=say_week(old), new=say_week(new))


def _served(one: Window, before: Catalogue, other: Window, after: Catalogue) -> Iterator[Change]:
    """Matters that came to a window or left it, of those that were there before and are there now."""
    everywhere = _names(before).keys() & _names(after).keys()
    old = {m.code: m.short_name or m.name for m in before.matters_of_window(one.number) if m.code in everywhere}
    new = {m.code: m.short_name or m.name for m in after.matters_of_window(other.number) if m.code in everywhere}
    added, removed, _ = compared(old, new)
    if added:
        zh, en = "{window}增加 {count} 件事：{names}", "{window} also does ({count}): {names}"
        names = listed([name for _, name in added])
        yield say(Kind.CHANGED, zh, en, other.number, window=_sign(other), count=len(added), names=names)
    if removed:
        zh, en = "{window}不再办 {count} 件事：{names}", "{window} no longer does ({count}): {names}"
        names = listed([name for _, name in removed])
        yield say(Kind.CHANGED, zh, en, other.number, window=_sign(other), count=len(removed), names=names)


def _names(catalogue: Catalogue) -> Mapping[str, Text]:
    return {matter.code: matter.name for matter in catalogue.matters}


def _departments(one: Window, before: Catalogue, other: Window, after: Catalogue) -> Iterator[Change]:
    if one.department_codes == other.department_codes:
        return
    names = {d.code: d.short_name or d.name for c in (before, after) for d in c.departments}

    def called(window: Window) -> Text:
        told = [names.get(code, Text(zh=code)) for code in window.department_codes]
        return plainly(told) or Text(zh="无", en="none")

    zh, en = "{window}的部门：{old} → {new}", "{window}, department: {old} → {new}"
    yield say(Kind.CHANGED, zh, en, other.number, window=_sign(other), old=called(one), new=called(other))


def _rest(one: Window, other: Window) -> Iterator[Change]:
    fields = fields_changed(one, other, _FIELDS)
    if fields:
        zh, en = "{window}改了{fields}", "{window}: {fields} changed"
        yield say(Kind.CHANGED, zh, en, other.number, window=_sign(other), fields=plainly(fields))
