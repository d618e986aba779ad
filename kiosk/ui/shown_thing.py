"""What an item that QML makes shows: forgotten when the item goes, for its Python half is never given back."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject

T = TypeVar("T")


class ShownThing(Generic[T]):
    """Holds one thing for ``item`` until it is destroyed. PySide keeps a reference to each object that QML made: what
    such an object holds itself (a code, a picture of a visitor) would stay for as long as the program runs.
    """

    def __init__(self, item: QObject, nothing: T) -> None:
        self._held: list[T] = []
        self._nothing = nothing
        item.destroyed.connect(self._held.clear)  # a list's own method: it needs neither the item nor this

    @property
    def now(self) -> T:
        return self._held[0] if self._held else self._nothing

    @now.setter
    def now(self, thing: T) -> None:
        self._held[:] = [thing]
