"""Bytes of a serial scanner → readings: a reading ends with a moment of silence, and is without the suffix then.

Silence ends it, not CR or LF alone, for a code may hold lines itself, and the second line of a visiting card must not
be taken for a code of its own. After a CR or LF less silence is enough.
"""

from __future__ import annotations

from kiosk.scanning.scans import LONGEST

#: Silence that ends a reading after its suffix; 9600 baud leave 1 ms between bytes (seconds).
SETTLE_S = 0.015
_SUFFIX = b"\r\n"


class Lines:
    """Collects one reading after the other. Times are monotonic seconds."""

    def __init__(self, idle_s: float = 0.05) -> None:
        self._idle_s = idle_s
        self._got = bytearray()
        self._is_too_long = False
        self._began = self._last = 0.0

    @property
    def is_waiting(self) -> bool:
        """Whether a reading has begun."""
        return bool(self._got) or self._is_too_long

    def take(self, data: bytes, now: float) -> tuple[bytes, float] | None:
        """Bytes that came now, b"" for none; the reading that has ended, if one has, and when its first byte came.
        Longer than 2 KB is dropped whole."""
        ended = self._ended(now)
        if data:
            self._began = self._began if self.is_waiting else now
            self._last = now
            self._got += data
            if len(self._got) > LONGEST + len(_SUFFIX):
                self._got.clear()
                self._is_too_long = True
        return ended

    def forget(self) -> None:
        """Drop what has begun."""
        self._got.clear()
        self._is_too_long = False

    def _ended(self, now: float) -> tuple[bytes, float] | None:
        if not self.is_waiting:
            return None
        has_suffix = self._got.endswith((b"\r", b"\n"))
        if now - self._last < (min(SETTLE_S, self._idle_s) if has_suffix else self._idle_s):
            return None
        reading = bytes(self._got).strip(_SUFFIX)
        is_whole = not self._is_too_long and 0 < len(reading) <= LONGEST
        self.forget()
        return (reading, self._began) if is_whole else None
