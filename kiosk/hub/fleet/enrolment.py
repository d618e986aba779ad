"""How a panel comes in: it shows a code, a technician types it, both compare six digits, then its key counts.

The code has two halves: the first finds the enrolment, the second proves it. A try is a code whose first half is right
and whose second is wrong, by whoever; the fifth locks the enrolment. Codes that find nothing count against the person
and the address that sent them. So nobody can lock an enrolment without having seen half of its code, and nobody can try
more than five second halves (of 810,000) against it. Only keyed digests are kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from kiosk.base.errors import KioskError
from kiosk.hub.access.models import User
from kiosk.hub.audit.log import record
from kiosk.hub.fleet.models import Enrolment, Panel
from kiosk.hub.live.outbox import tell
from kiosk.hub.project import certificate
from kiosk.hub.project.secret import keyed
from kiosk.hub.records.models import Hall

#: No characters that look like others.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
HALF = 4
LASTS = timedelta(minutes=10)
TRIES = 5
#: Enrolments that may wait at the same time on this hub.
AT_ONCE = 200


class EnrolmentError(KioskError):
    """``word``: code (wrong, used, locked or too old: not told which), busy, name, root, revoked."""

    def __init__(self, word: str, what: str) -> None:
        super().__init__(what)
        self.word = word


@dataclass(frozen=True, slots=True)
class Begun:
    """What the asking panel is told, once; ``check`` it makes itself as well."""

    id: str
    code: str
    check: str
    secret: str


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a technician puts a panel."""

    hall: Hall
    name: str
    group: str = ""
    kiosk_id: str = ""


def begin(public_key: str, program: str, now: datetime) -> Begun:
    """A panel asks to be admitted; EnrolmentError when too many wait. ``public_key``: 64 hex digits."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(2 * HALF))
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Enrolment.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
        if Enrolment.objects.filter(state=Enrolment.State.WAITING, expires_at__gt=now).count() >= AT_ONCE:
            raise EnrolmentError("busy", "Too many panels wait to be admitted.")
        enrolment = Enrolment.objects.create(
            id=secrets.token_hex(12),
            public_key=public_key,
            code_digest=_first(code) + _whole(code),
            secret_digest=hashlib.sha256(secret.encode()).hexdigest(),
            program=program[:100],
            expires_at=now + LASTS,
        )
    return Begun(enrolment.id, f"{code[:HALF]}-{code[HALF:]}", check(enrolment), secret)


def check(enrolment: Enrolment) -> str:
    """The six digits (``kiosk.sync.messages.check_digits``, from the digest that is kept of the secret)."""
    words = enrolment.public_key + enrolment.secret_digest + certificate.pin(settings.OPTIONS)
    return f"{int.from_bytes(hashlib.sha256(words.encode()).digest()[:8], 'big') % 1_000_000:06d}"


def of_secret(enrolment_id: str, secret: str) -> Enrolment | None:
    """The enrolment of the panel that asks; None unless it holds the secret."""
    enrolment = Enrolment.objects.select_related("panel").filter(id=enrolment_id).first()
    digest = hashlib.sha256(secret.encode()).hexdigest()
    return enrolment if enrolment and hmac.compare_digest(enrolment.secret_digest, digest) else None


def state(enrolment: Enrolment, now: datetime) -> str:
    """waiting, confirmed, locked or expired, at this moment."""
    if enrolment.state == Enrolment.State.WAITING and enrolment.expires_at <= now:
        return Enrolment.State.EXPIRED.value
    return str(enrolment.state)


def find(code: str, now: datetime) -> Enrolment:
    """The waiting enrolment with this code; EnrolmentError("code") for anything else, and it may be a try."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    with transaction.atomic():
        waiting = Enrolment.objects.select_for_update().filter(state=Enrolment.State.WAITING, expires_at__gt=now)
        for enrolment in waiting.filter(code_digest__startswith=_first(plain)):
            if hmac.compare_digest(enrolment.code_digest, _first(plain) + _whole(plain)):
                return enrolment
            _count_try(enrolment)
    raise EnrolmentError("code", "There is no panel waiting with this code.")


