"""The hidden way to the staff page: a finger held still in a corner, or Ctrl+Alt+S. It is no thing on any screen.

It only watches: every touch goes on to what lies there, so that a short tap in a corner is as if it were not there, and
nothing of it can be seen, found by a reader or reached by the four keys.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTouchEvent

from kiosk.base.clock import Clock
from kiosk.ui.glass import Sizes

HOLD_SECONDS = 3.0
TICK_MS = 200
_CORNER_MM, _LOW_CORNER_MM = 30.0, 20.0
_TOUCHED = (QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate)
_MOUSED = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove)
_LEFT = {
    *(QEvent.Type.TouchEnd, QEvent.Type.TouchCancel),
    *(QEvent.Type.MouseButtonRelease, QEvent.Type.Leave, QEvent.Type.FocusOut),
}
_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def corners(sizes: Sizes) -> tuple[QRectF, QRectF]:
    """Where to hold, in pixels: the top left corner of the glass, and for those who sit the lower left corner of the
    look zone, which lies within everybody's reach; there only as wide as the margin, where no screen has anything."""
    side, low = _CORNER_MM * sizes.unit, _LOW_CORNER_MM * sizes.unit
    return QRectF(0, 0, side, side), QRectF(0, sizes.look_height - low, min(low, sizes.margin), low)


class StaffCorner(QObject):
    """An event filter of the panel's window; calls ``on_held`` once for every hold of three seconds."""

    def __init__(self, clock: Clock, sizes: Callable[[], Sizes], on_held: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._clock, self._sizes, self._on_held = clock, sizes, on_held
        self._corner: QRectF | None = None
        self._since = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            return self._key(cast(QKeyEvent, event))
        if kind in _TOUCHED:
            points = cast(QTouchEvent, event).points()
            self._finger(points[0].position() if len(points) == 1 else None, kind == QEvent.Type.TouchBegin)
        elif kind in _MOUSED:
            mouse = cast(QMouseEvent, event)
            held = bool(mouse.buttons() & Qt.MouseButton.LeftButton)
            self._finger(mouse.position() if held else None, kind == QEvent.Type.MouseButtonPress)
        elif kind in _LEFT:
            self._forget()
        return False

    def tick(self) -> None:
        """Look at the clock; called five times a second while a finger rests in a corner, and by tests."""
        if self._corner is not None and self._clock.monotonic() - self._since >= HOLD_SECONDS:
            self._forget()
            self._on_held()

    def _finger(self, at: QPointF | None, comes_down: bool) -> None:
        if at is None:
            self._forget()
        elif comes_down and self._corner is None:
            self._corner = next((corner for corner in corners(self._sizes()) if corner.contains(at)), None)
            if self._corner is not None:
                self._since = self._clock.monotonic()
                self._timer.start()
        elif self._corner is not None and not self._corner.contains(at):
            self._forget()

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_S or event.modifiers() & _KEYS != _KEYS:
            return False
        if not event.isAutoRepeat():
            self._on_held()
        return True

    def _forget(self) -> None:
        self._corner = None
        self._timer.stop()
