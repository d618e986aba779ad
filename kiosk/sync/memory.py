"""What sync itself remembers over a restart: when the hub was last heard, and which restarts it was asked for."""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime
from pathlib import Path

from kiosk.store.whole_files import write_whole
from kiosk.sync.messages import moment

log = logging.getLogger("kiosk.sync")

_CONTACT, _RESTARTS = "contact", "restarts.json"
#: A contact is written down at most so often: the disk of a panel wears.
_EVERY_S = 300.0
_RESTARTS_KEPT = 20


class Memory:
    """Two small files in ``<state>/sync``. A full disk costs only the memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept_at = float("-inf")
        self.last_contact = self._read_contact()

    def heard(self, at: datetime) -> None:
        """The hub was there at this moment."""
        self.last_contact = at
        if time.monotonic() - self._kept_at > _EVERY_S:
            self.keep()

    def keep(self) -> None:
        """Write down the last contact."""
        if self.last_contact is not None:
            self._kept_at = time.monotonic()
            self._write(_CONTACT, utc(self.last_contact).encode())

    def away_s(self, now: datetime) -> int:
        """Whole seconds since the hub was last heard; 0 when it never was."""
        return 0 if self.last_contact is None else max(0, int((now - self.last_contact).total_seconds()))

    def is_first(self, order: str) -> bool:
        """Whether this restart was not yet handed to the panel; it counts as handed from now on."""
        known = self._restarts()
        if order in known:
            return False
        self._write(_RESTARTS, json.dumps([*known, order][-_RESTARTS_KEPT:]).encode())
        return True

    def _restarts(self) -> list[str]:
        try:
            value = json.loads((self._folder / _RESTARTS).read_bytes())
        except (OSError, ValueError, RecursionError):
            return []
        return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []

    def _read_contact(self) -> datetime | None:
        try:
            return moment((self._folder / _CONTACT).read_text("ascii").strip())
        except (OSError, UnicodeDecodeError):
            return None

    def _write(self, name: str, data: bytes) -> None:
        try:
            write_whole(self._folder / name, data)
        except OSError as error:
            log.warning("sync: %s cannot be kept (%s)", name, error.strerror)


def utc(at: datetime) -> str:
    """A moment as documents write it."""
    return at.astimezone(UTC).isoformat(timespec="seconds")
