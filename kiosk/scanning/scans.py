"""A scan as a machine gives it, and what the house asks of machines that scan. Nothing here prints what was scanned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

#: More bytes than any code a visitor shows; a longer reading is a fault of the machine.
LONGEST = 2048


@dataclass(frozen=True, slots=True)
class Scan:
    """What one machine read once. ``payload``: the bytes in the code, at most :data:`LONGEST`; a bearer's secret.

    ``source``: "camera" or "scanner". ``format``: "QR Code", "EAN-13" …, "" when the machine does not say.
    ``at``: seconds of the panel's monotonic clock when it was read.
    """

    payload: bytes = field(repr=False)
    source: str
    at: float
    format: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a camera sees now, for the visitor's eyes: grey, one byte a pixel, row after row; ``serial`` grows."""

    width: int
    height: int
    grey: bytes = field(repr=False)
    serial: int


class ScanMachine(Protocol):
    """A camera or a scanner. It looks only between ``start`` and ``stop``; neither call waits for the machine."""

    def start(self, heard: Callable[[Scan], object]) -> None:
        """Look from now on; ``heard`` is called on the screens' thread. Twice is once."""
        ...

    def stop(self) -> None:
        """Look no more and forget what was seen; ``heard`` is not called after this returns. Harmless twice."""
        ...

    def close(self) -> None:
        """End whatever works for it."""
        ...

    def frame(self) -> Frame | None:
        """What it sees now; None without a picture."""
        ...
