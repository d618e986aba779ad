"""A bar code scanner in serial mode (USB-CDC or RS-232), listened to in a thread of its own.

The port stays open, so that a scanner that is unplugged is missed before a visitor needs it; what it reads while no
scan page shows is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import serial

from kiosk.base.clock import Clock
from kiosk.base.health import HealthBoard
from kiosk.base.texts import Text
from kiosk.devices.watching import MachineError, Part, Post, Read, Watch
from kiosk.scanning.lines import Lines
from kiosk.scanning.scans import Frame, Scan

PART = "scanner"
_SAID = Part(
    PART,
    "scanner",
    well=Text(zh="扫码枪正常。", en="The scanner works."),
    lost=Text(
        zh="扫码枪没有连接好，请检查连接线；其他功能照常使用。",
        en="The scanner is not connected: please check its cable. Everything else works.",
    ),
)
#: How long one look at the port may wait for bytes while nothing has begun, and while a reading has (seconds).
_PATIENCE_S, _PULSE_S = 0.25, 0.005
_MOST_AT_ONCE = 4096


class SerialScanner:
    """A :class:`kiosk.scanning.scans.ScanMachine`. ``idle_s``: silence that ends a reading. ``rest`` is for tests."""

    def __init__(
        self,
        port: str,
        *,
        post: Post,
        health: HealthBoard,
        clock: Clock,
        baud: int = 9600,
        idle_s: float = 0.05,
        rest: Callable[[float], None] | None = None,
    ) -> None:
        def open_session() -> _Listening:
            return _Listening(port, baud, idle_s, clock)

        self._watch = Watch(_SAID, open_session, post=post, health=health, clock=clock, stays_open=True, rest=rest)
        self._watch.begin()

    def start(self, heard: Callable[[Scan], object]) -> None:
        self._watch.start(heard)

    def stop(self) -> None:
        self._watch.stop()

    def close(self) -> None:
        self._watch.close()

    def frame(self) -> Frame | None:
        return None


class _Listening:
    """A port that is open."""

    def __init__(self, port: str, baud: int, idle_s: float, clock: Clock) -> None:
        self._port_name, self._clock, self._lines = port, clock, Lines(idle_s)
        try:
            self._port = serial.Serial(port, baud, timeout=_PATIENCE_S, exclusive=True)
        except (serial.SerialException, OSError, ValueError) as error:
            number = getattr(error, "errno", None)
            raise MachineError(f"{port} cannot be opened ({number or type(error).__name__}).", where=PART) from None

    def step(self, is_wanted: bool) -> Iterable[Read]:
        try:
            self._port.timeout = _PULSE_S if self._lines.is_waiting else _PATIENCE_S
            data = self._port.read(1)
            if data:
                data += self._port.read(min(self._port.in_waiting, _MOST_AT_ONCE))
        except (serial.SerialException, OSError, TypeError) as error:  # TypeError: pyserial, on a port that went away
            raise MachineError(f"{self._port_name} is gone ({type(error).__name__}).", where=PART) from None
        ended = self._lines.take(data, self._clock.monotonic())
        return [Read(*ended)] if ended is not None else []

    def forget(self) -> None:
        """A reading that began before they asked is dropped by its time; one that begins now is theirs."""

    def close(self) -> None:
        self._lines.forget()
        try:
            self._port.close()
        except (serial.SerialException, OSError):
            return
