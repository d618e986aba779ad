"""The PIN before the staff page: kept as a salted scrypt hash, counted tries, a pause after too many wrong ones."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from enum import StrEnum

from kiosk.base.clock import Clock

_COST, _BLOCK, _PARALLEL = 2**14, 8, 1


def make_pin_hash(pin: str, salt: bytes | None = None) -> str:
    """``pin`` (4 to 12 digits) → "scrypt:salt:hash" in base64, for ``staff.pin_hash``. ValueError on anything else."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):
        raise ValueError("a PIN has 4 to 12 digits")
    salt = os.urandom(16) if salt is None else salt
    digest = hashlib.scrypt(pin.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, dklen=32)
    return ":".join(("scrypt", base64.b64encode(salt).decode(), base64.b64encode(digest).decode()))


def _matches(pin: str, pin_hash: str) -> bool:
    try:
        kind, salt, wanted = pin_hash.split(":")
        again = make_pin_hash(pin, base64.b64decode(salt, validate=True))
    except ValueError:
        return False
    return kind == "scrypt" and hmac.compare_digest(again.rpartition(":")[2], wanted)


class Answer(StrEnum):
    """What came of a try."""

    OPEN = "open"
    WRONG = "wrong"
    LOCKED = "locked"
    UNSET = "unset"


class PinLock:
    """Opens for the right PIN; after ``tries`` wrong ones it stays shut for ``lock_s`` seconds, right or wrong."""

    def __init__(self, pin_hash: str, clock: Clock, *, tries: int = 5, lock_s: float = 60) -> None:
        self._pin_hash, self._clock, self._tries, self._lock_s = pin_hash, clock, tries, lock_s
        self._wrong = 0
        self._shut_until = float("-inf")

    def seconds_locked(self) -> float:
        """How long it stays shut; 0 when it may be tried."""
        return max(0.0, self._shut_until - self._clock.monotonic())

    def tries_left(self) -> int:
        """How many wrong PINs are still forgiven."""
        return self._tries - self._wrong

    def attempt(self, pin: str) -> Answer:
        """Try a PIN. It is compared in constant time and kept nowhere."""
        if not self._pin_hash:
            return Answer.UNSET
        if self.seconds_locked() > 0:
            return Answer.LOCKED
        if _matches(pin, self._pin_hash):
            self._wrong = 0
            return Answer.OPEN
        self._wrong += 1
        if self._wrong >= self._tries:
            self._wrong = 0
            self._shut_until = self._clock.monotonic() + self._lock_s
            return Answer.LOCKED
        return Answer.WRONG
