"""The desk under every fault at once: hub, 4 panels, 4 windows and 2 displays, each on a machine of its own.

    python tests/labs/desk_faults.py [--runs 5] [--seconds 60] [--seed 1] [--keep]        (as root: network namespaces)

Everything is real: the hub as it runs in a hall, each panel's ticket book, link, flow and sync child, the counter's
addresses, the screens' streams. Lines are cut, flap, or lose the answers only; every program is killed; panels' clocks
go two hours wrong; printers jam, are slow, or do not know whether paper came; in every second run the day ends in the
middle. Then everything is mended, visitors stop coming, windows call until nobody waits, and the papers in the hall
(written down by the lab itself) are compared with what hub and panels know. Exit code 1 when a figure that must be 0
is not.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
RunningHub: Any = importlib.import_module("hub.running").RunningHub
desk_network: Any = importlib.import_module("labs.desk_network")
desk_verdict: Any = importlib.import_module("labs.desk_verdict")
desk_world: Any = importlib.import_module("labs.desk_world")

HALL, PANELS, DISPLAYS = "lab", 4, 2
PASSWORD = "correct horse battery"
_QUIET_S = 240.0

_PEOPLE = """
import secrets
from kiosk.hub.access.models import Membership, User
from kiosk.hub.counter.screen_keys import digest, new_key
from kiosk.hub.desk.models import Screen
keys = []
for name in windows:
    user = User.objects.create_user(f"window{name}", password=password)
    Membership.objects.create(user=user, hall_id=hall, role="counter")
for number in range(displays):
    key = new_key()
    Screen.objects.create(id=secrets.token_hex(16), hall_id=hall, kind="hall", name=f"display {number}",
                          key_digest=digest(key))
    keys.append(key)
