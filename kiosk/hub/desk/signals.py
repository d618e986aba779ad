"""What the desk says to other rooms of the hub: a ticket has moved."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.dispatch import Signal

from kiosk.hub.desk.models import TicketRow

log = logging.getLogger("kiosk.hub.desk")

#: ``ticket_moved(sender=TicketRow, row, act, now)``, in the transaction of the act. ``act`` as in ``TicketEvent``.
ticket_moved = Signal()


def moved(row: TicketRow, act: str, now: datetime) -> None:
    """Say it. A listener that breaks loses what it wrote, never the act."""
    if not ticket_moved.has_listeners(TicketRow):
        return
    try:
        with transaction.atomic():
            ticket_moved.send(sender=TicketRow, row=row, act=act, now=now)
    except Exception:
        log.exception("desk: somebody could not hear that a ticket was %s", act)
