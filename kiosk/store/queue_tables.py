"""The queues table and ``[desk]`` of hall.toml → queues and rules of the ticket desk; any hall has queues."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import time
from itertools import product
from string import ascii_uppercase
from typing import Any

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.catalogue import Catalogue, number_order
from kiosk.matters.cells import Cells, shown
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import Notebook, Severity, TableFinding
from kiosk.matters.hall_facts import said_in
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill
from kiosk.matters.table_reading import rows_of
from kiosk.ticketing.queues import DeskRules, Queue

TABLE = "queues"
_MINUTES = Queue("-", "A", EMPTY).minutes
_LETTERS = tuple(letter for letter in ascii_uppercase if letter not in "IO")  # they look like 1 and 0 on paper

_PREFIX = Text(
    zh="“{prefix}”不能作字头：要一个或两个大写字母。", en="'{prefix}' is no prefix: one or two capital letters are."
)
_PREFIX_TAKEN = Text(
    zh="字头“{prefix}”已经给了第 {line} 行的队列。", en="The prefix '{prefix}' is that of line {line} already."
)
_OWN_PREFIX = Text(
    zh="每个队列一个字头，号码才不会重。", en="Give each queue one of its own, or numbers would be alike."
)
_UNKNOWN = Text(zh="没有“{code}”。", en="There is no '{code}'.")
_SEE = Text(zh="请与 {table} 表核对。", en="Compare it with the {table} table.")
_TWO_QUEUES = Text(zh="“{name}”已经在队列“{queue}”里。", en="'{name}' is in the queue '{queue}' already.")
_ONE_QUEUE = Text(zh="一件事只能在一个队列里等。", en="A matter waits in one queue only.")
_NO_WINDOW = Text(zh="队列“{name}”没有窗口，取不了号。", en="The queue '{name}' has no window, so it gives no numbers.")
_UNSERVED = Text(zh="队列“{queue}”的窗口都不办“{name}”。", en="No window of the queue '{queue}' serves '{name}'.")
_SEE_SERVICES = Text(zh="请与 services 表核对窗口。", en="Compare its windows with the services table.")
_LEFT_OVER = Text(
    zh="{count} 件事不在任何队列里，已按部门另立队列“{name}”。",
    en="{count} matters are in no queue; they were given the queue '{name}'.",
)
_NAME_THEM = Text(zh="请在 queues 表里写上它们。", en="Name them in the queues table.")
_IDLE = Text(zh="{number}号窗口不叫任何队列的号。", en="Window {number} calls from no queue.")
_DESK = Text(zh="[desk] 里的“{key}”不对，用了原来的值。", en="'{key}' in [desk] cannot be used; its default stands.")
_DESK_UNKNOWN = Text(zh="[desk] 里没有“{key}”这一项，未采用。", en="[desk] has no '{key}'; it was left out.")
_DESK_RANGE = Text(zh="可以是 {low} 到 {high}。", en="It may be {low} to {high}.")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a release says of the ticket desk."""

    queues: tuple[Queue, ...] = ()
    rules: DeskRules = field(default_factory=DeskRules)


def read_desk(
    facts: Mapping[str, Any], tables: Mapping[str, Table], catalogue: Catalogue, book: Notebook | None = None
) -> Desk:
    """Queues and rules of a content folder; ``facts`` are those of hall.toml. Never raises for what stands there."""
    book = book if book is not None else Notebook()
    return Desk(queues_of(tables, catalogue, book), desk_rules(facts, book))


def queues_of(tables: Mapping[str, Table], catalogue: Catalogue, book: Notebook | None = None) -> tuple[Queue, ...]:
    """Every queue of a hall: those of the table in its order, then one a department for what the table leaves over.

    Every matter that a window serves is in exactly one of them, and every queue has a window.
    """
    book = book if book is not None else Notebook()
    reading = _Reading(catalogue, book)
    rows = list(reading.rows(tables.get(TABLE)))
    queues = [queue for row in rows if (queue := reading.queue(row)) is not None]
    left = reading.left_over()
    added = _by_department(catalogue, left, {queue.prefix for queue in queues}, {queue.code for queue in queues})
    if rows:
        _tell_left_over(added, book, tables[TABLE].file)
        _tell_idle(catalogue, [*queues, *added], book, tables[TABLE].file)
    return (*queues, *added)


