"""The keys of a hall's repository: root (offline, under a passphrase), targets (publishing), online (freshness)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.store.whole_files import write_whole
from kiosk.sync.trust.errors import SigningKeyError
from kiosk.sync.trust.terms import CryptoSigner, Signer

TARGETS_KEY, ONLINE_KEY = "targets.pem", "online.pem"


@dataclass(frozen=True, slots=True)
class Keys:
    """What a running hub signs with; never the root."""

    targets: Signer
    online: Signer


def make_key(path: Path, passphrase: str = "") -> CryptoSigner:
    """Make an Ed25519 key and keep it as PEM (PKCS 8, mode 0600), under a passphrase when one is given.

    An existing file is never written over: SigningKeyError.
    """
    if path.exists():
        raise SigningKeyError("There is a key already.", where=path.name, remedy="Move it away first, or take it.")
    key = Ed25519PrivateKey.generate()
    kept = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, kept)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, pem, 0o600)
    except OSError as error:
        raise SigningKeyError(f"The key cannot be kept ({error.strerror}).", where=path.name) from error
    return CryptoSigner(key)


def read_key(path: Path, passphrase: str = "") -> CryptoSigner:
    """A key from its file; SigningKeyError when it is not there, not Ed25519, or the passphrase does not open it."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), passphrase.encode() or None)
    except FileNotFoundError:
        raise SigningKeyError("There is no such key.", where=path.name) from None
    except OSError as error:
        raise SigningKeyError(f"The key cannot be read ({error.strerror}).", where=path.name) from error
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SigningKeyError("The key does not open.", where=path.name, remedy="Give its passphrase.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyError("This is no Ed25519 key.", where=path.name)
    return CryptoSigner(key)


def make_keys(folder: Path) -> Keys:
    """Make both keys that the hub itself keeps."""
    return Keys(make_key(folder / TARGETS_KEY), make_key(folder / ONLINE_KEY))


def read_keys(folder: Path) -> Keys:
    """The keys that the hub keeps."""
    return Keys(read_key(folder / TARGETS_KEY), read_key(folder / ONLINE_KEY))


def ids(signers: Sequence[Signer]) -> list[str]:
    """The ids under which a root names these keys."""
    return [signer.public_key.keyid for signer in signers]
