"""The tones of the map: everyday, muted under a route, and high contrast (no Qt)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.guidance.inks import Ink

#: Pale tones of departments: ink on them stays above 12:1.
TINTS = ("#DCEFE4", "#FDE9D4", "#E4E4FB", "#FBE3E8", "#E2F0F8", "#F6F0CC", "#E6EFD8", "#F1E4F7")


@dataclass(frozen=True, slots=True)
class MapColours:
    """Fill by ink, and the tones of lines and letters, as "#RRGGBB"."""

    fills: Mapping[Ink, str]
    outside: str
    wall: str
    edge: str
    thin: str  # outlines of furniture, treads of stairs
    text: str
    halo: str
    plate: str  # a window's number plate
    plate_line: str
    plate_text: str
    icon: str
    target: str  # the destination's room
    target_line: str
    chosen: str  # a room chosen on the map
    chosen_line: str
    tints: tuple[str, ...]


EVERYDAY_MAP = MapColours(
    fills={
        Ink.GROUND: "#F5F8FB",
        Ink.OPEN: "#FFFFFF",
        Ink.ROOM: "#EDF2F8",
        Ink.STAFF: "#E3E9F1",
        Ink.TOILET: "#DDEBF7",
        Ink.CONNECTOR: "#D6E3F3",
        Ink.VOID: "#E9EFF6",
        Ink.COUNTER: "#CBD8E8",
        Ink.FURNITURE: "#E4EAF2",
        Ink.PLANT: "#D3E8D5",
        Ink.SOLID: "#A9BAD1",
    },
    outside="#E9EFF6",
    wall="#8FA5C3",
    edge="#6E87A9",
    thin="#BAC8DA",
    text="#0C2038",
    halo="#FFFFFF",
    plate="#FFFFFF",
    plate_line="#5B7396",
    plate_text="#0C2038",
    icon="#0A4396",
    target="#FFD9BF",
    target_line="#FF6A13",
    chosen="#CFE0F8",
    chosen_line="#0A58CA",
    tints=TINTS,
)

MUTED_MAP = MapColours(
    fills={
        Ink.GROUND: "#F4F7FA",
        Ink.OPEN: "#FFFFFF",
        Ink.ROOM: "#F0F3F7",
        Ink.STAFF: "#EAEEF3",
        Ink.TOILET: "#EAF0F6",
        Ink.CONNECTOR: "#E2E9F2",
        Ink.VOID: "#E9EFF6",
        Ink.COUNTER: "#DBE3ED",
        Ink.FURNITURE: "#EDF1F6",
        Ink.PLANT: "#E4EEE6",
        Ink.SOLID: "#C3CEDD",
    },
    outside="#E9EFF6",
    wall="#B4C2D6",
    edge="#9AACC5",
    thin="#D3DCE7",
    text="#43566F",
    halo="#FFFFFF",
    plate="#FFFFFF",
    plate_line="#A9B8CC",
    plate_text="#43566F",
    icon="#43608A",
    target="#FFD9BF",
    target_line="#FF6A13",
    chosen="#CFE0F8",
    chosen_line="#0A58CA",
    tints=("#EDF4F0", "#F8F1E9", "#F0F0F9", "#F8F0F2", "#EFF4F8", "#F5F3E6", "#F0F3EB", "#F4F0F7"),
)

HIGH_CONTRAST_MAP = MapColours(
    fills=dict.fromkeys(Ink, "#000000")
    | {Ink.COUNTER: "#2B2B2B", Ink.SOLID: "#5A5A5A", Ink.FURNITURE: "#161616", Ink.PLANT: "#161616"},
    outside="#000000",
    wall="#FFFFFF",
    edge="#FFFFFF",
    thin="#6E6E6E",
    text="#FFFFFF",
    halo="#000000",
    plate="#000000",
    plate_line="#FFFFFF",
    plate_text="#FFFFFF",
    icon="#FFFFFF",
    target="#4A3300",
    target_line="#FFE000",
    chosen="#3A3A3A",
    chosen_line="#00E5FF",
    tints=("#000000",),
)


def map_colours(*, high_contrast: bool, muted: bool) -> MapColours:
    """The tones for this theme; a route mutes everything but itself."""
    if high_contrast:
        return HIGH_CONTRAST_MAP
    return MUTED_MAP if muted else EVERYDAY_MAP
