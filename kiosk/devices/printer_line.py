"""Lines to a receipt printer: TCP, serial port, /dev/usb/lp. Never blocks, keeps next to nothing in the kernel.

Each is a file descriptor of its own opening: what a printer has not taken when a line is dropped is thrown away by the
kernel, so it cannot come out of the printer later (TCP by a reset, serial by a flush, usblp when it is closed).
"""

from __future__ import annotations

import errno
import os
import select
import socket
import struct
import termios
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

import serial

from kiosk.base.errors import KioskError

_FORMS = 'Write "tcp://10.0.0.9:9100", "serial:///dev/ttyUSB0?baud=115200&flow=rtscts" or "/dev/usb/lp0".'
_BAUD = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
_FLOWS = ("rtscts", "xonxoff", "none")
_AT_ONCE = 1024  # bytes; a printer that stops has taken no more than it can hold
_SEND_BUFFER = 4096
_CONNECT_S = 2.0


class LineError(KioskError):
    """The line to the printer cannot be opened, or broke."""


class Line(Protocol):
    """A way to a printer."""

    def exchange(self, data: bytes, wait_s: float) -> tuple[int, bytes]:
        """Wait for what can be done, at most so long: how much of ``data`` was taken, and what was said. LineError."""
        ...

    def make_way(self) -> None:
        """Throw away what was not taken, and speak past flow control from now on."""
        ...

    def close(self, *, clean: bool) -> None:
        """End it; not ``clean``: throw away what was not taken."""
        ...


OpenLine = Callable[[], Line]


class _Wire:
    """A descriptor that does not block."""

    def __init__(self, fd: int, where: str) -> None:
        self._fd, self._where = fd, where

    def exchange(self, data: bytes, wait_s: float) -> tuple[int, bytes]:
        try:
            able, free, _ = select.select([self._fd], [self._fd] if data else [], [], max(0.0, wait_s))
            said = self._read() if able else b""
            taken = self._write(data[:_AT_ONCE]) if free else 0
        except (OSError, ValueError) as error:
            raise LineError(f"The line to the printer broke ({error}).", where=self._where) from None
        return taken, said

    def _read(self) -> bytes:
        try:
            said = os.read(self._fd, 256)
        except BlockingIOError:
            return b""
        if not said:
            raise OSError(errno.EPIPE, "the printer closed it")
        return said

    def _write(self, data: bytes) -> int:
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0

    def make_way(self) -> None:
        return

    def close(self, *, clean: bool) -> None:
        with suppress(OSError):
            os.close(self._fd)


class _TcpLine(_Wire):
    """A socket with a small buffer; dropped by a reset."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), timeout=_CONNECT_S)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        super().__init__(self._socket.fileno(), f"{host}:{port}")

    def close(self, *, clean: bool) -> None:
        with suppress(OSError):
            if not clean:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._socket.close()


class _SerialLine(_Wire):
    """A serial port with flow control; pySerial sets it up, then it is a descriptor like the others."""

    def __init__(self, path: str, baud: int, flow: str) -> None:
        self._port = serial.Serial(
            path, baud, timeout=0, write_timeout=0, rtscts=flow == "rtscts", xonxoff=flow == "xonxoff", exclusive=True
        )
        super().__init__(self._port.fileno(), path)
        termios.tcflush(self._fd, termios.TCIOFLUSH)

    def make_way(self) -> None:
        try:
            termios.tcflush(self._fd, termios.TCOFLUSH)
            self._port.rtscts = self._port.xonxoff = False
        except (OSError, termios.error, serial.SerialException) as error:
            raise LineError(f"The line to the printer broke ({error}).", where=self._where) from None

    def close(self, *, clean: bool) -> None:
        # Closing a terminal waits up to 30 s for what was not taken.
        with suppress(OSError, termios.error, serial.SerialException):
            if not clean:
                termios.tcflush(self._fd, termios.TCIOFLUSH)
            self._port.close()


class _FileLine(_Wire):
    """/dev/usb/lp*: one write is under way at most, and closing takes it back."""

    def __init__(self, path: str) -> None:
        super().__init__(os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC), path)
        with suppress(termios.error):  # not a terminal, as a rule
            termios.tcflush(self._fd, termios.TCIOFLUSH)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a printer is. ``kind``: "tcp", "serial" or "file"."""

    kind: str
    path: str
    port: int = 0
    baud: int = 0
    flow: str = ""


def read_address(address: str) -> Address:
    """An address as in the settings. LineError when it is none."""
    if address.startswith("/"):
        return Address("file", address)
    try:
        parts = urlsplit(address)
        port = parts.port
        options = {key: values[-1] for key, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    except ValueError:
        raise LineError(f"This is no address of a printer: {address!r}.", remedy=_FORMS) from None
    if parts.scheme == "tcp" and parts.hostname and not options and parts.path in ("", "/"):
        return Address("tcp", parts.hostname, port or 9100)
    if (
        parts.scheme == "serial"
        and parts.path.startswith("/")
        and not parts.netloc
        and options.keys() <= {"baud", "flow"}
    ):
        baud, flow = options.get("baud", "115200"), options.get("flow", "rtscts")
        if baud.isdigit() and int(baud) in _BAUD and flow in _FLOWS:
            return Address("serial", parts.path, baud=int(baud), flow=flow)
    raise LineError(f"This is no address of a printer: {address!r}.", remedy=_FORMS)


def open_line(address: Address) -> Line:
    """The line to the printer there. LineError when it cannot be opened."""
    where = f"{address.path}:{address.port}" if address.kind == "tcp" else address.path
    try:
        if address.kind == "tcp":
            return _TcpLine(address.path, address.port)
        if address.kind == "serial":
            return _SerialLine(address.path, address.baud, address.flow)
        return _FileLine(address.path)
    except (OSError, ValueError, termios.error) as error:  # SerialException is an OSError
        remedy = "Check power, cable, address and who may use the device."
        raise LineError(f"The printer cannot be reached ({error}).", where=where, remedy=remedy) from None
