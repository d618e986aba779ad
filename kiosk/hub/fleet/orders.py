"""What a panel is asked to do, and what came of it: a screenshot, its log, or a restart."""

from __future__ import annotations

import secrets
import struct
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kiosk.base.errors import KioskError
from kiosk.hub.access.models import User
from kiosk.hub.audit.log import record
from kiosk.hub.fleet.models import Order, Panel
from kiosk.hub.live.outbox import tell
from kiosk.hub.project.statements import row

KINDS = ("screenshot", "logs", "restart")
#: An order nobody answered in this time is none any more.
WAITS = timedelta(minutes=30)
#: A screen as PNG, a log as text: bytes. And the sides of a picture, in pixels.
LIMITS = {"screenshot": 24 << 20, "logs": 4 << 20, "restart": 4 << 10}
SIDE = 8192
_PNG = b"\x89PNG\r\n\x1a\n"


class Readable(Protocol):
    """What comes in, read as far as one wants."""

    def read(self, size: int, /) -> bytes: ...


class OrderError(KioskError):
    """An order that cannot be given, or a result that is none."""


def give(panel: Panel, kind: str, by: User) -> Order:
    """Ask a panel for something; it hears of it at once on its stream, or with its next report."""
    if kind not in KINDS or panel.revoked_at is not None:
        raise OrderError(f"This cannot be asked of the panel {panel.name}: {kind[:20]}.")
    with transaction.atomic():
        Order.objects.filter(panel=panel, kind=kind, done_at=None).delete()
        order = Order.objects.create(id=secrets.token_hex(12), panel=panel, kind=kind, asked_by=by)
        tell(f"panel:{panel.id}", "order", id=order.id, kind=kind)
        tell(f"console:{panel.hall_id}", "panel", id=panel.id)
        record(by, "fleet.ordered", hall_id=panel.hall_id, subject=panel.name, panel=panel.id, kind=kind)
    return order


def open_orders(panel: Panel, now: datetime | None = None) -> Sequence[Order]:
    """What still waits for this panel, oldest first."""
    if row(Order, "done_at IS NULL", panel_id=panel.id) is None:
        return []
    since = (now or timezone.now()) - WAITS
    return list(Order.objects.filter(panel=panel, done_at=None, asked_at__gt=since).order_by("asked_at"))


def result_path(order: Order) -> Path:
    """Where its result is kept."""
    return Path(settings.DATA) / "orders" / order.id


def take_result(order: Order, outcome: str, body: Readable, now: datetime) -> None:
    """Keep what the panel sent; OrderError for what is no such result. Older results of its kind are dropped."""
    data = body.read(LIMITS[order.kind] + 1)
    if len(data) > LIMITS[order.kind]:
        raise OrderError("The result is too big.")
    media_type = _media_type(order.kind, data) if data else ""
    if data:
        path = result_path(order)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
    with transaction.atomic():
        done = Order.objects.select_for_update().filter(id=order.id, done_at=None).first()
        if done is None:
            raise OrderError("This was answered already.")
        done.done_at, done.outcome, done.media_type = now, outcome[:200], media_type
        done.save(update_fields=["done_at", "outcome", "media_type"])
        tell(f"console:{order.panel.hall_id}", "panel", id=order.panel_id)
    _drop_older(done)


def _media_type(kind: str, data: bytes) -> str:
    if kind != "screenshot":
        return "text/plain"
    if len(data) < 33 or not data.startswith(_PNG) or data[12:16] != b"IHDR":
        raise OrderError("This is no PNG.")
    width, height = struct.unpack(">II", data[16:24])
    if not (0 < width <= SIDE and 0 < height <= SIDE):
        raise OrderError("The picture has no possible size.")
    return "image/png"


def _drop_older(order: Order) -> None:
    older = Order.objects.filter(panel_id=order.panel_id, kind=order.kind, asked_at__lt=order.asked_at)
    for one in older.order_by("-asked_at")[2:]:
        result_path(one).unlink(missing_ok=True)
        one.delete()
