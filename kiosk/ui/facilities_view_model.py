"""Toilets, lifts, copiers: what people ask for besides windows, each with the nearest one."""

from __future__ import annotations

from PySide6.QtQml import QmlElement

from kiosk.base.texts import Text
from kiosk.ui.list_view_model import ListPicture, ListViewModel
from kiosk.ui.rows import facility_row

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_HEADING = Text(zh="找设施", en="Facilities")
_LEAD = Text(zh="点一下，带您去最近的一处", en="Choose one: the way to the nearest is shown")


@QmlElement
class FacilitiesViewModel(ListViewModel):
    """The nearest of each kind, nearest first."""

    def derive(self) -> ListPicture:
        found = self.panel.way.facilities(self.panel.visit.profile)
        return ListPicture(
            self.read(_HEADING), self.read(_LEAD), tuple(facility_row(self.panel, facility) for facility in found)
        )
