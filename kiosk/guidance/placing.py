"""Placing names on the drawn floor: which fit, where they stand and what gives way. None overlaps or leaves its room.

Works in page pixels: page metres × scale, x to the right, y down. Letters are measured through a port, so that nothing
here knows a font. Labels stand upright whatever the page's turn.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import shapely
from shapely.geometry import box as box_shape
from shapely.geometry.base import BaseGeometry

from kiosk.guidance.boxes import Box, Taken, overlap
from kiosk.guidance.labels import Candidate, Rank
from kiosk.guidance.venue import XY
from kiosk.guidance.wrapping import Measure, wrap


@dataclass(frozen=True, slots=True)
class Sizes:
    """Letter and picture heights in px: names, small names, window plates, pictograms; ``gap`` between two labels."""

    text: float
    small: float
    plate: float
    icon: float
    gap: float


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


_WINDOW_PITCH_M = 6.0
_ROW_BREAK = 1.4  # a gap this much wider than the last one ends a row
_LEAST_ICON = 0.7  # of the usual size, in a place that is too narrow for it
_STEPS = (0.0, -0.3, 0.3, -0.6, 0.6, -1.0, 1.0)
#: How far a window's plate may be moved, in its own widths and heights; the least first.
_NUDGES = sorted(((dx, dy) for dx in _STEPS for dy in _STEPS), key=lambda by: (math.hypot(by[0] * 2, by[1]), by))


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
        self.taken = Taken(sizes.text * 4)

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
