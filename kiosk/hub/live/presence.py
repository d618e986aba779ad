"""Which panels hold a stream, over all hub processes: each process beats, and what a dead one held is let go."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kiosk.hub.fleet.models import Panel
from kiosk.hub.live.models import Process, Stream
from kiosk.hub.live.outbox import tell

BEAT_S = 5.0
DEAD_AFTER = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Change:
    """A stream of a panel that was opened or closed."""

    stream_id: str
    panel_id: str
    opened: bool


class Presence:
    """What this process knows of its panels' streams, written to the database in portions."""

    def __init__(self, now: datetime) -> None:
        self.process_id = secrets.token_hex(8)
        Process.objects.create(id=self.process_id, started_at=now, beat_at=now)

    def beat(self, now: datetime) -> bool:
        """This process lives; others that do not are cleared away. True: it had been taken for dead itself."""
        row = {"started_at": now, "beat_at": now}
        _, reborn = Process.objects.update_or_create(id=self.process_id, defaults={"beat_at": now}, create_defaults=row)
        with transaction.atomic():
            dead = list(Process.objects.select_for_update().filter(beat_at__lt=now - DEAD_AFTER))
            if dead:
                held = set(Stream.objects.filter(process__in=dead).values_list("panel_id", flat=True))
                Stream.objects.filter(process__in=dead).delete()
                Process.objects.filter(id__in=[one.id for one in dead]).delete()
                _settle(held, now)
        return reborn

    def write(self, changes: Iterable[Change], now: datetime) -> None:
        """Write what changed and settle which panels are connected."""
        opened, closed = dict[str, str](), dict[str, str]()
        for change in changes:
            if change.opened:
                opened[change.stream_id] = change.panel_id
            elif opened.pop(change.stream_id, None) is None:
                closed[change.stream_id] = change.panel_id
        if not opened and not closed:
            return
        with transaction.atomic():
            there = set(Panel.objects.filter(id__in=opened.values()).values_list("id", flat=True))
            Stream.objects.bulk_create(
                [
                    Stream(id=stream, process_id=self.process_id, panel_id=panel, opened_at=now)
                    for stream, panel in opened.items()
                    if panel in there
                ],
                ignore_conflicts=True,
            )
            Stream.objects.filter(id__in=list(closed)).delete()
            _settle({*opened.values(), *closed.values()}, now)

    def leave(self, now: datetime) -> None:
        """This process ends in order."""
        with transaction.atomic():
            held = set(Stream.objects.filter(process_id=self.process_id).values_list("panel_id", flat=True))
            Process.objects.filter(id=self.process_id).delete()
            _settle(held, now)


def _settle(panels: Iterable[str], now: datetime) -> None:
    """``Panel.connected`` as the streams say; the console is told of each that changed."""
    ids = sorted(panels)
    on = set(Stream.objects.filter(panel_id__in=ids).values_list("panel_id", flat=True))
    for panel in Panel.objects.select_for_update().filter(id__in=ids).order_by("id"):
        connected = panel.id in on
        if panel.connected != connected:
            seen = {"last_seen": now, "left_at": None} if connected else {"left_at": now}
            Panel.objects.filter(id=panel.id).update(connected=connected, **seen)
            tell(f"console:{panel.hall_id}", "panel", id=panel.id)
