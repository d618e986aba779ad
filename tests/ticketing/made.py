"""Tickets for tests: a morning in Shanghai, ids by number."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.ticketing.tickets import Kind, Ticket

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def made(number: int, kind: Kind = Kind.ORDINARY, *, at: float | None = None, **more: Any) -> Ticket:
    """Ticket ``number`` of queue A, asked for ``at`` minutes after nine (its number when not given)."""
    arrived = NINE + minutes(number if at is None else at)
    facts: dict[str, Any] = {"queue": "A", "label": f"A{number:03d}", **more}
    return Ticket(id=f"{number:032x}", day=NINE.date(), number=number, arrived=arrived, kind=kind, **facts)
