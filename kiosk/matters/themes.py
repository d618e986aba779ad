"""Themes (一件事): several matters done as one, in order, with their materials merged."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.base.texts import EMPTY, Text


@dataclass(frozen=True, slots=True)
class ThemeStep:
    """One matter of a theme. ``after`` names the matters that must be done first."""

    matter_code: str
    order: int
    after: tuple[str, ...] = ()
    note: Text = EMPTY
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """A life event or business event (一件事)."""

    code: str
    name: Text
    summary: Text = EMPTY
    icon: str = ""
    steps: tuple[ThemeStep, ...] = ()
    synonyms: tuple[str, ...] = ()
