"""The keys of a hall: made with its repository, replaced under a new root, and safe from a kill in between.

The root key never stays on the hub. New keys lie beside the old ones (``*.new``) until the new root names them; whoever
reads the keys next puts them in their place.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.hub.publishing.homes import keys_home, repository_home
from kiosk.sync.trust import Keys, Repository, SigningKeyError, create, make_key, make_keys, read_key, read_keys
from kiosk.sync.trust.keys import ONLINE_KEY, TARGETS_KEY

_NEW = ".new"
#: The keys that a hub keeps, by the role they sign.
FILES = {"targets": TARGETS_KEY, "online": ONLINE_KEY}


def make(hall_id: str, root_file: Path, passphrase: str) -> Repository:
    """Make root (at ``root_file``, under the passphrase, unless it is there already), keys and an empty repository.

    SigningKeyError when the hall has its repository. Begun and broken off, it can be begun again.
    """
    home, repository = keys_home(hall_id), repository_home(hall_id)
    if (repository / "metadata" / "1.root.json").exists():
        raise SigningKeyError("The hall has its keys already.", where=hall_id, remedy="kiosk hub key show")
    root = read_key(root_file, passphrase) if root_file.exists() else make_key(root_file, passphrase)
    keys = read_keys(home) if (home / ONLINE_KEY).exists() and (home / TARGETS_KEY).exists() else _made(home)
    return create(repository, hall_id, keys, [root])


def rotate(hall_id: str, root_file: Path, passphrase: str, roles: tuple[str, ...] = ()) -> int:
    """New keys for these roles (none: the same keys, a new date for the root); the timestamp's version.

    Heals a stolen key: what it signed is worth nothing from the moment a panel has seen the new root.
    """
    root, home = read_key(root_file, passphrase), keys_home(hall_id)
    standing = read_hall_keys(hall_id)
    for role in roles:
        (home / (FILES[role] + _NEW)).unlink(missing_ok=True)
        make_key(home / (FILES[role] + _NEW))
    keys = Keys(
        targets=read_key(home / (TARGETS_KEY + _NEW)) if "targets" in roles else standing.targets,
        online=read_key(home / (ONLINE_KEY + _NEW)) if "online" in roles else standing.online,
    )
    version = Repository(repository_home(hall_id), standing).rotate([root], keys)
    _adopt(hall_id)
    return version


def replace_root(hall_id: str, root_file: Path, passphrase: str, new_file: Path, new_passphrase: str) -> int:
    """Another root key from now on; the old one signs it in."""
    root = read_key(root_file, passphrase)
    successor = read_key(new_file, new_passphrase) if new_file.exists() else make_key(new_file, new_passphrase)
    standing = read_hall_keys(hall_id)
    return Repository(repository_home(hall_id), standing).rotate([root], standing, [successor])


def read_hall_keys(hall_id: str) -> Keys:
    """The keys that the standing root names; SigningKeyError when they are not here."""
    _adopt(hall_id)
    return read_keys(keys_home(hall_id))


def facts(hall_id: str) -> dict[str, Any]:
    """What may be shown of a hall's keys: ids and dates, no secret."""
    repository = Repository(repository_home(hall_id), read_hall_keys(hall_id))
    root = _root(hall_id)
    dates: dict[str, datetime] = repository.expiries()
    return {
        "hall": hall_id,
        "root_version": root["version"],
        "keys": {role: entry["keyids"] for role, entry in root["roles"].items()},
        "expires": {role: at.isoformat(timespec="seconds") for role, at in dates.items()},
        "timestamp": repository.timestamp(),
    }


def _made(home: Path) -> Keys:
    for name in FILES.values():
        (home / name).unlink(missing_ok=True)  # one of two: a making that was broken off, and signed nothing
    return make_keys(home)


def _adopt(hall_id: str) -> None:
    """Put new keys in their place when the root names them already."""
    home = keys_home(hall_id)
    waiting = {role: home / (name + _NEW) for role, name in FILES.items() if (home / (name + _NEW)).exists()}
    if not waiting:
        return
    roles = _root(hall_id)["roles"]
    for role, path in waiting.items():
        named = roles["timestamp" if role == "online" else role]["keyids"]
        if read_key(path).public_key.keyid in named:
            path.replace(home / FILES[role])


def _root(hall_id: str) -> dict[str, Any]:
    """The signed part of the newest root."""
    folder = repository_home(hall_id) / "metadata"
    numbers = [int(p.name.split(".")[0]) for p in folder.glob("*.root.json") if p.name.split(".")[0].isdecimal()]
    if not numbers:
        raise SigningKeyError("The hall has no repository yet.", where=hall_id, remedy="kiosk hub key make")
    found: dict[str, Any] = json.loads((folder / f"{max(numbers)}.root.json").read_bytes())["signed"]
    return found
