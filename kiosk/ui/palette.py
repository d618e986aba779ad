"""The tones of the screens, by name: the everyday theme and the high-contrast theme (no Qt)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as "#RRGGBB". ``on_x`` is the text on ``x``."""

    ink: str = "#0C2038"
    ink_2: str = "#4A5D75"
    ink_3: str = "#8194AB"  # decoration only: never carries needed meaning
    ground: str = "#E9EFF6"
    card: str = "#FFFFFF"
    deck: str = "#F7FAFD"
    line: str = "#D4DEEA"
    primary: str = "#0A58CA"
    on_primary: str = "#FFFFFF"
    primary_soft: str = "#E3EEFC"
    pressed: str = "#CFE0F8"
    route: str = "#FF6A13"
    on_route: str = "#0C2038"
    here: str = "#D92D20"
    ok: str = "#0B7A42"  # a shade darker than the drawing's #0F8A4B, which is 4.4:1 on white
    warn: str = "#A55500"  # the same, for the drawing's #B25E00 on the ground tone
    bar: str = "#0C2038"
    on_bar: str = "#FFFFFF"
    bar_key: str = "#24364D"
    banner_from: str = "#083A8C"
    banner_to: str = "#0F62D6"  # white text stays above 4.5:1 to the very end
    on_banner: str = "#FFFFFF"
    alarm: str = "#B3160E"  # white text is 7:1 on it
    on_alarm: str = "#FFFFFF"
    ring: str = "#0C2038"
    ring_on_bar: str = "#FFB000"
    veil: str = "#0C2038"
    wall: str = "#B9C8DC"


EVERYDAY = Palette()

HIGH_CONTRAST = Palette(
    ink="#FFFFFF",
    ink_2="#FFFFFF",
    ink_3="#C8C8C8",
    ground="#000000",
    card="#000000",
    deck="#000000",
    line="#FFFFFF",
    primary="#FFE000",
    on_primary="#000000",
    primary_soft="#000000",
    pressed="#3A3A3A",
    route="#FF9A3D",
    on_route="#000000",
    here="#FF8F85",
    ok="#5CFF9D",
    warn="#FFC266",
    bar="#000000",
    on_bar="#FFFFFF",
    bar_key="#000000",
    banner_from="#000000",
    banner_to="#000000",
    on_banner="#FFFFFF",
    alarm="#000000",
    on_alarm="#FFE000",
    ring="#00E5FF",
    ring_on_bar="#00E5FF",
    veil="#000000",
    wall="#FFFFFF",
)


def _linear(channel: int) -> float:
    c = channel / 255
    return c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB" (WCAG 2.2)."""
    r, g, b = (_linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2)."""
    a, b = sorted((luminance(one), luminance(other)))
    return (b + 0.05) / (a + 0.05)
