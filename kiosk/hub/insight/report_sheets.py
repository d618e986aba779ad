"""A report as an XLSX workbook: what was asked, every figure by line, and how each figure is counted."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kiosk.hub.console.words import said
from kiosk.hub.insight.reports import WAYS, WORDS, Line, Report
from kiosk.ticketing.cases import Limits
from kiosk.ticketing.measures import BY_WORD, Count, Measure, Share

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEAD = PatternFill("solid", fgColor="E3EEFC")


def workbook(hall_name: str, reports: Sequence[Report], limits: Limits) -> bytes:
    """One sheet a report (by day, by queue …), and one that says what the figures mean."""
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    book.remove(book.active)
    for one in reports:
        _fill(book.create_sheet(said(*WAYS[one.asked.way])), hall_name, one)
    _explain(book.create_sheet(said("指标说明", "What is counted")), limits)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, hall_name: str, found: Report) -> None:
    with_hours = any(line.open_minutes is not None for line in found.lines)
    heads = [said(*WAYS[found.asked.way])]
    heads += [said(BY_WORD[word].name["zh"], BY_WORD[word].name["en"]) + _unit(BY_WORD[word]) for word in WORDS]
    heads += [said("开放时长（小时）", "Open (h)")] if with_hours else []
    sheet.append([_plain(f"{hall_name}  {found.asked.first} – {found.asked.last}")])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([])
    sheet.append(heads)
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for line in (*found.lines, found.all):
        sheet.append(_row(line, with_hours))
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
    _formats(sheet, with_hours)


def _row(line: Line, with_hours: bool) -> list[str | float | None]:
    row: list[str | float | None] = [_plain(line.name), *(line.figures[word] for word in WORDS)]
    if with_hours:
        row.append(None if line.open_minutes is None else line.open_minutes / 60)
    return row


def _formats(sheet: Worksheet, with_hours: bool) -> None:
    sheet.column_dimensions["A"].width = 30
    for column in range(2, len(WORDS) + 2 + with_hours):
        sheet.column_dimensions[get_column_letter(column)].width = 13
    for row in sheet.iter_rows(min_row=4):
        row[0].data_type = "s"  # a name that begins with "=" is a name
        for cell, word in zip(row[1:], WORDS, strict=False):
            measure = BY_WORD[word]
            cell.number_format = "0.0%" if isinstance(measure, Share) else "0" if isinstance(measure, Count) else "0.0"
        if with_hours:
            row[len(WORDS) + 1].number_format = "0.0"
    sheet.freeze_panes = "B4"


def _explain(sheet: Worksheet, limits: Limits) -> None:
    sheet.append([said("指标", "Figure"), said("怎样计算", "How it is counted")])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for word in WORDS:
        measure = BY_WORD[word]
        sheet.append([said(measure.name["zh"], measure.name["en"]), _kind(measure)])
    for words in (
        said(f"等候超过 {limits.wait:g} 分钟为超时。", f"A wait of more than {limits.wait:g} min is too long."),
        said(f"办理超过 {limits.service:g} 分钟为超时。", f"A visit of more than {limits.service:g} min is too long."),
        said(
            "一张号走几个窗口的，每个业务各计一次排队件次；人流量只计一次。",
            "A ticket that goes through several queues has a turn in each; as a visitor it counts once.",
        ),
        said(
            "没有出票的号不计入。空格表示没有可计算的数据。",
            "Numbers nobody held are left out. Empty: nothing to measure.",
        ),
    ):
        sheet.append([words])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 44, 44


def _kind(measure: Measure) -> str:
    if isinstance(measure, Count):
        return said("个数", "a number")
    if isinstance(measure, Share):
        return said(measure.formula["zh"], measure.formula["en"])
    return said("分钟", "minutes")


def _unit(measure: Measure) -> str:
    return "" if isinstance(measure, Count | Share) else said("（分钟）", " (min)")


def _plain(words: str) -> str:
    return "".join(c for c in words if c >= " ")
