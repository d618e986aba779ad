"""Lists to choose from: a heading, a lead, rows, and the page of them that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.ui.headed_view_model import HeadedViewModel
from kiosk.ui.panel import Panel
from kiosk.ui.rows import Row, page_of

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class ListPicture:
    """A heading, one sentence below it, and everything one may choose."""

    heading: str
    lead: str
    rows: tuple[Row, ...]
    page: int = 0


@QmlElement
class ListViewModel(HeadedViewModel):
    """See :class:`ListPicture`; a kind of list says in :meth:`derive` what it holds. The page survives going back."""

    rowsChanged = Signal()
    pageChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._page = 0
        self._rows: list[dict[str, Any]] = []
        self.refresh()

    def derive(self) -> ListPicture:
        """What this list shows now."""
        return ListPicture("", "", ())

    def refresh(self) -> None:
        picture = self.derive()
        if self.shown is None or picture.rows != self.shown.rows:
            self._rows = [row.as_qml() for row in picture.rows]
        self.show(ListPicture(picture.heading, picture.lead, picture.rows, self._page))

    @Slot(int)
    def turnTo(self, page: int) -> None:
        """Show another page."""
        self._page = max(0, page)
        self.refresh()

    @Slot(str, str)
    def choose(self, kind: str, identity: str) -> None:
        """Open what a row stands for."""
        self.panel.open(page_of(kind, identity))

    @Property(list, notify=rowsChanged)
    def rows(self) -> list[dict[str, Any]]:
        return self._rows

    @Property(int, notify=pageChanged)
    def page(self) -> int:
        return int(self.shown.page)
