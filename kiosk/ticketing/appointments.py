"""Appointments (预约): when one is checked in, and whether it came on time. It joins the same queue, never a second."""

from __future__ import annotations

from datetime import datetime, timedelta

from kiosk.base.texts import Text
from kiosk.ticketing.hours import when_words
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import Kind, Ticket, TicketError


def check_in(at: datetime, now: datetime, rules: DeskRules) -> bool:
    """Whether who booked ``at`` and comes ``now`` (hall's zone) is on time; late still gets a number, today.

    Raises ``TicketError``: "early" (says when to come), "day" (it was for another day).
    """
    at = at.astimezone(now.tzinfo)
    if now.date() > at.date():
        raise TicketError(
            "day",
            Text(
                zh="这个预约的日期已过，请取普通号或重新预约。",
                en="This appointment was for another day. Please take an ordinary number or book again.",
            ),
        )
    opens = at - timedelta(minutes=rules.early)
    if now < opens:
        when, booked = when_words(opens, now), when_words(at, now)
        raise TicketError(
            "early",
            Text(
                zh=f"您预约的是{booked['zh']}，请{when['zh']}以后再来取号。",
                en=f"Your appointment is {booked['en']}. You can take its number {when['en']} or later.",
            ),
        )
    return now <= at + timedelta(minutes=rules.late)


def on_time(ticket: Ticket, rules: DeskRules) -> bool:
    """Whether a ticket is an appointment that was checked in within its window of time."""
    if ticket.kind is not Kind.APPOINTMENT or ticket.appointment_at is None:
        return False
    return ticket.arrived <= ticket.appointment_at + timedelta(minutes=rules.late)
