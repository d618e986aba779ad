"""``kiosk sync``: keep this panel in step with its hub, once or for ever, or ask to be admitted."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.base.clock import SystemClock
from kiosk.base.errors import KioskError
from kiosk.settings import Settings, SettingsError, load_settings
from kiosk.store.release_info import ReleaseInfo
from kiosk.sync.client import Asked, Hub
from kiosk.sync.device import Device, Enrolment
from kiosk.sync.enrolling import EnrolmentError, wait_admitted
from kiosk.sync.follower import Follower
from kiosk.sync.loop import Follow, Place
from kiosk.sync.trust import hall_of_root
from kiosk.sync.wire import HubAddress

EXIT_IN_STEP, EXIT_NOT, EXIT_SETTINGS = 0, 1, 2
_NICE = 10
_BROUGHT_LIMIT = 256 << 10


def declare(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk sync``; what is given here wins over the settings file."""
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--follow", action="store_true", help="stay in step; speaks JSON lines (docs/commands/sync.md)")
    mode.add_argument("--once", action="store_true", help="get in step once and say what it took")
    mode.add_argument("--enrol", action="store_true", help="ask the hub to admit this panel; shows a code and waits")
    mode.add_argument("--show-key", action="store_true", help="print this panel's public key, for kiosk hub admit")
    mode.add_argument(
        "--admit", type=Path, metavar="FILE", help="take what kiosk hub admit printed; - = standard input"
    )
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the panel's settings (config/panel.toml)")
    parser.add_argument("--hub", metavar="URL", help="the hub's address")
    parser.add_argument("--plain", action="store_true", default=None, help="allow http:// beyond this machine")
    parser.add_argument("--ca", metavar="FILE", help="trust this authority instead of the pinned key; system = its own")
    parser.add_argument("--rate-kbit", type=int, metavar="N", help="the most that downloads may take of the line")
    parser.add_argument("--state", type=Path, metavar="FOLDER", help="the folder this panel may write to")
    parser.add_argument(
        "--shelf", type=Path, metavar="FOLDER", help="where releases are kept (default: state/releases)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON (docs/commands/sync.md)")


def run(arguments: argparse.Namespace) -> int:
    """Follow until the line closes; or once: 0 in step, 1 could not, 2 the settings are wrong."""
    place = chosen_place(arguments)
    if arguments.follow:
        return _follow(place)
    if arguments.show_key:
        print(Device(place.state / "sync").public_key)
        return EXIT_IN_STEP
    if arguments.admit is not None:
        return _admit(place, arguments.admit, arguments.json)
    if place.hub is None:
        raise SettingsError("No hub is set.", where="hub.url", remedy="Set hub.url, or give --hub URL.")
    return _enrol(place, arguments.json) if arguments.enrol else _once(place, arguments.json)


def chosen_place(arguments: argparse.Namespace) -> Place:
    """Where this panel's things are, from the settings and what was given."""
    settings = load_settings(arguments.settings) if arguments.settings else Settings()
    state = arguments.state or settings.state_folder
    shelf = arguments.shelf or (Path(settings.content.shelf) if settings.content.shelf else state / "releases")
    hub = settings.hub
    url = hub.url if arguments.hub is None else arguments.hub
    address = None
    if url:
        address = HubAddress(
            url,
            plain=hub.plain if arguments.plain is None else arguments.plain,
            ca=hub.ca if arguments.ca is None else arguments.ca,
            rate_kbit=hub.rate_kbit if arguments.rate_kbit is None else arguments.rate_kbit,
        )
    return Place(state, shelf, address, _join, _program(hub.name))


def _join(*given: Any, **named: Any) -> ReleaseInfo:
    """Loaded when there is something to join: a start after a kill goes on at once."""
    from kiosk.store.release_join import join_release

    return join_release(*given, **named)


def _program(name: str) -> str:
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as version_of

    try:
        version = version_of("hall-kiosk")
    except PackageNotFoundError:
        version = "?"
    return f"{name} · hall-kiosk {version}" if name else f"hall-kiosk {version}"


def _follow(place: Place) -> int:
    _log_to_stderr()  # this process is the follower's alone and ends with it
    with suppress(OSError, AttributeError):
        os.nice(_NICE)  # the screens come first
    Follow(place, sys.stdout, SystemClock()).run(sys.stdin.buffer)
    sys.stdout.flush()
    os._exit(EXIT_IN_STEP)  # whatever a thread still waits for, nothing on the disk minds


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger("kiosk").addHandler(handler)
    logging.getLogger("kiosk").setLevel(logging.INFO)


