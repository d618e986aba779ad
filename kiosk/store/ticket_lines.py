"""The lines of the ticket book: told to the desk in order, again and again until it took them; refused ones stay."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from kiosk.store.ticket_clock import Moment, TicketClock
from kiosk.store.ticket_file import TicketFile
from kiosk.ticketing.book import BookEntry

log = logging.getLogger("kiosk.tickets")


class TicketLines:
    """Lines are untold, told or parked; a line is never dropped before the desk has it."""

    def __init__(self, file: TicketFile, clock: TicketClock) -> None:
        self._file, self._clock = file, clock

    def add(self, id: str, outcome: str, why: str, now: Moment) -> None:
        """Within a transaction: what became of a ticket of the book, once. ``outcome``: "printed", "screen", "void"."""
        select = (
            "SELECT label, queue, day, is_own, series, number, asked, at, sure, mono, boot FROM tickets WHERE id = ?"
        )
        row = self._file.do(select, (id,)).fetchone()
        if row is None:
            return
        label, queue, day, is_own, series, number, asked, at, sure, mono, boot = row
        act = "offline" if is_own and outcome != "void" else outcome
        body = {
            **{"id": id, "act": act, "label": label, "at": now.at.isoformat(), "why": why if outcome == "void" else ""},
            **{"series": series, "number": number, "queue": queue, "day": day, **json.loads(asked)},
            **{"arrived": at, "sure": bool(sure), "mono": mono, "boot": boot},
        }
        line = (f"{id}-{act}", json.dumps(body, ensure_ascii=False))
        self._file.do("INSERT OR IGNORE INTO lines (entry, state, body, word) VALUES (?, 'untold', ?, '')", line)
        self._file.do("UPDATE tickets SET phase = ? WHERE id = ?", (outcome, id))

    def untold(self, limit: int) -> tuple[BookEntry, ...]:
        """The oldest that the desk has not taken, in order, with their moments as well as they are known now."""
        select = "SELECT entry, body FROM lines WHERE state = 'untold' ORDER BY seq LIMIT ?"
        rows = self._file.read(select, (limit,))
        return tuple(self._line(str(entry), json.loads(str(body))) for entry, body in rows)

    def told(self, entries: Iterable[str]) -> None:
        """The desk has these; what they said of the visitor goes."""
        self._mark([("told", "", "{}", entry) for entry in entries])

    def park(self, refused: Mapping[str, str]) -> None:
        """The desk refused these, by word: they stay for staff."""
        for entry, word in refused.items():
            log.warning("tickets: the line %s was refused (%s)", entry[:8], word[:64])
        self._mark([("parked", word[:64], None, entry) for entry, word in refused.items()])

    def unpark(self) -> None:
        """Tell again what was refused."""
        self._file.tried(lambda: self._file.do("UPDATE lines SET state = 'untold' WHERE state = 'parked'"))

    def counts(self) -> tuple[int, int]:
        """(untold, parked)."""
        rows = self._file.read("SELECT state, count(*) FROM lines GROUP BY state")
        found = {str(state): int(str(count)) for state, count in rows}
        return found.get("untold", 0), found.get("parked", 0)

    def _line(self, entry: str, body: dict[str, Any]) -> BookEntry:
        moment = Moment(datetime.fromisoformat(body["arrived"]), body["sure"], body.pop("mono"), body.pop("boot"))
        better = self._clock.better(moment)
        body |= {"arrived": better.at.isoformat(), "sure": better.sure, "matters": tuple(body.get("matters", ()))}
        return BookEntry(entry=entry, **body, waited_s=self._clock.waited_s(moment))

    def _mark(self, rows: list[tuple[str, str, str | None, str]]) -> None:
        statement = "UPDATE lines SET state = ?, word = ?, body = coalesce(?, body) WHERE entry = ?"
        if rows:
            self._file.tried(lambda: self._file.many(statement, rows))
