"""A scanner on a real line (a pty): readings as bytes, nothing while nobody asks, and back after it was unplugged."""

from __future__ import annotations

import fcntl
import logging
import os
import sys
import termios
import time
import tty
from datetime import UTC, datetime

import pytest
from devices.screens_thread import ScreensThread

from kiosk.base.clock import SystemClock
from kiosk.base.health import HealthBoard, State
from kiosk.devices.absent_machines import absent_scanner
from kiosk.devices.serial_scanner import SerialScanner


class Plug:
    """A scanner's end of the line, under a name that stays (/dev/serial/by-id) while it is unplugged and plugged in."""

    def __init__(self, folder):
        self.name = folder / "scanner"
        self._ends: tuple[int, int] | None = None
        self.plug_in()

    def plug_in(self):
        self._ends = os.openpty()
        tty.setraw(self._ends[1])
        self.name.unlink(missing_ok=True)
        self.name.symlink_to(os.ttyname(self._ends[1]))

    def unplug(self):
        if self._ends is not None:
            self.name.unlink(missing_ok=True)
            os.close(self._ends[1])
            os.close(self._ends[0])
            self._ends = None

    def untaken(self):
        count = fcntl.ioctl(self._ends[1], termios.FIONREAD, b"\0" * 4)
        return int.from_bytes(count, sys.byteorder)

    def send(self, data):
        assert os.write(self._ends[0], data) == len(data)


class Counted(SystemClock):
    """A clock that knows how often it was looked at: a scanner looks once for each time it listened."""

    looks = 0

    def monotonic(self):
        self.looks += 1
        return super().monotonic()


class Bench:
    def __init__(self, folder):
        self.screens, self.plug, self.rests = ScreensThread(), Plug(folder), []
        self.health, self.clock = HealthBoard(SystemClock()), Counted()
        self.said = []
        self.health.listen(lambda part: self.said.append((part.part, part.state)))
        self.heard = []
        self.scanner = SerialScanner(
            str(self.plug.name),
            post=self.screens.post,
            health=self.health,
            clock=self.clock,
            rest=self.rests.append,
        )
        self.screens.until(lambda: self.said)

    def until_quiet(self, whole=True):
        """Until the worker has taken all that was sent; ``whole``: and a reading that had begun has ended."""
        self.screens.until(lambda: not self.plug.untaken())
        looks, at = self.clock.looks, time.monotonic()
        self.screens.until(lambda: self.clock.looks >= looks + 2 and time.monotonic() - at > 0.1 * whole)

    def payloads(self):
        return [scan.payload for scan in self.heard]


@pytest.fixture
def bench(tmp_path):
    bench = Bench(tmp_path)
    yield bench
    bench.scanner.close()
    bench.plug.unplug()


@pytest.mark.parametrize("suffix", [b"\r", b"\r\n", b""])
def test_a_reading_is_the_bytes_of_the_code(bench, suffix):
    bench.scanner.start(bench.heard.append)
    payload = "预约 A012 䶮".encode("gb18030")
    bench.plug.send(payload + suffix)
    bench.screens.until(lambda: bench.heard)
    assert bench.payloads() == [payload]
    assert bench.heard[0].source == "scanner"
    assert bench.said == [("scanner", State.OK)]


def test_readings_come_in_turn(bench):
    bench.scanner.start(bench.heard.append)
    for number in range(4):
        bench.plug.send(b"A01%d\r\n" % number)
        bench.screens.until(lambda least=number: len(bench.heard) > least)
    assert bench.payloads() == [b"A010", b"A011", b"A012", b"A013"]


def test_what_is_read_while_nobody_asks_is_of_nobody(bench):
    bench.plug.send(b"SECRET\r\n")
    bench.until_quiet()
    bench.scanner.start(bench.heard.append)
    bench.plug.send(b"A012\r\n")
    bench.screens.until(lambda: bench.heard)
    bench.scanner.stop()
    bench.plug.send(b"SECRET\r\n")
    bench.until_quiet()
    bench.scanner.start(bench.heard.append)
    bench.plug.send(b"A013\r\n")
    bench.screens.until(lambda: len(bench.heard) == 2)
    assert bench.payloads() == [b"A012", b"A013"]
    assert bench.scanner.frame() is None


def test_a_reading_that_began_before_the_page_is_not_this_visitor_s(bench):
    bench.plug.send(b"SEC")
    bench.until_quiet(whole=False)
    bench.scanner.start(bench.heard.append)
    bench.plug.send(b"RET\r\n")
    bench.until_quiet()
    bench.plug.send(b"A012\r\n")
    bench.screens.until(lambda: b"A012" in bench.payloads())
    assert bench.payloads() in ([b"A012"], [b"RET", b"A012"])  # the line may rest in between: then a reading began


def test_a_reading_under_way_is_not_the_next_visitor_s(bench):
    first, second = [], []
    bench.scanner.start(first.append)
    bench.plug.send(b"A012\r\n")
    calls = bench.screens._calls
    call = calls.get(timeout=20)
    bench.scanner.stop()
    bench.scanner.start(second.append)
    call()
    assert (first, second) == ([], [])
    bench.plug.send(b"A013\r\n")
    bench.screens.until(lambda: second)
    assert [scan.payload for scan in second] == [b"A013"]
    assert first == []


def test_too_much_is_dropped_and_the_next_is_heard(bench):
    bench.scanner.start(bench.heard.append)
    bench.plug.send(b"x" * 3000)
    bench.until_quiet()
    bench.plug.send(b"A012\r\n")
    bench.screens.until(lambda: bench.heard)
    assert bench.payloads() == [b"A012"]


def test_unplugged_and_plugged_in_again(bench, caplog):
    caplog.set_level(logging.INFO, "kiosk")
    bench.scanner.start(bench.heard.append)
    bench.plug.send(b"A012\r\n")
    bench.screens.until(lambda: bench.heard)
    bench.plug.unplug()
    bench.screens.until(lambda: ("scanner", State.FAILED) in bench.said)
    bench.screens.until(lambda: len(bench.rests) >= 8)
    assert len([record for record in caplog.records if record.levelno >= logging.WARNING]) == 1
    bench.plug.plug_in()
    bench.screens.until(lambda: bench.said[-1] == ("scanner", State.OK))
    bench.plug.send(b"A013\r\n")
    bench.screens.until(lambda: len(bench.heard) == 2)
    assert bench.payloads() == [b"A012", b"A013"]
    assert bench.said == [("scanner", state) for state in (State.OK, State.FAILED, State.OK)]
    assert bench.rests[:7] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert not any("A01" in record.getMessage() for record in caplog.records)


def test_a_scanner_that_never_was_there(tmp_path):
    screens, said, rests = ScreensThread(), [], []
    health = HealthBoard(SystemClock())
    health.listen(lambda part: said.append(part.state))
    scanner = SerialScanner(
        str(tmp_path / "none"), post=screens.post, health=health, clock=SystemClock(), rest=rests.append
    )
    screens.until(lambda: said)
    screens.until(lambda: len(rests) > 3)
    scanner.close()
    assert said == [State.FAILED]


def test_the_absent_one_is_no_fault():
    health = HealthBoard(SystemClock())
    scanner = absent_scanner(health)
    scanner.start(lambda scan: None)
    scanner.stop()
    scanner.close()
    assert scanner.frame() is None
    assert [(part.part, part.state) for part in health.parts()] == [("scanner", State.ABSENT)]
    assert health.parts()[0].since <= datetime.now(UTC)
