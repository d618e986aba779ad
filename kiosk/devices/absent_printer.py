"""The printer of a panel without one: nothing comes out, and that is no fault."""

from __future__ import annotations

from kiosk.printing.paper import Paper, Picture
from kiosk.printing.status import Trouble
from kiosk.printing.verdicts import Outcome, PrinterHealth, Verdict, health_of


class AbsentPrinter:
    """Stands in for a printer."""

    def __init__(self, paper: Paper | None = None) -> None:
        self.paper = paper or Paper()

    async def print_slip(self, picture: Picture) -> Verdict:
        """Print nothing, and say so."""
        return Verdict(Outcome.NOT_PRINTED, Trouble.ABSENT)

    async def status(self) -> PrinterHealth:
        return health_of(Trouble.ABSENT, None)

    def close(self) -> None:
        return
