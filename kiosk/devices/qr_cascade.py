"""Which preparations are tried on a picture, by which readers, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kiosk.devices.qr_flattening import Flattened
from kiosk.devices.qr_steps import (
    Grey,
    Prepared,
    Straightened,
    as_is,
    blurred,
    doubled,
    evened,
    halved,
    inverted,
    quartered,
    turned,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One preparation. It is worth its time for pictures whose longest side is within ``least`` and ``most`` pixels;
    ``readers`` are tried in this order ("zxing", "zxing-global", "zbar"); where ``make`` makes one after the other,
    there is one reader."""

    name: str
    make: Callable[[Grey], Iterable[Prepared]]
    readers: tuple[str, ...]
    least: int = 0
    most: int = 1 << 16


def cascade() -> tuple[Step, ...]:
    """All steps, in the order of what they read for their time (tests/benchmarks/bench_scan.py)."""
    both = ("zxing", "zbar")
    return (
        Step("as it is", as_is, ("zxing", "zxing-global", "zbar")),
        Step("halved", halved, both, least=480),
        Step("evened", evened, ("zbar", "zxing")),
        Step("straightened", Straightened(), both),
        Step("blurred", blurred, ("zbar", "zxing")),
        Step("flattened", Flattened(), ("zxing",)),
        Step("quartered", quartered, both, least=960),
        Step("inverted", inverted, ("zbar",), least=480),
        Step("doubled", doubled, both, most=640),
        Step("turned", turned, ("zbar",)),
    )
