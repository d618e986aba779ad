"""Names on the drawn floor: which fit, where they stand and what gives way, so that none overlaps or leaves its room.

Works in page pixels: page metres × scale, x to the right, y down. Letters are measured through a port, so that nothing
here knows a font. Labels stand upright whatever the page's turn.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise

import shapely
from shapely.geometry import box as box_shape
from shapely.geometry.base import BaseGeometry

from kiosk.base.texts import Text
from kiosk.guidance.drawing import Box, FloorPicture, Ink, Room, Spot, SpotKind, unit_ink
from kiosk.guidance.naming import chinese_name
from kiosk.guidance.venue import XY
from kiosk.guidance.vocabulary import term

#: (text, letter height in px, bold) → (width, height) in px.
Measure = Callable[[str, float, bool], tuple[float, float]]


class Rank(IntEnum):
    """Who is placed first; what comes later gives way."""

    DESTINATION = 0
    HERE = 1
    CONNECTOR = 2
    TOILET = 3
    WINDOW = 4
    AMENITY = 5
    ZONE = 6
    ROOM = 7


@dataclass(frozen=True, slots=True)
class Sizes:
    """Letter and picture heights in px: names, small names, window plates, pictograms; ``gap`` between two labels."""

    text: float
    small: float
    plate: float
    icon: float
    gap: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that wants a label. ``texts``: the full name, then shorter ones. ``at``: its place, if it has one."""

    id: str
    rank: Rank
    texts: tuple[str, ...]
    room: BaseGeometry
    at: XY | None = None
    icon: str = ""
    plate: bool = False
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A placed label: its box in page px, its lines, the pictogram above them, or a plate with a window's number."""

    id: str
    rank: Rank
    box: Box
    lines: tuple[str, ...]
    text_px: float = 0.0
    icon: str = ""
    icon_px: float = 0.0
    plate: bool = False
    ids: tuple[str, ...] = ()


_PICTURED_ROOMS = {"restroom", "foodservice", "firstaid", "mothersroom", "smokingarea", "library", "shower", "security"}
_WINDOW_PITCH_M = 6.0
_ROW_BREAK = 1.4  # a gap this much wider than the last one ends a row
_LEAST_ICON = 0.7  # of the usual size, in a place that is too narrow for it
_STEPS = (0.0, -0.3, 0.3, -0.6, 0.6, -1.0, 1.0)
#: How far a window's plate may be moved, in its own widths and heights; the least first.
_NUDGES = sorted(((dx, dy) for dx in _STEPS for dy in _STEPS), key=lambda by: (math.hypot(by[0] * 2, by[1]), by))
_CLOSING = "，。、；：？！）》」』”’·,.;:?!)]"
_OPENING = "（《「『“‘(["


def candidates(picture: FloorPicture, language: str, hidden: Iterable[str] = ()) -> tuple[Candidate, ...]:
    """Everything on a floor that wants a label, in a visitor's language, but for the ``hidden`` ids."""
    silent = set(hidden)
    found = [_of_spot(spot, language) for spot in picture.spots if spot.kind is not SpotKind.PANEL]
    found += [_of_room(room, language) for room in picture.rooms if not silent.intersection(room.holds)]
    return tuple(c for c in found if c is not None and c.id not in silent)


def _of_spot(spot: Spot, language: str) -> Candidate | None:
    room = spot.room
    if room is None or room.is_empty:
        return None
    words = term(spot.category)
    if spot.kind is SpotKind.WINDOW:
        return Candidate(spot.id, Rank.WINDOW, (spot.number or "",), room, spot.at, plate=True, ids=(spot.id,))
    name = named(spot.name, spot.category, language)
    if spot.kind is SpotKind.CONNECTOR:
        texts = _different(name, words.name.within(language))
        return Candidate(spot.id, Rank.CONNECTOR, texts, room, spot.at, words.icon, ids=(spot.id,))
    if spot.kind is SpotKind.AMENITY:
        rank = Rank.TOILET if spot.category.startswith("restroom") else Rank.AMENITY
        texts = _different(name, words.name.within(language))
        return Candidate(spot.id, rank, texts, room, spot.at, words.icon, ids=(spot.id,))
    texts = _different(name)
    return Candidate(spot.id, Rank.ROOM, texts, room, spot.at, ids=(spot.id,)) if texts else None


