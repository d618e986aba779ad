"""From a ticket to paper: the slip says what the hall knows, and the flow hears what the printer saw."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from devices.printer_server import Engine, TcpPrinter
from guidance.small_plan import as_folder, small_plan
from printing.example_slips import PLAIN
from PySide6.QtGui import QGuiApplication
from ui import small_hall

from kiosk.base.clock import SetClock
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.compose.slip_map import slip_map
from kiosk.compose.ticket_printer import PART, TicketPrinter, ticket_printer
from kiosk.compose.ticket_slips import TicketSlips, slip_of
from kiosk.compose.ways import GuideWays
from kiosk.devices.simulated_printer import SimulatedPrinter
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.standing import stand_in
from kiosk.printing.paper import Paper as Roll
from kiosk.printing.status import Trouble
from kiosk.printing.verdicts import Outcome
from kiosk.settings import PrinterSettings
from kiosk.ui.fonts import load_fonts
from kiosk.ui.map_parts import MapParts, NoWays
from kiosk.visit.desk_facts import TicketNow, Wish
from kiosk.visit.take_ticket import Paper

CLOCK = SetClock(datetime(2026, 11, 23, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.fixture(scope="module", autouse=True)
def fonts(qapp: QGuiApplication) -> None:
    load_fonts()


@pytest.fixture
def board() -> HealthBoard:
    return HealthBoard(CLOCK)


@pytest.fixture
def engine() -> Engine:
    return Engine(Roll(58).dots)


@pytest.fixture
def printer(engine: Engine, board: HealthBoard) -> Iterator[TicketPrinter]:
    with TcpPrinter(engine) as server:
        settings = PrinterSettings("receipt_printer", server.address, width_mm=58, timeout_s=60)
        with closing(ticket_printer(settings, Path("nowhere"), board)) as printer:
            yield printer


def told(board: HealthBoard) -> tuple[State, str]:
    part = next(part for part in board.parts() if part.part == PART)
    return part.state, part.sentence["zh"]


async def test_a_slip_goes_from_facts_to_paper(printer: TicketPrinter, engine: Engine, board: HealthBoard) -> None:
    verdict = await printer.print(PLAIN)
    assert verdict.outcome is Outcome.PRINTED
    assert [code.text for code in zxingcpp.read_barcodes(engine.slips[0].grey())] == [PLAIN.code]
    assert told(board)[0] is State.OK


async def test_the_board_hears_of_trouble_and_of_its_end(
    printer: TicketPrinter, engine: Engine, board: HealthBoard
) -> None:
    engine.paper_rows = 0
    verdict = await printer.print(PLAIN)
    assert verdict.outcome is Outcome.NOT_PRINTED
    assert told(board) == (State.FAILED, "打印机没纸了，请换纸卷。")
    engine.paper_rows = None
    engine.is_paper_low = True
    assert (await printer.look()).can_print
    assert told(board) == (State.DEGRADED, "打印机正常，纸快用完了，请准备新纸卷。")
    assert not engine.slips


async def test_it_is_looked_at_without_being_asked(printer: TicketPrinter, board: HealthBoard) -> None:
    watching = asyncio.ensure_future(printer.watch())
    while not board.parts():
        await asyncio.sleep(0)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    assert told(board)[0] is State.OK


async def test_half_a_slip_of_a_program_that_was_killed_is_cut_off(
    engine: Engine, board: HealthBoard, tmp_path: Path
) -> None:
    with TcpPrinter(engine) as server:
        settings = PrinterSettings("receipt_printer", server.address, width_mm=58, timeout_s=60)
        with closing(ticket_printer(settings, tmp_path, board)) as printer:
            assert (await printer.print(PLAIN)).outcome is Outcome.PRINTED
        with closing(ticket_printer(settings, tmp_path, board)) as printer:
            assert (await printer.print(PLAIN)).outcome is Outcome.PRINTED
            engine.at_row[engine.inked + 300] = server.hang_up
            assert (await printer.print(PLAIN)).outcome is Outcome.NOT_PRINTED
        with closing(ticket_printer(settings, tmp_path, board)) as printer:
            assert (await printer.print(PLAIN)).outcome is Outcome.PRINTED
    lengths = [len(paper.rows) for paper in engine.slips]
    assert lengths[0] == lengths[1] == lengths[3], "nothing is cut without a reason, and nothing hangs on a slip"
    assert 300 <= lengths[2] < lengths[0]


async def test_the_trial_slip_says_that_it_is_no_ticket(printer: TicketPrinter, engine: Engine) -> None:
    assert (await printer.print_trial(CLOCK.now())).outcome is Outcome.PRINTED
    assert len(engine.slips) == 1


async def test_a_code_too_long_for_phones_leaves_the_code_out(printer: TicketPrinter, engine: Engine) -> None:
    verdict = await printer.print(dataclasses.replace(PLAIN, code="x" * 700))
    assert verdict.outcome is Outcome.PRINTED
    assert not zxingcpp.read_barcodes(engine.slips[0].grey())


async def test_our_own_fault_costs_the_slip_and_not_the_number(printer: TicketPrinter) -> None:
    broken = dataclasses.replace(PLAIN, matters=(object(),))  # type: ignore[arg-type]
    verdict = await printer.print(broken)
    assert verdict.outcome is Outcome.NOT_PRINTED
    assert verdict.said["zh"]


@pytest.mark.parametrize(
    ("settings", "state"),
    [
        (PrinterSettings(), State.ABSENT),
        (PrinterSettings("receipt_printer", "printer"), State.FAILED),
        (PrinterSettings("simulated_printer"), State.OK),
    ],
)
async def test_the_printer_that_the_settings_name(
    settings: PrinterSettings, state: State, tmp_path: Path, board: HealthBoard
) -> None:
    with closing(ticket_printer(settings, tmp_path, board)) as printer:
        await printer.look()
        assert told(board)[0] is state
        verdict = await printer.print(PLAIN)
    assert (verdict.outcome is Outcome.PRINTED) == (state is State.OK)
    assert len(list(tmp_path.glob("slips/*.png"))) == (state is State.OK)


def small_parts() -> MapParts:
    return MapParts(small_hall.find_way(CLOCK).venue, None, NoWays())


def a_ticket(**changes: object) -> TicketNow:
    way = small_hall.find_way(CLOCK)
    matter = way.catalogue.matters[0]
    ticket = TicketNow(
        id="0" * 32,
        label="A012",
        state="waiting",
        queue="a",
        queue_name=Text(zh="综合", en="General"),
        matters=(matter.code,),
        windows=tuple(window.number for window in way.catalogue.windows[:2]),
        ahead=3,
        likely=10,
        at_most=20,
        address="https://hub/t/code",
    )
    return dataclasses.replace(ticket, **changes)  # type: ignore[arg-type]


def test_a_slip_says_what_the_hall_knows() -> None:
    way = small_hall.find_way(CLOCK)
    ticket = a_ticket(matters=(way.catalogue.matters[0].code, way.catalogue.matters[0].code, "unknown"))
    slip = slip_of(ticket, "zh-CN", way, small_parts(), "walk", CLOCK)
    page = way.matter_page(ticket.matters[0])
    assert page is not None
    assert (slip.label, slip.ahead, slip.p50_min, slip.p90_min) == ("A012", 3, 10, 20)
    assert slip.hall == way.hall.name
    assert slip.taken == CLOCK.now()
    assert slip.matters[0] == page.matter.name
    assert [paper.name for paper in slip.materials] == [paper.name for paper in page.matter.materials]
    assert slip.code == "https://hub/t/code"
    assert slip.map is None


def test_a_called_ticket_names_its_window_only() -> None:
    slip = slip_of(a_ticket(window="7"), "en", small_hall.find_way(CLOCK), small_parts(), "walk", CLOCK)
    assert slip.windows == ("7",)


@pytest.mark.parametrize(
    ("trouble", "paper"), [(Trouble.NONE, Paper.CAME), (Trouble.PAPER_END, Paper.CAME_NOT), (Trouble.HOT, Paper.CAME)]
)
async def test_the_flow_hears_what_the_printer_saw(trouble: Trouble, paper: Paper, board: HealthBoard) -> None:
    device = SimulatedPrinter(Roll(80))
    device.trouble = trouble
    way = small_hall.find_way(CLOCK)
    with closing(TicketPrinter(device, board)) as printer:
        slips = TicketSlips(printer, lambda: (way, small_parts()), lambda: "walk", CLOCK)
        printed = await slips.print(a_ticket(), Wish(language="en"))
    assert printed.paper is paper
    assert bool(printed.said) == (paper is not Paper.CAME)


async def test_nobody_knows_is_said_to_the_flow(board: HealthBoard, engine: Engine) -> None:
    engine.cutter_fails = True
    way = small_hall.find_way(CLOCK)
    with TcpPrinter(engine) as server:
        settings = PrinterSettings("receipt_printer", server.address, width_mm=58, timeout_s=60)
        with closing(ticket_printer(settings, Path("nowhere"), board)) as printer:
            slips = TicketSlips(printer, lambda: (way, small_parts()), lambda: "walk", CLOCK)
            assert (await slips.print(a_ticket(), Wish())).paper is Paper.UNKNOWN


def test_the_map_of_a_real_way(tmp_path: Path, board: HealthBoard) -> None:
    venue, panel = stand_in(read_plan(as_folder(small_plan(), tmp_path / "plan")).venue)
    content = SimpleNamespace(venue=venue, panel=panel, release=None)
    ways = GuideWays(content, board)  # type: ignore[arg-type]
    ways.start()
    ways.wait()
    try:
        parts = MapParts(venue, panel.id, ways)
        for window in venue.windows():
            way = ways.way(window.id, "walk")
            drawn = slip_map(parts, way, Text(zh="窗口"))
            assert drawn is not None
            page = parts.picture(panel.level_id).page
            assert drawn.here.at == page.at(way.route.legs[0].points[0])
            assert drawn.walk[-1] == drawn.goal.at
            assert drawn.walls
            goes_on = len(way.route.legs) > 1
            assert ("→" in drawn.goal.name["zh"]) == goes_on
    finally:
        ways.stop()
