"""Whether the panel's program, for which sync speaks to the hub, still answers: a frozen screen is told at once."""

from __future__ import annotations

from dataclasses import replace

from kiosk.base.texts import Text
from kiosk.sync.messages import PartReport, Report

#: The part of a report that says it.
PART = "program"
#: So many looks in a row without a word from a panel that gives signs of life: about 40 s. Looks are counted, not
#: seconds: while this very process was stopped, nobody looked.
_LOOKS = 13
_FROZEN = Text(zh="屏幕程序没有响应，请重新启动本机。", en="The panel's program does not answer: restart the panel.")


class Vigil:
    """Counts looks between the panel's signs of life. Who never gave one (a line used by hand) is not judged."""

    def __init__(self) -> None:
        self._gives_signs, self._looks = False, 0
        self._since = ""

    @property
    def is_frozen(self) -> bool:
        return self._looks >= _LOOKS

    def heard(self) -> None:
        """A sign of life came."""
        self._gives_signs, self._looks = True, 0

    def look(self, now: str) -> None:
        """One look; ``now`` in the words of a report."""
        if self._gives_signs:
            self._looks += 1
        if self._looks == _LOOKS:
            self._since = now

    def words(self, report: Report) -> Report:
        """The report as the hub is to hear it now: what a frozen panel said last, and that it is frozen."""
        if not self.is_frozen:
            return report
        frozen = PartReport(PART, "failed", _FROZEN["zh"], _FROZEN["en"], self._since)
        return replace(report, parts=(*report.parts, frozen))
