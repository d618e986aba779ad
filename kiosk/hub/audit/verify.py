"""Reads the sealed log: whether every seal holds, whether what releases witnessed is still in it, and as a table."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, TextIO

from django.db.models import QuerySet

from kiosk.hub.audit.log import GENESIS, seal
from kiosk.hub.audit.models import Entry
from kiosk.hub.publishing.models import Release

COLUMNS = ("number", "at", "actor", "hall_id", "act", "subject", "details", "before", "seal")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``fault``: number of the first entry that is not as it was written (0: none) and in ``reason`` what is wrong.

    ``reason``: "" | gap | chain | seal | witness (a release names a seal that is no longer in the log).
    """

    entries: int
    head: str
    witnesses: int
    fault: int = 0
    reason: str = ""

    @property
    def holds(self) -> bool:
        return not self.reason

    def facts(self) -> dict[str, Any]:
        return {"holds": self.holds, **asdict(self)}


def verify() -> Verdict:
    """Every entry from the first on, then every witness."""
    before, number, seals = GENESIS, 0, set[str]()
    for entry in Entry.objects.order_by("number").iterator(2000):
        number += 1
        reason = "gap" if entry.number != number else "chain" if entry.before != before else ""
        reason = reason or ("" if seal(entry) == entry.seal else "seal")
        if reason:
            return Verdict(number - 1, before, 0, entry.number, reason)
        before = entry.seal
        seals.add(before)
    witnessed = list(Release.objects.exclude(audit_head="").values_list("audit_head", flat=True))
    reason = "witness" if any(head not in seals for head in witnessed) else ""
    return Verdict(number, before if number else "", len(witnessed), 0, reason)


def entries(*, hall_id: str = "", actor: str = "", act: str = "", words: str = "") -> QuerySet[Entry]:
    """Entries that fit, newest first. ``act`` may be a room ("access") or one act ("access.login")."""
    found = Entry.objects.order_by("-number")
    if hall_id:
        found = found.filter(hall_id=hall_id)
    if actor:
        found = found.filter(actor__icontains=actor)
    if act:
        found = found.filter(act__startswith=act)
    if words:
        found = found.filter(subject__icontains=words)
    return found


def rows(found: Iterable[Entry]) -> Iterator[list[str]]:
    """The table, its head first. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    yield list(COLUMNS)
    for entry in found:
        cells = (
            str(entry.number),
            entry.at.isoformat(),
            entry.actor,
            entry.hall_id,
            entry.act,
            entry.subject,
            json.dumps(entry.details, ensure_ascii=False, sort_keys=True),
            entry.before,
            entry.seal,
        )
        yield [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells]


def write_csv(file: TextIO, found: QuerySet[Entry]) -> None:
    """The table as CSV."""
    csv.writer(file).writerows(rows(found.iterator(2000)))