@dataclass(slots=True)
class _Outcome:
    before: int = 0
    after: int = 0
    wanted: int = 0
    seconds: float = 0.0
    error: KioskError | None = None

    def json(self, hub: Hub) -> dict[str, Any]:
        return {
            "in_step": self.error is None and self.after >= self.wanted,
            "bytes": hub.traffic.received,
            "sent": hub.traffic.sent,
            "requests": hub.traffic.requests,
            "seconds": round(self.seconds, 3),
            "release": {"before": self.before, "after": self.after, "wanted": self.wanted},
            "error": self.error.sentence() if self.error else "",
        }


def _once(place: Place, as_json: bool) -> int:
    assert place.hub is not None
    device = Device(place.state / "sync")
    record = device.enrolment()
    if record is None:
        raise KioskError("This panel is not enrolled.", where=place.hub.url, remedy="Run kiosk sync --enrol.")
    clock = SystemClock()
    follower = Follower(
        device, record.hall_id, place.shelf, place.join, clock, panel_id=record.panel_id, group=record.group
    )
    hub = Hub(place.hub, device, record, clock)
    outcome, began = _Outcome(_number(follower)), time.monotonic()
    try:
        follower.believe(hub.source())
        wanted = follower.wanted()
        if wanted is not None:
            outcome.wanted = wanted.ref.number
            follower.bring(wanted, hub.source(), threading.Event())
            follower.tidy(wanted, outcome.before)
    except KioskError as error:
        outcome.error = error
    except OSError as error:
        outcome.error = KioskError(f"The panel's folder cannot be written ({error.strerror}).", where=str(place.state))
    finally:
        hub.close()
    outcome.seconds, outcome.after = time.monotonic() - began, _number(follower)
    return _print_outcome(outcome, hub, as_json)


def _number(follower: Follower) -> int:
    newest = follower.newest()
    return newest.sequence if newest else 0


def _print_outcome(outcome: _Outcome, hub: Hub, as_json: bool) -> int:
    facts = outcome.json(hub)
    if as_json:
        print(json.dumps(facts, ensure_ascii=False, indent=1))
    else:
        steps = f"release {outcome.before} → {outcome.after}"
        print(f"{steps}: {facts['requests']} requests, {facts['bytes']} bytes, {facts['seconds']} s")
        if outcome.error is not None:
            print(f"kiosk sync: {outcome.error.sentence()}", file=sys.stderr)
    return EXIT_IN_STEP if facts["in_step"] else EXIT_NOT


def _enrol(place: Place, as_json: bool) -> int:
    assert place.hub is not None
    device = Device(place.state / "sync")
    standing = device.enrolment()
    if standing is not None and standing.revoked:
        device.renew_key()
    hub = Hub(place.hub, device, None, SystemClock())

    def show(asked: Asked) -> None:
        if as_json:
            facts = {"code": asked.code, "check": asked.check, "expires_in_s": asked.expires_in_s}
            print(json.dumps(facts), flush=True)
        else:
            print(f"code {asked.code}   check {asked.check}", flush=True)

    try:
        record, root = wait_admitted(hub, place.program, threading.Event(), show)
        device.admit(record, root)
    except EnrolmentError as error:
        print(f"kiosk sync: {error.sentence()}", file=sys.stderr)
        return EXIT_NOT
    finally:
        hub.close()
    return _say_admitted(record, as_json)


def _admit(place: Place, file: Path, as_json: bool) -> int:
    """Be admitted by what an administrator brings: no code, nobody at a screen."""
    try:
        data = sys.stdin.buffer.read(_BROUGHT_LIMIT) if str(file) == "-" else file.read_bytes()[:_BROUGHT_LIMIT]
        facts = json.loads(data)
        words = {key: facts.get(key, "") for key in ("panel_id", "hall_id", "group", "kiosk_id", "pin", "root")}
    except OSError as error:
        raise KioskError(f"It cannot be read ({error.strerror}).", where=str(file)) from error
    except (ValueError, AttributeError, RecursionError):
        raise KioskError("This is not what kiosk hub admit prints.", where=str(file)) from None
    root = words.pop("root")
    if not all(isinstance(word, str) for word in (root, *words.values())) or not words["panel_id"]:
        raise KioskError("This is not what kiosk hub admit prints.", where=str(file))
    if hall_of_root(root.encode()) != words["hall_id"]:
        raise KioskError("The root is another hall's.", where=str(file))
    record = Enrolment(**words)
    Device(place.state / "sync").admit(record, root.encode())
    return _say_admitted(record, as_json)


def _say_admitted(record: Enrolment, as_json: bool) -> int:
    facts = {"panel_id": record.panel_id, "hall_id": record.hall_id, "group": record.group, "kiosk_id": record.kiosk_id}
    print(json.dumps(facts) if as_json else f"admitted to {record.hall_id} as {record.panel_id}", flush=True)
    return EXIT_IN_STEP
