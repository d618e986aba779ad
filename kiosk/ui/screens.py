"""The table of screens: name → QML file and view model. A screen whose parts are not there is not offered."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from kiosk.ui.panel import Panel
    from kiosk.ui.view_model import ViewModel

QML = Path(__file__).resolve().parent / "qml"


@dataclass(frozen=True, slots=True)
class Screen:
    """A file in qml/screens and "module:Class" of its view model, which is made as ``Class(panel, about)``."""

    qml: str
    view_model: str

    @property
    def path(self) -> Path:
        return QML / "screens" / self.qml

    def make(self, panel: Panel, about: Mapping[str, Any]) -> ViewModel:
        """A new view model for one showing of this screen."""
        module, _, name = self.view_model.partition(":")
        return cast("ViewModel", getattr(importlib.import_module(module), name)(panel, about))


SCREENS: Mapping[str, Screen] = {
    "idle": Screen("IdleScreen.qml", "kiosk.ui.idle_view_model:IdleViewModel"),
    "home": Screen("HomeScreen.qml", "kiosk.ui.home_view_model:HomeViewModel"),
    "search": Screen("SearchScreen.qml", "kiosk.ui.search_view_model:SearchViewModel"),
    "departments": Screen("ListScreen.qml", "kiosk.ui.departments_view_model:DepartmentsViewModel"),
    "department": Screen("ListScreen.qml", "kiosk.ui.departments_view_model:DepartmentViewModel"),
    "themes": Screen("ListScreen.qml", "kiosk.ui.themes_view_model:ThemesViewModel"),
    "theme": Screen("ThemeScreen.qml", "kiosk.ui.themes_view_model:ThemeViewModel"),
    "facilities": Screen("ListScreen.qml", "kiosk.ui.facilities_view_model:FacilitiesViewModel"),
    "notices": Screen("NoticesScreen.qml", "kiosk.ui.notices_view_model:NoticesViewModel"),
    "notice": Screen("NoticeScreen.qml", "kiosk.ui.notice_view_model:NoticeViewModel"),  # about: code
    "matter": Screen("MatterScreen.qml", "kiosk.ui.matter_view_model:MatterViewModel"),
    "place": Screen("PlaceScreen.qml", "kiosk.ui.place_view_model:PlaceViewModel"),
    "language": Screen("LanguageScreen.qml", "kiosk.ui.language_view_model:LanguageViewModel"),
    "help": Screen("HelpScreen.qml", "kiosk.ui.help_view_model:HelpViewModel"),
    "enrolment": Screen("EnrolmentScreen.qml", "kiosk.ui.enrolment_view_model:EnrolmentViewModel"),
    "take": Screen("ListScreen.qml", "kiosk.ui.take_view_model:TakeViewModel"),
    "take-how": Screen("TakeHowScreen.qml", "kiosk.ui.take_view_model:TakeHowViewModel"),  # about: queue or matter
    "ticket": Screen("TicketScreen.qml", "kiosk.ui.ticket_view_model:TicketViewModel"),
    "remind": Screen("RemindScreen.qml", "kiosk.ui.remind_view_model:RemindViewModel"),
    "scan": Screen("ScanScreen.qml", "kiosk.ui.scan_view_model:ScanViewModel"),
    "type-code": Screen("TypeCodeScreen.qml", "kiosk.ui.type_code_view_model:TypeCodeViewModel"),
    "my-ticket": Screen("MyTicketScreen.qml", "kiosk.ui.my_ticket_view_model:MyTicketViewModel"),
    "review": Screen("ReviewScreen.qml", "kiosk.ui.review_view_model:ReviewViewModel"),
    # from their own rooms:
    "route": Screen("RouteScreen.qml", "kiosk.ui.route_view_model:RouteViewModel"),  # about: target_id, matter_code?
    "map": Screen("MapScreen.qml", "kiosk.ui.map_view_model:MapViewModel"),  # about: level_id?, place_id?
    "staff": Screen("StaffScreen.qml", "kiosk.ui.staff_view_model:StaffViewModel"),
    "staff-test": Screen("StaffTestScreen.qml", "kiosk.ui.staff_test_view_model:StaffTestViewModel"),  # about: test
}


@lru_cache(maxsize=64)
def is_available(name: str) -> bool:
    """Whether both parts of the screen exist, so that no button leads nowhere."""
    screen = SCREENS.get(name)
    if screen is None or not screen.path.is_file():
        return False
    return importlib.util.find_spec(screen.view_model.partition(":")[0]) is not None
