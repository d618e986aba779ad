"""The blocks a slip is built of, from the top down: what stands there and how large, in millimetres of paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from kiosk.printing.slips import SlipMap


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph. ``size_mm``: height of a full-width character. ``fit``: one line of bold capitals
    and digits, made smaller until it fits.

    ``mark``: what stands before it ("1", "□"); its lines are indented by ``indent_mm`` then. ``"□"`` is drawn as a box
    to be ticked with a pen. ``added``: a remark of ``added_mm``, on the last line where it fits, else under it.
    """

    text: str
    size_mm: float
    bold: bool = False
    centred: bool = False
    fit: bool = False
    above_mm: float = 1.0
    mark: str = ""
    indent_mm: float = 0.0
    added: str = ""
    added_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class Heading:
    """White on black, from edge to edge."""

    text: str
    size_mm: float
    above_mm: float = 4.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across; ``dashed`` where one may stop reading."""

    thick_mm: float = 0.25
    above_mm: float = 2.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A label, its value, and what is added to the value in a smaller size ("" for nothing)."""

    label: str
    value: str
    added: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Label left, value large and right of it, one under another; values begin on one line."""

    facts: tuple[Fact, ...]
    label_mm: float
    value_mm: float
    above_mm: float = 3.0


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence in a frame."""

    text: str
    size_mm: float
    above_mm: float = 3.0


@dataclass(frozen=True, slots=True)
class Map:
    """A small map as wide as the paper, at most so high; names in the slip's language."""

    map: SlipMap
    language: str
    most_mm: float
    name_mm: float = 3.4
    above_mm: float = 2.0


@dataclass(frozen=True, slots=True)
class Code:
    """A QR: ``modules`` row by row, dark is True, drawn in whole dots, at most so large with its white margin of four.

    ``words`` stand beside it (``beside``) or under it.
    """

    modules: tuple[tuple[bool, ...], ...]
    most_mm: float
    words: tuple[Words, ...] = ()
    beside: bool = True
    above_mm: float = 3.0


Block: TypeAlias = "Words | Heading | Rule | Facts | Note | Map | Code"
