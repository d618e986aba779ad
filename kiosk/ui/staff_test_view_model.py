"""The screen test: fields of colour or a touch field over the whole glass, ended by a key or by a minute's rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import Text
from kiosk.matters.sentences import fill
from kiosk.ui.glass import Glass
from kiosk.ui.panel import Panel
from kiosk.ui.view_model import ViewModel

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

REST_SECONDS = 60.0
#: What is looked for: name, and the tones from left to right (steps of grey show banding and a wrong gamma).
FIELDS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (Text(zh="白色", en="White"), ("#FFFFFF",)),
    (Text(zh="黑色", en="Black"), ("#000000",)),
    (Text(zh="红色", en="Red"), ("#FF0000",)),
    (Text(zh="绿色", en="Green"), ("#00FF00",)),
    (Text(zh="蓝色", en="Blue"), ("#0000FF",)),
    (Text(zh="灰阶", en="Steps of grey"), tuple(f"#{17 * n:02X}{17 * n:02X}{17 * n:02X}" for n in range(16))),
)
_FIELD = Text(zh="{name} {number}/{count}", en="{name} {number}/{count}")
_TOUCH = Text(zh="用手指画一画，线要跟着手指走。", en="Draw with a finger: the dots must follow it.")
_TOUCHED = Text(zh="离左边{across}毫米，离地{up}毫米", en="{across} mm from the left, {up} mm above the floor")


@dataclass(frozen=True, slots=True)
class FieldPicture:
    """``test``: "colours" or "touch"; ``tones`` of the field from left to right; ``caption`` says what is shown."""

    test: str
    caption: str
    tones: tuple[str, ...]
    field: int


def touched_at(glass: Glass, across_mm: float, up_mm: float) -> Text:
    """A place on the glass as a tape measure finds it, from its lower left corner."""
    return fill(_TOUCHED, across=round(across_mm), up=round(glass.lower_edge_mm + up_mm))


@QmlElement
class StaffTestViewModel(ViewModel):
    """See :class:`FieldPicture`."""

    is_live = keeps_awake = True  # it ends by itself
    follows_content = True

    testChanged = Signal()
    captionChanged = Signal()
    tonesChanged = Signal()
    fieldChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._page = panel.visit.page
        self._test = "touch" if about.get("test") == "touch" else "colours"
        self._field, self._at = 0, (-1.0, -1.0)
        self._last = panel.clock.monotonic()
        self.refresh()

    def refresh(self) -> None:
        self.show(self._picture())
        # Nobody has touched for a minute: back to the staff page, which goes to sleep by the usual rule.
        if self.panel.clock.monotonic() - self._last >= REST_SECONDS and self.panel.visit.page is self._page:
            self.leave()

    def _picture(self) -> FieldPicture:
        if self._test == "touch":
            said = touched_at(self.panel.settings.glass, *self._at) if self._at[0] >= 0 else _TOUCH
            return FieldPicture("touch", self.read(said), ("#FFFFFF",), 0)
        name, tones = FIELDS[self._field]
        caption = fill(_FIELD, name=name, number=self._field + 1, count=len(FIELDS))
        return FieldPicture("colours", self.read(caption), tones, self._field)

    def sentence(self) -> str:
        return str(self.shown.caption)

    @Slot(float, float)
    def touch(self, across_mm: float, up_mm: float) -> None:
        """A finger is here, measured from the lower left corner of the glass."""
        self._last, self._at = self.panel.clock.monotonic(), (across_mm, up_mm)
        self.refresh()

    @Slot()
    def turn(self) -> None:
        """The next field; after the last comes the first."""
        self._last, self._field = self.panel.clock.monotonic(), (self._field + 1) % len(FIELDS)
        self.refresh()
        self.panel.speak(self.sentence())

    @Slot()
    def leave(self) -> None:
        self.panel.back()

    @Property(str, notify=testChanged)
    def test(self) -> str:
        return str(self.shown.test)

    @Property(str, notify=captionChanged)
    def caption(self) -> str:
        return str(self.shown.caption)

    @Property(list, notify=tonesChanged)
    def tones(self) -> list[str]:
        return list(self.shown.tones)

    @Property(int, notify=fieldChanged)
    def field(self) -> int:
        return int(self.shown.field)

    @Property(float, constant=True)
    def reach(self) -> float:
        """How far the reach line lies above the lower edge of the glass, in millimetres."""
        return float(self.panel.settings.glass.reach_mm)
