"""What every view model is: a frozen picture of the screen, derived whole and announced in parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from kiosk.base.texts import Text

if TYPE_CHECKING:
    from kiosk.ui.panel import Panel


class ViewModel(QObject):
    """Owns one frozen dataclass ``self.shown``; each of its fields ``x_y`` has a property and a signal ``xYChanged``.

    A view model derives a new picture in :meth:`refresh` (after a change of language, mode or minute, and when its
    screen is shown again) and hands it to :meth:`show`, which announces only the fields that changed.
    ``is_live``: derived anew every second. ``keeps_awake``: it ends by itself, so nobody is asked if they are there.
    ``follows_content``: its ``refresh`` asks the panel for everything, so that it goes on when other content is taken;
    all others are made anew then. ``is_personal``: something of the visitor stands there, which goes sooner.
    """

    is_live = False
    is_personal = False
    keeps_awake = False
    follows_content = False

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__()
        self.panel = panel
        self.about = about
        self.shown: Any = None

    def refresh(self) -> None:
        """Derive the picture anew from what is known now."""

    def forget(self) -> None:
        """The visit is over and the screen is gone: nothing of the visitor stays here, whoever still holds this.

        Words and rows of the picture go, without an announcement. What a view model keeps beside its picture it
        forgets itself.
        """
        self.about = {}
        if self.shown is not None:
            empty: dict[type, object] = {str: "", tuple: (), list: []}
            gone = {
                f.name: empty[type(getattr(self.shown, f.name))]
                for f in fields(self.shown)
                if type(getattr(self.shown, f.name)) in empty
            }
            self.shown = replace(self.shown, **gone)

    def sentence(self) -> str:
        """The screen's main sentence, which the voice reads when the screen opens; "" says nothing."""
        return ""

    def show(self, picture: Any) -> None:
        """Take ``picture`` and announce what is different from before."""
        before, self.shown = self.shown, picture
        for field in fields(picture):
            if before is None or getattr(before, field.name) != getattr(picture, field.name):
                signal = getattr(self, _signal_name(field.name), None)
                if signal is not None:
                    signal.emit()

    def read(self, text: Text) -> str:
        """``text`` in the visitor's language."""
        return text.within(self.panel.visit.language)


def _signal_name(field: str) -> str:
    head, *tail = field.split("_")
    return head + "".join(part.capitalize() for part in tail) + "Changed"
