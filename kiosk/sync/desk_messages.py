"""What panels and the desk (the ticket authority) say to each other; shapes only. Source: docs/tickets.md.

Same rules as :mod:`kiosk.sync.messages`: frozen facts, JSON that is believed only when it fits, moments as ISO 8601
with an offset. No name, no number of a person: a phone number travels alone, once, and is never part of a ticket.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.sync.messages import FORMAT
from kiosk.ticketing.book import BookEntry as BookEntry

#: Bounds that hold before anything is read (bytes, entries).
TAKE_LIMIT, BOOK_LIMIT, BOOK_ENTRIES = 8 << 10, 256 << 10, 100


@dataclass(frozen=True, slots=True)
class TakeTicket:
    """A ticket is asked for. ``id``: 32 hex digits, made by the asker; the same id again gets the same answer.

    ``queue`` "" = the queue of the first matter. ``asked_at``: the asker's clock, corrected by what it knows of the
    authority's. ``appointment``: the code of an appointment that is checked in, or "".
    """

    id: str
    queue: str = ""
    matters: tuple[str, ...] = ()
    kind: str = "ordinary"
    reason: str = ""
    proof: str = "said"
    asked_at: str = ""
    language: str = "zh-CN"
    appointment: str = ""
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """A ticket as the desk sees it now. ``ahead`` −1: not waiting. ``p50_min``/``p90_min`` 0: not known.

    ``window``: where it is called; ``windows``: where it may be called. ``said``: one sentence for the visitor by
    language (why it goes first, when it comes back in line …), may be empty.
    """

    id: str
    label: str
    state: str
    queue: str
    queue_name: Mapping[str, str] = field(default_factory=dict)
    matters: tuple[str, ...] = ()
    number: int = 0
    kind: str = "ordinary"
    arrived: str = ""
    windows: tuple[str, ...] = ()
    window: str = ""
    ahead: int = -1
    p50_min: int = 0
    p90_min: int = 0
    stops: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    now: str = ""
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Book:
    """Lines of a panel's ticket book, oldest first. ``now``: the panel's clock when it is told."""

    now: str
    entries: tuple[BookEntry, ...] = ()
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class BookTaken:
    """Which entries are kept (never tell them again) and which are refused, by word (park them, tell staff)."""

    now: str
    taken: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class QueueNow:
    """One queue at this moment. ``open_windows`` serve it now; ``takes`` False: ``said`` says why and when to come."""

    code: str
    prefix: str
    name: Mapping[str, str]
    waiting: int = 0
    p50_min: int = 0
    p90_min: int = 0
    windows: tuple[str, ...] = ()
    open_windows: tuple[str, ...] = ()
    takes: bool = True
    said: Mapping[str, str] = field(default_factory=dict)
    matters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallNow:
    """A call. ``serial`` grows within a hall: a screen that missed some asks from the last one it showed."""

    serial: int
    id: str
    ticket: str
    label: str
    window: str
    at: str
    again: int = 0


@dataclass(frozen=True, slots=True)
class DeskNow:
    """The desk at this moment, for the panel's home, map and board. ``series``: of this panel ("K3")."""

    hall_id: str
    now: str
    series: str = ""
    queues: tuple[QueueNow, ...] = ()
    calls: tuple[CallNow, ...] = ()
    phone_page: str = ""
    sms: bool = False
    format: int = FORMAT