def _of_room(room: Room, language: str) -> Candidate | None:
    if room.zone:
        texts = _different(named(room.name, room.category, language))
        return Candidate(room.id, Rank.ZONE, texts, room.area, ids=(room.id,)) if texts else None
    ink = unit_ink(room.category)
    name, short = named(room.name, room.category, language), room.short_name.within(language)
    words = term(room.category)
    head = room.category.split(".")[0]
    pictured = head in _PICTURED_ROOMS or ink is Ink.CONNECTOR
    if ink in {Ink.SOLID, Ink.VOID} or (not name and (ink is Ink.OPEN or not (pictured or ink is Ink.ROOM))):
        return None
    if not name and head in {"room", "unspecified"}:
        return None
    rank = Rank.CONNECTOR if ink is Ink.CONNECTOR else Rank.TOILET if ink is Ink.TOILET else Rank.ROOM
    texts = _different(name or words.name.within(language), short, words.name.within(language) if pictured else "")
    ids = (room.id, *room.holds)
    if not texts and not pictured:
        return None
    return Candidate(room.id, rank, texts, room.area, icon=words.icon if pictured else "", ids=ids)


def _different(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(t.strip(" -–") for t in texts if any(letter.isalnum() for letter in t)))


def wrap(text: str, measure: Measure, px: float) -> tuple[str, str] | None:
    """The two lines of least width, broken where the script allows it; None for a word that cannot be broken."""
    best: tuple[float, tuple[str, str]] | None = None
    for i in range(1, len(text)):
        if _may_break(text[i - 1], text[i]):
            pair = (text[:i].rstrip(), text[i:].lstrip())
            if len(pair[0]) > 1 and len(pair[1]) > 1:
                width = max(measure(line, px, False)[0] for line in pair)
                if best is None or width < best[0]:
                    best = (width, pair)
    return best[1] if best else None


def _may_break(before: str, after: str) -> bool:
    if before in _OPENING or after in _CLOSING:
        return False
    if before == " " or after == " ":
        return True
    return _is_wide(before) and _is_wide(after)


def _is_wide(letter: str) -> bool:
    return "\u2e80" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff" or "\uff00" <= letter <= "\uff60"


class _Taken:
    """The boxes that are taken, found by the cells they touch."""

    def __init__(self, cell: float) -> None:
        self._cell = max(cell, 1.0)
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def _touched(self, box: Box) -> Iterator[tuple[int, int]]:
        c = self._cell
        for i in range(math.floor(box[0] / c), math.floor(box[2] / c) + 1):
            for j in range(math.floor(box[1] / c), math.floor(box[3] / c) + 1):
                yield i, j

    def free(self, box: Box, gap: float) -> bool:
        wide = (box[0] - gap, box[1] - gap, box[2] + gap, box[3] + gap)
        return not any(overlap(wide, other) for cell in self._touched(wide) for other in self._cells.get(cell, ()))

    def take(self, box: Box) -> None:
        for cell in self._touched(box):
            self._cells.setdefault(cell, []).append(box)


