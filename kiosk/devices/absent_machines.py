"""The camera and the scanner of a panel without them: they read nothing, and that is no fault."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.scanning.scans import Frame, Scan

_NO_CAMERA = Text(zh="本机没有扫码摄像头。", en="This panel has no camera for codes.")
_NO_SCANNER = Text(zh="本机没有扫码枪。", en="This panel has no bar code scanner.")


class AbsentMachine:
    """Stands in for a machine that reads codes; ``part`` is its name on the health board."""

    def __init__(self, part: str, sentence: Text, health: HealthBoard) -> None:
        health.report(part, State.ABSENT, sentence)

    def start(self, heard: Callable[[Scan], object]) -> None:
        return

    def stop(self) -> None:
        return

    def close(self) -> None:
        return

    def frame(self) -> Frame | None:
        return None


def absent_camera(health: HealthBoard) -> AbsentMachine:
    """The driver "absent_camera"."""
    return AbsentMachine("camera", _NO_CAMERA, health)


def absent_scanner(health: HealthBoard) -> AbsentMachine:
    """The driver "absent_scanner"."""
    return AbsentMachine("scanner", _NO_SCANNER, health)
