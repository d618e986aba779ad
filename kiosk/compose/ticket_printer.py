"""The panel's ticket printer: a slip is drawn and printed away from the screens, and its health is on the board."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.devices.absent_printer import AbsentPrinter
from kiosk.devices.printer_line import LineError
from kiosk.devices.receipt_printer import printer_at
from kiosk.devices.simulated_printer import SimulatedPrinter
from kiosk.printing.paper import Paper, Picture
from kiosk.printing.slip_layout import layout
from kiosk.printing.slips import Slip
from kiosk.printing.status import Trouble
from kiosk.printing.trial_slip import trial_slip
from kiosk.printing.verdicts import Outcome, PrinterHealth, Verdict, health_of
from kiosk.settings import PrinterSettings
from kiosk.ui.slip_drawing import draw_slip

log = logging.getLogger("kiosk.printer")

#: The part of the health board that tells of the printer.
PART = "printer"
#: How often it is asked how it is: rarely while it is well, soon after somebody may have helped it.
_LOOK_EVERY_S, _LOOK_AGAIN_S = 20.0, 5.0
_WRONG_ADDRESS = Text(
    zh="设置里的打印机地址（printer.address）不对，请改正后重启。",
    en="The printer's address in the settings (printer.address) is none: correct it and restart.",
)


class SlipPrinter(Protocol):
    """A printer in kiosk/devices. Neither call raises for a fault of the printer."""

    @property
    def paper(self) -> Paper:
        """What slips are drawn for."""
        ...

    async def print_slip(self, picture: Picture) -> Verdict:
        """Print one slip; what became of it."""
        ...

    async def status(self) -> PrinterHealth:
        """Ask it how it is."""
        ...

    def close(self) -> None: ...


class TicketPrinter:
    """Prints slips, one after the other. Needs a QGuiApplication with the panel's typeface.

    ``under_way``: a file that stands while a slip may hang in the printer; who finds it at the start was ended in the
    middle of one, and cuts that off before the next.
    """

    def __init__(self, printer: SlipPrinter, health: HealthBoard, under_way: Path | None = None) -> None:
        self._printer, self._board, self._under_way = printer, health, under_way
        self._health: PrinterHealth | None = None
        self._painter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="slip")

    @property
    def paper(self) -> Paper:
        """The roll that slips are drawn for."""
        return self._printer.paper

    @property
    def health(self) -> PrinterHealth | None:
        """How the printer was when it was last asked; None: it was not asked yet."""
        return self._health

    async def print(self, slip: Slip) -> Verdict:
        """Print ``slip``; a ticket counts only when the outcome is ``PRINTED``. Never raises for a printer's fault.

        Takes as long as the paper does, at most ``printer.timeout_s`` and a few seconds. Cancelling it leaves the slip
        to come out, or not.
        """
        try:
            picture = await asyncio.get_running_loop().run_in_executor(self._painter, self._draw, slip)
        except Exception:  # our fault, and the visitor shall have the number all the same
            log.exception("printer: a slip could not be drawn")
            return Verdict(Outcome.NOT_PRINTED, Trouble.FAULT)
        self._mark(True)
        verdict = await self._printer.print_slip(picture)
        if verdict.outcome is Outcome.PRINTED:
            self._mark(False)
        self._tell(verdict.health)
        return verdict

    async def print_trial(self, now: datetime, language: str = "zh-CN") -> Verdict:
        """Print the technicians' test slip, which is no ticket."""
        return await self.print(trial_slip(self.paper, now, language))

    async def look(self) -> PrinterHealth:
        """Ask the printer how it is, and tell the board."""
        health = await self._printer.status()
        self._tell(health)
        return health

    async def watch(self) -> None:
        """Ask it for ever; the printer's own task beside the screens."""
        await self._warm_up()
        while True:
            health = await self.look()
            await asyncio.sleep(_LOOK_EVERY_S if health.state is not State.FAILED else _LOOK_AGAIN_S)

    async def _warm_up(self) -> None:
        """Typefaces are read before the first visitor waits for them."""
        slip = trial_slip(self.paper, datetime.now().astimezone())
        await asyncio.get_running_loop().run_in_executor(self._painter, self._draw, slip)

    def close(self) -> None:
        """End the workers, after a slip that is being printed."""
        self._painter.shutdown(wait=True, cancel_futures=True)
        self._printer.close()

    def _mark(self, begun: bool) -> None:
        if self._under_way is not None:
            with suppress(OSError):  # a full disk costs a clean edge, not a slip
                if begun:
                    self._under_way.touch()
                else:
                    self._under_way.unlink(missing_ok=True)

    def _draw(self, slip: Slip) -> Picture:
        try:
            blocks = layout(slip, self._printer.paper)
        except ValueError:  # a code that no phone could read
            blocks = layout(replace(slip, code=""), self._printer.paper)
        return draw_slip(blocks, self._printer.paper)

    def _tell(self, health: PrinterHealth) -> None:
        self._health = health
        self._board.report(PART, health.state, health.sentence)


def ticket_printer(settings: PrinterSettings, folder: Path, health: HealthBoard) -> TicketPrinter:
    """The printer that the settings name. ``folder``: the panel's state; a simulated printer without an address puts
    its slips there.

    An address that is none makes a panel without a printer that says so: the screens are worth more than the paper.
    """
    paper = Paper(settings.width_mm, settings.dots_per_mm, settings.cutter)
    if settings.driver == "simulated_printer":
        place = Path(settings.address) if settings.address else folder / "slips"
        return TicketPrinter(SimulatedPrinter(paper, place), health)
    if settings.driver == "receipt_printer":
        under_way = folder / "slip-under-way"
        with suppress(LineError):
            return TicketPrinter(printer_at(settings, remnant=under_way.exists()), health, under_way)
        return TicketPrinter(_Misaddressed(paper), health)
    return TicketPrinter(AbsentPrinter(paper), health)


class _Misaddressed(AbsentPrinter):
    """A printer that the settings want and do not name."""

    async def print_slip(self, picture: Picture) -> Verdict:
        return Verdict(Outcome.NOT_PRINTED, Trouble.UNREACHABLE)

    async def status(self) -> PrinterHealth:
        return replace(health_of(Trouble.UNREACHABLE, None), sentence=_WRONG_ADDRESS)
