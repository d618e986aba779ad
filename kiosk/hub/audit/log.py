"""Writes the sealed log: numbers without gaps, each entry sealed with the one before it, one writer at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from kiosk.hub.access.models import User
from kiosk.hub.audit.models import Entry
from kiosk.hub.project.locks import hold

#: What the first entry is sealed together with.
GENESIS = "0" * 64
#: What writers of the log wait for, to the end of their transaction.
_LOCK = "audit log"


def record(
    actor: User | str, act: str, *, hall_id: str = "", subject: str = "", at: datetime | None = None, **details: Any
) -> Entry:
    """Write one act in the caller's transaction, so that it is remembered exactly when it holds.

    ``act`` is "<room>.<verb in the past>", as ``access.refused``; ``details`` are JSON values, never a secret.
    Other writers wait until this transaction ends: write late in it.
    """
    with transaction.atomic():
        before = _last_locked()
        entry = Entry(
            number=before.number + 1 if before else 1,
            at=at or timezone.now(),
            actor=_text(actor.username if isinstance(actor, User) else actor, 150),
            hall_id=_text(hall_id, 64),
            act=_text(act, 60),
            subject=_text(subject, 200),
            details=_plain(details),
            before=before.seal if before else GENESIS,
        )
        entry.seal = seal(entry)
        entry.save(force_insert=True)
    return entry


def head() -> str:
    """The newest seal; it stands for the whole log so far. "" when nothing was written yet."""
    return Entry.objects.order_by("-number").values_list("seal", flat=True).first() or ""


def seal(entry: Entry) -> str:
    """sha256 over the former seal and this entry's canonical JSON."""
    facts = {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "hall_id": entry.hall_id,
        "act": entry.act,
        "subject": entry.subject,
        "details": entry.details,
    }
    words = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{entry.before}\n{words}".encode()).hexdigest()


def _last_locked() -> Entry | None:
    """The last entry, with every other writer kept out."""
    hold(_LOCK)
    return Entry.objects.order_by("-number").first()


def _text(value: object, limit: int) -> str:
    """What every database keeps as it is: no NUL, no half characters, not too long."""
    return str(value).replace("\0", "").encode("utf-8", "replace").decode()[:limit]


def _plain(value: Any) -> Any:
    """JSON that reads back equal from every database: numbers without a rest are whole numbers."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        rounded = round(value, 6)
        return int(rounded) if rounded.is_integer() else rounded
    if isinstance(value, Mapping):
        return {_text(key, 100): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return _text(value, 2000)