def overlap(a: Box, b: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a label: lines of one size under a pictogram; width and height in px."""

    lines: tuple[str, ...]
    text_px: float
    icon_px: float
    width: float
    height: float


class _Placing:
    """One run over a floor: what is taken, what may be covered, and how letters measure."""

    def __init__(
        self, scale: float, sizes: Sizes, measure: Measure, view: Box | None, blocked: BaseGeometry | None
    ) -> None:
        self.scale, self.sizes, self.measure = scale, sizes, measure
        self.view = box_shape(*view) if view is not None else None
        self.blocked = blocked
        if blocked is not None:
            shapely.prepare(blocked)
        self.taken = _Taken(sizes.text * 4)

    def forms(self, candidate: Candidate) -> Iterator[_Form]:
        """The best form first."""
        icon = self.sizes.icon if candidate.icon else 0.0
        for text in candidate.texts:
            for px in (
                (self.sizes.text, self.sizes.small) if self.sizes.text > self.sizes.small else (self.sizes.small,)
            ):
                yield self._form((text,), px, icon)
                if pair := wrap(text, self.measure, px):
                    yield self._form(pair, px, icon)
        if icon:
            yield _Form((), 0.0, icon, icon, icon)
            yield _Form((), 0.0, icon * _LEAST_ICON, icon * _LEAST_ICON, icon * _LEAST_ICON)

    def _form(self, lines: tuple[str, ...], px: float, icon: float) -> _Form:
        measured = [self.measure(line, px, False) for line in lines]
        width = max((m[0] for m in measured), default=0.0)
        height = sum(m[1] for m in measured) + (icon + self.sizes.gap * 0.5 if icon else 0.0)
        return _Form(lines, px, icon, max(width, icon), height)

    def visible(self, room: BaseGeometry) -> BaseGeometry:
        """The part of a room that can be seen."""
        if self.view is None or self.view.covers(room):
            return room
        seen = room.intersection(self.view)
        if seen.geom_type == "MultiPolygon":
            seen = max(seen.geoms, key=lambda part: float(part.area))
        return seen if seen.geom_type == "Polygon" else shapely.Polygon()

    def fits(self, box: Box, room: BaseGeometry) -> bool:
        if not self.taken.free(box, self.sizes.gap):
            return False
        s, pad = self.scale, self.sizes.gap * 0.5
        area = box_shape((box[0] - pad) / s, (box[1] - pad) / s, (box[2] + pad) / s, (box[3] + pad) / s)
        if not room.covers(area):
            return False
        return self.blocked is None or not self.blocked.intersects(area)

    def try_at(self, form: _Form, middle: XY, room: BaseGeometry) -> Box | None:
        """A box with its middle at page px ``middle``, when nothing stands against it."""
        x, y = middle
        box = (x - form.width / 2, y - form.height / 2, x + form.width / 2, y + form.height / 2)
        return box if self.fits(box, room) else None

    def place(self, candidate: Candidate) -> Label | None:
        room = self.visible(candidate.room)
        if room.is_empty:
            return None
        shapely.prepare(room)
        left, top, right, bottom = (v * self.scale for v in room.bounds)
        spots: list[XY] | None = None
        for form in self.forms(candidate):
            if form.width > right - left or form.height > bottom - top:
                continue
            if candidate.at is not None:
                tries: Iterable[XY] = _around(candidate.at, form, self.scale)
            else:
                if spots is None:
                    spots = [(x * self.scale, y * self.scale) for x, y in middles(room)]
                tries = spots
            for middle in tries:
                if found := self.try_at(form, middle, room):
                    return self._keep(candidate, form, found)
        return None

    def place_plate(self, candidate: Candidate, text: str, at: XY) -> Label | None:
        """A window's number where the window is, moved by at most its own height."""
        assert candidate.at is not None
        room = self.visible(candidate.room)
        width, height = self.measure(text, self.sizes.plate, True)
        form = _Form((text,), self.sizes.plate, 0.0, max(width + height * 0.5, height * 1.15), height * 1.15)
        if room.is_empty:
            return None
        shapely.prepare(room)
        for dx, dy in _NUDGES:
            middle = (at[0] * self.scale + dx * form.width, at[1] * self.scale + dy * form.height)
            if found := self.try_at(form, middle, room):
                return self._keep(candidate, form, found)
        return None

    def _keep(self, candidate: Candidate, form: _Form, box: Box) -> Label:
        self.taken.take(box)
        return Label(
            candidate.id, candidate.rank, box, form.lines, form.text_px, candidate.icon if form.icon_px else "",
            form.icon_px, candidate.plate, candidate.ids,
        )  # fmt: skip


def middles(room: BaseGeometry) -> list[XY]:
    """Where a label may stand in a room, best first: its centre, its pole of inaccessibility, then a raster."""
    out: list[XY] = []
    centre = room.centroid
    if room.covers(centre):
        out.append((centre.x, centre.y))
    pole = shapely.maximum_inscribed_circle(room, tolerance=0.1)
    out.append(tuple(pole.coords[0]) if not pole.is_empty else (centre.x, centre.y))
    left, top, right, bottom = room.bounds
    raster = [(left + (right - left) * i / 8, top + (bottom - top) * j / 8) for i in range(1, 8) for j in range(1, 8)]
    return out + sorted(raster, key=lambda xy: math.dist(xy, (centre.x, centre.y)))


def _around(at: XY, form: _Form, scale: float) -> Iterator[XY]:
    """Middles of a label whose pictogram (or text) stands at ``at``, then beside it."""
    x, y = at[0] * scale, at[1] * scale
    drop = (form.height - form.icon_px) / 2 if form.icon_px else 0.0
    step = max(form.icon_px, form.text_px) * 0.7
    for dx, dy in ((0, 0), (0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, -1), (-1, 1), (1, 1)):
        yield x + dx * step, y + drop + dy * step


def place(
    wanted: Iterable[Candidate],
    scale: float,
    sizes: Sizes,
    measure: Measure,
    view: Box | None = None,
    reserved: Sequence[Box] = (),
    blocked: BaseGeometry | None = None,
) -> tuple[Label, ...]:
    """The labels that fit, at ``scale`` px per metre.

    ``view``: page metres that are seen; ``reserved``: page px that other signs cover; ``blocked``: page metres that no
    label may touch (the route).
    """
    run = _Placing(scale, sizes, measure, view, blocked)
    for box in reserved:
        run.taken.take(box)
    ranked = sorted(wanted, key=lambda c: (c.rank, -c.room.area if c.at is None else 0.0))
    windows = [c for c in ranked if c.plate]
    placed: list[Label] = []
    for candidate in ranked:
        if candidate.plate:
            if windows:
                placed += _place_windows(run, windows)
                windows = []
        elif label := run.place(candidate):
            placed.append(label)
    return tuple(placed)


def rows(windows: Iterable[Candidate]) -> list[list[Candidate]]:
    """Windows that stand in a row and count on: 1, 2, 3 … A row ends where the next one is far, or much farther."""
    out: list[list[Candidate]] = []
    pitch = _WINDOW_PITCH_M
    for window in sorted(windows, key=lambda c: _natural(c.texts[0])):
        last = out[-1][-1] if out else None
        step = math.dist(last.at, window.at) if last is not None and last.at and window.at else math.inf
        if step > min(_WINDOW_PITCH_M, pitch * _ROW_BREAK):
            out.append([])
            step = _WINDOW_PITCH_M
        pitch = step
        out[-1].append(window)
    return out


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    parts = re.findall(r"\d+|\D+", text)
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)