def _count_try(enrolment: Enrolment) -> None:
    enrolment.tries += 1
    if enrolment.tries >= TRIES:
        enrolment.state = Enrolment.State.LOCKED
        record("?", "fleet.enrolment_locked", subject=enrolment.id, program=enrolment.program)
    enrolment.save(update_fields=["tries", "state"])


def confirm(code: str, placing: Placing, by: User, now: datetime) -> Panel:
    """Admit the panel that shows this code; EnrolmentError. The code counts no second time."""
    found = find(code, now)
    if not root_path(placing.hall.id).is_file():
        raise EnrolmentError("root", f"The hall {placing.hall.id} has no keys yet.")
    with transaction.atomic():
        enrolment = Enrolment.objects.select_for_update().get(id=found.id)
        if enrolment.state != Enrolment.State.WAITING:
            raise EnrolmentError("code", "There is no panel waiting with this code.")
        panel = _placed(enrolment.public_key, placing, by)
        enrolment.state, enrolment.panel = Enrolment.State.CONFIRMED, panel
        enrolment.save(update_fields=["state", "panel"])
        tell(f"console:{placing.hall.id}", "panel", id=panel.id)
        record(
            by,
            "fleet.admitted",
            hall_id=placing.hall.id,
            subject=panel.name,
            panel=panel.id,
            group=panel.group,
            kiosk=panel.kiosk_id,
        )
    return panel


def admit(public_key: str, placing: Placing, by: User) -> Panel:
    """Admit a panel by its key, without a code: who says so is at the hub's own machine. EnrolmentError as above."""
    if len(public_key) != 64 or set(public_key) - set("0123456789abcdef"):
        raise EnrolmentError("code", "This is no public key (64 hex digits).")
    if not root_path(placing.hall.id).is_file():
        raise EnrolmentError("root", f"The hall {placing.hall.id} has no keys yet.")
    with transaction.atomic():
        panel = _placed(public_key, placing, by)
        record(by, "fleet.admitted", hall_id=placing.hall.id, subject=panel.name, panel=panel.id, by_key=True)
    return panel


def _placed(public_key: str, placing: Placing, by: User) -> Panel:
    """A new panel, or the one that has had this key before."""
    panel = Panel.objects.select_for_update().filter(public_key=public_key).first()
    if panel is None:
        panel = Panel(id=secrets.token_hex(8), public_key=public_key)
    elif panel.revoked_at is not None:
        raise EnrolmentError("revoked", "The key of this panel was revoked; it has to make a new one.")
    if Panel.objects.filter(hall=placing.hall, name=placing.name, revoked_at=None).exclude(id=panel.id).exists():
        raise EnrolmentError("name", f"There is a panel called {placing.name} already.")
    panel.hall, panel.name, panel.group = placing.hall, placing.name, placing.group
    panel.kiosk_id, panel.admitted_by = placing.kiosk_id, by
    panel.save()
    return panel


def revoke(panel: Panel, by: User, now: datetime, reason: str = "") -> None:
    """From now on the panel gets nothing: no token, no file, and its streams end."""
    with transaction.atomic():
        Panel.objects.filter(id=panel.id, revoked_at=None).update(revoked_at=now)
        tell(f"panel:{panel.id}", "bye", reason="revoked")
        tell(f"console:{panel.hall_id}", "panel", id=panel.id)
        record(by, "fleet.revoked", hall_id=panel.hall_id, subject=panel.name, panel=panel.id, reason=reason)


def root_path(hall_id: str) -> Path:
    """The first root of a hall: what an admitted panel begins to trust."""
    return Path(settings.DATA) / "halls" / hall_id / "repo" / "metadata" / "1.root.json"


def _first(code: str) -> str:
    return keyed(settings.SECRET_KEY, "enrolment half", code[:HALF])[:16]


def _whole(code: str) -> str:
    return keyed(settings.SECRET_KEY, "enrolment code", code)[:48]
