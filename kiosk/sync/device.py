"""Who this panel is to its hub: a device key that never leaves it, and the record of how it was admitted."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.base.errors import KioskError
from kiosk.store.whole_files import write_whole

_KEY, _RECORD, _ROOT = "device.pem", "enrolment.json", "root.json"
_RECORD_LIMIT = 64 << 10


class DeviceError(KioskError):
    """The device key cannot be kept or read."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """How this panel was admitted. ``pin``: sha256 of the hub's TLS public key, "" without TLS."""

    panel_id: str
    hall_id: str
    group: str = ""
    kiosk_id: str = ""
    pin: str = ""
    revoked: bool = False


class Device:
    """The folder ``<state>/sync``: key, record, first root. Everything in it is of this machine alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = self._own_key()

    @property
    def public_key(self) -> str:
        """Ed25519, 64 hex digits."""
        raw = self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return raw.hex()

    def sign(self, words: bytes) -> str:
        """The device's signature, hex."""
        return self._key.sign(words).hex()

    def renew_key(self) -> None:
        """Become another device: the key of a revoked panel never counts again."""
        (self.folder / _KEY).unlink(missing_ok=True)
        self._key = self._own_key()

    def enrolment(self) -> Enrolment | None:
        """How this panel was admitted; None when it was not, or the record is damaged."""
        try:
            with (self.folder / _RECORD).open("rb") as stream:
                facts = json.loads(stream.read(_RECORD_LIMIT))
            record = Enrolment(**{key: facts[key] for key in Enrolment.__dataclass_fields__ if key in facts})
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        words = (record.panel_id, record.hall_id, record.group, record.kiosk_id, record.pin)
        is_sound = all(isinstance(word, str) for word in words) and record.hall_id and record.panel_id
        return record if is_sound else None

    def admit(self, record: Enrolment, root: bytes) -> None:
        """Remember how this panel was admitted, and the root it believes from now on."""
        self.keep_root(record.hall_id, root)
        self.keep(record)

    def keep(self, record: Enrolment) -> None:
        """Remember a changed record."""
        write_whole(self.folder / _RECORD, json.dumps(asdict(record), indent=1).encode(), 0o600)

    def keep_root(self, hall_id: str, root: bytes) -> None:
        """Remember the first root of a hall."""
        hall = self.hall_folder(hall_id)
        hall.mkdir(parents=True, exist_ok=True)
        write_whole(hall / _ROOT, root)

    def root(self, hall_id: str) -> bytes | None:
        """The first root of a hall, as it was given."""
        try:
            return (self.hall_folder(hall_id) / _ROOT).read_bytes()
        except OSError:
            return None

    def halls(self) -> tuple[str, ...]:
        """The halls whose root is known; one, unless the panel was moved."""
        return tuple(sorted(path.parent.name for path in (self.folder / "halls").glob(f"*/{_ROOT}")))

    def hall_folder(self, hall_id: str) -> Path:
        """Where what is believed of a hall lies; DeviceError for what is no id."""
        if not hall_id or len(hall_id) > 64 or not all(c.isascii() and (c.isalnum() or c in "-_") for c in hall_id):
            raise DeviceError("This is no id of a hall.", where=hall_id[:64])
        return self.folder / "halls" / hall_id

    def _own_key(self) -> Ed25519PrivateKey:
        path = self.folder / _KEY
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if path.exists():
                return _read(path)
            key = Ed25519PrivateKey.generate()
            encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
            write_whole(path, key.private_bytes(encoding, form, serialization.NoEncryption()), 0o600)
        except OSError as error:
            raise DeviceError(f"The device key cannot be kept ({error.strerror}).", where=str(self.folder)) from error
        return key


def _read(path: Path) -> Ed25519PrivateKey:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise DeviceError(
            "The device key is damaged.", where=str(path), remedy="Remove the file and admit the panel again."
        )
    return key
