"""Writes down what each screen showed and spoke, and when: once a call and screen, however often it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from kiosk.hub.counter.models import ScreenReport
from kiosk.hub.counter.screen_keys import heard_of
from kiosk.hub.counter.showing import zone_of
from kiosk.hub.desk.models import Acknowledgement, Call, CallSerial, Screen
from kiosk.hub.live.outbox import tell

SOUNDS = frozenset({"", "off", "unknown", "ok", "none", "blocked"})


@dataclass(frozen=True, slots=True)
class Seen:
    """``shown`` and ``spoken``: serial → when. ``upto``: the last serial it knows of. ``glass``: its pixels."""

    shown: Mapping[int, datetime]
    spoken: Mapping[int, datetime]
    upto: int = 0
    sound: str = ""
    glass: tuple[int, ...] = ()


def acknowledge(screen: Screen, seen: Seen, now: datetime) -> None:
    """Keep it. Serials of other halls or zones, or that were never given, are passed over."""
    with transaction.atomic():
        if seen.shown or seen.spoken:
            _keep(screen, seen)
        upto = min(max(seen.upto, *seen.shown, 0) if seen.shown else seen.upto, newest_serial(screen.hall_id))
        if upto > screen.acknowledged:
            Screen.objects.filter(id=screen.id).update(acknowledged=Greatest(F("acknowledged"), upto))
        _report(screen, seen, now)
    heard_of(screen, now)


def newest_serial(hall_id: str) -> int:
    """The serial of the hall's last call."""
    return CallSerial.objects.filter(hall=hall_id).values_list("last", flat=True).first() or 0


def _keep(screen: Screen, seen: Seen) -> None:
    found = Call.objects.filter(hall=screen.hall_id, serial__in=[*seen.shown, *seen.spoken])
    if zone := zone_of(screen):
        found = found.filter(window__in=zone)
    calls = {call.serial: call for call in found if call.serial is not None}
    made = [
        # A clock that went back on either side: nothing is shown before it was called.
        Acknowledgement(call=call, screen=screen, shown_at=max(call.at, seen.shown.get(serial) or seen.spoken[serial]))
        for serial, call in calls.items()
    ]
    Acknowledgement.objects.bulk_create(made, ignore_conflicts=True)
    for serial, at in seen.spoken.items():
        if serial in calls:
            Acknowledgement.objects.filter(screen=screen, call=calls[serial], spoken_at=None).update(
                spoken_at=max(calls[serial].at, at)
            )


def _report(screen: Screen, seen: Seen, now: datetime) -> None:
    if not seen.sound:
        return
    width, height = seen.glass or (0, 0)
    before = ScreenReport.objects.filter(screen=screen).first()
    ScreenReport.objects.update_or_create(
        screen=screen, defaults={"at": now, "sound": seen.sound, "width": width, "height": height}
    )
    if before is None or before.sound != seen.sound:
        tell(f"console:{screen.hall_id}", "screen", id=screen.id)
