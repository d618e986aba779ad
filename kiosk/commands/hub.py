"""``kiosk hub``: run the office side, set it up, and look after its people, backups, log and keys."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kiosk.base.errors import KioskError
from kiosk.hub.project.options import Options, read_options

EXIT_OK, EXIT_NO = 0, 1
ACTS = "init | user | hall | admit | backup | restore | audit | key"
_KEYS = "kiosk.hub.publishing.key_command"


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--settings", type=Path, help="hub.toml (default: what the program comes with)")
    common.add_argument("--data", help="the hub's folder")
    common.add_argument("--database", metavar="URL", help="postgresql://… (default: a file in the data folder)")
    _declare_serve(parser)
    for action in common._actions:
        parser._add_action(action)
    acts = parser.add_subparsers(dest="act", metavar=ACTS)
    init = acts.add_parser("init", parents=[common], help="make a data folder into a hub; bring its tables up to date")
    init.add_argument("--administrator", default="admin", metavar="NAME", help="name of the first one (default: admin)")
    init.add_argument("--json", action="store_true", help="print JSON (docs/commands/hub.md)")
    _declare_user(acts.add_parser("user", parents=[common], help="add or change a person"))
    from kiosk.hub.publishing import hall_command

    hall = acts.add_parser("hall", parents=[common], help="a hall from a content folder")
    hall_command.declare_hall(hall)
    hall_command.declare_admit(acts.add_parser("admit", parents=[common], help="a panel by its key"))
    backup = acts.add_parser("backup", parents=[common], help="everything into one file, while the hub runs")
    backup.add_argument("file", type=Path, help="a new file")
    backup.add_argument(
        "--keys", action="store_true", help="also the secret and the signing keys (asks for a password)"
    )
    backup.add_argument("--password-file", type=Path, help="the password of --keys (default: asked for)")
    backup.add_argument("--json", action="store_true", help="print JSON")
    restore = acts.add_parser("restore", parents=[common], help="a backup into an empty data folder and database")
    restore.add_argument("file", type=Path)
    restore.add_argument("--password-file", type=Path, help="the password of the keys in it (default: asked for)")
    restore.add_argument("--json", action="store_true", help="print JSON")
    audit = acts.add_parser("audit", parents=[common], help="verify or print the sealed log")
    audit.add_argument("--verify", action="store_true", help="every seal, and every release that witnesses one")
    audit.add_argument("--csv", action="store_true", help="print the log as CSV")
    key = acts.add_parser("key", parents=[common], help="the keys that sign releases")
    if find_spec(_KEYS):
        import_module(_KEYS).declare(key)


def _declare_serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="the address to listen at")
    parser.add_argument("--port", type=int, help="the port to listen at")
    parser.add_argument("--processes", type=int, help="how many (default: 1)")
    parser.add_argument("--tls", choices=("own", "files", "off"), help="off: this machine only, or behind a proxy")


def _declare_user(user: argparse.ArgumentParser) -> None:
    user.add_argument("name")
    user.add_argument(
        "--role", action="append", default=[], metavar="ROLE@HALL", help="manager@shili, or auditor for all"
    )
    user.add_argument("--administrator", action="store_true")
    user.add_argument("--inactive", action="store_true", help="may not log in any more")
    user.add_argument("--new-password", action="store_true", help="make a new one and print it")
    user.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0, or 1 when something asked about is not so."""
    os.umask(0o077)  # whatever the hub writes is its own
    options = _options(arguments)
    from kiosk.hub.project import secret

    data = Path(options.data)
    if arguments.act != "restore":
        if arguments.act in (None, "init"):
            _prepare(options)
        elif not secret.read_secret(data) and not os.environ.get("KIOSK_HUB_SECRET"):
            raise KioskError("There is no hub here yet.", where=options.data, remedy="kiosk hub init makes one.")
    os.environ["DJANGO_SETTINGS_MODULE"] = "kiosk.hub.project.settings"
    import django

    django.setup()
    act = {
        None: _serve,
        "init": _init,
        "user": _user,
        "hall": _hall,
        "admit": _admit,
        "backup": _backup,
        "restore": _restore,
        "audit": _audit,
        "key": _key,
    }[arguments.act]
    return act(arguments, options)


