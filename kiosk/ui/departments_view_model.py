"""All departments, and one department with its matters and windows."""

from __future__ import annotations

from PySide6.QtQml import QmlElement

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.hours_words import say_openness
from kiosk.matters.sentences import fill, join
from kiosk.ui.list_view_model import ListPicture, ListViewModel
from kiosk.ui.rows import department_row, matter_row, window_row
from kiosk.ui.words import say_windows

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_HEADING = Text(zh="按部门找", en="By department")
_LEAD = Text(zh="您要找哪个部门？", en="Which department are you looking for?")
_GONE = Text(zh="这个大厅没有这个部门", en="This hall has no such department")
_ASK = Text(zh="请点“人工帮助”", en="Please press “Call staff”")
_WHERE = Text(zh="{windows}，{level}。", en="{windows}, {level}.")
_STATE = Text(zh="{state}。", en="{state}.")


@QmlElement
class DepartmentsViewModel(ListViewModel):
    """Every department of the hall, in the hall's order."""

    def derive(self) -> ListPicture:
        rows = tuple(department_row(self.panel, department) for department in self.panel.way.catalogue.departments)
        return ListPicture(self.read(_HEADING), self.read(_LEAD), rows)


@QmlElement
class DepartmentViewModel(ListViewModel):
    """``about``: code. What one department does; without matters, its windows."""

    def derive(self) -> ListPicture:
        way = self.panel.way
        department = way.department(str(self.about.get("code", "")))
        if department is None:
            return ListPicture(self.read(_GONE), self.read(_ASK), ())
        windows = way.catalogue.windows_of_department(department.code)
        matters = way.catalogue.matters_of_department(department.code)
        rows = tuple(matter_row(self.panel, matter) for matter in matters)
        if not rows:
            rows = tuple(window_row(self.panel, window.number) for window in windows)
        if not windows:
            return ListPicture(self.read(department.name), "", rows)
        spot = way.spot_of_window(windows[0].number)
        state = say_openness(way.window_hours(windows[0]), self.panel.clock.now())
        where = say_windows(tuple(window.number for window in windows))
        lead = join(
            fill(_WHERE, windows=where, level=spot.level) if spot and spot.level else fill(_STATE, state=where),
            fill(_STATE, state=state) if state else EMPTY,
        )
        return ListPicture(self.read(department.name), self.read(lead), rows)
