"""The panel's ticket book: what it promises on paper is on its disk first, and is told until the desk has it.

A ticket goes asked → numbered → printing → (printed | screen | void); ``shown`` is a number on the glass that no paper
came for. Whatever a kill leaves in the middle is settled at the next start: what may be in somebody's hand counts,
everything else went to nobody. No person is in it: ticket ids, labels, codes of matters, and the reason of a priority
until it was told.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from kiosk.base.clock import Clock, SystemClock
from kiosk.base.errors import KioskError
from kiosk.base.health import State
from kiosk.base.texts import Text
from kiosk.matters.sentences import fill
from kiosk.store.ticket_clock import Moment, TicketClock, word_of
from kiosk.store.ticket_file import TicketFile
from kiosk.store.ticket_lines import TicketLines
from kiosk.ticketing.book import BookEntry
from kiosk.ticketing.labels import label_of

__all__ = ["Asked", "BookError", "Kept", "OwnNumber", "TicketBook"]

PART = "tickets"
#: Told lines and old tickets are kept so long, counters of own series longer.
_KEPT, _COUNTERS_KEPT = timedelta(days=2), timedelta(days=10)
#: The authority's time is written down this often (seconds).
_HEARD_S = 60.0

_WELL = Text(zh="取号记录正常。", en="The ticket book is well.")
_UNTOLD = Text(zh="有 {count} 条取号记录等待上报。", en="{count} lines of the ticket book wait to be told.")
_PARKED = Text(
    zh="有 {count} 条取号记录中心没有收，请工作人员核对。",
    en="{count} lines of the ticket book were refused by the hub; staff please compare them.",
)
_NO_DISK = Text(
    zh="取号记录写不进磁盘，断网时不能取号。", en="The ticket book cannot be written: no numbers without the hub."
)
_FRESH = Text(
    zh="取号记录损坏，已移开；今天断网时不能取号。",
    en="The ticket book was damaged and put aside: today no numbers without the hub.",
)


class Tells(Protocol):
    """The health board, or who hands it on from another thread."""

    def report(self, part: str, state: State, sentence: Text) -> None: ...


class BookError(KioskError):
    """No number can be given from the own series now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, as far as the book needs it to tell it later."""

    id: str
    queue: str
    matters: tuple[str, ...] = ()
    kind: str = "ordinary"
    reason: str = ""
    proof: str = "said"


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number of the panel's own series, written down."""

    label: str
    number: int
    series: str
    day: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A ticket of the last days as this panel gave it. ``facts``: what the desk said, {} for the own series."""

    id: str
    label: str
    queue: str
    day: str
    phase: str
    is_own: bool
    facts: Mapping[str, Any]


class TicketBook:
    """One file, one panel. Methods wait for the disk: call them beside the screens' thread. Threads may share it."""

    def __init__(
        self, path: Path, clock: Clock | None = None, health: Tells | None = None, boot: str | None = None
    ) -> None:
        """``boot``: this run of the machine, for tests; else as the machine says."""
        clock = clock or SystemClock()
        self._health = health
        self._unwritten: dict[str, tuple[str, str, str]] = {}
        self._file = TicketFile(path, clock)
        self.clock = TicketClock(clock, boot, word_of(self._file.fact("word")))
        self._kept_word = self.clock.word
        self._series = self._file.fact("series")
        self._lines = TicketLines(self._file, self.clock)
        self._recover()
        self._tidy()
        self.report()

    def close(self) -> None:
        self._file.close()

    # -- time and series

    def now(self) -> Moment:
        """This moment by the best knowledge; it does not wait for the disk."""
        return self.clock.now()

    def hear(self, said: datetime, took_s: float = 0.0) -> None:
        """The authority's time came with an answer that took so many seconds."""
        with self._file.lock:
            self.clock.hear(said, took_s)
            word, kept = self.clock.word, self._kept_word
            is_news = word is None or kept is None or word.boot != kept.boot or word.mono - kept.mono >= _HEARD_S
            if is_news and self._file.tried(lambda: self._file.remember("word", self.clock.written())):
                self._kept_word = word

    @property
    def series(self) -> str:
        """This panel's series ("K3") as the desk gave it; "" before that."""
        return self._series

    def keep_series(self, series: str) -> None:
        """The desk says which series is this panel's."""
        if series and series != self.series:
            self._series = series
            self._file.tried(lambda: self._file.remember("series", series))

    def fact(self, key: str) -> str:
        """A small fact that was kept; "" for none."""
        return self._file.fact(f"of_{key}")

    def keep_fact(self, key: str, value: str) -> None:
        """Keep a small fact about the desk."""
        self._file.tried(lambda: self._file.remember(f"of_{key}", value))

    # -- a ticket's way

    def ask(self, asked: Asked) -> bool:
        """A number is going to be asked for. False: the disk does not take it; the desk may be asked all the same."""
        moment = self.now()
        row = (
            *(asked.id, "", asked.queue, "", "asked", 0, "", 0, _wish(asked), "{}"),
            *(moment.at.isoformat(), int(moment.sure), moment.mono, moment.boot),
        )
        statement = f"INSERT OR IGNORE INTO tickets VALUES ({','.join('?' * len(row))})"
        return self._file.tried(lambda: self._file.do(statement, row))

    def refused(self, id: str) -> None:
        """The desk gave no number for this id, and neither did this panel."""
        self._file.tried(lambda: self._file.do("DELETE FROM tickets WHERE id = ? AND phase = 'asked'", (id,)))

    def number(self, asked: Asked, label: str, queue: str, facts: Mapping[str, Any]) -> bool:
        """The desk gave a number."""
        if not self._has(asked.id):
            self.ask(asked)
        statement = (
            "UPDATE tickets SET label = ?, day = ?, queue = ?, facts = ?, phase = 'numbered' "
            "WHERE id = ? AND phase = 'asked'"
        )
        written = json.dumps(facts, ensure_ascii=False)
        day = self.now().at.date().isoformat()
        return self._file.tried(lambda: self._file.do(statement, (label, day, queue, written, asked.id)))

    def own_number(self, asked: Asked, prefix: str, digits: int = 3) -> OwnNumber:
        """A number of the own series, on the disk before anybody sees it. BookError: there can be none.

        While the clock is not believed the numbers go on from the last that were given, whatever day it seems to be.
        """
        moment, file = self.now(), self._file
        self._must_count(moment)
        if not self._has(asked.id):
            self.ask(asked)

        def give() -> OwnNumber:
            file.remember("series", self.series)
            number, on = self._next_own(asked.queue, moment)
            label = label_of(prefix, number, self.series, digits)
            given = file.do(
                "UPDATE tickets SET label = ?, day = ?, phase = 'numbered', is_own = 1, series = ?, number = ?, "
                "asked = ? WHERE id = ? AND phase = 'asked'",
                (label, on, self.series, number, _wish(asked), asked.id),
            )
            if given.rowcount != 1:
                raise BookError("This ticket has a number already.", where=asked.id)
            return OwnNumber(label, number, self.series, on)

        try:
            return file.write(give)
        except (sqlite3.Error, OSError) as error:
            self.report()
            raise BookError("The ticket book cannot be written.") from error

    def printing(self, id: str) -> bool:
        """From now on paper may exist."""
        return self._phase(id, "printing", ("numbered",))

    def unprinted(self, id: str) -> bool:
        """No paper came; the number stands on the glass."""
        return self._phase(id, "shown", ("numbered", "printing"))

    def settle(self, id: str, outcome: str, why: str = "") -> None:
        """What became of a number: "printed", "screen", or "void" with why. Told later; twice is once.

        When the disk does not take it, it is kept in memory and written as soon as it does.
        """
        with self._file.lock:
            self._catch_up()
            if not self._file.tried(lambda: self._lines.add(id, outcome, why, self.now())):
                self._unwritten[f"{id}-{outcome}"] = (id, outcome, why)
        self.report()

    def recent(self, id: str) -> Kept | None:
        """A ticket this panel gave lately; None when it does not know it."""
        rows = self._file.read(f"{_KEPT_ROWS} WHERE id = ? AND label <> ''", (id,))
        return _kept(rows[0]) if rows else None

    def numbers(self) -> tuple[Kept, ...]:
        """Every ticket that is still in the book, oldest first: for staff and for those who count."""
        return tuple(map(_kept, self._file.read(f"{_KEPT_ROWS} ORDER BY rowid")))

    def given_on(self, day: str, queue: str) -> int:
        """How many own numbers of a queue went to somebody on a day."""
        select = "SELECT count(*) FROM tickets WHERE day = ? AND queue = ? AND is_own = 1 AND phase <> 'void'"
        rows = self._file.read(select, (day, queue))
        return int(str(rows[0][0])) if rows else 0

    # -- telling

    def untold(self, limit: int = 100) -> tuple[BookEntry, ...]:
        """The oldest lines that the desk has not taken, in order, with their moments as well as they are known now."""
        with self._file.lock:
            self._catch_up()
            return self._lines.untold(limit)

    def told(self, entries: Iterable[str]) -> None:
        """The desk has these: they are never told again."""
        self._lines.told(entries)
        self.report()

    def park(self, refused: Mapping[str, str]) -> None:
        """The desk refused these, by word: they stay for staff, and are told again only when asked to."""
        self._lines.park(refused)
        self.report()

    def unpark(self) -> None:
        """Tell again what was refused."""
        self._lines.unpark()
        self.report()

    def counts(self) -> tuple[int, int]:
        """(untold, parked)."""
        untold, parked = self._lines.counts()
        return untold + len(self._unwritten), parked

    def report(self) -> None:
        """How the book is, for the health board."""
        if self._health is None:
            return
        untold, parked = self.counts()
        if self._file.is_full or not self._file.is_lasting:
            self._health.report(PART, State.DEGRADED, _NO_DISK)
        elif self._file.lost_on and self._file.lost_on >= self.now().at.date().isoformat():
            self._health.report(PART, State.DEGRADED, _FRESH)
        elif parked:
            self._health.report(PART, State.DEGRADED, fill(_PARKED, count=parked))
        else:
            self._health.report(PART, State.OK, fill(_UNTOLD, count=untold) if untold else _WELL)

    # -- within

    def _must_count(self, moment: Moment) -> None:
        """BookError unless a number can be given that no other paper has."""
        if not self._file.is_lasting:
            raise BookError("There is no ticket book on the disk.")
        if not self.series:
            raise BookError("This panel was not given a series of its own yet.")
        lost_on = self._file.lost_on
        if lost_on and (not moment.sure or moment.at.date().isoformat() <= lost_on):
            raise BookError("Which numbers were given today is not known any more.")

    def _next_own(self, queue: str, moment: Moment) -> tuple[int, str]:
        """The next own number and the day it counts on; within a transaction."""
        file, day = self._file, moment.at.date().isoformat()
        carried = file.whole("SELECT last FROM carried WHERE queue = ?", (queue,))
        if moment.sure:
            last = file.whole("SELECT last FROM counters WHERE queue = ? AND day = ?", (queue, day))
            file.do("DELETE FROM carried WHERE queue = ?", (queue,))
        else:
            row = file.do("SELECT day, last FROM counters WHERE queue = ? ORDER BY day DESC", (queue,)).fetchone()
            day, last = (str(row[0]), int(row[1])) if row is not None else (day, 0)
            file.do("INSERT OR REPLACE INTO carried VALUES (?, ?)", (queue, max(last, carried) + 1))
        number = max(last, carried) + 1
        file.do("INSERT OR REPLACE INTO counters VALUES (?, ?, ?)", (queue, day, number))
        return number, day

    def _phase(self, id: str, phase: str, after: tuple[str, ...]) -> bool:
        statement = f"UPDATE tickets SET phase = ? WHERE id = ? AND phase IN ({','.join('?' * len(after))})"
        return self._file.tried(lambda: self._file.do(statement, (phase, id, *after)))

    def _recover(self) -> None:
        """What the last end left in the middle."""
        left = "'asked', 'numbered', 'printing', 'shown'"
        for id_, phase in self._file.read(f"SELECT id, phase FROM tickets WHERE phase IN ({left}) ORDER BY rowid"):
            # Paper that may be in somebody's hand counts: a call too many costs less than a visitor forgotten.
            outcome, why = ("printed", "") if phase == "printing" else ("void", "no-paper")
            self.settle(str(id_), outcome, why)

    def _tidy(self) -> None:
        moment = self.now()
        if not moment.sure:
            return
        day, old = ((moment.at - kept).date().isoformat() for kept in (_KEPT, _COUNTERS_KEPT))

        def tidy() -> None:
            over, do = "phase IN ('printed', 'screen', 'void')", self._file.do
            untold = "id NOT IN (SELECT substr(entry, 1, 32) FROM lines WHERE state <> 'told')"
            do(
                f"DELETE FROM tickets WHERE (day < ? AND day <> '' OR day = '' AND at < ?) AND {over} AND {untold}",
                (day, day),
            )
            do("DELETE FROM lines WHERE state = 'told' AND substr(entry, 1, 32) NOT IN (SELECT id FROM tickets)")
            do("DELETE FROM counters WHERE day < ?", (old,))

        self._file.tried(tidy)

    def _catch_up(self) -> None:
        """Write what the disk did not take before."""
        for key, (id_, outcome, why) in list(self._unwritten.items()):
            if not self._file.tried(lambda i=id_, o=outcome, w=why: self._lines.add(i, o, w, self.now())):  # type: ignore[misc]
                return
            self._unwritten.pop(key, None)

    def _has(self, id: str) -> bool:
        return bool(self._file.read("SELECT 1 FROM tickets WHERE id = ?", (id,)))


_KEPT_ROWS = "SELECT id, label, queue, day, phase, is_own, facts FROM tickets"


def _kept(row: tuple[object, ...]) -> Kept:
    id_, label, queue, day, phase = map(str, row[:5])
    return Kept(id_, label, queue, day, phase, bool(row[5]), json.loads(str(row[6])))


def _wish(asked: Asked) -> str:
    wish = {"matters": list(asked.matters), "kind": asked.kind, "reason": asked.reason, "proof": asked.proof}
    return json.dumps({name: value for name, value in wish.items() if value}, ensure_ascii=False)
