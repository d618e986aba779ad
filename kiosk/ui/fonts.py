"""The panel's own typeface: whole Noto Sans SC, because people's names need rare characters."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from kiosk.base.errors import KioskError
from kiosk.ui.icons import ASSETS
from kiosk.ui.theme import FONT_FAMILY


def load_fonts(folder: Path = ASSETS / "fonts") -> None:
    """Add the shipped faces to the running application and make them its default."""
    for face in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        if QFontDatabase.addApplicationFont(str(folder / face)) < 0:
            raise KioskError("the panel's typeface cannot be read", where=face, remedy="Install the panel again.")
    QGuiApplication.setFont(QFont(FONT_FAMILY))
