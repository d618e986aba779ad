"""Bytes by their sha256 in ``<data>/media``: whole or not there, never changed."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings

from kiosk.base.errors import KioskError

_SHA256 = re.compile(r"[0-9a-f]{64}")


def shelf() -> Path:
    """Where they lie."""
    return Path(settings.DATA) / "media"


def path_of(sha256: str) -> Path:
    """The file of these bytes, whether it is there or not; KioskError for what is no sha256."""
    if not _SHA256.fullmatch(sha256):
        raise KioskError("This is no sha256.", where="media")
    return shelf() / sha256


def digest(data: bytes) -> str:
    """The name these bytes go by."""
    return hashlib.sha256(data).hexdigest()


def keep(data: bytes) -> str:
    """Keep these bytes; their sha256. Written beside, synced and renamed: a reader or a power cut never sees half."""
    sha256 = digest(data)
    path = path_of(sha256)
    if path.is_file() and path.stat().st_size == len(data):
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".coming-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync(path.parent)
    return sha256


def read(sha256: str) -> bytes:
    """The bytes; KioskError when they are gone or are no longer what they were."""
    try:
        data = path_of(sha256).read_bytes()
    except OSError:
        raise KioskError(
            "A picture or document is missing.", where=f"media/{sha256[:12]}", remedy="Restore it from the backup."
        ) from None
    if digest(data) != sha256:
        raise KioskError(
            "A picture or document is damaged.", where=f"media/{sha256[:12]}", remedy="Restore it from the backup."
        )
    return data


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
