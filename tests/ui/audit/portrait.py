"""A picture of the screens together with what is on it, both of the same moment."""

from __future__ import annotations

from PySide6.QtGui import QImage
from ui.audit.scene import Shown, read

from kiosk.ui.engine import Screens
from kiosk.ui.gallery import settle

MOST_TRIES = 20


def portrait(screens: Screens) -> tuple[QImage, Shown]:
    """Taken again until nothing moved meanwhile: on a busy machine a timer may fire between any two steps."""
    for _ in range(MOST_TRIES):
        settle(screens, rounds=1)
        image = screens.window.grabWindow()
        shown = read(screens.window)
        if screens.window.grabWindow() == image:
            return image, shown
    raise AssertionError(f"the screen {screens.visit.page.screen} never stands still")
