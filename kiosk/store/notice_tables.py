"""The notice_columns and notices tables → what hangs on the wall, with its words read through the strict list."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from kiosk.base.texts import Text
from kiosk.matters.cells import Cells, shown
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import Notebook, Severity
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill
from kiosk.matters.table_reading import rows_of
from kiosk.policy.blocks import Block, Bodies, Figure, media_of
from kiosk.policy.markup import parse_body
from kiosk.policy.notices import Column, Notice

_NO_COLUMN = Text(zh="没有栏目“{code}”。", en="There is no column '{code}'.")
_SEE_COLUMNS = Text(zh="请与 notice_columns 表核对。", en="Compare it with the notice_columns table.")
_NO_MEDIUM = Text(zh="media/ 里没有 {name}。", en="There is no {name} in media/.")
_NO_MATTER = Text(zh="没有事项“{code}”，未采用。", en="There is no matter '{code}'; it was left out.")
_ORDER = Text(zh="{first} 晚于 {last}。", en="{first} is later than {last}.")
_SWAP = Text(zh="请核对两个日期。", en="Please compare the two dates.")
_DROPPED = Text(zh="正文里不允许的内容已去掉：{parts}。", en="What is not allowed in a body was left out: {parts}.")
_SEE_FORMAT = Text(zh="能用的标签见 docs/content-format.md。", en="See docs/content-format.md for what may be used.")
_EMPTY = Text(zh="没有正文，也没有页面图片。", en="It has neither a body nor pages.")
_TINT = Text(zh="颜色要写成 #RRGGBB。", en="A colour is written #RRGGBB.")


@dataclass(frozen=True, slots=True)
class Notices:
    """What the tables say. ``bodies`` by the notice's code."""

    columns: tuple[Column, ...] = ()
    notices: tuple[Notice, ...] = ()
    bodies: Mapping[str, Bodies] = field(default_factory=dict)

    def media(self) -> tuple[str, ...]:
        """The names of all media that are used, each once."""
        names: list[str] = []
        for notice in self.notices:
            names += [notice.cover, *notice.pages]
            for blocks in self.bodies.get(notice.code, {}).values():
                names += media_of(blocks)
        return tuple(dict.fromkeys(name for name in names if name))


def read_notices(
    tables: Mapping[str, Table],
    media: Collection[str],
    matters: Collection[str],
    book: Notebook,
    languages: tuple[str, ...],
) -> Notices:
    """All columns and notices in the order of their tables; what is wrong with them is written into ``book``.

    ``media`` are the names of the files in media/, ``matters`` the codes of all matters.
    """
    columns = tuple(
        Column(cells.word("code"), cells.text("name"), _tint(cells))
        for cells in rows_of(tables.get("notice_columns"), SCHEMAS["notice_columns"], book, languages, unique="code")
    )
    codes = {column.code for column in columns}
    notices: list[Notice] = []
    bodies: dict[str, Bodies] = {}
    for cells in rows_of(tables.get("notices"), SCHEMAS["notices"], book, languages, unique="code"):
        notice = _notice(cells, media, matters)
        if notice.column_code not in codes:
            what = fill(_NO_COLUMN, code=shown(notice.column_code))
            cells.fault("reference-dangling", cells.column("column_code"), what, _SEE_COLUMNS)
        _check_dates(cells, notice)
        read = _bodies(cells, media)
        if not read and not notice.pages:
            cells.fault("notice-empty", cells.column("body"), _EMPTY, severity=Severity.WARNING)
        notices.append(notice)
        bodies[notice.code] = read
    return Notices(columns, tuple(notices), bodies)


def _notice(cells: Cells, media: Collection[str], matters: Collection[str]) -> Notice:
    return Notice(
        code=cells.word("code"),
        column_code=cells.word("column_code"),
        title=cells.text("title"),
        number=cells.word("number"),
        issuer=cells.text("issuer"),
        summary=cells.text("summary", long=True),
        cover=next(iter(_media(cells, "cover", media)), ""),
        pages=_media(cells, "pages", media),
        issued=cells.day("issued"),
        valid_from=cells.day("valid_from"),
        valid_until=cells.day("valid_until"),
        withdrawn=cells.day("withdrawn"),
        pinned=cells.flag("pinned"),
        synonyms=cells.words("synonyms"),
        matter_codes=_matters(cells, matters),
    )


def _tint(cells: Cells) -> str:
    tint = cells.word("tint")
    if tint and not re.fullmatch(r"#[0-9A-Fa-f]{6}", tint):
        cells.fault("choice-bad", cells.column("tint"), _TINT)
        return ""
    return tint.upper()


def _media(cells: Cells, column: str, media: Collection[str]) -> tuple[str, ...]:
    names = tuple(name.removeprefix("media/") for name in cells.words(column))
    for name in names:
        if name not in media:
            cells.fault("reference-dangling", cells.column(column), fill(_NO_MEDIUM, name=shown(name)))
    return tuple(name for name in names if name in media)


def _matters(cells: Cells, matters: Collection[str]) -> tuple[str, ...]:
    codes = cells.words("matter_codes")
    for code in codes:
        if code not in matters:
            what = fill(_NO_MATTER, code=shown(code))
            cells.fault("reference-dangling", cells.column("matter_codes"), what, severity=Severity.WARNING)
    return tuple(code for code in codes if code in matters)


def _check_dates(cells: Cells, notice: Notice) -> None:
    """A notice begins before it ends, and is taken back after it was issued."""
    pairs = (("valid_from", "valid_until"), ("issued", "valid_until"), ("issued", "withdrawn"))
    for first, last in pairs:
        earlier, later = getattr(notice, first), getattr(notice, last)
        if earlier is not None and later is not None and earlier > later:
            cells.fault("dates-order", cells.column(last), fill(_ORDER, first=first, last=last), _SWAP)
            return


def _bodies(cells: Cells, media: Collection[str]) -> Bodies:
    """The words in each language; pictures that are not there are left out."""
    found: dict[str, tuple[Block, ...]] = {}
    for language, written in cells.markup("body").items():
        body = parse_body(written)
        if body.dropped:
            what = fill(_DROPPED, parts=", ".join(map(shown, body.dropped[:12])))
            cells.fault("body-html", cells.column("body"), what, _SEE_FORMAT, Severity.WARNING)
        for name in media_of(body.blocks):
            if name not in media:
                cells.fault("reference-dangling", cells.column("body"), fill(_NO_MEDIUM, name=shown(name)))
        blocks = tuple(b for b in body.blocks if not isinstance(b, Figure) or b.medium in media)
        if blocks:
            found[language] = blocks
    return found
