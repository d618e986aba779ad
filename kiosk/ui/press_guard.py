"""Which touches count: not a second finger, not a palm, not a bounce, not a tap meant for the screen before."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement, QmlSingleton
from shiboken6 import getCppPointer

from kiosk.base.clock import Clock, SystemClock

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

REPEAT_SECONDS = 0.25


def _name(item: QObject) -> int:
    # Not id(): the Python side of a QML item is made anew on every call.
    return int(getCppPointer(item)[0])


@QmlElement
@QmlSingleton
class PressGuard(QObject):
    """One press at a time, and none again within 250 ms of the same thing or of a change of screens."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock: Clock = SystemClock()
        self._held: int | None = None
        self._last: int | None = None
        self._last_at = self._screen_at = -REPEAT_SECONDS

    def use(self, clock: Clock) -> None:
        """Count by this clock."""
        self._clock = clock
        self._last_at = self._screen_at = clock.monotonic() - REPEAT_SECONDS

    @property
    def is_pressed(self) -> bool:
        """Whether a finger rests on something."""
        return self._held is not None

    def screen_changed(self) -> None:
        """A new screen stands there: what was pressed is gone, and a bounce must not press what took its place."""
        self._held, self._screen_at = None, self._clock.monotonic()

    @Slot(QObject, result=bool)
    def press(self, item: QObject) -> bool:
        """Whether a finger that goes down on ``item`` counts."""
        now, me = self._clock.monotonic(), _name(item)
        bounced = self._last == me and now - self._last_at < REPEAT_SECONDS
        if bounced or now - self._screen_at < REPEAT_SECONDS or self._held not in (None, me):
            return False
        self._held = me
        return True

    @Slot(QObject)
    def release(self, item: QObject) -> None:
        """The finger left ``item``."""
        if self._held == _name(item):
            self._held, self._last, self._last_at = None, _name(item), self._clock.monotonic()