def default_queues(catalogue: Catalogue) -> tuple[Queue, ...]:
    """The queues of a hall without the table: one a department that has windows, prefixes A, B, C … in their order."""
    return _by_department(catalogue, _served(catalogue), set(), set())


# -- the table


@dataclass(frozen=True, slots=True)
class _Line:
    """One row, believed as far as it can be; what it asks for is shared out when all rows are known."""

    cells: Cells
    order: float
    queue: Queue
    departments: tuple[str, ...]


class _Claims:
    """Which queue has which matters (or departments): ``queues`` by code, first come, first served."""

    def __init__(self, what: str, name_of: Callable[[str], Text]) -> None:
        self._what, self._name_of = what, name_of
        self.queues: dict[str, Text] = {}

    def claim(self, line: _Line, codes: Iterable[str]) -> Iterator[str]:
        """Those of ``codes`` that no row before this one has; a finding for each of the others."""
        for code in codes:
            if code in self.queues:
                what = fill(_TWO_QUEUES, name=self._name_of(code), queue=self.queues[code])
                line.cells.fault(f"{self._what}-queues", line.cells.column(f"{self._what}_codes"), what, _ONE_QUEUE)
                continue
            self.queues[code] = line.queue.name
            yield code


class _Reading:
    """The queues table of one hall: who is asked for what, and what is given to whom."""

    def __init__(self, catalogue: Catalogue, book: Notebook) -> None:
        self._catalogue, self._book = catalogue, book
        self._languages = said_in(catalogue.hall.languages)
        self._departments = {department.code for department in catalogue.departments}
        self._windows = {window.number for window in catalogue.windows}
        self._matters = {key.code: key.department_code for key in _keys(catalogue)}
        self._served = _served(catalogue)
        self._taken = _Claims("matter", lambda code: catalogue.matter(code).name)
        self._named = _Claims("department", lambda code: catalogue.department(code).name)

    def rows(self, table: Table | None) -> Iterator[_Line]:
        """Every usable row, in order; matters that rows name are theirs before departments are shared out."""
        lines = [self._line(cells) for cells in rows_of(table, SCHEMAS[TABLE], self._book, self._languages, "code")]
        prefixes: dict[str, int] = {}
        kept: list[_Line] = []
        for line in lines:
            if self._has_prefix(line, prefixes):
                mine = tuple(self._taken.claim(line, line.queue.matters))
                kept.append(replace(line, queue=replace(line.queue, matters=mine)))
        yield from sorted(kept, key=lambda line: line.order)

    def queue(self, line: _Line) -> Queue | None:
        """The queue of a row, with the matters of its departments and its windows; None without any window."""
        matters = (*line.queue.matters, *self._matters_of_departments(line))
        windows = line.queue.windows or windows_for(self._catalogue, matters, line.departments)
        queue = replace(line.queue, matters=matters, windows=windows)
        queue = replace(queue, minutes=queue.minutes or _minutes(self._catalogue, matters))
        if not windows:
            column = line.cells.column("window_numbers")
            line.cells.fault(
                "queue-without-window", column, fill(_NO_WINDOW, name=queue.name), severity=Severity.WARNING
            )
            return None
        self._tell_unserved(line, queue)
        return queue

    def left_over(self) -> dict[str, str]:
        """Code and department of every matter that a window serves and no queue has."""
        return {code: department for code, department in self._served.items() if code not in self._taken.queues}

    def _line(self, cells: Cells) -> _Line:
        hours_id = cells.word("hours_id")
        if hours_id and hours_id not in self._catalogue.calendar.weeks:
            self._unknown(cells, "hours_id", hours_id, "hours")
            hours_id = ""
        queue = Queue(
            code=cells.word("code"),
            prefix=cells.word("prefix").upper(),
            name=cells.text("name"),
            windows=self._known(cells, "window_numbers", self._windows, "windows"),
            matters=self._known(cells, "matter_codes", self._matters, "matters"),
            hours_id=hours_id,
            quota_am=cells.whole("quota_am", 0, 0, 9999) or 0,
            quota_pm=cells.whole("quota_pm", 0, 0, 9999) or 0,
            minutes=cells.number("minutes", 0.0, 0.5, 480.0),
        )
        order = cells.number("order", None, 0, 1e6)
        place = float(order) if order is not None else float(cells.row.line) + 1e6
        return _Line(cells, place, queue, self._known(cells, "department_codes", self._departments, "departments"))

    def _known(self, cells: Cells, column: str, known: Iterable[str], table: str) -> tuple[str, ...]:
        there = set(known)
        codes = cells.words(column)
        for code in codes:
            if code not in there:
                self._unknown(cells, column, code, table)
        return tuple(code for code in codes if code in there)

    @staticmethod
    def _unknown(cells: Cells, column: str, code: str, table: str) -> None:
        what, remedy = fill(_UNKNOWN, code=shown(code)), fill(_SEE, table=table)
        cells.fault("reference-dangling", cells.column(column), what, remedy)

    @staticmethod
    def _has_prefix(line: _Line, prefixes: dict[str, int]) -> bool:
        prefix, column = line.queue.prefix, line.cells.column("prefix")
        if not re.fullmatch(r"[A-Z]{1,2}", prefix):
            line.cells.fault("prefix-bad", column, fill(_PREFIX, prefix=shown(prefix)))
            return False
        if prefix in prefixes:
            what = fill(_PREFIX_TAKEN, prefix=prefix, line=prefixes[prefix])
            line.cells.fault("prefix-duplicate", column, what, _OWN_PREFIX)
            return False
        prefixes[prefix] = line.cells.row.line
        return True

    def _matters_of_departments(self, line: _Line) -> list[str]:
        found = []
        for department in self._named.claim(line, line.departments):
            mine = [c for c, dept in self._served.items() if dept == department and c not in self._taken.queues]
            self._taken.queues.update((code, line.queue.name) for code in mine)
            found += mine
        return found

    def _tell_unserved(self, line: _Line, queue: Queue) -> None:
        """One finding a row: the first matter that none of its windows does."""
        for code in queue.matters:
            served = {service.window_number for service in self._catalogue.services_of_matter(code)}
            if not served & set(queue.windows):
                what = fill(_UNSERVED, queue=queue.name, name=self._catalogue.matter(code).name)
                column = line.cells.column("window_numbers")
                line.cells.fault("queue-unserved", column, what, _SEE_SERVICES, Severity.WARNING)
                return


