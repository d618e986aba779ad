"""The authority over the tickets of a hall: every act there is (docs/tickets.md), each safe to repeat.

An act is one transaction. What it refuses it refuses with a ``TicketError``: ``word`` for machines, ``text`` for
people. ``now`` is aware, in any zone.
"""

from __future__ import annotations

from kiosk.hub.desk.book import take_book
from kiosk.hub.desk.calling import call_again, call_next, take_back
from kiosk.hub.desk.ending import end_day
from kiosk.hub.desk.facts import desk_now, facts_of, recent_calls
from kiosk.hub.desk.manual import ManualEntry, manual
from kiosk.hub.desk.numbers import series_of
from kiosk.hub.desk.seats import close_seat, open_seat, pause_seat
from kiosk.hub.desk.serving import begin, finish, hold, miss, return_missed, transfer
from kiosk.hub.desk.taking import confirm, take, ticket, withdraw
from kiosk.hub.desk.windows import visitor_at

__all__ = [
    "ManualEntry",
    "begin",
    "call_again",
    "call_next",
    "close_seat",
    "confirm",
    "desk_now",
    "end_day",
    "facts_of",
    "finish",
    "hold",
    "manual",
    "miss",
    "open_seat",
    "pause_seat",
    "recent_calls",
    "return_missed",
    "series_of",
    "take",
    "take_back",
    "take_book",
    "ticket",
    "transfer",
    "visitor_at",
    "withdraw",
]
