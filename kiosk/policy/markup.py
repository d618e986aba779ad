"""HTML as an office writes it → blocks, through a strict list of what may be there; all else is left out and told.

Bounded before work: length, blocks, cells. Nothing here recurses, loads or believes an address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.policy.blocks import Block, Figure, Grid, Heading, Items, Paragraph, Span, Spans
from kiosk.policy.tags import End, Start, Words, cut

LENGTH_LIMIT, BLOCK_LIMIT, ROW_LIMIT, COLUMN_LIMIT = 200_000, 2_000, 200, 12

_HEADINGS = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 3, "h6": 3}
_PARAGRAPHS = {"p", "div", "section", "article", "blockquote"}
_STRONG = {"strong", "b", "em", "i"}
_SILENT = {"html", "body", "span", "u", "thead", "tbody", "tfoot", "tr", "td", "th", "table", "ul", "ol", "li", "br"}
#: What these hold is no text for people.
_SWALLOWED = {"script", "style", "iframe", "object", "embed", "svg", "math", "template", "head", "noscript", "select"}
_VOID = {"br", "img", "hr", "input", "meta", "link", "base", "source", "track", "wbr", "embed", "col", "area", "param"}
_MEDIUM = re.compile(r"(?:media/)?([A-Za-z0-9_-]{1,80}\.(?:png|jpg|jpeg|webp))")
_BLANKS = re.compile(r"[ \t\r\n\u00a0\u3000]+")
_HARMLESS = {"class", "id", "style", "align", "width", "height", "colspan", "rowspan", "valign", "border", "alt", "src"}
_HARMLESS |= {"lang", "dir", "title", "cellpadding", "cellspacing", "href", "target", "rel", "start", "type"}


@dataclass(frozen=True, slots=True)
class Body:
    """What was understood, and the names of tags and attributes that were left out, each once."""

    blocks: tuple[Block, ...]
    dropped: tuple[str, ...] = ()


def parse_body(text: str) -> Body:
    """The blocks of a body. Text without any tag is plain: a line is a paragraph."""
    dropped = {} if len(text) <= LENGTH_LIMIT else {"…": None}
    text = unicodedata.normalize("NFC", text[:LENGTH_LIMIT])
    if not re.search(r"<[a-zA-Z/!]", text):
        lines = (_clean(line) for line in text.split("\n"))
        return Body(tuple(Paragraph((Span(line),)) for line in lines if line)[:BLOCK_LIMIT], tuple(dropped))
    parser = _Reader(dropped)
    for part in cut(text):
        parser.take(part)
    return Body(parser.finished(), tuple(dropped))


def _clean(text: str) -> str:
    """Blanks as one, nothing invisible: control characters and what turns the direction of writing are dropped."""
    blank = _BLANKS.sub(" ", text)
    return "".join(char for char in blank if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")).strip()


@dataclass
class _Table:
    rows: list[list[Spans]] = field(default_factory=list)
    header: bool = False
    in_cell: bool = False


class _Reader:
    """Collects runs of text until a block ends."""

    def __init__(self, dropped: dict[str, None]) -> None:
        self._dropped = dropped
        self._blocks: list[Block] = []
        self._spans: list[Span] = []
        self._strong = 0
        self._heading = 0
        self._lists: list[tuple[bool, list[Spans]]] = []
        self._table: _Table | None = None
        self._swallowing: list[str] = []

    def finished(self) -> tuple[Block, ...]:
        while self._lists:
            self._end_list()
        self._end_table()
        self._end_block()
        return tuple(self._blocks[:BLOCK_LIMIT])

    def take(self, part: Words | Start | End) -> None:
        """The next part of the text."""
        if isinstance(part, Words):
            self._take_words(part.text)
        elif isinstance(part, Start):
            self._take_start(part.tag, part.attributes)
        else:
            self._take_end(part.tag)

    def _take_start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _SWALLOWED:
            self._dropped[f"<{tag}>"] = None
            if tag not in _VOID:
                self._swallowing.append(tag)
        if self._swallowing:
            return
        for name in attributes:
            if name not in _HARMLESS and not name.startswith("data-"):
                self._dropped[name[:40]] = None
        self._begin(tag, attributes)

    def _take_end(self, tag: str) -> None:
        if self._swallowing:
            if tag in self._swallowing:
                del self._swallowing[self._swallowing.index(tag) :]
            return
        if tag in _STRONG:
            self._strong = max(0, self._strong - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "table":
            self._end_table()
        elif tag in ("ul", "ol"):
            self._end_list()
        elif tag == "li":
            self._end_item()
        elif tag in _PARAGRAPHS or tag in _HEADINGS:
            self._end_block()

    def _take_words(self, data: str) -> None:
        if self._swallowing or not data:
            return
        text = "".join(c for c in _BLANKS.sub(" ", data) if c == " " or unicodedata.category(c)[0] != "C")
        if text:
            self._spans.append(Span(text, self._strong > 0 and not self._heading))

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _HEADINGS or tag in _PARAGRAPHS:
            self._end_block()
            self._heading = _HEADINGS.get(tag, 0)
        elif tag in _STRONG:
            self._strong += 1
        elif tag == "br":
            self._break()
        elif tag in ("ul", "ol"):
            self._end_block()
            self._lists.append((tag == "ol", []))
        elif tag == "li":
            self._end_item()
        elif tag == "table":
            self._end_table()
            self._end_block()
            self._table = _Table()
        elif tag == "tr" and self._table is not None:
            self._end_cell()
            self._table.rows.append([])
        elif tag in ("td", "th") and self._table is not None:
            self._begin_cell(tag)
        elif tag == "img":
            self._picture(attributes)
        elif tag not in _SILENT:
            self._dropped[f"<{tag[:40]}>"] = None

    def _break(self) -> None:
        """A line break is a paragraph of its own, but only a blank within items and cells."""
        if self._lists or self._table is not None or self._heading:
            self._spans.append(Span(" "))
        else:
            self._end_block()

    def _picture(self, attributes: Mapping[str, str]) -> None:
        match = _MEDIUM.fullmatch(attributes.get("src", ""))
        if match is None or self._table is not None or self._lists:
            self._dropped["<img>"] = None
            return
        self._end_block()
        self._blocks.append(Figure(match[1], _clean(attributes.get("alt", ""))))

    def _begin_cell(self, tag: str) -> None:
        assert self._table is not None
        self._end_cell()
        if not self._table.rows:
            self._table.rows.append([])
        self._table.header = self._table.header or (tag == "th" and len(self._table.rows) == 1)
        self._table.in_cell = True

    def _end_cell(self) -> None:
        spans = self._take()
        table = self._table
        if table is None or not table.in_cell:
            if spans and table is None:
                self._spans.extend(spans)
            return
        table.in_cell = False
        if len(table.rows[-1]) < COLUMN_LIMIT:
            table.rows[-1].append(spans)
        else:
            self._dropped["<td>"] = None

    def _end_table(self) -> None:
        if self._table is None:
            return
        self._end_cell()
        rows = [row for row in self._table.rows if any(row)]
        if len(rows) > ROW_LIMIT:
            self._dropped["<tr>"] = None
        width = max((len(row) for row in rows), default=0)
        whole = tuple((*row, *[()] * (width - len(row))) for row in rows[:ROW_LIMIT])
        if whole:
            self._add(Grid(whole, self._table.header))
        self._table = None

    def _end_item(self) -> None:
        spans = self._take()
        if spans and self._lists:
            self._lists[0][1].append(spans)
        elif spans:
            self._add(Paragraph(spans))

    def _end_list(self) -> None:
        """The items of a list within a list are the outer one's: people read one level."""
        self._end_item()
        if not self._lists:
            return
        ordered, items = self._lists.pop()
        if items and not self._lists:
            self._add(Items(tuple(items[:ROW_LIMIT]), ordered))

    def _end_block(self) -> None:
        if self._lists:
            self._end_item()
            return
        if self._table is not None:
            return  # a paragraph within a cell is the cell's own text
        spans, level = self._take(), self._heading
        self._heading = 0
        if spans:
            self._add(Heading(spans, level) if level else Paragraph(spans))

    def _add(self, block: Block) -> None:
        if len(self._blocks) < BLOCK_LIMIT:
            self._blocks.append(block)
        else:
            self._dropped["…"] = None

    def _take(self) -> Spans:
        """The runs so far: joined where they look alike, blanks at the ends cut."""
        joined: list[Span] = []
        for span in self._spans:
            text = span.text.lstrip(" ") if not joined or joined[-1].text.endswith(" ") else span.text
            if not text:
                continue
            if joined and joined[-1].strong == span.strong:
                joined[-1] = Span(joined[-1].text + text, span.strong)
            else:
                joined.append(Span(text, span.strong))
        self._spans = []
        if joined:
            joined[-1] = Span(joined[-1].text.rstrip(" "), joined[-1].strong)
        return tuple(span for span in joined if span.text)
