"""Phone numbers: read kindly, shown masked, kept encrypted under a key that is made of the hub's secret."""

from __future__ import annotations

import base64
import re
import secrets
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.project.secret import keyed

_SPACES = re.compile(r"[\s()./·-]+")
_MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
_NONCE = 12


class NumberError(KioskError):
    """No number a message can be sent to. ``text``: what the visitor is told."""

    def __init__(self) -> None:
        self.text = Text(
            zh="这不是中国大陆的手机号码，请检查后再填一次。", en="This is no mainland mobile number. Please check it."
        )
        super().__init__("This is no mainland mobile number.", remedy="Give eleven digits, beginning with 1.")


class UnsealedError(KioskError):
    """What is kept cannot be read: another secret, another subject, or damaged."""


def mobile(words: str) -> str:
    """The eleven digits of a mobile number as somebody types it (spaces, +86, full-width digits); NumberError."""
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", words[:40]))
    if not (found := _MOBILE.fullmatch(plain)):
        raise NumberError
    return found[1]


def masked(number: str) -> str:
    """138****5678: all that is ever shown or logged."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "****"


def mark(number: str) -> str:
    """By what messages to one number are counted: nobody without the hub's secret finds the number behind it."""
    return keyed(settings.SECRET_KEY, "phone number", number)


def sealed(number: str, subject: str) -> str:
    """The number encrypted (AES-256-GCM) and bound to its subject: base64 of nonce and ciphertext."""
    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(_key()).encrypt(nonce, number.encode(), subject.encode())).decode()


def opened(kept: str, subject: str) -> str:
    """The number behind ``sealed``; UnsealedError."""
    try:
        data = base64.b64decode(kept, validate=True)
        return AESGCM(_key()).decrypt(data[:_NONCE], data[_NONCE:], subject.encode()).decode()
    except (InvalidTag, ValueError):
        raise UnsealedError(
            "A kept number cannot be read.", where=subject, remedy="Was the hub's secret changed?"
        ) from None


def _key() -> bytes:
    return HKDF(SHA256(), 32, None, b"kiosk hub phone numbers").derive(settings.SECRET_KEY.encode())
