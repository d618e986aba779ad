"""Short tokens for panels: asked for with a signature of the device key, worth an hour, worth nothing once revoked."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, transaction

from kiosk.hub.fleet.models import Nonce, Panel
from kiosk.hub.project.secret import keyed
from kiosk.hub.project.statements import cells, row
from kiosk.sync.messages import moment, token_words

LASTS = timedelta(hours=1)
#: How far a panel's clock may be off; more, and the answer tells it the time so that it can ask again.
SKEW = timedelta(minutes=5)


class RefusedError(Exception):
    """No token, or no way in with it. ``word``: token, clock or revoked, as in docs/wire.md."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class Asked:
    """A panel asks for a token; ``signature`` is hex over ``messages.token_words``."""

    panel_id: str
    at: str
    nonce: str
    signature: str


def grant(asked: Asked, pin: str, now: datetime) -> str:
    """A token, or RefusedError. Who does not hold the key learns nothing, not even whether there is such a panel."""
    panel = Panel.objects.filter(id=asked.panel_id).first()
    if panel is None or not 16 <= len(asked.nonce) <= 64 or not _signed(panel.public_key, asked, pin):
        raise RefusedError("token")
    if panel.revoked_at is not None:
        raise RefusedError("revoked")
    at = moment(asked.at)
    if at is None or abs(at - now) > SKEW:
        raise RefusedError("clock")
    try:
        with transaction.atomic():
            Nonce.objects.filter(at__lt=now - 2 * SKEW).delete()
            Nonce.objects.create(panel=panel, nonce=asked.nonce, at=max(at, now))
    except IntegrityError:
        raise RefusedError("token") from None
    return sealed(panel.id, now + LASTS)


def sealed(panel_id: str, until: datetime) -> str:
    """``<panel>.<until, seconds since 1970>.<seal>``; only this hub's secret can make it."""
    words = f"{panel_id}.{int(until.timestamp())}"
    return f"{words}.{keyed(settings.SECRET_KEY, 'panel token', words)[:40]}"


def opened(token: str, now: datetime) -> tuple[str, float]:
    """The panel a token was given to and until when (seconds since 1970); RefusedError("token")."""
    words, _, seal = token.rpartition(".")
    panel_id, _, until = words.rpartition(".")
    expected = keyed(settings.SECRET_KEY, "panel token", words)[:40]
    if not hmac.compare_digest(seal.encode(), expected.encode()) or now.timestamp() >= int(until):
        raise RefusedError("token")
    return panel_id, float(until)


def hall_of(authorization: str, now: datetime) -> str:
    """The hall of the panel behind the token, for who needs no more of it; RefusedError as ``admitted``."""
    panel_id, _ = _bearer(authorization, now)
    found = cells(Panel, ("hall_id", "revoked_at"), id=panel_id)
    if found is None:
        raise RefusedError("token")
    if found[1] is not None:
        raise RefusedError("revoked")
    return str(found[0])


def admitted(authorization: str, now: datetime) -> tuple[Panel, float]:
    """The panel behind ``Authorization: Bearer <token>``, asked anew each time, so that revoking holds at once."""
    panel_id, until = _bearer(authorization, now)
    panel = row(Panel, id=panel_id)
    if panel is None:
        raise RefusedError("token")
    if panel.revoked_at is not None:
        raise RefusedError("revoked")
    return panel, until


def _bearer(authorization: str, now: datetime) -> tuple[str, float]:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() not in ("bearer", "panel"):
        raise RefusedError("token")
    return opened(token.strip(), now)


def _signed(public_key: str, asked: Asked, pin: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(asked.signature), token_words(asked.panel_id, asked.at, asked.nonce, pin))
    except (ValueError, InvalidSignature):
        return False
    return True