# -- what any hall has


def windows_for(catalogue: Catalogue, matters: Iterable[str], departments: Iterable[str] = ()) -> tuple[str, ...]:
    """Which windows can call such a queue: those of its departments, and any other that does all of its matters.

    When there is none, every window that does one of them.
    """
    codes = tuple(matters)
    serving = [{service.window_number for service in catalogue.services_of_matter(code)} for code in codes]
    some = set().union(*serving) if serving else set()
    every = set.intersection(*serving) if serving else set()
    homes = set(departments) or {catalogue.matter(code).department_code for code in codes}
    own = {window.number for window in catalogue.windows if homes & set(window.department_codes)}
    found = ((own & some if some else own) | every) or some
    return tuple(sorted(found, key=number_order))


def _by_department(
    catalogue: Catalogue, matters: Mapping[str, str], prefixes: set[str], codes: set[str]
) -> tuple[Queue, ...]:
    free = (prefix for prefix in _prefixes() if prefix not in prefixes)
    queues = []
    for department in catalogue.departments:
        mine = tuple(code for code, of in matters.items() if of == department.code)
        windows = windows_for(catalogue, mine, (department.code,)) if mine else ()
        if not windows:
            continue
        code = _free_code(department.code, codes)
        name = department.short_name or department.name
        queues.append(Queue(code, next(free), name, windows, mine, minutes=_minutes(catalogue, mine)))
    return tuple(queues)


def _prefixes() -> Iterator[str]:
    yield from _LETTERS
    yield from ("".join(pair) for pair in product(_LETTERS, repeat=2))


def _free_code(code: str, taken: set[str]) -> str:
    name, number = code, 2
    while name in taken:
        name, number = f"{code}-{number}", number + 1
    taken.add(name)
    return name


def _keys(catalogue: Catalogue) -> Iterable[Any]:
    return getattr(catalogue.matters, "keys", ())  # a MatterShelf: no matter is built for this


def _served(catalogue: Catalogue) -> dict[str, str]:
    """Code → department of every matter that some window serves, in the order of the matters."""
    return {key.code: key.department_code for key in _keys(catalogue) if catalogue.services_of_matter(key.code)}


def _minutes(catalogue: Catalogue, matters: Iterable[str]) -> float:
    """How long a visit takes, by what the matters themselves say; the default of a queue when none says it."""
    known = [minutes for code in matters if (minutes := catalogue.matter(code).minutes_at_window)]
    return round(sum(known) / len(known), 1) if known else _MINUTES


