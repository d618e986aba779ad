"""The driver against a real server, a serial port and a device file; what comes out is looked at, dot by dot."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest
from devices.printer_server import Engine, PtyPrinter, TcpPrinter

from kiosk.base.health import State
from kiosk.devices.absent_printer import AbsentPrinter
from kiosk.devices.printer_line import Address, LineError, open_line, read_address
from kiosk.devices.receipt_printer import ReceiptPrinter, printer_at
from kiosk.devices.simulated_printer import SimulatedPrinter
from kiosk.printing.paper import Paper, Picture
from kiosk.printing.spooler import Patience
from kiosk.printing.status import Trouble
from kiosk.printing.verdicts import Outcome
from kiosk.settings import PrinterSettings

#: A server in this process answers at once, unless the machine is busy; who waits for silence waits for less.
PATIENCE = Patience(answer_s=20.0, poll_s=0.05, stall_s=20.0, clear_s=2.0, quiet_s=0.05, whole_s=60.0)
QUICK = Patience(answer_s=1.2, poll_s=0.05, stall_s=0.6, clear_s=0.3, quiet_s=0.05, whole_s=60.0)
PAPER = Paper(58)
ROWS = 300
DOTS = np.random.default_rng(9100).random((ROWS, PAPER.dots)) < 0.3
DOTS[100:160] = False
PICTURE = Picture(PAPER.dots, ROWS, np.packbits(DOTS, axis=1).tobytes())

Plugged = tuple[TcpPrinter | PtyPrinter, str]


def is_as_drawn(dots: np.ndarray) -> bool:
    """The same dots; where a byte would have been taken for a command, one dot more."""
    if dots.shape != DOTS.shape or (DOTS & ~dots).any():
        return False
    more = np.argwhere(np.packbits(dots, axis=1) != np.packbits(DOTS, axis=1))
    return all(np.packbits(DOTS, axis=1)[y, x] == 0x10 for y, x in more)


def printer_for(address: str, patience: Patience = PATIENCE) -> ReceiptPrinter:
    place = read_address(address)
    return ReceiptPrinter(lambda: open_line(place), PAPER, patience)


@pytest.fixture(params=["tcp", "serial", "file"])
def plugged(request: pytest.FixtureRequest) -> Iterator[Plugged]:
    """A test printer, and its address."""
    if request.param == "tcp":
        with TcpPrinter(Engine(PAPER.dots)) as server:
            yield server, server.address
    else:
        with PtyPrinter(Engine(PAPER.dots)) as pty:
            yield pty, pty.serial_address if request.param == "serial" else pty.path


async def test_slips_come_out_as_drawn_one_after_the_other(plugged: Plugged) -> None:
    server, address = plugged
    with closing(printer_for(address)) as printer:
        verdicts = await asyncio.gather(*(printer.print_slip(PICTURE) for _ in range(3)))
    assert [verdict.outcome for verdict in verdicts] == [Outcome.PRINTED] * 3
    assert len(server.engine.slips) == 3
    assert all(is_as_drawn(slip.dots()) for slip in server.engine.slips)
    assert not server.engine.unknown


def out_of_paper(engine: Engine) -> None:
    engine.paper_rows = 0


def open_the_cover(engine: Engine) -> None:
    engine.is_cover_open = True


def jam(engine: Engine) -> None:
    engine.is_jammed = True


def fall_silent(engine: Engine) -> None:
    engine.is_silent = True


@pytest.mark.parametrize(
    ("strike", "trouble"),
    [
        (out_of_paper, Trouble.PAPER_END),
        (open_the_cover, Trouble.COVER),
        (jam, Trouble.JAM),
        (fall_silent, Trouble.SILENT),
    ],
)
async def test_a_fault_in_the_middle_is_no_slip_and_nothing_comes_later(
    plugged: Plugged, strike: Callable[[Engine], None], trouble: Trouble
) -> None:
    server, address = plugged
    engine = server.engine
    engine.at_row[180] = lambda: strike(engine)
    engine.rows_a_turn = 90  # or the whole is in its memory before it falls silent
    with closing(printer_for(address, QUICK if strike is fall_silent else PATIENCE)) as printer:
        verdict = await printer.print_slip(PICTURE)
        assert (verdict.outcome, verdict.trouble) == (Outcome.NOT_PRINTED, trouble)
        assert verdict.said["zh"]
        before = engine.inked
        with server.lock:
            engine.repair()
        server.wait_idle()
        if strike is not fall_silent:  # a mute printer prints what it was given, and that was no slip
            assert engine.inked == before
        assert not engine.slips
        assert (await printer.status()).state is State.OK
        assert engine.inked == before or strike is fall_silent
        assert (await printer.print_slip(PICTURE)).outcome is Outcome.PRINTED
    assert [paper.cut for paper in engine.papers] == [True, True, False]
    assert is_as_drawn(engine.slips[1].dots())


@pytest.mark.parametrize(("strike", "trouble"), [(out_of_paper, Trouble.PAPER_END), (open_the_cover, Trouble.COVER)])
async def test_a_printer_that_is_not_ready_is_sent_nothing(
    plugged: Plugged, strike: Callable[[Engine], None], trouble: Trouble
) -> None:
    server, address = plugged
    strike(server.engine)
    with closing(printer_for(address)) as printer:
        assert (await printer.status()).trouble is trouble
        verdict = await printer.print_slip(PICTURE)
    assert (verdict.outcome, verdict.trouble) == (Outcome.NOT_PRINTED, trouble)
    with server.lock:
        server.engine.repair()
    server.wait_idle()
    assert server.engine.inked == 0


async def test_a_stuck_cutter_leaves_it_open_whether_somebody_has_the_slip(plugged: Plugged) -> None:
    server, address = plugged
    server.engine.cutter_fails = True
    with closing(printer_for(address)) as printer:
        verdict = await printer.print_slip(PICTURE)
    assert (verdict.outcome, verdict.trouble) == (Outcome.UNKNOWN, Trouble.CUTTER)
    assert "卡在出纸口" in verdict.said["zh"]


async def test_a_slow_printer_is_waited_for() -> None:
    engine = Engine(PAPER.dots)
    engine.rows_a_turn = 2
    with TcpPrinter(engine, buffer=3000) as server, closing(printer_for(server.address)) as printer:
        assert (await printer.print_slip(PICTURE)).outcome is Outcome.PRINTED
    assert is_as_drawn(engine.slips[0].dots())


async def test_a_printer_that_hangs_up_is_no_printer_with_paper() -> None:
    engine = Engine(PAPER.dots)
    with TcpPrinter(engine) as server, closing(printer_for(server.address)) as printer:
        assert (await printer.status()).state is State.OK
        engine.at_row[150] = server.hang_up
        verdict = await printer.print_slip(PICTURE)
        assert (verdict.outcome, verdict.trouble) == (Outcome.NOT_PRINTED, Trouble.LOST)
        server.wait_idle()
        assert not engine.slips
        assert (await printer.print_slip(PICTURE)).outcome is Outcome.PRINTED
    assert is_as_drawn(engine.slips[-1].dots())


async def test_switched_off_and_on_again_is_logged_once_each(caplog: pytest.LogCaptureFixture) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with closing(printer_for(f"tcp://127.0.0.1:{port}")) as printer, caplog.at_level(logging.INFO, "kiosk.printer"):
        for _ in range(3):
            assert (await printer.status()).trouble is Trouble.UNREACHABLE
            assert (await printer.print_slip(PICTURE)).trouble is Trouble.UNREACHABLE
        with TcpPrinter(Engine(PAPER.dots), port=port):
            assert (await printer.status()).state is State.OK
            assert (await printer.print_slip(PICTURE)).outcome is Outcome.PRINTED
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


async def test_a_printer_that_stops_the_line_is_asked_past_it() -> None:
    engine = Engine(PAPER.dots)

    def open_and_hold() -> None:
        engine.is_cover_open = True
        engine.say(b"\x13")  # XOFF

    with PtyPrinter(engine) as pty:
        engine.at_row[180] = open_and_hold
        with closing(printer_for(f"serial://{pty.path}?flow=xonxoff", QUICK)) as printer:
            verdict = await printer.print_slip(PICTURE)
            assert (verdict.outcome, verdict.trouble) == (Outcome.NOT_PRINTED, Trouble.COVER)
            with pty.lock:
                engine.repair()
                engine.say(b"\x11")
            pty.wait_idle()
            assert engine.inked == 180
            assert (await printer.print_slip(PICTURE)).outcome is Outcome.PRINTED
    assert is_as_drawn(engine.slips[-1].dots())


async def test_an_unplugged_device_is_lost_and_then_not_there() -> None:
    engine = Engine(PAPER.dots)
    with PtyPrinter(engine) as pty, closing(printer_for(pty.path)) as printer:
        engine.at_row[120] = pty.unplug
        verdict = await printer.print_slip(PICTURE)
        assert (verdict.outcome, verdict.trouble) == (Outcome.NOT_PRINTED, Trouble.LOST)
        assert (await printer.status()).trouble is Trouble.UNREACHABLE


async def test_a_server_that_says_nothing_is_no_printer() -> None:
    quick = Patience(answer_s=0.1, clear_s=0.05)
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as mute,
        closing(printer_for(f"tcp://127.0.0.1:{mute.getsockname()[1]}", quick)) as printer,
    ):
        verdict = await printer.print_slip(PICTURE)
    assert (verdict.outcome, verdict.trouble) == (Outcome.NOT_PRINTED, Trouble.SILENT)


async def test_a_visitor_who_leaves_gets_a_whole_slip_all_the_same() -> None:
    engine = Engine(PAPER.dots)
    engine.rows_a_turn = 5
    with TcpPrinter(engine) as server, closing(printer_for(server.address)) as printer:
        printing = asyncio.ensure_future(printer.print_slip(PICTURE))
        while not engine.inked:
            await asyncio.sleep(0)
        printing.cancel()
        assert (await printer.print_slip(PICTURE)).outcome is Outcome.PRINTED
    assert [is_as_drawn(slip.dots()) for slip in engine.slips] == [True, True]


async def test_the_screens_go_on_while_it_prints() -> None:
    engine = Engine(PAPER.dots)
    engine.rows_a_turn = 3
    turns = 0
    with TcpPrinter(engine) as server, closing(printer_for(server.address)) as printer:
        printing = asyncio.ensure_future(printer.print_slip(PICTURE))
        while not printing.done():
            await asyncio.sleep(0)
            turns += 1
    assert turns > 50


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("tcp://10.0.0.9:9101", Address("tcp", "10.0.0.9", 9101)),
        ("tcp://printer.hall", Address("tcp", "printer.hall", 9100)),
        ("tcp://[::1]:9100", Address("tcp", "::1", 9100)),
        ("serial:///dev/ttyUSB0", Address("serial", "/dev/ttyUSB0", baud=115200, flow="rtscts")),
        ("serial:///dev/ttyS1?baud=9600&flow=xonxoff", Address("serial", "/dev/ttyS1", baud=9600, flow="xonxoff")),
        ("/dev/usb/lp0", Address("file", "/dev/usb/lp0")),
    ],
)
def test_addresses(written: str, address: Address) -> None:
    assert read_address(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "printer",
        "http://printer",
        "tcp://",
        "tcp://host:port",
        "tcp://host:99999",
        "tcp://host/path",
        "serial://ttyUSB0",
        "serial:///dev/ttyUSB0?baud=fast",
        "serial:///dev/ttyUSB0?baud=100",
        "serial:///dev/ttyUSB0?flow=water",
        "serial:///dev/ttyUSB0?parity=odd",
        "serial:///dev/ttyUSB0?baud",
    ],
)
def test_what_is_no_address_is_said_with_examples(written: str) -> None:
    with pytest.raises(LineError, match="tcp://10"):
        printer_at(PrinterSettings(address=written))


async def test_a_panel_without_a_printer() -> None:
    printer = AbsentPrinter()
    verdict = await printer.print_slip(PICTURE)
    assert (verdict.outcome, verdict.health.state) == (Outcome.NOT_PRINTED, State.ABSENT)
    assert (await printer.status()).state is State.ABSENT


async def test_the_simulated_printer_keeps_its_last_slips(tmp_path: Path) -> None:
    printer = SimulatedPrinter(PAPER, tmp_path / "slips")
    for _ in range(22):
        assert (await printer.print_slip(PICTURE)).outcome is Outcome.PRINTED
    files = sorted((tmp_path / "slips").iterdir())
    assert (len(files), files[0].name, files[-1].name) == (20, "slip-0003.png", "slip-0022.png")
    assert ((cv2.imread(str(files[-1]), cv2.IMREAD_GRAYSCALE) == 0) == DOTS).all()
    printer.trouble = Trouble.PAPER_END
    assert (await printer.print_slip(PICTURE)).outcome is Outcome.NOT_PRINTED
    assert len(list((tmp_path / "slips").iterdir())) == 20
