"""The test printer: a receipt printer on TCP, or on a pty for serial and file devices, that shows what it printed.

It shares no code with the kiosk. Bytes wait in a receive buffer; a print engine takes commands out of it and inks rows,
and stops where there is no paper, where paper jams, or where the cover is open. Real-time commands are obeyed on
arrival, wherever they stand, and are no part of the data. What was received before a fault prints when it is repaired,
as with a real one, unless it was cleared.
"""

from __future__ import annotations

import os
import select
import socket
import threading
import time
import tty
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

_TURN_S = 0.002


@dataclass
class Printed:
    """One piece of paper: rows of dots, True is black; ``cut`` False: it still hangs in the printer."""

    rows: list[np.ndarray] = field(default_factory=list)
    cut: bool = False

    def dots(self) -> np.ndarray:
        return np.array(self.rows, bool) if self.rows else np.zeros((0, 8), bool)

    def grey(self) -> np.ndarray:
        """As a camera would see it: 0 black, 255 white, with some table around."""
        return np.pad(np.where(self.dots(), 0, 255).astype(np.uint8), 24, constant_values=255)


class Engine:
    """The printer without its plug. Every ``may_…`` and ``is_…`` can be set before or while it prints."""

    def __init__(self, width: int = 576, say: Callable[[bytes], None] = lambda data: None) -> None:
        self.width, self.say = width, say
        self.paper_rows: int | None = None  # left on the roll; None: endless
        self.is_paper_low = self.is_cover_open = self.is_jammed = self.is_silent = self.is_hot = self.is_broken = False
        self.cutter_fails = self.is_cutter_stuck = False
        self.knows_clear = self.knows_done = True
        self.reports_unasked = False
        self.rows_a_turn: int | None = None
        self.at_row: dict[int, Callable[[], None]] = {}
        self.before_cut: Callable[[], None] = lambda: None
        self.papers: list[Printed] = [Printed()]
        self.inked = 0  # rows ever printed
        self.unknown: list[bytes] = []
        self._received = bytearray()
        self._stuck_at = -1
        self._held_back = b""  # the beginning of what may be a real-time command
        self._raster: tuple[int, int] | None = None  # bytes a row, rows left
        self._cutting = False

    # What it received

    def receive(self, data: bytes) -> None:
        data = self._held_back + data
        self._held_back = b""
        i = 0
        while (at := data.find(b"\x10", i)) >= 0:
            self._received += data[i:at]
            taken = self._real_time(data[at : at + 10])
            if taken < 0:  # not all of it is here
                self._held_back = data[at:]
                return
            if taken == 0:
                self._received.append(0x10)
            i = at + max(1, taken)
        self._received += data[i:]

    def _real_time(self, data: bytes) -> int:
        """Length of the real-time command at the beginning; 0: none; −1: perhaps, when more comes."""
        if len(data) < 3:
            return -1 if data[1:2] in (b"", b"\x04", b"\x05", b"\x14") else 0
        if data[1] == 0x04 and data[2] in (1, 2, 3, 4):
            self._answer(data[2])
            return 3
        if data[1] == 0x05 and data[2] in (1, 2):
            self.is_cutter_stuck = self.is_cutter_stuck and not self.cutter_fails
            if data[2] == 2 and self.knows_clear and self._error():
                self._forget()
            return 3
        if data[1:3] == b"\x14\x08":
            if len(data) < 10:
                return -1
            if data[3:10] == bytes((1, 3, 20, 1, 6, 2, 8)) and self.knows_clear:
                self._forget()
                self.out(b"\x37\x25\x00")
            return 10
        return 0

    def _forget(self) -> None:
        self._received.clear()
        self._raster, self._cutting = None, False

    def _error(self) -> bool:
        return self.is_jammed or self.is_cutter_stuck or self.is_broken

    def _ends(self) -> bool:
        return self.paper_rows is not None and self.paper_rows <= 0

    def is_offline(self) -> bool:
        return self._error() or self._ends() or self.is_cover_open or self.is_hot

    def _answer(self, n: int) -> None:
        bits = {
            1: 0x08 * self.is_offline(),
            2: 0x04 * self.is_cover_open | 0x20 * self._ends() | 0x40 * (self._error() or self.is_hot),
            3: 0x04 * self.is_jammed | 0x08 * self.is_cutter_stuck | 0x20 * self.is_broken | 0x40 * self.is_hot,
            4: 0x0C * (self.is_paper_low or self._ends()) | 0x60 * self._ends(),
        }[n]
        if self.reports_unasked:
            self.out(bytes((0x10, 0x00, 0x0F, 0x00)))
        self.out(bytes((0x12 | bits,)))

    def out(self, data: bytes) -> None:
        if not self.is_silent:
            self.say(data)

    # What it prints

    @property
    def has_work(self) -> bool:
        """Whether it can go on: not with a command whose rest has not come, and never will from who has gone."""
        held = self._received or self._raster or self._cutting
        return bool(held) and not self.is_offline() and self.held != self._stuck_at

    @property
    def held(self) -> int:
        """Bytes in the receive buffer."""
        return len(self._received)

    def turn(self) -> None:
        """Work until it cannot, or for one turn."""
        rows = 0
        while not self.is_offline() and self._step():
            rows += 1
            if self.rows_a_turn is not None and rows >= self.rows_a_turn:
                return
        self._stuck_at = -1 if self.is_offline() else self.held

    def _step(self) -> bool:
        if self._cutting:
            return self._cut()
        if self._raster is not None:
            return self._row()
        return self._command()

    def _row(self) -> bool:
        assert self._raster is not None
        width, left = self._raster
        if len(self._received) < width:
            return False
        dots = np.unpackbits(np.frombuffer(bytes(self._received[:width]), np.uint8)).astype(bool)
        del self._received[:width]
        assert not dots[self.width :].any(), "dots beyond the print head"
        row = np.zeros(self.width, bool)
        row[: min(self.width, len(dots))] = dots[: self.width]
        self._raster = (width, left - 1) if left > 1 else None
        self._feed(row)
        return True

    def _feed(self, row: np.ndarray) -> None:
        self.papers[-1].rows.append(row)
        self.inked += 1
        if self.paper_rows is not None:
            self.paper_rows -= 1
        if self.inked in self.at_row:
            self.at_row.pop(self.inked)()

    def _cut(self) -> bool:
        self.before_cut()
        if self.cutter_fails:
            self.is_cutter_stuck = True
        if self.is_offline():
            return False
        self._cutting = False
        self.papers[-1].cut = True
        self.papers.append(Printed())
        return True

    def _command(self) -> bool:
        data = bytes(self._received[:16])
        if not data:
            return False
        if data[0] == 0:
            del self._received[: len(self._received) - len(self._received.lstrip(b"\0"))]
            return True
        length = self._length(data)
        if len(data) < length:
            return False
        del self._received[:length]
        self._obey(data[:length])
        return True

    def _length(self, data: bytes) -> int:
        lengths = {b"\x1b@": 2, b"\x1ba": 3, b"\x1da": 3, b"\x1dv": 8, b"\x1dV": 4, b"\x1dr": 3, b"\x1d(": 5}
        length = lengths.get(data[:2], 1 if data[0] not in (0x1B, 0x1D) else 2)
        if data[:2] == b"\x1d(" and len(data) >= 5:
            length += int.from_bytes(data[3:5], "little")
        return length

    def _obey(self, command: bytes) -> None:
        if command[:4] == b"\x1dv0\x00":
            width, rows = int.from_bytes(command[4:6], "little"), int.from_bytes(command[6:8], "little")
            self._raster = (width, rows) if width and rows else None
        elif command[:3] == b"\x1dVB":
            self._cutting = True
        elif command == b"\x1dr\x01":
            if self.knows_done:
                self.out(bytes((0x03 * self.is_paper_low,)))
        elif command[:7] == b"\x1d(H\x06\x00\x30\x30":
            if self.knows_done:
                self.out(b"\x37\x22" + command[7:11] + b"\0")
        elif command not in (b"\x1b@", b"\x1ba\x00", b"\x1da\x00"):
            self.unknown.append(command)

    # What somebody does to it

    @property
    def slips(self) -> list[Printed]:
        """Papers that were cut off."""
        return [paper for paper in self.papers if paper.cut]

    def repair(self) -> None:
        """New paper, cover shut, no jam: whatever it still holds is printed now."""
        self.paper_rows = None
        self.is_cover_open = self.is_jammed = self.is_cutter_stuck = self.cutter_fails = False
        self.is_hot = self.is_broken = self.is_silent = False
        self.before_cut = lambda: None
        self.at_row.clear()


