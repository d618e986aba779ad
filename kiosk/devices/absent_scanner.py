"""The scanner of a panel without one: it reads nothing, and that is no fault."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.scanning.scans import Frame, Scan

PART = "scanner"
_ABSENT = Text(zh="本机没有扫码枪。", en="This panel has no bar code scanner.")


class AbsentScanner:
    """Stands in for a scanner."""

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
