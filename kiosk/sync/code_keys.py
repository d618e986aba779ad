"""The keys behind the house's own codes: Ed25519 as :mod:`kiosk.scanning.codes` asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.scanning.codes import signer_of
from kiosk.sync.device import Device


def check_signature(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` (64 bytes) is that of the public key (32 bytes) over the message. Never raises."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def keys_by_signer(public_keys: Iterable[str]) -> Mapping[bytes, bytes]:
    """Public keys as they are kept (64 hex digits) by the name a code gives them; what is no key is left out."""
    found = {}
    for word in public_keys:
        try:
            key = bytes.fromhex(word)
        except ValueError:
            continue
        if len(key) == 32:
            found[signer_of(key)] = key
    return found


def signing(device: Device) -> tuple[Callable[[bytes], bytes], bytes]:
    """What :func:`kiosk.scanning.codes.write_code` needs of a panel: ``sign`` and ``signer``."""
    return lambda message: bytes.fromhex(device.sign(message)), signer_of(bytes.fromhex(device.public_key))