class _Plug:
    """Turns an engine in a thread of its own; ``engine`` is touched under ``lock`` only, while it runs."""

    def __init__(self, engine: Engine, buffer: int) -> None:
        self.engine, self.buffer = engine, buffer
        self.lock = threading.RLock()
        engine.say = self._say
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="test printer", daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(5)
        self._shut()

    def wait_idle(self, seconds: float = 5.0) -> None:
        """Until it has printed what it can."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with self.lock:
                if not self.engine.has_work and not self._readable():
                    return
            self._ended.wait(_TURN_S)
        raise AssertionError("the printer prints and prints")

    def _run(self) -> None:
        while not self._ended.is_set():
            with self.lock:
                busy = self.engine.has_work
                free = self.engine.held < self.buffer
            fds = [fd for fd in self._fds(free) if fd >= 0]
            try:
                able, _, _ = select.select(fds, [], [], 0 if busy and self.engine.rows_a_turn is None else _TURN_S)
            except (OSError, ValueError):
                continue
            with self.lock:
                for fd in able:
                    self._ready(fd)
                self.engine.turn()

    def _readable(self) -> bool:
        try:
            return bool(select.select([fd for fd in self._fds(True) if fd >= 0], [], [], 0)[0])
        except (OSError, ValueError):
            return False


class TcpPrinter(_Plug):
    """On TCP; one connection at a time, others wait as with a real one."""

    def __init__(self, engine: Engine | None = None, buffer: int = 65536, port: int = 0) -> None:
        super().__init__(engine or Engine(), buffer)
        self._server = socket.create_server(("127.0.0.1", port))
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.port = self._server.getsockname()[1]
        self._peer: socket.socket | None = None
        self.connections = 0

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def hang_up(self) -> None:
        """Close the connection as a printer that is switched off."""
        if self._peer is not None:
            self._peer.close()
            self._peer = None

    def _fds(self, free: bool) -> list[int]:
        if self._peer is None:
            return [self._server.fileno()]
        return [self._peer.fileno()] if free else []

    def _ready(self, fd: int) -> None:
        if self._peer is None:
            self._peer, _ = self._server.accept()
            self.connections += 1
            return
        try:
            data = self._peer.recv(1024)
        except OSError:
            data = b""
        if data:
            self.engine.receive(data)
        else:
            self.hang_up()

    def _say(self, data: bytes) -> None:
        if self._peer is not None:
            with suppress(OSError):
                self._peer.sendall(data)

    def _shut(self) -> None:
        self.hang_up()
        self._server.close()


class PtyPrinter(_Plug):
    """On a pseudo-terminal: behind a serial port, or as a device file."""

    def __init__(self, engine: Engine | None = None, buffer: int = 65536) -> None:
        super().__init__(engine or Engine(), buffer)
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)

    @property
    def serial_address(self) -> str:
        return f"serial://{self.path}?baud=115200&flow=none"

    def unplug(self) -> None:
        with self.lock:
            os.close(self._master)
            os.close(self._slave)
            self._master = self._slave = -1

    def _fds(self, free: bool) -> list[int]:
        return [self._master] if free else []

    def _ready(self, fd: int) -> None:
        with suppress(OSError):
            self.engine.receive(os.read(fd, 1024))

    def _say(self, data: bytes) -> None:
        with suppress(OSError):
            os.write(self._master, data)

    def _shut(self) -> None:
        for fd in (self._master, self._slave):
            if fd >= 0:
                os.close(fd)
