"""``kiosk doctor``: what works on this machine and what does not, part by part, in words a technician can act on."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from kiosk.base.errors import KioskError
from kiosk.base.health import State
from kiosk.commands import doctor_panel, doctor_scanning
from kiosk.commands.verdict import Verdict
from kiosk.settings import Settings, load_settings

_MARKS = {State.OK: "ok", State.ABSENT: "absent", State.DEGRADED: "look", State.FAILED: "FAILED"}
#: A panel keeps three releases and five log files; below this it cannot take a new release.
_LEAST_FREE_MB = 500

_Look = Callable[[Settings], Verdict | Iterable[Verdict]]


def declare(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk doctor``."""
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the panel's settings (config/panel.toml)")
    parser.add_argument("--json", action="store_true", help="a JSON list [{part, state, sentence, remedy}]")
    parser.add_argument("--make-pin", action="store_true", help="ask for a PIN and print its hash for staff.pin_hash")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when nothing failed (absent and degraded parts do not fail), 1 otherwise."""
    if arguments.make_pin:
        return _make_pin()
    verdicts = list(examine(arguments.settings))
    if arguments.json:
        print(json.dumps([_as_json(v) for v in verdicts], ensure_ascii=False, indent=1))
    else:
        width = max(len(v.part) for v in verdicts)
        for verdict in verdicts:
            print(f"{_MARKS[verdict.state]:>6}  {verdict.part:<{width}}  {verdict.sentence}")
            if verdict.remedy and verdict.state is not State.OK:
                print(f"{'':>6}  {'':<{width}}  → {verdict.remedy}")
    return int(any(v.state is State.FAILED for v in verdicts))


def _as_json(verdict: Verdict) -> dict[str, str]:
    return {
        "part": verdict.part,
        "state": verdict.state.value,
        "sentence": verdict.sentence,
        "remedy": verdict.remedy,
    }


def _make_pin() -> int:
    from kiosk.visit.staff_pin import make_pin_hash

    pin = getpass.getpass("PIN (4 to 12 digits): ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    try:
        print(f'pin_hash = "{make_pin_hash(pin)}"')
    except ValueError as error:
        raise KioskError(f"That is no PIN: {error}.", remedy="Try again with digits only.") from None
    return 0


def examine(settings_file: Path | None) -> Iterator[Verdict]:
    """Every part's verdict, one after the other; a part that raises becomes a failed verdict, never a traceback."""
    settings = Settings()
    if settings_file is not None:
        try:
            settings = load_settings(settings_file)
        except KioskError as error:
            yield Verdict("settings", State.FAILED, error.what, error.remedy)
            return
        yield Verdict("settings", State.OK, f"{settings_file} is sound")
    for part, look in _PARTS.items():
        yield from _look(part, look, settings)


def _look(part: str, look: _Look, settings: Settings) -> Iterator[Verdict]:
    try:
        found = look(settings)
        yield from (found,) if isinstance(found, Verdict) else found
    except KioskError as error:
        yield Verdict(part, State.FAILED, error.what, error.remedy)
    except (ImportError, OSError, RuntimeError) as error:
        yield Verdict(part, State.FAILED, f"{type(error).__name__}: {error}", "Run packaging/setup again.")


def _python(settings: Settings) -> Verdict:
    version = ".".join(map(str, sys.version_info[:3]))
    return Verdict("python", State.OK, f"Python {version}")


def _qt(settings: Settings) -> Verdict:
    import PySide6

    version = PySide6.__version__
    if version.startswith("6.12.0") and sys.version_info < (3, 12):
        return Verdict("qt", State.FAILED, f"PySide6 {version} crashes on this Python", "Run packaging/setup again.")
    return Verdict("qt", State.OK, f"PySide6 {version}")


def _display(settings: Settings) -> Verdict:
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen:
        return Verdict("display", State.OK, f"the platform is set to {chosen}")
    if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"):
        return Verdict("display", State.OK, os.environ.get("WAYLAND_DISPLAY") or os.environ["DISPLAY"])
    return Verdict("display", State.ABSENT, "there is no display", "packaging/demo serves the panel over VNC instead.")


def _database(settings: Settings) -> Verdict:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
    except sqlite3.OperationalError:
        return Verdict("database", State.FAILED, "this SQLite has no FTS5", "Use Debian's Python.")
    finally:
        connection.close()
    return Verdict("database", State.OK, f"SQLite {sqlite3.sqlite_version} with full-text search")


def _disk(settings: Settings) -> Verdict:
    folder = settings.state_folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        remedy = "Give the panel's user this folder, or name another one as `state`."
        return Verdict("disk", State.FAILED, f"{folder} cannot be written ({error.strerror})", remedy)
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < _LEAST_FREE_MB:
        return Verdict("disk", State.DEGRADED, f"{free} MB free at {folder}", f"Free at least {_LEAST_FREE_MB} MB.")
    return Verdict("disk", State.OK, f"{free} MB free at {folder}")


def _clock(settings: Settings) -> Verdict:
    now = datetime.now().astimezone()
    built = datetime.fromtimestamp(Path(__file__).stat().st_mtime).astimezone()
    if now < built:
        return Verdict("clock", State.FAILED, f"{now:%Y-%m-%d %H:%M} is before this program was made", "Set the clock.")
    return Verdict("clock", State.OK, f"{now:%Y-%m-%d %H:%M %Z}")


def _fonts(settings: Settings) -> Verdict:
    folder = Path(__file__).resolve().parents[2] / "assets" / "fonts"
    fonts = sorted(font.name for font in folder.glob("*.ttf"))
    if not fonts:
        return Verdict("fonts", State.FAILED, f"no font in {folder}", "The installation is not complete.")
    return Verdict("fonts", State.OK, ", ".join(fonts))


_PARTS: dict[str, _Look] = {
    "python": _python,
    "qt": _qt,
    "display": _display,
    "database": _database,
    "fonts": _fonts,
    "disk": _disk,
    "clock": _clock,
    "glass": doctor_panel.glass,
    "staff": doctor_panel.staff,
    "content": doctor_panel.content_and_plan,
    "voice": doctor_panel.voice,
    "sound": doctor_panel.sound,
    "camera": doctor_scanning.camera,
    "scanner": doctor_scanning.scanner,
    "printer": doctor_panel.printer,
}
