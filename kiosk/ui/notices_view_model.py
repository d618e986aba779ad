"""The wall of notices: covers of one column or of all, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import Text
from kiosk.policy.notices import Notice
from kiosk.policy.wall import Wall
from kiosk.ui.headed_view_model import HeadedViewModel
from kiosk.ui.notice_words import say_day
from kiosk.ui.panel import Panel

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_HEADING = Text(zh="政策公告", en="Policies and notices")
_LEAD = Text(zh="用下方的号码选择，或直接点封面", en="Choose by number below, or touch a cover")
_NOTHING = Text(zh="现在没有公告", en="There are no notices at the moment")
_ALL = Text(zh="全部", en="All")


@dataclass(frozen=True, slots=True)
class NoticesPicture:
    """``columns``: code, name, selected; ``covers``: id, title, name, column, number, day, tint, picture, aside."""

    heading: str
    lead: str
    columns: tuple[dict[str, Any], ...]
    covers: tuple[dict[str, Any], ...]
    page: int


def derive(panel: Panel, column: str, page: int) -> NoticesPicture:
    """What hangs on the wall today, in the visitor's language; ``column`` "" is all of them."""
    wall = panel.way.wall()
    names = {hanging.column.code: panel.read(hanging.column.name) for hanging in wall.columns}
    column = column if column in names else ""
    columns = [{"code": "", "name": panel.read(_ALL), "selected": column == ""}] if len(names) > 1 else []
    columns += [{"code": code, "name": name, "selected": code == column} for code, name in names.items()]
    return NoticesPicture(
        heading=" · ".join(part for part in (panel.read(_HEADING), names.get(column, "")) if part),
        lead=panel.read(_LEAD if names else _NOTHING),
        columns=tuple(columns),
        covers=tuple(_cover(panel, wall, notice) for notice in _chosen(wall, column)),
        page=page,
    )


def _chosen(wall: Wall, column: str) -> tuple[Notice, ...]:
    if not column:
        return wall.notices
    return next(hanging.notices for hanging in wall.columns if hanging.column.code == column)


def _cover(panel: Panel, wall: Wall, notice: Notice) -> dict[str, Any]:
    column = next(hanging.column for hanging in wall.columns if hanging.column.code == notice.column_code)
    title, day = panel.read(notice.title), panel.read(say_day(notice.issued))
    picture = panel.way.medium(notice.cover)
    return {
        "id": notice.code,
        "title": title,
        "name": ", ".join(part for part in (title, panel.read(column.name), day) if part),
        "column": panel.read(column.name),
        "number": notice.number,
        "day": day,
        "tint": column.tint,
        "picture": QUrl.fromLocalFile(picture).toString() if picture else "",
        "aside": "",
    }


@QmlElement
class NoticesViewModel(HeadedViewModel):
    """See :class:`NoticesPicture`. ``about``: column. Column and page survive going back."""

    columnsChanged = Signal()
    coversChanged = Signal()
    pageChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._column, self._page = str(about.get("column", "")), 0
        self.refresh()

    def refresh(self) -> None:
        self.show(derive(self.panel, self._column, self._page))

    @Slot(str)
    def lookAt(self, column: str) -> None:
        """Another column; "" is all of them."""
        self._column, self._page = column, 0
        self.refresh()

    @Slot(int)
    def turnTo(self, page: int) -> None:
        """Show another page."""
        self._page = max(0, page)
        self.refresh()

    @Slot(str)
    def choose(self, code: str) -> None:
        """Open a notice."""
        self.panel.go("notice", {"code": code})

    @Property(list, notify=columnsChanged)
    def columns(self) -> list[dict[str, Any]]:
        return list(self.shown.columns)

    @Property(list, notify=coversChanged)
    def covers(self) -> list[dict[str, Any]]:
        return list(self.shown.covers)

    @Property(int, notify=pageChanged)
    def page(self) -> int:
        return int(self.shown.page)
