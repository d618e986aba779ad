"""What changed in the building: floors, rooms, doors, lifts and stairs, places people ask for, panels, furniture."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from shapely.geometry.base import BaseGeometry

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.naming import floor_name, noun
from kiosk.guidance.venue import Amenity, Connector, Direction, Fixture, Opening, Panel, Unit, Venue, Zone
from kiosk.guidance.vocabulary import term
from kiosk.hub.publishing.change import Change, Kind, compared, counted, listed, quoted, say
from kiosk.hub.publishing.frames import same_spot, shift, shifted

#: Below these, a thing was only drawn a little better: metres, square metres and a share of the room.
MOVED_M, WIDER_M, AREA_M2, AREA_SHARE = 0.5, 0.05, 0.5, 0.01

T = TypeVar("T", Unit, Zone)
_DIRECTIONS = {
    Direction.BOTH: Text(zh="上下双向", en="both ways"),
    Direction.UP: Text(zh="只上行", en="up only"),
    Direction.DOWN: Text(zh="只下行", en="down only"),
}
_ROOM = Text(zh="房间", en="a room")


def plan(was: Venue | None, now: Venue | None) -> list[Change]:
    """Every change of the building that visitors may notice; windows are told by themselves."""
    if was is None or now is None:
        if was is None and now is not None:
            return [say(Kind.ADDED, "有了平面图，可以带路了", "There is a floor plan now, so people can be led")]
        return [say(Kind.REMOVED, "平面图没有了，不能带路", "The floor plan is gone; nobody can be led")] if was else []
    return [
        *_levels(was, now),
        *_connectors(was, now),
        *_areas(was, now, {u.id: u for u in was.units}, {u.id: u for u in now.units}),
        *_areas(was, now, {z.id: z for z in was.zones}, {z.id: z for z in now.zones}),
        *_doors(was, now),
        *_amenities(was, now),
        *_panels(was, now),
        *_furniture(was, now),
    ]


def _levels(was: Venue, now: Venue) -> Iterator[Change]:
    added, removed, kept = compared({lv.id: lv for lv in was.levels}, {lv.id: lv for lv in now.levels})
    for key, level in added:
        yield say(Kind.ADDED, "新增楼层：{name}", "New floor: {name}", key, name=floor_name(level))
    for key, level in removed:
        yield say(Kind.REMOVED, "取消楼层：{name}", "Floor gone: {name}", key, name=floor_name(level))
    for key, old, new in kept:
        if (old.name, old.ordinal) != (new.name, new.ordinal):
            zh, en = "楼层{old}改为{new}", "Floor {old} is now {new}"
            yield say(Kind.CHANGED, zh, en, key, old=floor_name(old), new=floor_name(new))


def _connectors(was: Venue, now: Venue) -> Iterator[Change]:
    added, removed, kept = compared({c.id: c for c in was.connectors}, {c.id: c for c in now.connectors})
    for key, connector in added:
        zh, en = "新增{name}（{floors}）", "New: {name} ({floors})"
        yield say(Kind.ADDED, zh, en, key, name=_called(connector), floors=_floors(connector, now))
    for key, connector in removed:
        zh, en = "取消{name}（{floors}）", "Gone: {name} ({floors})"
        yield say(Kind.REMOVED, zh, en, key, name=_called(connector), floors=_floors(connector, was))
    for key, old, new in kept:
        if old.direction is not new.direction:
            zh, en = "{name}的方向：{old} → {new}", "{name}: {old} → {new}"
            ways = {"old": _DIRECTIONS[old.direction], "new": _DIRECTIONS[new.direction]}
            yield say(Kind.CHANGED, zh, en, key, name=_called(new), **ways)
        if [stop.level_id for stop in old.stops] != [stop.level_id for stop in new.stops]:
            zh, en = "{name}停靠：{old} → {new}", "{name} stops at: {old} → {new}"
            yield say(Kind.CHANGED, zh, en, key, name=_called(new), old=_floors(old, was), new=_floors(new, now))


def _called(connector: Connector) -> Text:
    return quoted(connector.name or term(connector.kind.value).name)


def _floors(connector: Connector, venue: Venue) -> Text:
    names = [floor_name(venue.level(stop.level_id)) for stop in connector.stops]
    return Text(zh="、".join(n["zh"] for n in names), en=", ".join(n["en"] for n in names))


def _floor(venue: Venue, level_id: str) -> Text:
    return floor_name(venue.level(level_id))


def _areas(was: Venue, now: Venue, before: Mapping[str, T], after: Mapping[str, T]) -> Iterator[Change]:
    """Rooms and zones: one with a name by itself, those without by number and floor."""
    added, removed, kept = compared(before, after)
    yield from _named(Kind.ADDED, now, [thing for _, thing in added], "新增{name}（{floor}）", "New: {name} ({floor})")
    yield from _named(
        Kind.REMOVED, was, [thing for _, thing in removed], "取消{name}（{floor}）", "Gone: {name} ({floor})"
    )
    by = shift(was, now)
    for key, old, new in kept:
        floor = _floor(now, new.level_id)
        if old.name != new.name:
            names = {"old": _quoted(old), "new": _quoted(new)}
            yield say(
                Kind.CHANGED, "{old}改名为{new}（{floor}）", "{old} is now {new} ({floor})", key, floor=floor, **names
            )
        if was.level(old.level_id).ordinal != now.level(new.level_id).ordinal:
            parts = {"old": _floor(was, old.level_id), "new": floor}
            yield say(
                Kind.MOVED,
                "{name}从{old}移到{new}",
                "{name} moved from {old} to {new}",
                key,
                name=_quoted(new),
                **parts,
            )
        elif _redrawn(shifted(old.area, by), new.area):
            zh, en = "{name}（{floor}）的形状或位置改了", "{name} ({floor}): its shape or place changed"
            yield say(Kind.MOVED, zh, en, key, name=_quoted(new), floor=floor)
        if old.category != new.category:
            zh, en = "{name}（{floor}）：{old} → {new}", "{name} ({floor}): {old} → {new}"
            kinds = {"old": term(old.category).name, "new": term(new.category).name}
            if kinds["old"] != kinds["new"]:
                yield say(Kind.CHANGED, zh, en, key, name=_quoted(new), floor=floor, **kinds)


def _quoted(thing: Unit | Zone) -> Text:
    return quoted(thing.name or term(thing.category).name or _ROOM)


def _named(kind: Kind, venue: Venue, things: Iterable[T], zh: str, en: str) -> Iterator[Change]:
    nameless: dict[str, int] = {}
    for thing in things:
        if thing.name:
            yield say(kind, zh, en, thing.id, name=_quoted(thing), floor=_floor(venue, thing.level_id))
        else:
            nameless[thing.level_id] = nameless.get(thing.level_id, 0) + 1
    for level_id, count in nameless.items():
        name = counted(count, "个没有名称的区域", "area without a name", "areas without a name")
        yield say(kind, zh, en, "", count, name=name, floor=_floor(venue, level_id))


def _redrawn(old: BaseGeometry, new: BaseGeometry) -> bool:
    apart = float(old.symmetric_difference(new).area)
    # A wall moved by a millimetre along a hundred metres is no news; a tenth of a metre along five is.
    return apart > max(AREA_M2, AREA_SHARE * float(new.area))


def _doors(was: Venue, now: Venue) -> Iterator[Change]:
    """Doors have no names: told by floor and number, their widths by themselves."""
    added, removed, kept = compared({o.id: o for o in was.openings}, {o.id: o for o in now.openings})
    by = shift(was, now)
    moved = [new for _, old, new in kept if _door_moved(old, new, by)]
    wider = [(old, new) for _, old, new in kept if abs(old.width_m - new.width_m) > WIDER_M]
    yield from _by_floor(
        Kind.ADDED, now, [o for _, o in added], _doors_words, "{floor}新增 {things}", "{floor}: {things} new"
    )
    yield from _by_floor(
        Kind.REMOVED, was, [o for _, o in removed], _doors_words, "{floor}取消 {things}", "{floor}: {things} gone"
    )
    yield from _by_floor(Kind.MOVED, now, moved, _doors_words, "{floor}移动了 {things}", "{floor}: {things} moved")
    for old, new in wider:
        name = quoted(new.name) if new.name else Text(zh="一扇门", en="a door")
        zh, en = "{floor}{name}的净宽：{old} → {new} 米", "{floor}, {name}: clear width {old} → {new} m"
        widths = {"old": f"{old.width_m:.2f}", "new": f"{new.width_m:.2f}"}
        yield say(Kind.CHANGED, zh, en, new.id, floor=_floor(now, new.level_id), name=name, **widths)


def _doors_words(count: int) -> Text:
    return counted(count, "扇门", "door", "doors")


def _door_moved(old: Opening, new: Opening, by: tuple[float, float]) -> bool:
    there, here = shifted(old.line, by).centroid, new.line.centroid
    return old.level_id != new.level_id or float(there.distance(here)) > MOVED_M


def _by_floor(
    kind: Kind,
    venue: Venue,
    things: Iterable[Opening | Fixture],
    words: Callable[[int], Text],
    zh: str,
    en: str,
) -> Iterator[Change]:
    numbers: dict[str, int] = {}
    for thing in things:
        numbers[thing.level_id] = numbers.get(thing.level_id, 0) + 1
    for level_id, count in numbers.items():
        yield say(kind, zh, en, level_id, count, floor=_floor(venue, level_id), things=words(count))


def _amenities(was: Venue, now: Venue) -> Iterator[Change]:
    added, removed, kept = compared({a.id: a for a in was.amenities}, {a.id: a for a in now.amenities})
    for key, amenity in added:
        parts = {"name": _place(amenity), "floor": _floor(now, amenity.level_id)}
        yield say(Kind.ADDED, "新增{name}（{floor}）", "New: {name} ({floor})", key, **parts)
    for key, amenity in removed:
        parts = {"name": _place(amenity), "floor": _floor(was, amenity.level_id)}
        yield say(Kind.REMOVED, "取消{name}（{floor}）", "Gone: {name} ({floor})", key, **parts)
    for key, old, new in kept:
        yield from _went(was, old, now, new, _place(new), key)
        if _place(old) != _place(new):
            zh, en = "{old}改为{new}（{floor}）", "{old} is now {new} ({floor})"
            yield say(Kind.CHANGED, zh, en, key, old=_place(old), new=_place(new), floor=_floor(now, new.level_id))


def _place(amenity: Amenity) -> Text:
    return quoted(amenity.name or term(amenity.category).name)


def _went(was: Venue, old: Amenity | Panel, now: Venue, new: Amenity | Panel, name: Text, key: str) -> Iterator[Change]:
    floors = {"old": _floor(was, old.level_id), "new": _floor(now, new.level_id)}
    if was.level(old.level_id).ordinal != now.level(new.level_id).ordinal:
        yield say(Kind.MOVED, "{name}从{old}移到{new}", "{name} moved from {old} to {new}", key, name=name, **floors)
        return
    distance = math.dist(same_spot(was, old.at, now), new.at)
    if distance > MOVED_M:
        zh, en = "{name}在{new}移动了 {metres} 米", "{name} moved by {metres} m on {new}"
        yield say(Kind.MOVED, zh, en, key, name=name, metres=f"{distance:.1f}", **floors)


def _panels(was: Venue, now: Venue) -> Iterator[Change]:
    added, removed, kept = compared({p.id: p for p in was.panels}, {p.id: p for p in now.panels})
    if added:
        names = listed([p.name or noun(p) or EMPTY for _, p in added])
        yield say(Kind.ADDED, "新增导览机：{names}", "New panels: {names}", "", len(added), names=names)
    if removed:
        names = listed([p.name or noun(p) or EMPTY for _, p in removed])
        yield say(Kind.REMOVED, "取消导览机：{names}", "Panels gone: {names}", "", len(removed), names=names)
    for key, old, new in kept:
        name = quoted(new.name or noun(new))
        yield from _went(was, old, now, new, name, key)
        if old.bearing_deg != new.bearing_deg:
            zh, en = "{name}的朝向：{old} → {new}", "{name} faces: {old} → {new}"
            yield say(Kind.CHANGED, zh, en, key, name=name, old=_bearing(old), new=_bearing(new))


def _bearing(panel: Panel) -> Text | str:
    return f"{panel.bearing_deg:.0f}°" if panel.bearing_deg is not None else Text(zh="没有写", en="not given")


def _furniture(was: Venue, now: Venue) -> Iterator[Change]:
    added, removed, kept = compared({f.id: f for f in was.fixtures}, {f.id: f for f in now.fixtures})
    by = shift(was, now)
    moved = [new for _, old, new in kept if _redrawn(shifted(old.area, by), new.area)]

    def words(count: int) -> Text:
        return counted(count, "件家具或设施", "piece of furniture", "pieces of furniture")

    yield from _by_floor(Kind.ADDED, now, [f for _, f in added], words, "{floor}新增 {things}", "{floor}: {things} new")
    yield from _by_floor(
        Kind.REMOVED, was, [f for _, f in removed], words, "{floor}取消 {things}", "{floor}: {things} gone"
    )
    yield from _by_floor(Kind.MOVED, now, moved, words, "{floor}移动了 {things}", "{floor}: {things} moved")