def _place_windows(run: _Placing, windows: list[Candidate]) -> list[Label]:
    """Every number of a row when there is room for all; else ranges of two, three … numbers ("1–4")."""
    out: list[Label] = []
    for row in rows(windows):
        seen = [w for w in row if run.view is None or (w.at and run.view.covers(shapely.Point(w.at)))]
        for size in range(1, len(seen) + 1):
            chunks = _shared_out(seen, math.ceil(len(seen) / size))
            if _roomy(run, chunks) or size == len(seen):
                out += [label for chunk in chunks if (label := _place_chunk(run, chunk))]
                break
    return out


def _shared_out(row: list[Candidate], count: int) -> list[list[Candidate]]:
    """A row in ``count`` parts whose lengths differ by one at most."""
    least, more = divmod(len(row), count)
    ends = [0]
    for i in range(count):
        ends.append(ends[-1] + least + (i < more))
    return [row[a:b] for a, b in pairwise(ends)]


def _chunk_sign(chunk: list[Candidate]) -> tuple[str, XY]:
    first, last = chunk[0], chunk[-1]
    text = first.texts[0] if first is last else f"{first.texts[0]}–{last.texts[0]}"
    points = [c.at for c in chunk if c.at is not None]
    return text, (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))


def _roomy(run: _Placing, chunks: list[list[Candidate]]) -> bool:
    """Whether the plates of a row do not touch each other where they stand."""
    boxes: list[Box] = []
    for chunk in chunks:
        text, at = _chunk_sign(chunk)
        width, height = run.measure(text, run.sizes.plate, True)
        half = (max(width + height * 0.5, height * 1.15) + run.sizes.gap) / 2, (height * 1.15 + run.sizes.gap) / 2
        x, y = at[0] * run.scale, at[1] * run.scale
        boxes.append((x - half[0], y - half[1], x + half[0], y + half[1]))
    return not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def _place_chunk(run: _Placing, chunk: list[Candidate]) -> Label | None:
    text, at = _chunk_sign(chunk)
    ids = tuple(c.id for c in chunk)
    return run.place_plate(replace(chunk[0], ids=ids, at=at), text, at)


