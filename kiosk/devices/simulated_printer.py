"""A printer for demonstrations and rehearsals: slips become PNG files, and it can be told to fail."""

from __future__ import annotations

import asyncio
from pathlib import Path

from kiosk.printing.paper import Paper, Picture
from kiosk.printing.png import png_of
from kiosk.printing.status import PASSING, PrinterFacts, Trouble
from kiosk.printing.verdicts import Outcome, PrinterHealth, Verdict, health_of

_KEPT = 20


class SimulatedPrinter:
    """Writes ``slip-0001.png`` … into ``folder`` (None: nowhere) and keeps the last twenty. ``trouble``: how it is."""

    def __init__(self, paper: Paper, folder: Path | None = None) -> None:
        self.paper, self.trouble = paper, Trouble.NONE
        self.printed: list[Picture] = []
        self._folder, self._count = folder, 0

    async def print_slip(self, picture: Picture) -> Verdict:
        """Print, unless it was told to be in trouble."""
        if self.trouble not in PASSING:
            return Verdict(Outcome.NOT_PRINTED, self.trouble)
        self.printed = [*self.printed[1 - _KEPT :], picture]
        if self._folder is not None:
            await asyncio.get_running_loop().run_in_executor(None, self._write, self._folder, picture)
        return Verdict(Outcome.PRINTED, self.trouble, PrinterFacts())

    async def status(self) -> PrinterHealth:
        return health_of(self.trouble, PrinterFacts() if self.trouble in PASSING else None)

    def close(self) -> None:
        return

    def _write(self, folder: Path, picture: Picture) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._count = max([self._count, *map(_number, folder.glob("slip-*.png"))]) + 1
            (folder / f"slip-{self._count:04}.png").write_bytes(png_of(picture))
            for old in sorted(folder.glob("slip-*.png"), key=_number)[:-_KEPT]:
                old.unlink(missing_ok=True)
        except OSError:
            self.trouble = Trouble.FAULT


def _number(path: Path) -> int:
    digits = path.stem.removeprefix("slip-")
    return int(digits) if digits.isdigit() else 0
