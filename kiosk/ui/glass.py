"""The panel's glass: how many millimetres a pixel is, where the reach line runs, and every size in pixels (no Qt).

A screen is designed in millimetres, because a finger and an eye are the same size before every panel. Sources:
EN 301 549 8.3 (reach 1220 mm), 5.1.4 (0.7 degrees: capitals of 37 mm from 3 m); see ``facts/hall.md`` section 2.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.base.errors import KioskError

MM_PER_INCH = 25.4
REACH_MM = 1220.0  # highest thing a wheelchair user must be able to press, above the floor
CAP_HEIGHT = 0.733  # Noto Sans SC: height of a capital over the em


class GlassError(KioskError):
    """The settings describe a panel that cannot be."""


@dataclass(frozen=True, slots=True)
class Glass:
    """One panel: diagonal in inches, resolution in pixels, its lower edge above the floor in millimetres."""

    name: str
    diagonal_in: float
    width_px: int
    height_px: int
    lower_edge_mm: float

    def __post_init__(self) -> None:
        if self.width_px < 320 or self.height_px < 320 or not 7 <= self.diagonal_in <= 200:
            raise GlassError(
                f"a {self.diagonal_in} inch panel of {self.width_px} x {self.height_px} pixels cannot be drawn on",
                where="settings, panel",
                remedy="Give the diagonal in inches (7 to 200) and the resolution in pixels (at least 320).",
            )
        if not 0 <= self.lower_edge_mm < REACH_MM - 150:
            raise GlassError(
                f"a panel whose lower edge hangs {self.lower_edge_mm:g} mm above the floor is out of reach",
                where="settings, panel",
                remedy=f"Hang it lower: at most {REACH_MM - 150:g} mm.",
            )

    @property
    def mm_per_px(self) -> float:
        return self.diagonal_in * MM_PER_INCH / math.hypot(self.width_px, self.height_px)

    @property
    def width_mm(self) -> float:
        return self.width_px * self.mm_per_px

    @property
    def height_mm(self) -> float:
        return self.height_px * self.mm_per_px

    @property
    def portrait(self) -> bool:
        return self.height_px > self.width_px

    @property
    def reach_mm(self) -> float:
        """How much of the glass, from its lower edge, is within reach."""
        return min(self.height_mm, REACH_MM - self.lower_edge_mm)

    @property
    def reach_line_px(self) -> int:
        """y of the reach line: nothing that is needed may be pressed above it."""
        return max(0, math.ceil(self.height_px - self.reach_mm / self.mm_per_px))

    def px(self, mm: float) -> int:
        """Millimetres on the glass in whole pixels, never smaller than asked for."""
        return math.ceil(mm / self.mm_per_px - 1e-9)


PROFILES: Mapping[str, Glass] = {
    glass.name: glass
    for glass in (
        Glass("43p-fhd", 43, 1080, 1920, 900),
        Glass("55-fhd", 55, 1920, 1080, 800),
        Glass("86-4k", 86, 3840, 2160, 800),
        Glass("86p-4k", 86, 2160, 3840, 300),
    )
}


def glass_of(mounting: Mapping[str, Any], width_px: int, height_px: int) -> Glass:
    """The glass that the plan or the settings describe (``diagonal_in``, ``lower_edge_mm``), at a real resolution."""
    portrait = height_px > width_px
    diagonal = float(mounting.get("diagonal_in", 43 if portrait else 55))
    default_edge = (300 if diagonal >= 70 else 900) if portrait else 800
    return Glass("custom", diagonal, width_px, height_px, float(mounting.get("lower_edge_mm", default_edge)))


@dataclass(frozen=True, slots=True)
class Sizes:
    """Everything a screen measures with, in pixels. Texts are em heights; ``*_min`` is the smallest that is allowed."""

    portrait: bool
    width: int
    height: int
    unit: float  # pixels of one millimetre
    press: int  # a pressable's least width and height
    press_primary: int
    gap: int  # between two pressables; at least 3 mm
    margin: int  # from the edge of the glass
    pad: int  # inside a card
    radius: int
    line_width: int  # border
    ring_width: int  # focus ring; at least 3 mm
    text_min: int
    caption: int
    body: int
    title: int
    headline: int
    look_caption: int
    look_body: int
    look_title: int
    look_headline: int
    from_afar: int  # capitals of 37 mm: read from 3 m
    icon: int
    bar_height: int
    deck_height: int  # without the bar
    deck_top: int
    look_height: int


def measure(glass: Glass, large_text: bool = False) -> Sizes:
    """The sizes on this glass. The deck and bar end below the reach line; the look zone has the rest."""
    px = glass.px
    short_mm = min(glass.width_mm, glass.height_mm)
    look = max(1.0, short_mm / 535)  # a 43" portrait panel is the narrowest: 535 mm
    deck = max(1.0, min(look, glass.reach_mm / 240))
    least = 10.0 if large_text else 7.0
    grow = 1.36 if large_text else 1.0
    bar_mm = (56.0 if large_text else 38.0) * deck
    share = 0.5 if large_text else 0.47
    touch_mm = min(glass.reach_mm, max(320.0 * (1.0 if glass.portrait else deck / 1.28), share * glass.height_mm))
    if glass.portrait:
        touch_mm = min(glass.reach_mm, max(320.0, 0.4 * glass.height_mm))
    bar = px(bar_mm)
    deck_top = max(glass.reach_line_px, glass.height_px - int(touch_mm / glass.mm_per_px))

    def text(mm: float, scale: float) -> int:
        return px(max(least, mm * grow * scale))

    return Sizes(
        portrait=glass.portrait,
        width=glass.width_px,
        height=glass.height_px,
        unit=1 / glass.mm_per_px,
        press=px(25.0 if large_text else 20.0),
        press_primary=px(30.0),
        gap=px(max(3.0, 5.5 * deck)),
        margin=px(14.0 * look),
        pad=px(6.0 * deck),
        radius=px(10.0 * deck),
        line_width=max(1, round(1.0 / glass.mm_per_px)),
        ring_width=px(3.0),
        text_min=px(least),
        caption=text(7.4, deck),
        body=text(10.0, deck),
        title=text(13.5, deck),
        headline=text(21.0, deck),
        look_caption=text(9.4, look),
        look_body=text(12.0, look),
        look_title=text(17.0, look),
        look_headline=text(36.0, look),
        from_afar=px(37.0 / CAP_HEIGHT),
        icon=px(14.0 * deck * (1.15 if large_text else 1.0)),
        bar_height=bar,
        deck_height=glass.height_px - deck_top - bar,
        deck_top=deck_top,
        look_height=deck_top,
    )
