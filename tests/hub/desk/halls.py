"""A hall whose desk is open: three queues, four windows, hours, and a clock that is moved."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.base.texts import Text
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hall import Hall
from kiosk.matters.hours import Calendar, Span, Week
from kiosk.matters.windows import Window
from kiosk.sync.desk_messages import TakeTicket
from kiosk.ticketing.queues import DeskRules, Queue

ZONE = ZoneInfo("Asia/Shanghai")
#: A Monday morning, hall time.
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
QUEUES = (
    Queue("tax", "A", Text(zh="税务", en="Tax"), ("1", "2"), ("M1", "M2")),
    Queue("police", "B", Text(zh="公安", en="Police"), ("2", "3"), ("M3",)),
    Queue("land", "C", Text(zh="不动产", en="Real estate"), ("4",), ("M4",)),
)
WEEK = Week("main", tuple((Span(time(8, 30), time(12)), Span(time(13, 30), time(17, 0))) for _ in range(7)))
_ids = itertools.count(1)


def opened(hall_id: str, queues: tuple[Queue, ...] = QUEUES, rules: DeskRules | None = None, **facts: Any) -> Any:
    """Give this process what the hall would have published."""
    from kiosk.hub.desk import facts as facts_of_desk
    from kiosk.hub.desk import line, published

    windows = dict.fromkeys(window for queue in queues for window in queue.windows)
    catalogue = Catalogue(
        Hall(hall_id, Text(zh="大厅", en="Hall"), hours_id=facts.pop("hours_id", "main")),
        windows=tuple(Window(number, Text(), ()) for number in windows),
        calendar=facts.pop("calendar", Calendar({"main": WEEK})),
    )
    found = published.Published(hall_id, 1, catalogue, queues, rules or DeskRules(), **facts)
    published.put(found)
    line.forget()
    facts_of_desk._kept.clear()
    return found


def forget() -> None:
    """What this process has read of desks is read again."""
    from kiosk.hub.desk import facts, line, published

    published.forget()
    line.forget()
    facts._kept.clear()


def ruled(published_hall: Any, **rules: Any) -> Any:
    """The same hall with other rules."""
    from kiosk.hub.desk import published

    found = replace(published_hall, rules=replace(published_hall.rules, **rules))
    published.put(found)
    return found


def an_id() -> str:
    """32 hex digits, a new one each time."""
    return uuid.uuid4().hex


def wish(queue: str = "tax", **facts: Any) -> TakeTicket:
    """A ticket that is asked for."""
    facts.setdefault("id", an_id())
    return TakeTicket(queue=queue, **facts)


def after(**span: float) -> datetime:
    """A moment of that morning."""
    return MORNING + timedelta(**span)
