"""Charts drawn on the server as SVG: columns over time, bars by name, a line above columns. No script, no library.

Shapes carry classes (insight.css colours them); words beside every shape say the value, so colour is never alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

#: Width of a chart in its own units, where words are 15 high; CSS makes it as wide as there is room.
WIDTH, NARROW = 1200, 620
_TOP, _BOTTOM, _LEFT, _RIGHT = 30, 34, 46, 46
_TICKS = 4


@dataclass(frozen=True, slots=True)
class Point:
    """One column or bar: its name, what is counted, of these how many in the second tone, and the line's value."""

    name: str
    count: float
    second: float = 0.0
    line: float | None = None


def columns(points: Sequence[Point], *, title: str, unit: str, line_unit: str = "", width: int = WIDTH) -> SafeString:
    """Columns side by side, each with its second part on top, and a line over them with a scale of its own."""
    if not points:
        return SafeString("")
    height = 290
    tall = height - _TOP - _BOTTOM
    most = _nice(max((p.count for p in points), default=0))
    step = (width - _LEFT - _RIGHT) / len(points)
    wide = min(step * 0.62, 64)
    scale = _nice(max((p.line for p in points if p.line is not None), default=0))
    parts, counts = [_grid(most, tall, height, width)], []
    for n, point in enumerate(points):
        x, full = _LEFT + n * step + (step - wide) / 2, point.count / most * tall
        parts.append(_column(point, x, wide, full, point.second / most * tall, _TOP + tall))
        if point.count and wide > 18:
            above = _beside(_TOP + tall - full - 7, point.line, scale, tall)
            counts.append(_words(x + wide / 2, above, "count", f"{point.count:.0f}"))
        if _is_named(n, len(points)):
            parts.append(_words(x + wide / 2, height - 12, "axis", point.name))
    if any(p.line is not None for p in points):
        parts.append(_line([p.line for p in points], step, tall, line_unit, width))
    if unit:
        parts.append(_words(_LEFT, 14, "unit start", unit))
    return _svg(width, height, title, [*parts, *counts])


def bars(points: Sequence[Point], *, title: str, unit: str, digits: int = 0) -> SafeString:
    """Lying bars, the name before and the value behind each; ``unit`` stands behind every value."""
    if not points:
        return SafeString("")
    each, gap, left, right, width = 24, 13, 190, 100, NARROW
    height = len(points) * (each + gap) + 8
    most = max(max(p.count for p in points), 1e-9)
    parts = []
    for n, point in enumerate(points):
        y, wide = 6 + n * (each + gap), point.count / most * (width - left - right)
        parts.append(_words(left - 12, y + each / 2 + 6, "name", _short(point.name)))
        parts.append(
            format_html(
                '<rect class="track" x="{}" y="{}" width="{}" height="{}" rx="5"></rect>'
                '<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="5"><title>{}</title></rect>',
                *(left, y, width - left - right, each, left, y, _px(max(wide, 2)), each),
                f"{point.name} {point.count:.{digits}f}{unit}",
            )
        )
        parts.append(_words(width - right + 12, y + each / 2 + 6, "value", f"{point.count:.{digits}f}{unit}"))
    return _svg(width, height, title, parts)


def _column(point: Point, x: float, wide: float, full: float, second: float, ground: float) -> SafeString:
    return format_html(
        '<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="3"><title>{}</title></rect>'
        '<rect class="second" x="{}" y="{}" width="{}" height="{}" rx="3"></rect>',
        *(_px(x), _px(ground - full), _px(wide), _px(full), f"{point.name}: {point.count:.0f}"),
        *(_px(x), _px(ground - full), _px(wide), _px(second)),
    )


def _beside(y: float, line: float | None, scale: float, tall: float) -> float:
    """Where a number stands that would stand at ``y``: above the line's spot when both would meet."""
    spot = None if line is None else _TOP + tall * (1 - line / scale)
    return spot - 9 if spot is not None and -8 < y - spot < 22 else y


def _grid(most: float, tall: float, height: int, width: int) -> SafeString:
    lines = []
    for tick in range(_TICKS + 1):
        y = height - _BOTTOM - tall * tick / _TICKS
        lines.append(
            format_html(
                '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"></line>{}',
                *(
                    _LEFT,
                    width - _RIGHT,
                    _px(y),
                    _px(y),
                    _words(_LEFT - 8, y + 5, "axis end", f"{most * tick / _TICKS:g}"),
                ),
            )
        )
    return _joined(lines)


def _line(values: Sequence[float | None], step: float, tall: float, unit: str, width: int) -> SafeString:
    most = _nice(max(v for v in values if v is not None))
    places = [
        None if v is None else (_LEFT + (n + 0.5) * step, _TOP + tall * (1 - v / most)) for n, v in enumerate(values)
    ]
    runs: list[list[str]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(f"{_px(place[0])},{_px(place[1])}")
    drawn = [format_html('<polyline class="line" points="{}"></polyline>', " ".join(run)) for run in runs if run]
    dots = [
        format_html(
            '<circle class="spot" cx="{}" cy="{}" r="4.5"><title>{}</title></circle>',
            _px(p[0]),
            _px(p[1]),
            f"{v:.0f} {unit}",
        )
        for p, v in zip(places, values, strict=True)
        if p is not None and v is not None
    ]
    ends = [
        _words(
            width - _RIGHT + 8,
            _TOP + tall * (1 - tick / _TICKS) + 5,
            "axis start second-axis",
            f"{most * tick / _TICKS:g}",
        )
        for tick in range(_TICKS + 1)
    ]
    return _joined([*drawn, *dots, *ends, _words(width - _RIGHT, 14, "unit end second-axis", unit)])


def _svg(width: int, height: int, title: str, parts: Sequence[SafeString]) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        *(width, height, title, _joined(parts)),
    )


def _words(x: float, y: float, kind: str, words: str) -> SafeString:
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', kind, _px(x), _px(y), words)


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _is_named(place: int, count: int) -> bool:
    """Not so many names that they run into each other."""
    return place % max(1, math.ceil(count / 16)) == 0


def _nice(most: float) -> float:
    """The end of a scale: at least ``most``, and a number that parts well into ``_TICKS``."""
    if most <= _TICKS:
        return float(_TICKS)
    size = 10 ** math.floor(math.log10(most))
    return float(next(s * size for s in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if s * size >= most))


def _short(name: str, most: int = 12) -> str:
    """Wide characters count as one, narrow ones as half."""
    room = 0.0
    for n, character in enumerate(name):
        room += 1 if ord(character) > 0x2E80 else 0.55
        if room > most:
            return name[: n - 1] + "…"
    return name


def _px(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
