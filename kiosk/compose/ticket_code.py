"""The code on a slip: signed with this panel's own key, also without a network; and our own codes read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.base.errors import KioskError
from kiosk.scanning.codes import Code, CodeError, What, verify, write_code
from kiosk.sync.code_keys import check_signature, keys_by_signer, signing
from kiosk.sync.device import Device

_KEY = "device.pem"
#: A code counts until so long after the end of its day: who is served late may still rate the service.
_AFTER_DAY = timedelta(hours=4)


@dataclass
class TicketCodes:
    """``folder``: ``<state>/sync``. The key is the child's to make: a panel that has none yet has no codes.

    ``home``: the hub's address, for phones too where the desk names no other.
    """

    folder: Path
    home: str = ""

    def __post_init__(self) -> None:
        self._device: Device | None = None
        self._stamp = 0

    def write(self, ticket_id: str, now: datetime, page: str = "") -> str:
        """The text of the code: ``<page>/t/<code>``, or the code alone without a page; "" without a key."""
        device = self._key()
        if device is None:
            return ""
        over = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1) + _AFTER_DAY
        try:
            code = write_code(What.TICKET, ticket_id, over, *signing(device))
        except CodeError:  # a clock far beyond every calendar
            return ""
        page = page or self.home
        return f"{page.rstrip('/')}/t/{code}" if page else code

    def own(self, code: str, now: datetime) -> Code | None:
        """What a code says that this panel signed itself; None for everybody else's. CodeError: it is old or forged."""
        device = self._key()
        if device is None:
            return None
        try:
            return verify(code, keys_by_signer([device.public_key]), now, check_signature)
        except CodeError as error:
            if error.word == "unknown-signer":
                return None
            raise

    def _key(self) -> Device | None:
        """The device's key as it is on the disk now: a revoked panel gets another one."""
        try:
            stamp = (self.folder / _KEY).stat().st_mtime_ns
            if self._device is None or stamp != self._stamp:
                self._device, self._stamp = Device(self.folder), stamp
        except (OSError, KioskError):
            self._device = None
        return self._device
