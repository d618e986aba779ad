"""What the desk tells screens and panels, in the transaction of the act; that waits changed, at most once a second."""

from __future__ import annotations

import threading
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from kiosk.hub.desk.models import Call, Seat, TicketRow, WaitsTold
from kiosk.hub.live.outbox import tell
from kiosk.sync.desk_messages import CallNow

#: A panel hears of a ticket it printed for so long; halls and panels hear of waits at most so often.
FOLLOWED = timedelta(hours=2)
WAITS, PANEL_WAITS = timedelta(seconds=1), timedelta(seconds=10)
#: Sources of tickets that are no panels.
NO_PANELS = ("", "desk", "phone")

_changed: set[str] = set()
_guard = threading.Lock()
#: Grows with every change of a hall's tickets or windows in this process (see ``line``).
_generations: dict[str, int] = {}


def call_now(call: Call) -> CallNow:
    """A call as it travels."""
    return CallNow(
        serial=call.serial or 0,
        id=call.id,
        ticket=call.ticket_id or "",
        label=call.label,
        window=call.window,
        at=call.at.isoformat(),
        again=call.again,
    )


def call_told(call: Call) -> None:
    """Every screen of the hall hears the call."""
    tell(f"desk:{call.hall_id}", "call", **asdict(call_now(call)))


def call_off_told(call: Call) -> None:
    """A call that was for nobody (its number was never printed): screens take it away, nobody speaks it again."""
    tell(f"desk:{call.hall_id}", "call-off", serial=call.serial, ticket=call.ticket_id, window=call.window)


def window_told(seat: Seat) -> None:
    """A window was opened, paused or closed."""
    tell(f"desk:{seat.hall_id}", "window", window=seat.window, state=seat.state)
    waits_changed(seat.hall_id)


def ticket_told(row: TicketRow, by: str, now: datetime) -> None:
    """The panel that printed a ticket hears that somebody else (``by``) changed it, for two hours."""
    if row.source not in (*NO_PANELS, by) and now - row.issued_at < FOLLOWED:
        tell(f"panel:{row.source}", "ticket", **{"id": row.id})


def waits_changed(hall_id: str) -> None:
    """Waits are other than before: for whoever asks within this transaction, and for all once it holds."""
    _renew(hall_id)
    transaction.on_commit(lambda: _mark(hall_id))


def generation(hall_id: str) -> int:
    """Another number after every change that this process made."""
    return _generations.get(hall_id, 0)


def tell_waits(now: datetime) -> None:
    """Tell the halls whose waits changed and that were not told within the last second (by any process)."""
    with _guard:
        halls = sorted(_changed)
        _changed.clear()
    for hall_id in halls:
        if not _tell_hall(hall_id, now):
            with _guard:
                _changed.add(hall_id)


def _tell_hall(hall_id: str, now: datetime) -> bool:
    from kiosk.hub.fleet.models import Panel

    long_ago = now - 2 * PANEL_WAITS
    if not WaitsTold.objects.filter(hall_id=hall_id).exists():
        told = WaitsTold(hall_id=hall_id, at=long_ago, panels_at=long_ago)
        WaitsTold.objects.bulk_create([told], ignore_conflicts=True)
    with transaction.atomic():
        due = WaitsTold.objects.filter(hall_id=hall_id, at__lte=now - WAITS).update(at=now)
        if due:
            tell(f"desk:{hall_id}", "waits")
        panels = WaitsTold.objects.filter(hall_id=hall_id, panels_at__lte=now - PANEL_WAITS).update(panels_at=now)
        for panel_id in (
            Panel.objects.filter(hall_id=hall_id, connected=True).values_list("id", flat=True) if panels else ()
        ):
            tell(f"panel:{panel_id}", "waits")
    return bool(due) and bool(panels)


def _mark(hall_id: str) -> None:
    _renew(hall_id)
    with _guard:
        _changed.add(hall_id)


def _renew(hall_id: str) -> None:
    with _guard:
        _generations[hall_id] = _generations.get(hall_id, 0) + 1
