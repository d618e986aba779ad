"""The hub's TLS certificate: its own, made at ``kiosk hub init``, or given files; and the pin panels know it by."""

from __future__ import annotations

import hashlib
import os
import socket
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.hub.project.options import Options, OptionsError

#: Panels pin the key, browsers are told to trust the certificate once: it has to outlive the installation.
YEARS = 15


def files(options: Options) -> tuple[Path, Path] | None:
    """The certificate and its key; None without TLS."""
    if options.tls == "off":
        return None
    if options.tls == "files":
        return Path(options.certificate), Path(options.key)
    folder = Path(options.data) / "tls"
    return folder / "certificate.pem", folder / "key.pem"


def pin(options: Options) -> str:
    """sha256 (hex) of the public key panels meet; "" when they meet none. Behind a proxy: of ``certificate``."""
    found = files(options)
    path = found[0] if found else Path(options.certificate) if options.certificate else None
    return _pin(path, path.stat().st_mtime_ns) if path is not None and path.is_file() else ""


@cache
def _pin(path: Path, changed: int) -> str:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError:
        raise OptionsError("This is no certificate.", where=str(path), remedy="Give a PEM file.") from None
    key = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(key).hexdigest()


def make_own(options: Options) -> bool:
    """Make the hub's own certificate when it has none; whether one was made."""
    folder = Path(options.data) / "tls"
    if (folder / "certificate.pem").exists():
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    _write(
        folder / "key.pem",
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        0o600,
    )
    _write(folder / "certificate.pem", _certificate(key, options.names).public_bytes(serialization.Encoding.PEM), 0o644)
    return True


def _certificate(key: ec.EllipticCurvePrivateKey, names: tuple[str, ...]) -> x509.Certificate:
    known = dict.fromkeys([*names, socket.gethostname() or "hub", "localhost", "127.0.0.1", "::1"])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, next(iter(known))[:64])])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectAlternativeName([_alternative(one) for one in known]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode("ascii"))


def _write(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
