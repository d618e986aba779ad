"""Notices that nobody is there: counts down on the screen, wipes the visit, and eats the touch that says no."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QEvent, QObject, QTimer, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.base.clock import SystemClock
from kiosk.visit.idleness import Idleness, Presence

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

TICK_MS = 250
_DOWN = {QEvent.Type.TouchBegin, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress}
_UP = {QEvent.Type.TouchEnd, QEvent.Type.TouchCancel, QEvent.Type.MouseButtonRelease, QEvent.Type.KeyRelease}
_BETWEEN = {QEvent.Type.TouchUpdate, QEvent.Type.MouseMove, QEvent.Type.MouseButtonDblClick}


@QmlElement
@QmlSingleton
class IdleWatch(QObject):
    """``doubtful`` and ``secondsLeft`` for the warning; ``eventFilter`` sees every touch of the window."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._idleness = Idleness(SystemClock())
        self._seconds_left = 0
        self._eating = False
        self._held = False
        self._is_slow: Callable[[], bool] = lambda: False
        self._is_idle: Callable[[], bool] = lambda: True
        self._is_personal: Callable[[], bool] = lambda: False
        self._on_gone: Callable[[], None] = lambda: None
        self._on_key: Callable[[bool], None] = lambda by_keys: None
        self._on_doubt: Callable[[], None] = lambda: None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def use(
        self,
        idleness: Idleness,
        *,
        is_slow: Callable[[], bool],
        is_idle: Callable[[], bool],
        on_gone: Callable[[], None],
        on_key: Callable[[bool], None],
        on_doubt: Callable[[], None],
        is_personal: Callable[[], bool] = lambda: False,
    ) -> None:
        """Watch by this rule; ``on_gone`` wipes, ``on_doubt`` asks aloud, ``on_key`` hears: keys or fingers."""
        self._idleness, self._is_slow, self._is_idle = idleness, is_slow, is_idle
        self._is_personal = is_personal
        self._on_gone, self._on_key, self._on_doubt = on_gone, on_key, on_doubt
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @Property(bool, notify=changed)
    def doubtful(self) -> bool:
        return self._seconds_left > 0

    @Property(int, notify=changed)
    def secondsLeft(self) -> int:
        return self._seconds_left

    def tick(self) -> None:
        """Look at the clock; called four times a second, and by tests. A warning that is held stays as it is."""
        if self._held:
            return
        if self._is_idle():
            self._idleness.touched()
        presence, seconds = self._idleness.look(self._is_slow(), self._is_personal())
        self._count(seconds)
        if presence is Presence.GONE:
            self._idleness.touched()
            self._on_gone()

    def touched(self) -> None:
        """Somebody is there."""
        self._held = False
        self._idleness.touched()
        self._count(0)

    def warn(self, seconds: int = 20) -> None:
        """Show the warning at so many seconds left, for pictures: the clock is not looked at until somebody touches."""
        self._held = True
        self._count(seconds)

    def _count(self, seconds: int) -> None:
        if seconds != self._seconds_left:
            began = self._seconds_left == 0
            self._seconds_left = seconds
            self.changed.emit()
            if began:
                self._on_doubt()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _DOWN:
            self._on_key(kind == QEvent.Type.KeyPress)
            self._eating = self._eating or self._seconds_left > 0
            self.touched()
        elif kind not in _UP and kind not in _BETWEEN:
            return False
        eaten = self._eating
        if kind in _UP:
            self._eating = False
        if eaten:
            event.accept()
        return eaten
