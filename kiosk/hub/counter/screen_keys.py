"""A screen's secret address: made once, kept as a digest, worth nothing once it was taken back."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from kiosk.hub.desk.models import Screen

#: Letters and figures that nobody confuses on a remote control (Crockford): 20 of them are 100 bits.
_LETTERS, _LENGTH = "0123456789abcdefghjkmnpqrstvwxyz", 20
KEY = re.compile(rf"[{_LETTERS}]{{{_LENGTH}}}")
#: How often it is written down that a screen was heard of.
_SEEN = timedelta(seconds=15)


def new_key() -> str:
    """A key that was never there before."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def digest(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(f"screen {key}".encode()).hexdigest()


def screen_of(key: str) -> Screen | None:
    """The screen that has this key."""
    if not KEY.fullmatch(key):
        return None
    return Screen.objects.filter(key_digest=digest(key)).select_related("hall").first()


def is_revoked(screen: Screen) -> bool:
    """Whether it has no address any more."""
    return screen.key_digest.startswith("-")


def without_key(screen: Screen) -> str:
    """What stands in place of the digest of a key that was taken back; no key has this digest."""
    return f"-{screen.id}"


def heard_of(screen: Screen, now: datetime) -> None:
    """Remember that it is there."""
    if screen.last_seen is None or now - screen.last_seen > _SEEN:
        screen.last_seen = now
        Screen.objects.filter(id=screen.id).update(last_seen=now)
