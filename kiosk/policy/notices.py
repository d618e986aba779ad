"""Facts of what is published: columns (栏目) and the notices in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kiosk.base.texts import EMPTY, Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the wall. ``tint`` is "#RRGGBB" or "": the pale tone of its covers."""

    code: str
    name: Text
    tint: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice or policy without its words, which are read when somebody opens it.

    ``number`` is its 文号 ("示政办〔2026〕8号"); ``cover`` and ``pages`` are names of media; ``issued`` is printed
    on it, ``valid_from`` … ``valid_until`` (both included) is when it holds, ``withdrawn`` the day it was taken back.
    """

    code: str
    column_code: str
    title: Text
    number: str = ""
    issuer: Text = EMPTY
    summary: Text = EMPTY
    cover: str = ""
    pages: tuple[str, ...] = ()
    issued: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    withdrawn: date | None = None
    pinned: bool = False
    synonyms: tuple[str, ...] = ()
    matter_codes: tuple[str, ...] = ()  # matters that it is about
