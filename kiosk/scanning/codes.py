"""The house's own signed codes, as on a slip: written, found in a scanned text, taken apart and examined.

A code is base64url (no padding, always 124 characters) of 93 bytes, big endian:
kind (1) · id (16) · expires (4, seconds since 1970) · signer (8) · Ed25519 signature (64) of the 29 bytes before it.
The first byte, 1 or 2, begins nothing else that a panel signs. There is exactly one way to write a code.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text

_CODE = re.compile(r"[A-Za-z0-9_-]{124}")
#: A whole code as the last step of an address's path; what follows it ("?", "#", "/") says nothing.
_IN_URL = re.compile(r"https?://[^\s/?#]+(?:/[^\s/?#]+)*?/t/([A-Za-z0-9_-]{124})/?(?:[?#]\S*)?", re.IGNORECASE)
_ID = re.compile(r"[0-9a-f]{32}")
_SIGNED, _LENGTH, _SIGNER = 29, 93, 8
#: No address that holds a code is longer (characters).
_LONGEST = 2048

_SENTENCES = {
    "form": Text(
        zh="这不是本大厅的号票或预约码。请出示小票上的二维码，或请工作人员帮忙。",
        en="This is not a ticket or appointment code of this hall. Please show the code on your slip or ask our staff.",
    ),
    "forged": Text(
        zh="这个码核对不上。请用原来的小票再扫一次，或请工作人员帮忙。",
        en="This code could not be confirmed. Please scan your original slip again, or ask our staff.",
    ),
    "expired": Text(
        zh="这个码已经过期了。如需办事，请重新取号。",
        en="This code is out of date. If you still need service, please take a new number.",
    ),
    "unknown-signer": Text(
        zh="这个码不是本大厅发出的，可能是别的大厅的。请重新取号，或请工作人员帮忙。",
        en="This code was not issued here; it may be from another hall. Please take a new number, or ask our staff.",
    ),
}


class What(IntEnum):
    """What a code stands for."""

    TICKET = 1
    APPOINTMENT = 2


@dataclass(frozen=True, slots=True)
class Code:
    """What stands in a code. ``id``: 32 hex digits; ``expires``: UTC; ``signer``: :func:`signer_of` of a key."""

    what: What
    id: str
    expires: datetime
    signer: bytes
    message: bytes
    signature: bytes


class CodeError(KioskError):
    """A code that does not count. ``word``: "form", "forged", "expired" or "unknown-signer"; ``text`` for people."""

    def __init__(self, word: str) -> None:
        self.word, self.text = word, _SENTENCES[word]
        super().__init__(self.text["en"])


def signer_of(public_key: bytes) -> bytes:
    """The 8 bytes by which a code names the Ed25519 public key (32 bytes) it was signed with."""
    return hashlib.sha256(public_key).digest()[:_SIGNER]


def write_code(what: What, id: str, expires: datetime, sign: Callable[[bytes], bytes], signer: bytes) -> str:
    """A code. ``expires`` is aware and before 2106; ``sign``: 29 bytes → 64; ``signer``: :func:`signer_of`.

    Raises :class:`CodeError` ("form") for what no code can say.
    """
    if not _ID.fullmatch(id) or expires.tzinfo is None or len(signer) != _SIGNER:
        raise CodeError("form")
    seconds = int(expires.timestamp())
    if not 0 <= seconds < 1 << 32:
        raise CodeError("form")
    message = bytes([What(what)]) + bytes.fromhex(id) + seconds.to_bytes(4, "big") + signer
    whole = message + sign(message)
    if len(whole) != _LENGTH:
        raise CodeError("form")
    return base64.urlsafe_b64encode(whole).decode()


def code_in(text: str) -> str | None:
    """The code in a scanned text: bare, or as ``/t/<code>`` in the address of any hub. None: there is none."""
    if len(text) > _LONGEST:
        return None
    trimmed = text.strip()
    if _CODE.fullmatch(trimmed):
        return trimmed
    found = _IN_URL.fullmatch(trimmed)
    return found.group(1) if found else None


def read_code(code: str) -> Code:
    """Take a code apart without believing it. Raises :class:`CodeError` ("form")."""
    if not _CODE.fullmatch(code):
        raise CodeError("form")
    try:
        whole = base64.urlsafe_b64decode(code)
        what = What(whole[0])
    except (binascii.Error, ValueError):
        raise CodeError("form") from None
    return Code(
        what=what,
        id=whole[1:17].hex(),
        expires=datetime.fromtimestamp(int.from_bytes(whole[17:21], "big"), UTC),
        signer=whole[21:_SIGNED],
        message=whole[:_SIGNED],
        signature=whole[_SIGNED:],
    )


def verify(code: str, keys: Mapping[bytes, bytes], now: datetime, check: Callable[[bytes, bytes, bytes], bool]) -> Code:
    """What a code says, once it is known who said it. Raises :class:`CodeError`.

    ``keys``: signer (8 bytes) → public key (32 bytes); ``now`` is aware; ``check(key, message, signature)`` is Ed25519
    (:mod:`kiosk.sync.code_keys`). A forged code is called forged, also when it is old.
    """
    found = read_code(code)
    key = keys.get(found.signer)
    if key is None:
        raise CodeError("unknown-signer")
    if signer_of(key) != found.signer or not check(key, found.message, found.signature):
        raise CodeError("forged")
    if now >= found.expires:
        raise CodeError("expired")
    return found
