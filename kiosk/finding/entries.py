"""What can be found: one entry for each matter, window, department, theme, notice and place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.base.texts import Text


class Kind(StrEnum):
    """What an entry is; also the word in the JSON of ``kiosk find``."""

    MATTER = "matter"
    WINDOW = "window"
    DEPARTMENT = "department"
    THEME = "theme"
    NOTICE = "notice"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing a visitor may look for.

    ``words`` are further names that find it as well as its title does (synonyms, short names, alternative names, in
    any language); ``detail`` is what belongs to it and counts for less (the department's name, its materials).
    ``window`` is the number over the window, ``level`` the floor's name ("2楼"), ``popularity`` any number ≥ 0: more
    is asked for more often. ``department`` is the department's code.
    """

    kind: Kind
    id: str
    title: Text
    words: tuple[str, ...] = ()
    detail: str = ""
    window: str | None = None
    level: Text | None = None
    popularity: float = 0.0
    department: str = ""
