"""``kiosk hub key``: make, show and replace the keys that panels believe. The root key never stays on the hub."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from pathlib import Path

from kiosk.base.errors import KioskError
from kiosk.hub.publishing import hall_keys

_SHORT = 12


def declare(parser: argparse.ArgumentParser) -> None:
    """The acts and their arguments."""
    acts = parser.add_subparsers(dest="key_act", required=True, metavar="make | show | rotate | replace-root")
    make = acts.add_parser("make", help="make the root key, the hub's keys and the hall's repository")
    show = acts.add_parser("show", help="whose keys are trusted, and until when")
    rotate = acts.add_parser("rotate", help="new keys for the hub, signed in by the root (after a theft, or in time)")
    replace = acts.add_parser("replace-root", help="another root key, signed in by the old one")
    for act in (make, show, rotate, replace):
        act.add_argument("--hall", required=True, metavar="ID", help="the hall")
        act.add_argument("--json", action="store_true", help="print JSON")
    for act in (make, rotate, replace):
        act.add_argument("--root", type=Path, required=True, metavar="FILE", help="the root key, kept off this machine")
        act.add_argument(
            "--passphrase-file",
            type=Path,
            metavar="FILE",
            help="the passphrase is its first line (default: ask)",
        )
    rotate.add_argument(
        "--keys",
        default="targets,online",
        metavar="LIST",
        help="targets, online, both, or none: renew the root's date",
    )
    replace.add_argument("--new-root", type=Path, required=True, metavar="FILE", help="made when it is not there")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0. KioskError says what stands in the way."""
    if not _known(arguments.hall):
        raise KioskError(f"There is no hall {arguments.hall}.", where="--hall")
    acts = {"make": _make, "show": _show, "rotate": _rotate, "replace-root": _replace}
    acts[arguments.key_act](arguments)
    return 0


def _known(hall_id: str) -> bool:
    from kiosk.hub.records.models import Hall

    return Hall.objects.filter(pk=hall_id).exists()


def _make(arguments: argparse.Namespace) -> None:
    hall_keys.make(arguments.hall, arguments.root, _passphrase(arguments, twice=not arguments.root.exists()))
    _record("key.made", arguments.hall)
    _say(arguments, f"The keys of {arguments.hall} are made. Keep {arguments.root.name} off this machine, twice.")


def _show(arguments: argparse.Namespace) -> None:
    facts = hall_keys.facts(arguments.hall)
    if arguments.json:
        print(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    print(f"{arguments.hall}  root version {facts['root_version']}, timestamp {facts['timestamp']}")
    for role, keys in facts["keys"].items():
        print(f"  {role:<10} {', '.join(key[:_SHORT] for key in keys):<30} until {facts['expires'].get(role, '-')}")


def _rotate(arguments: argparse.Namespace) -> None:
    roles = tuple(role for role in arguments.keys.replace("none", "").split(",") if role)
    unknown = [role for role in roles if role not in hall_keys.FILES]
    if unknown:
        raise KioskError(f"There is no key {unknown[0]}.", where="--keys", remedy="There are: targets, online, none.")
    version = hall_keys.rotate(arguments.hall, arguments.root, _passphrase(arguments), roles)
    _record("key.rotated", arguments.hall, keys=list(roles))
    _tell(arguments.hall, version)
    _say(arguments, f"New keys for {arguments.hall}: {', '.join(roles) or 'none (the root is renewed)'}.")


def _replace(arguments: argparse.Namespace) -> None:
    old = _passphrase(arguments)
    new = old if arguments.passphrase_file else _asked("Passphrase of the new root key: ", twice=True)
    version = hall_keys.replace_root(arguments.hall, arguments.root, old, arguments.new_root, new)
    _record("key.root_replaced", arguments.hall)
    _tell(arguments.hall, version)
    _say(arguments, f"{arguments.new_root.name} is the root of {arguments.hall} now. Destroy the old one.")


def _tell(hall_id: str, version: int) -> None:
    """Panels fetch the new root with the next thing they are told."""
    from django.db import transaction

    from kiosk.hub.live.outbox import tell
    from kiosk.hub.publishing.models import Channel

    with transaction.atomic():
        Channel.objects.filter(hall_id=hall_id).update(version=version)
        tell(f"hall:{hall_id}", "changed", timestamp=version)


def _record(act: str, hall_id: str, **details: object) -> None:
    from kiosk.hub.audit.log import record

    record(f"command line ({os.environ.get('USER', '?')})", act, hall_id=hall_id, details=details)


def _passphrase(arguments: argparse.Namespace, *, twice: bool = False) -> str:
    if arguments.passphrase_file is not None:
        try:
            lines = arguments.passphrase_file.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise KioskError("The passphrase cannot be read.", where=str(arguments.passphrase_file)) from error
        return _strong(lines[0] if lines else "")
    return _asked("Passphrase of the root key: ", twice=twice)


def _asked(prompt: str, *, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise KioskError("The passphrase cannot be asked for here.", remedy="Name a file with --passphrase-file.")
    given = _strong(getpass.getpass(prompt))
    if twice and getpass.getpass("Again: ") != given:
        raise KioskError("The two passphrases differ.", remedy="Try again.")
    return given


def _strong(passphrase: str) -> str:
    if len(passphrase) < 12:
        raise KioskError("The passphrase is too short.", remedy="Take at least 12 letters: four words are good.")
    return passphrase


def _say(arguments: argparse.Namespace, sentence: str) -> None:
    if arguments.json:
        print(json.dumps(hall_keys.facts(arguments.hall), ensure_ascii=False, indent=1))
    else:
        print(sentence)
