"""A table as it was read: rows of cells by column, each with its file and line, before anything is believed of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One row; ``line`` counts from 1 as an editor shows it. Cells are str, or what XLSX and JSON hold."""

    file: str
    line: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table; ``columns`` as its file names them, ``line`` is where they stand."""

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int = 1
