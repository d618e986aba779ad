"""What a screen must be (shared design, accessibility facts): each rule looks at what is shown and lists its faults."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from PySide6.QtCore import QRectF
from ui.audit.contrast import Pixels, contrast_in
from ui.audit.scene import PressableShown, Shown, TextShown

from kiosk.ui.glass import Glass

SLACK = 1.01  # a pixel of rounding


def faults(shown: Shown, pixels: Pixels, glass: Glass, *, large: bool, high_contrast: bool) -> list[str]:
    """Every fault on this screen, in words."""
    found = list(_sizes(shown.pressables, glass, large))
    found += _gaps(shown.pressables, glass)
    found += _reach(shown.pressables, glass, large)
    found += _names(shown.pressables)
    found += _text_sizes(shown.texts, glass, large)
    found += _clipped(shown.texts, glass)
    found += _overlaps(shown.texts)
    found += _contrasts(shown.texts, pixels, 7.0 if high_contrast else 4.5)
    return found


def _mm(box: QRectF, glass: Glass) -> str:
    return f"{box.width() * glass.mm_per_px:.1f} x {box.height() * glass.mm_per_px:.1f} mm"


def _sizes(pressables: tuple[PressableShown, ...], glass: Glass, large: bool) -> Iterator[str]:
    least = (25.0 if large else 20.0) / glass.mm_per_px - SLACK
    for p in pressables:
        if min(p.seen.width(), p.seen.height()) < least:
            yield f"too small to press ({_mm(p.seen, glass)}): {p.name or p.path}"


def _gaps(pressables: tuple[PressableShown, ...], glass: Glass) -> Iterator[str]:
    least = 3.0 / glass.mm_per_px - SLACK
    for one, other in itertools.combinations(pressables, 2):
        if _holds(one.box, other.box) or _holds(other.box, one.box):
            continue  # a row that is a shortcut as a whole may hold a button
        across = max(one.seen.left(), other.seen.left()) - min(one.seen.right(), other.seen.right())
        down = max(one.seen.top(), other.seen.top()) - min(one.seen.bottom(), other.seen.bottom())
        gap = max(across, down)
        if gap < least:
            yield f"too close ({gap * glass.mm_per_px:.1f} mm): {one.name or one.path} and {other.name or other.path}"


def _holds(outer: QRectF, inner: QRectF) -> bool:
    return outer.adjusted(-1, -1, 1, 1).contains(inner)


def _reach(pressables: tuple[PressableShown, ...], glass: Glass, large: bool) -> Iterator[str]:
    """What is needed lies below the reach line; what covers the whole glass needs a full-sized part below it."""
    least = (25.0 if large else 20.0) / glass.mm_per_px - SLACK
    for p in pressables:
        reaches = p.seen.top() >= glass.reach_line_px - SLACK
        covers = p.seen.height() > glass.height_px / 2 and p.seen.bottom() - glass.reach_line_px >= least
        if not p.shortcut and not reaches and not covers:
            above = (glass.reach_line_px - p.seen.top()) * glass.mm_per_px
            yield f"out of reach by {above:.0f} mm: {p.name or p.path}"


def _names(pressables: tuple[PressableShown, ...]) -> Iterator[str]:
    for p in pressables:
        if not p.name.strip() or not p.role:
            yield f"nothing for a reader to say: {p.path}"


def _text_sizes(texts: tuple[TextShown, ...], glass: Glass, large: bool) -> Iterator[str]:
    least = 10.0 if large else 7.0
    for t in texts:
        size = t.pixel_size * glass.mm_per_px
        if t.pixel_size < least / glass.mm_per_px - SLACK:
            yield f"text too small ({size:.1f} mm): {t.text!r} in {t.owner}"


def _clipped(texts: tuple[TextShown, ...], glass: Glass) -> Iterator[str]:
    whole = QRectF(0, 0, glass.width_px, glass.height_px)
    for t in texts:
        # a line box is higher than its glyphs: a tenth of an em may stand over without anything being lost
        give = 0.12 * t.pixel_size + SLACK
        if t.truncated:
            yield f"text elided: {t.text!r} in {t.owner}"
        elif not whole.adjusted(-SLACK, -give, SLACK, give).contains(t.box):
            yield f"text off the glass: {t.text!r} in {t.owner}"
        elif t.box.width() > t.room.width() + SLACK or t.box.height() > t.room.height() + 2 * give:
            yield f"text does not fit its room: {t.text!r} in {t.owner}"
        elif not t.seen.adjusted(-SLACK, -give, SLACK, give).contains(t.box):
            yield f"text clipped: {t.text!r} in {t.owner}"


def _overlaps(texts: tuple[TextShown, ...]) -> Iterator[str]:
    shrunk = [(t, t.box.adjusted(2, 0.16 * t.pixel_size, -2, -0.16 * t.pixel_size)) for t in texts]
    for (one, a), (other, b) in itertools.combinations(shrunk, 2):
        if a.intersects(b) and one.owner != "" and not (one.box == other.box and one.text == other.text):
            yield f"texts overlap: {one.text!r} and {other.text!r}"


def _contrasts(texts: tuple[TextShown, ...], pixels: Pixels, least: float) -> Iterator[str]:
    for t in texts:
        if t.disabled:
            continue  # WCAG 1.4.3 exempts what cannot be used at the moment
        measured = contrast_in(pixels, t.box)
        if measured is None:
            yield f"text not drawn: {t.text!r} in {t.owner}"
        elif measured < least:
            yield f"contrast {measured:.1f} below {least}: {t.text!r} in {t.owner}"
