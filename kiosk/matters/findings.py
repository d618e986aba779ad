"""What is wrong with the tables, told so that whoever keeps them can mend it: file, line, column, what, remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill

#: How often one rule is told for one column before the rest is only counted.
TOLD = 20


class Severity(StrEnum):
    """An error stops a build; a warning is something a visitor may notice; a note is for whoever keeps the tables."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class TableFinding:
    """One thing found. ``line`` counts from 1 (0: the whole file); for JSON and XLSX it is the item or the row."""

    rule: str
    severity: Severity
    what: Text
    remedy: Text = EMPTY
    file: str = ""
    line: int = 0
    column: str = ""

    @property
    def place(self) -> str:
        """ "matters.csv:12:code"."""
        parts = [self.file, str(self.line) if self.line else "", self.column]
        return ":".join(part for part in parts if part)

    def sentence(self, language: str) -> str:
        """One line: where, what, what to do."""
        words = f"{self.what.within(language)} {self.remedy.within(language)}".strip()
        return f"{self.place}: {words}" if self.place else words


_MORE = Text(zh="这一列还有 {count} 处同样的问题。", en="{count} more of the same in this column.")


@dataclass
class Notebook:
    """Collects findings; the same rule in the same column is told ``TOLD`` times, then counted."""

    _told: list[TableFinding] = field(default_factory=list)
    _counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _untold: dict[tuple[str, str, str], TableFinding] = field(default_factory=dict)

    def add(self, finding: TableFinding) -> None:
        """Write one down."""
        key = (finding.rule, finding.file, finding.column)
        self._counts[key] += 1
        if self._counts[key] <= TOLD:
            self._told.append(finding)
        else:
            self._untold.setdefault(key, finding)

    def extend(self, findings: Iterable[TableFinding]) -> None:
        """Write down several."""
        for finding in findings:
            self.add(finding)

    def findings(self) -> tuple[TableFinding, ...]:
        """All of them: errors first, then warnings, then notes; each in the order they were found."""
        counted = [
            TableFinding(
                f.rule, f.severity, fill(_MORE, count=self._counts[key] - TOLD), f.remedy, f.file, f.line, f.column
            )
            for key, f in self._untold.items()
        ]
        order = list(Severity)
        return tuple(sorted([*self._told, *counted], key=lambda finding: order.index(finding.severity)))
