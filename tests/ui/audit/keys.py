"""Walks over a screen with the four keys of those who cannot touch: next, before, choose and back."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from ui.audit.scene import Shown

from kiosk.ui.engine import Screens
from kiosk.visit.visit import HOME, IDLE

MOST_STEPS = 200


def key_faults(screens: Screens, shown: Shown, *, and_out: bool) -> Iterator[str]:
    """What the keys never reach of what is needed; ``and_out``: whether the back key leads to another screen, too."""
    needed = {p.name for p in shown.pressables if not p.shortcut and p.enabled}
    missed = needed - set(stops(screens))
    if missed:
        yield f"the keys never reach {sorted(missed)}"
    page = screens.visit.page
    if and_out and page not in (HOME, IDLE):
        press(screens, Qt.Key.Key_Escape)
        if screens.visit.page == page:
            yield "the back key does not lead out"
    screens.modes.workByKeys(False)  # as after a touch: no ring is drawn on what is looked at next


def press(screens: Screens, key: Qt.Key) -> None:
    """The key goes down and up; what follows from it is done, but not drawn."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QGuiApplication.sendEvent(screens.window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
    QCoreApplication.sendPostedEvents()


def stops(screens: Screens) -> list[str]:
    """The names of what the "next" key walks over, once around."""
    seen: list[str] = []
    items = []
    for _ in range(MOST_STEPS):
        item = screens.window.activeFocusItem()
        if item in items:
            break
        items.append(item)
        seen.append(str(item.property("name") or ""))
        press(screens, Qt.Key.Key_Right)
    return seen
