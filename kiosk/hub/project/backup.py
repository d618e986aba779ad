"""One file with everything a hub is: its tables as they were at one moment, its halls, its media; keys only when asked.

A backup is a tar file: ``backup.json`` (what it is, sha256 of every member), ``hub.db`` or ``hub.dump``,
``data/…``, and with ``--keys`` ``keys.bin``: the secret, the TLS key and the signing keys, encrypted by a password
(scrypt, AES-256-GCM).
It is written beside its name and renamed when it is whole.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings
from django.db import connection
from django.utils import timezone

from kiosk.base.errors import KioskError
from kiosk.hub.project.options import Options

FORMAT = 1
#: What of the data folder is secret, and what is nobody's loss.
SECRETS = ("secret", "tls")
LEFT_OUT = ("hub.db", "hub.db-wal", "hub.db-shm", "tmp", "uploads")
_SQLITE, _POSTGRES = "hub.db", "hub.dump"
SHORTEST_PASSWORD = 12


class BackupError(KioskError):
    """A backup that cannot be made, or be restored here."""


def make(file: Path, options: Options, password: str | None) -> dict[str, Any]:
    """Write a backup while the hub runs; what is in it. ``password``: take the keys along, encrypted with it."""
    if file.exists():
        raise BackupError("This file is there already.", where=str(file), remedy="Give a new name.")
    if password is not None and len(password) < SHORTEST_PASSWORD:
        raise BackupError(f"The password of the keys needs {SHORTEST_PASSWORD} characters.")
    data, part = Path(options.data), file.with_name(file.name + ".part")
    sums: dict[str, str] = {}
    try:
        with tempfile.TemporaryDirectory(prefix="hub-backup-") as name, tarfile.open(part, "w") as tar:
            # First the tables: what they name is in the folder already, and stays there.
            dump = _dump(Path(name))
            sums[dump.name] = _add(tar, dump.name, dump.read_bytes() if dump.stat().st_size < 1 << 20 else dump)
            for path in _files(data):
                member = f"data/{path.relative_to(data).as_posix()}"
                sums[member] = _add(tar, member, path)
            if password is not None:
                sums["keys.bin"] = _add(tar, "keys.bin", _sealed(_secrets(data), password))
            facts = {"format": FORMAT, "made_at": timezone.now().isoformat(), "database": dump.name, "sha256": sums}
            _add(tar, "backup.json", json.dumps(facts, indent=1).encode())
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
    except OSError as error:
        raise BackupError("It cannot be written.", where=str(file), remedy=error.strerror or "") from None
    finally:
        part.unlink(missing_ok=True)
    return {"file": str(file), "bytes": file.stat().st_size, "files": len(sums), "keys": password is not None}


def has_keys(file: Path) -> bool:
    """Whether a backup holds keys."""
    with _opened(file) as tar:
        return "keys.bin" in _facts(tar, file)["sha256"]


def restore(file: Path, options: Options, password: str | None) -> dict[str, Any]:
    """Bring a backup into an empty data folder and an empty database; refuses to write over anything."""
    data = Path(options.data)
    if data.exists() and any(data.iterdir()):
        raise BackupError("This data folder is not empty.", where=str(data), remedy="Restore into a new one.")
    with _opened(file) as tar:
        facts = _facts(tar, file)
        _verify(tar, facts, file)
        if (facts["database"] == _SQLITE) != (connection.vendor == "sqlite"):
            raise BackupError(f"This backup is of another kind of database ({facts['database']}).", where=str(file))
        if connection.vendor == "postgresql" and connection.introspection.table_names():
            raise BackupError("This database is not empty.", remedy="Restore into a new one.")
        keys = _unsealed(_read(tar, "keys.bin"), password or "") if "keys.bin" in facts["sha256"] else {}
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        for member in facts["sha256"]:
            if member.startswith("data/"):
                _unpack(tar, member, data / PurePosixPath(member).relative_to("data"))
        for name, content in keys.items():
            path = data / _inside(name)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_bytes(content)
            path.chmod(0o600)
        _load(tar, facts["database"], data)
    return {"data": str(data), "files": len(facts["sha256"]), "keys": bool(keys), "made_at": facts["made_at"]}


def _dump(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        target = folder / _SQLITE
        name = settings.DATABASES["default"]["NAME"]
        with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return target
    target = folder / _POSTGRES
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    return target


def _load(tar: tarfile.TarFile, member: str, data: Path) -> None:
    if member == _SQLITE:
        _unpack(tar, member, data / "hub.db")
        return
    with tempfile.TemporaryDirectory(prefix="hub-restore-") as name:
        dump = Path(name) / member
        _unpack(tar, member, dump)
        connection.close()
        _postgres("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname", "", str(dump))


def _postgres(program: str, *words: str) -> None:
    """One of PostgreSQL's own programs on the hub's database; its password goes by the environment."""
    facts = settings.DATABASES["default"]
    found = shutil.which(program) or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)), None
    )
    if found is None:
        raise BackupError(f"There is no {program} on this machine.", remedy="Install PostgreSQL's client programs.")
    environment = os.environ | {
        "PGHOST": facts["HOST"] or "",
        "PGPORT": facts["PORT"] or "5432",
        "PGUSER": facts["USER"],
        "PGPASSWORD": facts["PASSWORD"],
        "PGDATABASE": facts["NAME"],
    }
    filled = [facts["NAME"] if word == "" else word for word in words]
    done = subprocess.run([found, *filled], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{program} failed.", remedy=done.stderr.strip().split("\n")[0][:300])


def _files(data: Path) -> Iterator[Path]:
    for path in sorted(data.rglob("*")):
        if (
            _is_secret(path.relative_to(data))
            or path.relative_to(data).parts[0] in LEFT_OUT
            or path.is_symlink()
            or path.suffix == ".part"
            or not path.is_file()
        ):
            continue
        yield path


def _secrets(data: Path) -> dict[str, bytes]:
    paths = [path for path in sorted(data.rglob("*")) if path.is_file() and _is_secret(path.relative_to(data))]
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in paths}


def _is_secret(path: Path) -> bool:
    """The hub's secret, its TLS key, and what halls sign with (``halls/<hall>/keys``)."""
    parts = path.parts
    return parts[0] in SECRETS or (parts[0] == "halls" and len(parts) > 3 and parts[2] == "keys")