def _tell_left_over(added: Iterable[Queue], book: Notebook, file: str) -> None:
    for queue in added:
        what = fill(_LEFT_OVER, count=len(queue.matters), name=queue.name)
        book.add(TableFinding("matter-without-queue", Severity.WARNING, what, _NAME_THEM, file, 0, "matter_codes"))


def _tell_idle(catalogue: Catalogue, queues: Iterable[Queue], book: Notebook, file: str) -> None:
    calling = {number for queue in queues for number in queue.windows}
    for window in catalogue.windows:
        if window.number not in calling:
            what = fill(_IDLE, number=window.number)
            book.add(TableFinding("window-without-queue", Severity.NOTE, what, file=file, column="window_numbers"))


# -- [desk] of hall.toml

_MOST_WEIGHT = 1_000_000
RANGES: Mapping[str, tuple[float, float]] = {
    "overtakes": (0, 100),
    "calls": (1, 10),
    "call_gap_s": (5, 600),
    "resume_behind": (0, 50),
    "resumes": (0, 10),
    "early": (0, 240),
    "late": (0, 240),
    "appointment_share": (1, 20),
    "confirm_s": (5, 3600),
    "last_take": (0, 240),
    "digits": (2, 5),
    "review_s": (10, 600),
}


def desk_rules(facts: Mapping[str, Any], book: Notebook | None = None, file: str = "hall.toml") -> DeskRules:
    """The rules in ``[desk]`` of hall.toml's facts; whatever cannot be meant is a finding and keeps its default."""
    book = book if book is not None else Notebook()
    given = facts.get("desk", {})
    if not isinstance(given, Mapping):
        _tell_desk(book, file, "desk")
        return DeskRules()
    found: dict[str, Any] = {}
    for key, value in given.items():
        if key == "weights":
            found[key] = _weights(value, book, file)
        elif key == "noon":
            _take(found, key, _clock(value), book, file)
        elif key == "transfer_keeps_place":
            _take(found, key, value if isinstance(value, bool) else None, book, file)
        elif key in RANGES:
            _take(found, key, _whole(value, *RANGES[key]), book, file, RANGES[key])
        else:
            what = fill(_DESK_UNKNOWN, key=shown(key))
            book.add(TableFinding("key-unknown", Severity.NOTE, what, file=file, column=f"desk.{shown(key)}"))
    return DeskRules(**found)


def rules_facts(rules: DeskRules) -> dict[str, Any]:
    """Rules as the plain values of a ``[desk]`` section; ``desk_rules({"desk": …})`` reads them again."""
    found = {each.name: getattr(rules, each.name) for each in fields(rules)}
    return {**found, "weights": dict(rules.weights), "noon": rules.noon.isoformat("minutes")}


def _take(
    found: dict[str, Any], key: str, value: object, book: Notebook, file: str, span: tuple[float, float] | None = None
) -> None:
    if value is None:
        _tell_desk(book, file, key, span)
    else:
        found[key] = value


def _tell_desk(book: Notebook, file: str, key: str, span: tuple[float, float] | None = None) -> None:
    remedy = fill(_DESK_RANGE, low=f"{span[0]:g}", high=f"{span[1]:g}") if span else Text()
    what = fill(_DESK, key=shown(key))
    book.add(TableFinding("value-bad", Severity.ERROR, what, remedy, file, 0, f"desk.{shown(key)}"))


def _whole(value: object, low: float, high: float) -> int | None:
    sound = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    return value if sound and isinstance(value, int) else None


def _clock(value: object) -> time | None:
    if isinstance(value, time):
        return value.replace(tzinfo=None)
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value) if isinstance(value, str) else None
    return time(int(match[1]), int(match[2])) if match else None


def _weights(value: object, book: Notebook, file: str) -> dict[str, float]:
    weights = dict(DeskRules().weights)
    if not isinstance(value, Mapping):
        _tell_desk(book, file, "weights")
        return weights
    for kind, weight in value.items():
        is_number = isinstance(weight, (int, float)) and not isinstance(weight, bool)
        if kind in weights and is_number and 0 < weight <= _MOST_WEIGHT:
            weights[kind] = float(weight)
        else:
            _tell_desk(book, file, f"weights.{kind}", (0, _MOST_WEIGHT))
    return weights