answer = keys
"""
_LEFT = """
from kiosk.hub.desk.models import TicketRow
answer = TicketRow.objects.filter(state__in=["issued", "waiting", "called", "serving", "held"]).count()
"""


@dataclass
class Machine:
    """A program on a machine of its own: started, told, killed, started again."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=log, stderr=log
            )

    def tell(self, **order: Any) -> None:
        if self.process is not None and self.process.stdin is not None:
            with suppress(OSError):
                self.process.stdin.write(json.dumps(order).encode() + b"\n")
                self.process.stdin.flush()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self, within: float = 20.0) -> None:
        if self.process is None:
            return
        with suppress(OSError):
            assert self.process.stdin is not None
            self.process.stdin.close()
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Lab:
    """One run in one folder."""

    folder: Path
    seconds: float
    chance: random.Random
    midnight: bool
    network: Any
    machines: dict[str, Machine] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)

    def run(self) -> Any:
        zones = desk_world.zone_at(self.folder, self.seconds * 0.6 + 45 if self.midnight else None)
        os.environ["PYTHONTZPATH"] = f"{zones}:/usr/share/zoneinfo"
        source = desk_world.content(self.folder / "content")
        hub = RunningHub(self.folder / "hub", tls="own")
        settings = Path(hub.environment["KIOSK_HUB_SETTINGS"])
        settings.write_text(settings.read_text().replace('host = "127.0.0.1"', f'host = "{self.network.hub}"'))
        hub.url = f"https://{self.network.hub}:{hub.port}"
        with hub:
            root, secret = self.folder / "root.key", self.folder / "secret"
            secret.write_text("only for the lab")
            by = str(hub.administrator["user"]) if "user" in hub.administrator else "admin"
            hub.kiosk("hall", str(source), "--root", str(root), "--passphrase-file", str(secret), "--publish", by)
            keys = hub.do(_PEOPLE, windows=desk_world.WINDOWS, password=PASSWORD, displays=DISPLAYS, hall=HALL)
            self._furnish(hub, by, source, keys)
            try:
                self._live(hub)
                return desk_verdict.judge(self.folder / "world", hub.do(desk_verdict.READ))
            finally:
                for machine in self.machines.values():
                    machine.kill()

    # -- what there is

    def _furnish(self, hub: Any, by: str, source: Path, keys: Sequence[str]) -> None:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("KIOSK_", "DJANGO_"))}
        rooms = self.folder / "hall"
        for number in range(1, PANELS + 1):
            name = f"panel-{number}"
            self._admit(hub, by, rooms / name / "state", name, clean)
            words = ["desk_panel.py", str(rooms / name), hub.url, str(source), f"{self.chance.random()}"]
            self._machine(name, words, clean)
        for number in desk_world.WINDOWS:
            words = [
                "desk_window.py",
                str(rooms),
                hub.url,
                number,
                f"window{number}",
                PASSWORD,
                f"{self.chance.random()}",
            ]
            self._machine(f"window-{number}", words, clean)
        for number, key in enumerate(keys, 1):
            self._machine(
                f"display-{number}", ["desk_display.py", str(rooms), hub.url, key, f"display-{number}"], clean
            )
        (self.folder / "world").symlink_to(rooms / "world")

    def _admit(self, hub: Any, by: str, state: Path, name: str, environment: dict[str, str]) -> None:
        state.mkdir(parents=True)

        def sync(*words: str, given: str = "") -> str:
            command = [
                sys.executable,
                "-m",
                "kiosk",
                "sync",
                *words,
                "--hub",
                hub.url,
                "--plain",
                "--state",
                str(state),
            ]
            done = subprocess.run(
                command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, input=given
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        admitted = hub.kiosk("admit", HALL, sync("--show-key").strip(), "--name", name, "--by", by).stdout
        sync("--admit", "-", given=admitted)

    def _machine(self, name: str, words: Sequence[str], environment: dict[str, str]) -> None:
        self.network.add(name)
        command = self.network.within(name, [sys.executable, str(ROOT / "tests" / "labs" / words[0]), *words[1:]])
        self.machines[name] = Machine(name, command, environment, self.folder / f"{name}.log")

    # -- a day

    def _live(self, hub: Any) -> None:
        for machine in self.machines.values():
            machine.start()
        self._until(lambda: len(self._printed()) == PANELS, 240.0, "a first paper of each panel")
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            self._fault(hub)
            time.sleep(self.chance.uniform(0.2, 1.2))
        self._mend(hub)

    def _fault(self, hub: Any) -> None:
        kinds = ("cut", "cut", "answers", "answers", "flap", "kill", "kill", "hub", "clock", "printer", "printer")
        kind = self.chance.choice(kinds)
        name = self.chance.choice(list(self.machines))
        panel = self.chance.choice([one for one in self.machines if one.startswith("panel")])
        self.faults[kind] = self.faults.get(kind, 0) + 1
        match kind:
            case "cut" | "answers":
                name = panel if self.chance.random() < 0.6 else name
                (self.network.cut if kind == "cut" else self.network.lose_answers)(name)
                time.sleep(self.chance.uniform(0.5, 4.0))
                self.network.heal(name)
            case "flap":
                for _ in range(5):
                    self.network.cut(name)
                    time.sleep(self.chance.uniform(0.05, 0.3))
                    self.network.heal(name)
                    time.sleep(self.chance.uniform(0.05, 0.3))
            case "kill":
                self.machines[name].kill()
                time.sleep(self.chance.uniform(0.0, 1.5))
                self.machines[name].start()
            case "hub":
                _kill_hub(hub)
                time.sleep(self.chance.uniform(0.0, 2.0))
                self._start_hub(hub)
            case "clock":
                self.machines[panel].tell(clock_h=self.chance.choice((-2.0, 0.0, 2.0)))
            case "printer":
                self.machines[panel].tell(printer=self.chance.choice(("well", "jam", "mute", "slow")))

    def _start_hub(self, hub: Any) -> None:
        """A busy machine may not give it the time to begin: as its service would, begin again."""
        for _ in range(3):
            try:
                hub.start()
            except AssertionError:
                self.faults["hub began late"] = self.faults.get("hub began late", 0) + 1
                _kill_hub(hub)
            else:
                return
        raise AssertionError(hub.log.read_text())

    def _mend(self, hub: Any) -> None:
        for name, machine in self.machines.items():
            self.network.heal(name)
            machine.tell(printer="well", clock_h=0.0, visit=False)
        time.sleep(3.0)  # who stood at a panel has gone
        panels = [name for name in self.machines if name.startswith("panel")]
        self._until(lambda: all(self._told(name) for name in panels), 120.0, "every book to be told")
        self._until(lambda: hub.do(_LEFT) == 0, _QUIET_S, "everybody to be served")
        time.sleep(1.0)
        for name in panels:
            self.machines[name].stop()

    def _printed(self) -> set[str]:
        """Panels whose desk has given a number on paper."""
        happened = desk_world.events(self.folder / "world", "panel-*")
        return {one["who"] for one in happened if one["event"] == "paper" and not one["own"]}

    def _told(self, name: str) -> bool:
        books = [one for one in desk_world.events(self.folder / "world", name) if one["event"] == "book"]
        fresh = [one for one in books if one["t"] > time.time() - 3.0]
        return len(fresh) >= 2 and all(not one["untold"] for one in fresh)

    def _until(self, holds: Any, within: float, what: str) -> None:
        end = time.monotonic() + within
        while not holds():
            if time.monotonic() > end:
                print(f"  waited {within:.0f} s in vain for {what}")
                return
            time.sleep(1.0)


def _kill_hub(hub: Any) -> None:
    """The hub and all that works for it, at one moment."""
    workers = hub.children()
    assert hub.process is not None
    hub.process.kill()
    for worker in workers:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    hub.process.wait()
    hub.process = None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--keep", action="store_true", help="leave the folders")
    given = parser.parse_args()
    if os.geteuid() != 0:
        parser.error("network namespaces need root")
    verdicts = []
    for number in range(1, given.runs + 1):
        folder = Path(tempfile.mkdtemp(prefix=f"desk-lab-{number}-"))
        midnight = number % 2 == 0
        with desk_network.Network(f"{70 + number % 100}") as network:
            lab = Lab(folder, given.seconds, random.Random(f"{given.seed}-{number}"), midnight, network)
            verdict = lab.run()
        verdicts.append(verdict)
        print(f"run {number}{' (a day ends in it)' if midnight else ''}: faults {dict(sorted(lab.faults.items()))}")
        print("  " + ", ".join(f"{name} {value}" for name, value in {**verdict.told, **verdict.zero}.items()))
        for why in verdict.why:
            print(f"    {why}")
        if given.keep or not verdict.is_clean:
            print(f"  kept in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    _table(verdicts)
    return 0 if all(verdict.is_clean for verdict in verdicts) else 1


def _table(verdicts: Sequence[Any]) -> None:
    print(f"\n{'':34}" + "".join(f"run {n:<6}" for n in range(1, len(verdicts) + 1)))
    for part in ("told", "zero"):
        for name in getattr(verdicts[0], part):
            print(f"{name:34}" + "".join(f"{getattr(one, part).get(name, '-')!s:10}" for one in verdicts))


if __name__ == "__main__":
    sys.exit(main())
