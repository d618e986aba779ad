"""A notice's blocks → lines of a page: pieces that are never higher than a page, each shown whole or on the next.

Strong words are marked with ``<b>`` of our own; whatever came from outside is escaped, so nothing of it is markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from kiosk.policy.blocks import Block, Figure, Grid, Heading, Items, Paragraph, Span, Spans, plain

#: About how many letters of a paragraph one piece has; Han characters are twice as wide.
PIECE = 150
CELL, CELLS = 60, 5
_SENTENCE = re.compile(r"[^。！？；.!?;]*[。！？；.!?;]+[”’」』）)]*\s*|[^。！？；.!?;]+")

#: Where a medium lies, as an address for QML, with its width and height in pixels; "" when it is not there.
Source = Callable[[str], str]


def lines_of(blocks: Iterable[Block], source: Source) -> tuple[dict[str, Any], ...]:
    """``kind`` ("head", "text", "item", "row", "figure"), ``text`` (with ``<b>``), ``plain``, ``level``, ``marker``,
    ``cells``, ``widths``, ``source``; ``joined``: goes on with the line before it, ``last``: the paragraph ends."""
    return tuple(line for block in blocks for line in _lines(block, source))


def _line(kind: str, spans: Spans = (), **more: Any) -> dict[str, Any]:
    line = {"kind": kind, "text": styled(spans), "plain": plain(spans), "level": 0, "marker": "", "cells": []}
    return {**line, "widths": [], "source": "", "joined": False, "last": True, **more}


def styled(spans: Spans) -> str:
    """Spans for a StyledText: everything escaped, ``<b>`` around what is strong."""
    escaped = ((html.escape(span.text, quote=False), span.strong) for span in spans)
    return "".join(f"<b>{text}</b>" if strong else text for text, strong in escaped)


def _lines(block: Block, source: Source) -> Iterator[dict[str, Any]]:
    if isinstance(block, Heading):
        yield _line("head", block.spans, level=block.level)
    elif isinstance(block, Paragraph):
        yield from _pieces("text", block.spans)
    elif isinstance(block, Items):
        for number, item in enumerate(block.items, 1):
            yield from _pieces("item", item, marker=f"{number}." if block.ordered else "•")
    elif isinstance(block, Grid):
        yield from _grid(block)
    elif isinstance(block, Figure):
        address = source(block.medium)
        if address or block.words:
            yield _line("figure", (Span(block.words),) if block.words else (), source=address)


def _pieces(kind: str, spans: Spans, marker: str = "") -> Iterator[dict[str, Any]]:
    parts = list(cut(spans))
    for number, part in enumerate(parts):
        shown = marker if number == 0 else ""
        yield _line(kind, part, marker=shown, joined=number > 0, last=number == len(parts) - 1)


def cut(spans: Spans) -> Iterator[Spans]:
    """A long paragraph in pieces that end with a sentence; a sentence without an end is cut where it must be."""
    piece: list[Span] = []
    room = PIECE
    for span in spans:
        for sentence in _bounded(span.text):
            length = _width(sentence)
            if piece and length > room:
                yield tuple(piece)
                piece, room = [], PIECE
            piece.append(Span(sentence, span.strong))
            room -= length
    if piece:
        yield tuple(piece)


def _bounded(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.findall(text):
        for start in range(0, len(sentence), PIECE):
            yield sentence[start : start + PIECE]


def _width(text: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def _grid(block: Grid) -> Iterator[dict[str, Any]]:
    """A table; one with many or long cells is told row by row, as people would read it to each other."""
    longest = max((len(plain(cell)) for row in block.rows for cell in row), default=0)
    if len(block.rows[0]) > CELLS or longest > CELL:
        yield from _told(block)
        return
    widths = _widths(block.rows)
    for number, row in enumerate(block.rows):
        cells = [{"text": styled(cell), "plain": plain(cell)} for cell in row]
        words = (Span(" · ".join(plain(cell) for cell in row if cell)),)
        more = {"level": int(block.header and number == 0), "joined": number > 0, "last": number == len(block.rows) - 1}
        yield _line("row", words, cells=cells, widths=widths, **more)


def _told(block: Grid) -> Iterator[dict[str, Any]]:
    names = [plain(cell) for cell in block.rows[0]] if block.header else [""] * len(block.rows[0])
    for row in block.rows[1:] if block.header else block.rows:
        for name, cell in zip(names, row, strict=True):
            if cell:
                lead = (Span(name + (": " if name.isascii() else "："), True),) if name else ()
                yield from _pieces("text", (*lead, *cell))


def _widths(rows: Sequence[Sequence[Spans]]) -> list[float]:
    """How much of the width each column takes, by its longest cell, none less than a sixth of the widest."""
    longest = [max(_width(plain(row[column])) for row in rows) for column in range(len(rows[0]))]
    bounded = [min(max(one, 6, max(longest) // 4), 40) for one in longest]
    return [one / sum(bounded) for one in bounded]
