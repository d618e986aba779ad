"""The words of a notice as plain facts: headings, paragraphs, lists, tables, pictures; never rich text from outside."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kiosk.base.texts import Text, traditional


@dataclass(frozen=True, slots=True)
class Span:
    """A run of plain text; ``strong`` stands out."""

    text: str
    strong: bool = False


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 … 3."""

    spans: Spans
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that belong together."""

    spans: Spans


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered when ``ordered``."""

    items: tuple[Spans, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells; ``header`` says that the first row names the columns. All rows are equally long."""

    rows: tuple[tuple[Spans, ...], ...]
    header: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture by the name of its medium, with words for those who cannot see it."""

    medium: str
    words: str = ""


Block = Heading | Paragraph | Items | Grid | Figure

#: The words of a notice by language ("zh", "en" …).
Bodies = Mapping[str, tuple[Block, ...]]


def in_language(bodies: Bodies, language: str) -> tuple[Block, ...]:
    """The words for a visitor who reads ``language``; in another language rather than none."""
    tag = Text({tag: tag for tag in bodies}).within(language)
    blocks = bodies.get(tag, ())
    derived = language == "zh-Hant" and tag in ("zh", "zh-CN", "zh-Hans")
    return tuple(_rewritten(block, traditional) for block in blocks) if derived else blocks


def _rewritten(block: Block, rewrite: Callable[[str], str]) -> Block:
    """The same block in other characters."""

    def of(spans: Spans) -> Spans:
        return tuple(Span(rewrite(span.text), span.strong) for span in spans)

    if isinstance(block, (Heading, Paragraph)):
        return replace(block, spans=of(block.spans))
    if isinstance(block, Items):
        return replace(block, items=tuple(map(of, block.items)))
    if isinstance(block, Grid):
        return replace(block, rows=tuple(tuple(map(of, row)) for row in block.rows))
    return replace(block, words=rewrite(block.words))


def plain(spans: Iterable[Span]) -> str:
    """Only the words."""
    return "".join(span.text for span in spans)


def words_of(blocks: Iterable[Block]) -> list[str]:
    """All words of some blocks, a line for each paragraph, item and row: to be found by, or read aloud."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, (Heading, Paragraph)):
            lines.append(plain(block.spans))
        elif isinstance(block, Items):
            lines += map(plain, block.items)
        elif isinstance(block, Grid):
            lines += (" ".join(map(plain, row)) for row in block.rows)
        else:
            lines.append(block.words)
    return [line for line in lines if line]


def media_of(blocks: Iterable[Block]) -> list[str]:
    """The names of all pictures in some blocks."""
    return [block.medium for block in blocks if isinstance(block, Figure)]


def written(blocks: Iterable[Block]) -> str:
    """Blocks as JSON: a list of ``[kind, …]``, spans as strings, or ``[text]`` for strong ones."""
    return json.dumps([_write(block) for block in blocks], ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> tuple[Block, ...]:
    """The blocks that :func:`written` wrote; a kind from a newer program is left out."""
    return tuple(block for item in json.loads(text) if (block := _read(item)) is not None)


def _write(block: Block) -> list[Any]:
    if isinstance(block, Heading):
        return ["h", block.level, _write_spans(block.spans)]
    if isinstance(block, Paragraph):
        return ["p", _write_spans(block.spans)]
    if isinstance(block, Items):
        return ["l", int(block.ordered), [_write_spans(item) for item in block.items]]
    if isinstance(block, Grid):
        return ["t", int(block.header), [[_write_spans(cell) for cell in row] for row in block.rows]]
    return ["f", block.medium, block.words]


def _read(item: Sequence[Any]) -> Block | None:
    kind, *rest = item
    if kind == "h":
        return Heading(_read_spans(rest[1]), int(rest[0]))
    if kind == "p":
        return Paragraph(_read_spans(rest[0]))
    if kind == "l":
        return Items(tuple(map(_read_spans, rest[1])), bool(rest[0]))
    if kind == "t":
        return Grid(tuple(tuple(map(_read_spans, row)) for row in rest[1]), bool(rest[0]))
    return Figure(str(rest[0]), str(rest[1])) if kind == "f" else None


def _write_spans(spans: Spans) -> list[Any]:
    return [[span.text] if span.strong else span.text for span in spans]


def _read_spans(items: Sequence[Any]) -> Spans:
    return tuple(Span(item) if isinstance(item, str) else Span(str(item[0]), True) for item in items)
