"""What panels say of themselves: what is on the glass, since when, and how every part is."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from kiosk.hub.fleet.models import Panel, Showing
from kiosk.hub.fleet.orders import open_orders
from kiosk.hub.live.outbox import tell
from kiosk.hub.project.statements import cells, is_there, row
from kiosk.hub.project.writers import one_writer
from kiosk.hub.publishing.models import Channel
from kiosk.sync.messages import Report, moment, packed, report_seal, unpacked

#: What the console is told of at once; everything else it sees with its next look.
_TOLD = ("release", "waiting", "live", "parts", "program", "offline_s")


def take(panel: Panel, report: Report, now: datetime) -> dict[str, Any]:
    """Believe a report as far as it goes, prove what it proves, and answer with what waits for the panel."""
    facts = json.loads(packed(report))
    shown = shown_at(report, now)
    with one_writer(), transaction.atomic():
        before = _own(panel)
        told = any(before.report.get(key) != facts.get(key) for key in _TOLD) or _was_away(before, now)
        before.report, before.last_seen, before.left_at = facts, now, None
        if before.shown_release != report.release:
            before.shown_release, before.shown_since = report.release, shown
        before.save(update_fields=["report", "last_seen", "left_at", "shown_release", "shown_since"])
        is_new = report.release and not is_there(Showing, panel_id=before.id, number=report.release)
        if is_new and shown is not None:
            showing = Showing(panel=before, number=report.release, shown_at=shown)
            Showing.objects.bulk_create([showing], ignore_conflicts=True)
        if told:
            tell(f"console:{panel.hall_id}", "panel", id=panel.id)
    return _answer(panel, now)


def is_still(panel: Panel, seal: str, now: datetime) -> dict[str, Any] | None:
    """The panel lives and all is as it reported last: the answer as to a report. None: that was another report."""
    with one_writer(), transaction.atomic():
        before = _own(panel)
        if not before.report or report_seal(unpacked(Report, json.dumps(before.report).encode())) != seal:
            return None
        if _was_away(before, now):
            tell(f"console:{panel.hall_id}", "panel", id=panel.id)
        before.last_seen, before.left_at = now, None
        before.save(update_fields=["last_seen", "left_at"])
    return _answer(panel, now)


def _own(panel: Panel) -> Panel:
    """The panel as it is kept, owned until the transaction ends; Panel.DoesNotExist."""
    found = row(Panel, owned=True, id=panel.id)
    if found is None:
        raise Panel.DoesNotExist
    return found


def _answer(panel: Panel, now: datetime) -> dict[str, Any]:
    version = cells(Channel, ("version",), hall_id=panel.hall_id)
    return {
        "now": now.isoformat(),
        "timestamp": version[0] if version else 0,
        "orders": [{"id": order.id, "kind": order.kind} for order in open_orders(panel, now)],
    }


def shown_at(report: Report, now: datetime) -> datetime | None:
    """When the release was on the glass, by the hub's clock: the panel's moments, moved by how far its clock is off."""
    at, panel_now = moment(report.activated_at), moment(report.now)
    if at is None:
        return None
    skew = now - panel_now if panel_now is not None else timedelta(0)
    return min(at + skew, now)


def _was_away(panel: Panel, now: datetime) -> bool:
    """Whether the console showed it as gone."""
    return not panel.connected and (
        panel.left_at is not None or panel.last_seen is None or now - panel.last_seen > timedelta(seconds=70)
    )
