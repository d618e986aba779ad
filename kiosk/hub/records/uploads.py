"""What somebody sent and has not confirmed yet: kept for a day in ``<data>/uploads``, for them and that hall."""

from __future__ import annotations

import json
import re
import secrets
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from kiosk.hub.access.models import User
from kiosk.hub.records.models import Hall

_DAY_S = 86_400
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,60}")


def put(hall: Hall, user: User, facts: dict[str, Any], data: bytes = b"") -> str:
    """Keep facts (JSON) and bytes; the token they go by. What is older than a day goes away now."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(folder)
    token = secrets.token_urlsafe(24)
    head = {"hall": hall.pk, "user": user.pk, "facts": facts}
    (folder / f"{token}.bin").write_bytes(data)
    (folder / f"{token}.json").write_text(json.dumps(head), encoding="utf-8")
    return token


def get(hall: Hall, user: User, token: str) -> tuple[dict[str, Any], bytes] | None:
    """What this person put there for this hall; None when there is nothing (any more)."""
    if not _TOKEN.fullmatch(token):
        return None
    try:
        head = json.loads((_folder() / f"{token}.json").read_text(encoding="utf-8"))
        if (head["hall"], head["user"]) != (hall.pk, user.pk):
            return None
        return head["facts"], (_folder() / f"{token}.bin").read_bytes()
    except (OSError, ValueError, KeyError):
        return None


def drop(token: str) -> None:
    """It is done with."""
    if _TOKEN.fullmatch(token):
        for suffix in ("json", "bin"):
            (_folder() / f"{token}.{suffix}").unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA) / "uploads"


def _sweep(folder: Path) -> None:
    limit = time.time() - _DAY_S
    for file in folder.iterdir():
        if file.stat().st_mtime < limit:
            file.unlink(missing_ok=True)
