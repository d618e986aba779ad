"""The reviews as an XLSX workbook: one line each, and the summary; nothing that says who the visitor was."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.hub.console.words import said
from kiosk.hub.reviews.listing import Shown
from kiosk.hub.reviews.summary import LEVELS, WORDS, Line, Summary
from kiosk.ticketing.measures import BY_WORD
from kiosk.ticketing.reviews import LEVEL_WORDS

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(shown: Iterable[Shown], summary: Summary, names: dict[str, str]) -> bytes:
    """All of it. ``names``: code of a matter → its name."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = said("评价", "Reviews")
    heads = [
        said("日期", "Day"),
        said("时段", "Hour"),
        said("窗口", "Window"),
        said("事项", "Matters"),
        said("满意程度", "Level"),
        said("原因", "Reasons"),
        said("留言", "Words"),
        said("渠道", "By"),
        said("处理状态", "State"),
        said("期限", "Due"),
    ]
    _fill(first, heads, (_row(one) for one in shown), (12, 9, 8, 36, 14, 44, 44, 10, 12, 12))
    for title, lines, by in (
        (said("按窗口", "By window"), summary.windows, said("窗口", "Window")),
        (said("按事项", "By matter"), summary.matters, said("事项", "Matter")),
    ):
        sheet = book.create_sheet(title)
        heads = [by, *(_said(BY_WORD[word].name) for word in WORDS), *(_said(LEVEL_WORDS[level]) for level in LEVELS)]
        body = (_summed(line, names) for line in (*lines, summary.all))
        _fill(sheet, heads, body, (30, *[14] * (len(heads) - 1)))
        for column, word in enumerate(WORDS, 2):
            if word.endswith("rate"):
                for (cell,) in sheet.iter_rows(min_row=2, min_col=column, max_col=column):
                    cell.number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(one: Shown) -> list[Any]:
    return [
        one.day.isoformat(),
        one.hour,
        one.window,
        "；".join(one.matters),
        one.level_words,
        "；".join(one.reasons),
        one.words,
        one.channel,
        one.state_words,
        one.due.isoformat() if one.due else "",
    ]


def _summed(line: Line, names: dict[str, str]) -> list[Any]:
    name = names.get(line.code, line.code) or said("合计", "All")
    return [name, *(line.figures[word] for word in WORDS), *line.levels]


def _fill(sheet: Worksheet, heads: list[str], rows: Iterable[list[Any]], widths: tuple[int, ...]) -> None:
    sheet.append(heads)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([_plain(value) for value in row])
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a visitor's "=1+1" is words
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"


def _plain(value: Any) -> Any:
    """Control characters are in no workbook."""
    return "".join(c for c in value if c >= " " or c == "\n") if isinstance(value, str) else value


def _said(text: Any) -> str:
    return said(text.within("zh-CN"), text.within("en"))
