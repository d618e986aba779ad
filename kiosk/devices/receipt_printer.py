"""The receipt printer (ESC/POS over TCP, serial or /dev/usb/lp): one slip at a time, on a thread of its own.

The line is opened for each talk and closed after it, so an unplugged printer is back as soon as it can be opened.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from kiosk.base.clock import Clock, SystemClock
from kiosk.devices.printer_line import Line, LineError, OpenLine, open_line, read_address
from kiosk.printing.paper import Paper, Picture
from kiosk.printing.spooler import Patience, Talk
from kiosk.printing.status import Trouble
from kiosk.printing.verdicts import Outcome, PrinterHealth, Verdict, health_of
from kiosk.settings import PrinterSettings

log = logging.getLogger("kiosk.printer")

_LEAST_WAIT_S = 0.005

T = TypeVar("T")


class ReceiptPrinter:
    """A printer behind ``open_way``. ``print_slip`` and ``status`` never raise for a fault of the printer.

    ``unclean``: it may hold something of an earlier program, which is cleared first. Who only looks at a printer that
    another program may be using says False. ``remnant``: part of a slip of an earlier program may hang in it.
    """

    def __init__(
        self,
        open_way: OpenLine,
        paper: Paper,
        patience: Patience | None = None,
        confirm: str = "gs-r",
        clock: Clock | None = None,
        unclean: bool = True,
        remnant: bool = False,
    ) -> None:
        self.paper = paper
        self._open, self._patience, self._confirm = open_way, patience or Patience(), confirm
        self._clock = clock or SystemClock()
        self._unclean = unclean  # who knows what it still holds from before
        self._remnant = remnant
        self._told = Trouble.NONE
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="printer")

    async def print_slip(self, picture: Picture) -> Verdict:
        """Print and cut; returns when it is known what became of it, or that nobody knows."""
        return await self._on_worker(lambda: self._print(picture))

    async def status(self) -> PrinterHealth:
        """Ask it how it is."""
        return await self._on_worker(self._look)

    def close(self) -> None:
        """End the worker, after the slip it prints (at most ``whole_s``)."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    async def _on_worker(self, job: Callable[[], T]) -> T:
        # A visitor who leaves cancels what waits here, not the slip: half a slip would be worse than a whole one.
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._worker, job))

    def _print(self, picture: Picture) -> Verdict:
        talk, trouble = self._talk(picture)
        if talk is None:
            return Verdict(Outcome.NOT_PRINTED, trouble)
        assert talk.outcome is not None
        return Verdict(talk.outcome, trouble, talk.facts)

    def _look(self) -> PrinterHealth:
        talk, trouble = self._talk(None)
        return health_of(trouble, talk.facts if talk is not None else None)

    def _talk(self, picture: Picture | None) -> tuple[Talk | None, Trouble]:
        try:
            line = self._open()
        except LineError as error:
            self._tell(Trouble.UNREACHABLE, error.sentence())
            return None, Trouble.UNREACHABLE
        talk = Talk(
            picture,
            self.paper,
            self._patience,
            self._now(),
            confirm=self._confirm,
            unclean=self._unclean,
            remnant=self._remnant,
        )
        try:
            self._hold(talk, line)
        finally:
            is_clean = talk.outcome in (None, Outcome.PRINTED) and talk.trouble is not Trouble.LOST
            line.close(clean=is_clean)
        self._remember(talk)
        self._tell(talk.trouble, "")
        return talk, talk.trouble

    def _hold(self, talk: Talk, line: Line) -> None:
        made_way = False
        while not talk.is_over:
            if talk.past_flow_control and not made_way:
                made_way = True
                self._make_way(talk, line)
                continue
            try:
                wait_s = max(_LEAST_WAIT_S, talk.wakes_at - self._now())
                taken, said = line.exchange(talk.outgoing(), wait_s)
            except LineError:
                talk.lost(self._now())
                return
            talk.took(taken, self._now())
            talk.hear(said, self._now())
            talk.tick(self._now())

    def _make_way(self, talk: Talk, line: Line) -> None:
        try:
            line.make_way()
        except LineError:
            talk.lost(self._now())

    def _remember(self, talk: Talk) -> None:
        """What the next talk must clear first: a slip that was begun and did not end well, or an unknown beginning."""
        if talk.outcome is Outcome.PRINTED:
            self._unclean = self._remnant = False
        elif talk.began:
            self._unclean, self._remnant = not talk.cleared, True
        elif talk.cleared:
            self._unclean = False

    def _now(self) -> float:
        return self._clock.monotonic()

    def _tell(self, trouble: Trouble, detail: str) -> None:
        """A trouble is logged once, and its end once."""
        if trouble is self._told:
            return
        if trouble is Trouble.NONE:
            log.info("printer: it can print again")
        else:
            log.warning("printer: %s%s", trouble.value, f" ({detail})" if detail else "")
        self._told = trouble


def printer_at(
    settings: PrinterSettings, patience: Patience | None = None, unclean: bool = True, remnant: bool = False
) -> ReceiptPrinter:
    """The printer that the settings describe. LineError when its address is none."""
    address = read_address(settings.address)
    paper = Paper(settings.width_mm, settings.dots_per_mm, settings.cutter)
    waits = replace(patience or Patience(), whole_s=settings.timeout_s)
    return ReceiptPrinter(lambda: open_line(address), paper, waits, settings.confirm, unclean=unclean, remnant=remnant)
