"""The scanning station: whose scan counts. One visit at a time, while a scan page shows; a code held still is one."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from kiosk.base.clock import Clock
from kiosk.scanning.payloads import Payload, understood
from kiosk.scanning.scans import LONGEST, Scan

#: The same code is new again when no machine has seen it for so long (seconds).
AGAIN_S = 3.0

Heard = Callable[[Payload], None]


class Station:
    """Lets scans through to the page that shows. On the screens' thread only; keeps digests under a key, no payload."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: Heard | None = None
        self._opened = 0.0
        self._seen: dict[bytes, float] = {}
        self._key = b""

    @property
    def is_open(self) -> bool:
        """Whether a scan page shows."""
        return self._heard is not None

    def open(self, heard: Heard) -> Callable[[], None]:
        """A scan page shows; whatever page was open before hears nothing more. The returned call ends this one, and
        only this one."""
        self.wipe()
        self._heard, self._opened, self._key = heard, self._clock.monotonic(), secrets.token_bytes(16)
        return lambda: self._close(heard)

    def wipe(self) -> None:
        """No page shows, or the visit is over: nothing is known of what was seen."""
        self._heard, self._key = None, b""
        self._seen.clear()

    def hear(self, scan: Scan) -> bool:
        """Take a machine's scan; whether it was passed on. One that was read before the page showed was of somebody
        else, and is dropped."""
        heard = self._heard
        if heard is None or scan.at < self._opened or not 0 < len(scan.payload) <= LONGEST:
            return False
        if self._was_seen(scan):
            return False
        heard(understood(scan.payload))
        return True

    def _was_seen(self, scan: Scan) -> bool:
        digest = hashlib.blake2b(scan.payload, key=self._key, digest_size=16).digest()
        self._seen = {known: at for known, at in self._seen.items() if scan.at - at < AGAIN_S}
        was_seen = digest in self._seen
        self._seen[digest] = scan.at
        return was_seen

    def _close(self, heard: Heard) -> None:
        if self._heard is heard:
            self.wipe()