def _options(arguments: argparse.Namespace) -> Options:
    """The options, and the environment that tells them to Django and to the processes of the server."""
    settings = getattr(arguments, "settings", None)
    if settings is not None:
        os.environ["KIOSK_HUB_SETTINGS"] = str(settings.resolve())
    for name in ("data", "database", "host", "port", "processes", "tls"):
        value = getattr(arguments, name, None)
        if value is not None:
            os.environ[f"KIOSK_HUB_{name.upper()}"] = str(Path(value).resolve() if name == "data" else value)
    path = os.environ.get("KIOSK_HUB_SETTINGS", "")
    return read_options(Path(path) if path else None, os.environ)


def _prepare(options: Options) -> None:
    from kiosk.hub.project.secret import make_secret

    try:
        make_secret(Path(options.data))
    except OSError as error:
        raise KioskError("It cannot be written.", where=options.data, remedy=error.strerror or "") from None


def _serve(arguments: argparse.Namespace, options: Options) -> int:
    from kiosk.hub.project import installation
    from kiosk.hub.project.server import serve

    installation.prepare(options)
    if not installation.is_current():
        raise KioskError("The database is not of this program's form.", remedy="Run kiosk hub init.")
    return serve(options)


def _init(arguments: argparse.Namespace, options: Options) -> int:
    from kiosk.hub.project import certificate, installation

    installation.prepare(options)
    installation.create_tables()
    password = installation.first_administrator(arguments.administrator)
    facts: dict[str, Any] = {"data": options.data, "pin": certificate.pin(options)}
    if password is not None:
        facts |= {"administrator": arguments.administrator, "password": password}
    return _print(facts, arguments.json)


def _user(arguments: argparse.Namespace, options: Options) -> int:
    from kiosk.hub.project.installation import set_user

    facts = set_user(
        arguments.name,
        arguments.role,
        administrator=arguments.administrator,
        inactive=arguments.inactive,
        new_password=arguments.new_password,
    )
    return _print(facts, arguments.json)


def _hall(arguments: argparse.Namespace, options: Options) -> int:
    from kiosk.hub.publishing import hall_command

    return _print(hall_command.run_hall(arguments), arguments.json)


def _admit(arguments: argparse.Namespace, options: Options) -> int:
    from kiosk.hub.publishing import hall_command

    return _print(hall_command.run_admit(arguments), as_json=True)


def _backup(arguments: argparse.Namespace, options: Options) -> int:
    from kiosk.hub.project import backup

    password = _password(arguments, twice=True) if arguments.keys else None
    return _print(backup.make(arguments.file, options, password), arguments.json)


def _restore(arguments: argparse.Namespace, options: Options) -> int:
    from kiosk.hub.project import backup

    password = _password(arguments, twice=False) if backup.has_keys(arguments.file) else None
    return _print(backup.restore(arguments.file, options, password), arguments.json)


def _audit(arguments: argparse.Namespace, options: Options) -> int:
    from kiosk.hub.audit import verify

    if arguments.csv:
        verify.write_csv(sys.stdout, verify.entries())
        return EXIT_OK
    found = verify.verify()
    print(json.dumps(found.facts(), ensure_ascii=False, indent=1))
    return EXIT_OK if found.holds else EXIT_NO


def _key(arguments: argparse.Namespace, options: Options) -> int:
    if not find_spec(_KEYS):
        raise KioskError("This program has no key commands.")
    code: int = import_module(_KEYS).run(arguments)
    return code


def _password(arguments: argparse.Namespace, *, twice: bool) -> str:
    from getpass import getpass

    if arguments.password_file is not None:
        try:
            return str(arguments.password_file.read_text("utf-8").strip())
        except OSError as error:
            where = str(arguments.password_file)
            raise KioskError("It cannot be read.", where=where, remedy=error.strerror or "") from None
    password = getpass("Password of the keys: ")
    if twice and getpass("Once more: ") != password:
        raise KioskError("Both entries differ.")
    return password


def _print(facts: Mapping[str, Any], as_json: bool) -> int:
    if as_json:
        print(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        for name, value in facts.items():
            print(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    return EXIT_OK
