"""The hub's secret: made once, readable by its own user only, never in a backup unless asked for."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

NAME = "secret"


def read_secret(data: Path) -> str:
    """The secret of this data folder; "" before ``kiosk hub init``."""
    try:
        return (data / NAME).read_text("ascii").strip()
    except OSError:
        return ""


def make_secret(data: Path) -> str:
    """The secret, made when there is none (mode 0600, never written over)."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(data / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_secret(data)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    return read_secret(data)


def keyed(secret: str, use: str, words: str) -> str:
    """A hex digest only this hub can make, of another kind for each ``use``."""
    return hmac.new(f"{use}\0{secret}".encode(), words.encode(), hashlib.sha256).hexdigest()
