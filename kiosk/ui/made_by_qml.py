"""Items that QML makes: PySide never gives back their Python half, so it is emptied when the item goes."""

from __future__ import annotations

from PySide6.QtCore import QObject


def empty_when_gone(item: QObject) -> None:
    """To be called once, by the constructor of an item that QML makes.

    PySide keeps a reference to each such object for as long as the program runs, and in its dictionary a signal
    instance for each signal it has: some 8 KB an item, and whatever it shows (a code, a picture of a visitor).
    """
    item.destroyed.connect(item.__dict__.clear)  # the dictionary's own method: it needs neither the item nor this