def _add(tar: tarfile.TarFile, name: str, content: Path | bytes) -> str:
    """Add a member; its sha256, of exactly the bytes that were added."""
    if isinstance(content, Path):
        with content.open("rb") as file:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = os.fstat(file.fileno()).st_size, int(os.fstat(file.fileno()).st_mtime)
            counted = _Summed(file)
            tar.addfile(info, counted)
            return counted.sha256.hexdigest()
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))
    return hashlib.sha256(content).hexdigest()


class _Summed:
    """A file that sums what is read of it."""

    def __init__(self, file: Any) -> None:
        self._file, self.sha256 = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._file.read(size)
        self.sha256.update(data)
        return data


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:") as tar:
            yield tar
    except (OSError, tarfile.TarError) as error:
        raise BackupError(f"This cannot be read as a backup: {error}.", where=str(file)) from None


def _facts(tar: tarfile.TarFile, file: Path) -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads(_read(tar, "backup.json"))
    except (KeyError, ValueError):
        raise BackupError("This is no backup of a hub.", where=str(file)) from None
    if facts.get("format") != FORMAT:
        raise BackupError("This backup is of another form.", where=str(file), remedy="Use the program that made it.")
    return facts


def _verify(tar: tarfile.TarFile, facts: dict[str, Any], file: Path) -> None:
    """Every byte, before anything is written."""
    for member, expected in facts["sha256"].items():
        _inside(member)
        stream = _stream(tar, member)
        digest = hashlib.sha256()
        while piece := stream.read(1 << 20):
            digest.update(piece)
        if digest.hexdigest() != expected:
            raise BackupError(f"{member} is damaged.", where=str(file), remedy="Use another backup.")


def _stream(tar: tarfile.TarFile, member: str) -> Any:
    try:
        found = tar.extractfile(member)
    except KeyError:
        found = None
    if found is None:
        raise BackupError(f"{member} is missing from the backup.")
    return found


def _read(tar: tarfile.TarFile, member: str) -> bytes:
    found = tar.extractfile(member)
    if found is None:
        raise KeyError(member)
    return found.read(64 << 20)


def _inside(name: str) -> Path:
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or PurePosixPath(name).is_absolute():
        raise BackupError(f"The backup names a place outside: {name[:80]!r}.")
    return Path(*parts)


def _unpack(tar: tarfile.TarFile, member: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(_stream(tar, member), file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())


def _sealed(files: dict[str, bytes], password: str) -> bytes:
    salt, nonce = os.urandom(16), os.urandom(12)
    plain = json.dumps({name: content.hex() for name, content in files.items()}).encode()
    return salt + nonce + AESGCM(_key(password, salt)).encrypt(nonce, plain, b"hall-kiosk hub keys")


def _unsealed(data: bytes, password: str) -> dict[str, bytes]:
    try:
        plain = AESGCM(_key(password, data[:16])).decrypt(data[16:28], data[28:], b"hall-kiosk hub keys")
    except InvalidTag:
        raise BackupError("The password of the keys is not right.") from None
    return {name: bytes.fromhex(content) for name, content in json.loads(plain).items()}


def _key(password: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=1 << 16, r=8, p=1).derive(password.encode())
