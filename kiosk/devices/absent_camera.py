"""The camera of a panel without one: it sees nothing, and that is no fault."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.scanning.scans import Frame, Scan

PART = "camera"
_ABSENT = Text(zh="本机没有扫码摄像头。", en="This panel has no camera for codes.")


class AbsentCamera:
    """Stands in for a camera."""

    def __init__(self, health: HealthBoard) -> None:
        health.report(PART, State.ABSENT, _ABSENT)

    def start(self, heard: Callable[[Scan], object]) -> None:
        return

    def stop(self) -> None:
        return

    def close(self) -> None:
        return

    def frame(self) -> Frame | None:
        return None
