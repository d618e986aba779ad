"""Search: what was typed, and what it may mean, at every key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakMethod

from PySide6.QtCore import Property, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import Text
from kiosk.matters.sentences import fill
from kiosk.ui.headed_view_model import HeadedViewModel
from kiosk.ui.panel import Panel
from kiosk.ui.rows import Row, hit_row, matter_row, page_of
from kiosk.ui.screens import is_available
from kiosk.visit.find_way import Hit

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

LONGEST = 24  # characters of a query
MOST = 40  # hits that are kept

_OFTEN = Text(zh="大家常办", en="What people often come for")
_FOUND = Text(zh="“{query}”找到 {count} 项", en="“{query}”: {count} found")
_FOUND_MANY = Text(zh="“{query}”找到很多，先看最像的 {count} 项", en="“{query}”: the {count} best of many")
_NOTHING = Text(zh="没有找到“{query}”", en="Nothing found for “{query}”")
_TRY = Text(zh="换个说法试试，或者：", en="Try another word, or:")
_HOW = Text(zh="用下方的号码选择，或直接点这里", en="Choose by number below, or touch here")
_INSTEAD = (
    ("departments", Text(zh="按部门找", en="Browse by department"), "account_balance"),
    ("themes", Text(zh="看“一件事”", en="Browse life events"), "format_list_numbered"),
    ("map", Text(zh="看楼层地图", en="Look at the floor map"), "map"),
    ("help", Text(zh="请工作人员帮忙", en="Ask the staff"), "support_agent"),
)


@dataclass(frozen=True, slots=True)
class SearchPicture:
    """The words, one line about them, and the rows of the page that is shown."""

    query: str
    heading: str
    lead: str
    rows: tuple[Row, ...]
    page: int
    pages: int


def derive(panel: Panel, hits: Sequence[Hit], page: int, size: int) -> SearchPicture:
    """Rows are made for the shown page only: a row asks for a window, a way and opening hours."""
    query = panel.visit.query
    if not query.strip():
        return _often(panel, query, page, size)
    if not hits:
        rows = tuple(
            Row(screen, screen, panel.read(title), icon=icon)
            for screen, title, icon in _INSTEAD
            if is_available(screen)
        )
        heading = panel.read(fill(_NOTHING, query=query))
        return SearchPicture(query, heading, panel.read(_TRY), rows[:size], 0, 1)
    pages = -(-len(hits) // size)
    page = min(page, pages - 1)
    shown = [hit_row(panel, hit) for hit in hits[page * size : (page + 1) * size]]
    template = _FOUND if len(hits) < MOST else _FOUND_MANY
    heading = panel.read(fill(template, query=query, count=len(hits)))
    return SearchPicture(query, heading, panel.read(_HOW), tuple(row for row in shown if row), page, pages)


def _often(panel: Panel, query: str, page: int, size: int) -> SearchPicture:
    matters = panel.way.popular(size * 3)
    pages = max(1, -(-len(matters) // size))
    page = min(page, pages - 1)
    rows = tuple(matter_row(panel, matter) for matter in matters[page * size : (page + 1) * size])
    return SearchPicture(query, panel.read(_OFTEN), panel.read(_HOW), rows, page, pages)


def _do(act: WeakMethod[Callable[[], None]]) -> None:
    alive = act()
    if alive is not None:
        alive()


@QmlElement
class SearchViewModel(HeadedViewModel):
    """See :class:`SearchPicture`. The words live in the visit, so they are wiped with it."""

    queryChanged = Signal()
    rowsChanged = Signal()
    pageChanged = Signal()
    pagesChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._size, self._page = 4, 0
        self._hits: Sequence[Hit] = ()
        self._asked: tuple[str, str] | None = None  # the words and the language that the hits answer
        self._is_late = False
        if "query" in about:
            panel.visit.query = str(about["query"])[:LONGEST]
        self.refresh()

    def refresh(self) -> None:
        visit = self.panel.visit
        asked = (visit.query, visit.language)  # in another language other titles are underlined
        if asked != self._asked:
            if self._asked is None or self._asked[0] != visit.query:
                self._page = 0
            self._asked, self._hits = asked, self.panel.way.find(visit.query, MOST, visit.language)
        picture = derive(self.panel, self._hits, self._page, self._size)
        self._page = picture.page
        self.show(picture)

    def forget(self) -> None:
        super().forget()
        self._hits, self._asked = (), None

    def sentence(self) -> str:
        return self.panel.read(Text(zh="请输入您要办的事，可以只输拼音首字母。", en="Type what you came for."))

    def _look_up_soon(self) -> None:
        """What was typed stands there at once; it is looked up when no more keys wait, once for all of them."""
        self.show(replace(self.shown, query=self.panel.visit.query))
        if not self._is_late:
            self._is_late = True
            # Weak, and no timer of its own: the screen may be gone before, and this with it.
            late = WeakMethod(self._look_up)
            QTimer.singleShot(0, lambda: _do(late))

    def _look_up(self) -> None:
        self._is_late = False
        self.refresh()

    @Slot(str)
    def type(self, character: str) -> None:
        """One key was pressed."""
        visit = self.panel.visit
        if len(visit.query) < LONGEST and not (character == " " and visit.query[-1:] in ("", " ")):
            visit.query += character
            self._look_up_soon()

    @Slot()
    def erase(self) -> None:
        self.panel.visit.query = self.panel.visit.query[:-1]
        self._look_up_soon()

    @Slot()
    def clear(self) -> None:
        self.panel.visit.query = ""
        self._look_up_soon()

    @Slot(int)
    def fit(self, size: int) -> None:
        """So many rows fit on this glass."""
        if size > 0 and size != self._size:
            self._size = size
            self.refresh()

    @Slot(int)
    def turnTo(self, page: int) -> None:
        self._page = max(0, page)
        self.refresh()

    @Slot(int)
    def choose(self, place: int) -> None:
        """Open the row at this place of the shown page."""
        if 0 <= place < len(self.shown.rows):
            row = self.shown.rows[place]
            self.panel.open(page_of(row.kind, row.id))

    @Property(str, notify=queryChanged)
    def query(self) -> str:
        return str(self.shown.query)

    @Property(list, notify=rowsChanged)
    def rows(self) -> list[dict[str, Any]]:
        return [row.as_qml() for row in self.shown.rows]

    @Property(int, notify=pageChanged)
    def page(self) -> int:
        return int(self.shown.page)

    @Property(int, notify=pagesChanged)
    def pages(self) -> int:
        return int(self.shown.pages)