_ASIDE = ((0, -1), (1, -1), (-1, -1), (1, 0), (-1, 0), (0, 1), (1, 1), (-1, 1))


def callout(
    size: tuple[float, float], point: XY, view: Box, avoid: Sequence[Box], gap: float, *, below: bool = False
) -> Box:
    """Where a card of ``size`` stands near ``point`` (all px): inside the view, off the point, least over ``avoid``.

    Of equally good places the first above the point is taken, or the first ``below``.
    """
    aside = tuple((x, -y) for x, y in _ASIDE) if below else _ASIDE
    w, h = size
    x, y = point
    best: tuple[float, Box] | None = None
    for reach in (gap, gap * 2.5, gap * 5):
        for mx, my in aside:
            middle = (x + mx * (w / 2 + reach), y + my * (h / 2 + reach))
            box = _kept_inside((middle[0] - w / 2, middle[1] - h / 2, middle[0] + w / 2, middle[1] + h / 2), view)
            covered = sum(_shared(box, other) for other in avoid)
            off = 1e6 if box[0] <= x <= box[2] and box[1] <= y <= box[3] else 0.0
            cost = off + covered + reach * 0.01
            if best is None or cost < best[0] - 1e-9:
                best = (cost, box)
        if best is not None and best[0] < 1.0:
            break
    assert best is not None
    return best[1]


def _kept_inside(box: Box, view: Box) -> Box:
    dx = max(view[0] - box[0], 0.0) or min(view[2] - box[2], 0.0)
    dy = max(view[1] - box[1], 0.0) or min(view[3] - box[3], 0.0)
    return (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)


def _shared(a: Box, b: Box) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0.0


def pad(box: Box, by: float) -> Box:
    """A box grown on every side."""
    return (box[0] - by, box[1] - by, box[2] + by, box[3] + by)


def named(name: Text, category: str, language: str) -> str:
    """A place's name as a reader of ``language`` knows it."""
    return in_chinese_too(name, category).within(language)


def in_chinese_too(name: Text, category: str) -> Text:
    """A plan's name with the Chinese its visitors know: "Classroom 110" → 教室110; a toilet is called what it is."""
    if not name or any(tag.startswith("zh") for tag in name):
        return name
    zh = chinese_name(name, category)
    if category.startswith("restroom") and zh == name.within("en"):
        zh = term(category).name["zh"]
    return Text({**name, "zh": zh})
