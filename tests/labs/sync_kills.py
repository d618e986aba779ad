"""kill -9 at random moments while releases come in and are switched to.

    python tests/labs/sync_kills.py [--kills 120] [--seed 1]

A process fetches each new release over HTTP, joins it, and switches the shelf to it, as panel and sync do together.
It is killed at a random moment of its life, again and again, while the office publishes. After each kill the shelf must
open exactly one release, whole, the old one or the new one; never an older one than before. At the end: the last one.
"""

from __future__ import annotations

import argparse
import collections
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from sync_rig import ROOT, MiniHub, admitted, built, hall, kill, random_media, table

from kiosk.store.release_info import read_info, releases_in, verify
from kiosk.store.release_shelf import ReleaseShelf
from kiosk.store.state import PanelState

RELEASES = 8

PANEL = """
import sys, threading
from pathlib import Path
from kiosk.base.clock import SystemClock
from kiosk.store.release_join import join_release
from kiosk.store.release_shelf import ReleaseShelf
from kiosk.store.state import PanelState
from kiosk.sync.client import Hub
from kiosk.sync.device import Device
from kiosk.sync.follower import Follower
from kiosk.sync.wire import HubAddress

folder, url = Path(sys.argv[1]), sys.argv[2]
device = Device(folder / "sync")
record = device.enrolment()
shelf = ReleaseShelf(folder / "releases", PanelState(folder / "state.db"))
follower = Follower(device, record.hall_id, folder / "releases", join_release, SystemClock(), panel_id="p1")
hub = Hub(HubAddress(url), device, record, SystemClock())
print("begun", flush=True)
while True:
    follower.believe(hub.source())
    wanted = follower.wanted()
    brought = follower.bring(wanted, hub.source(), threading.Event())
    shelf.adopt(brought.path).close()
    follower.tidy(wanted, wanted.ref.number)
    print(wanted.ref.number, flush=True)
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), given.kills, random.Random(given.seed))


def run(folder: Path, kills: int, dice: random.Random) -> int:
    office = hall(folder)
    refs = [built(office, folder, n, random_media(2_000_000, dice)) for n in range(1, RELEASES + 1)]
    hub = MiniHub(office)
    panel = admitted(folder / "panel", hub)
    faults: list[str] = []
    seen: collections.Counter[str] = collections.Counter()
    with hub.serve() as url:
        office.rollout(refs[0])
        published = shown = 1
        began = time.monotonic()
        finish(panel.folder, url, 1)
        life = time.monotonic() - began
        for turn in range(kills):
            if published < RELEASES and turn * RELEASES >= published * kills:
                office.rollout(refs[published])
                published += 1
            process = subprocess.Popen(
                [sys.executable, "-c", PANEL, str(panel.folder), url], stdout=subprocess.PIPE, cwd=ROOT
            )
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(dice.uniform(0, 0.7 * life))
            kill(process)
            number, fault = examine(panel.folder, shown, published)
            seen["old" if number == shown else "new"] += 1
            shown = number
            if fault:
                faults.append(f"kill {turn}: {fault}")
        last = finish(panel.folder, url, published)
    number, fault = examine(panel.folder, shown, published)
    left = [path.name for path in panel.folder.rglob("*") if ".tmp" in path.name]
    table(
        f"{kills} random kill -9 during sync and switch, {RELEASES} releases",
        [
            ("an undisturbed life", f"{life:.1f} s"),
            ("old, new release after the kill", f"{seen['old']}, {seen['new']}"),
            ("faults", "; ".join(faults) or "none"),
            ("at the end", f"release {number} of {published}{' ' + fault if fault else ''}"),
            ("half files left", str(left or "none")),
            ("bytes over the wire", str(hub.sent)),
        ],
    )
    return 0 if not faults and not fault and number == published == last else 1


def examine(folder: Path, before: int, published: int) -> tuple[int, str]:
    """Which release the panel would show now, and what is wrong with that."""
    state = PanelState(folder / "state.db")
    shelf = folder / "releases"
    for path in releases_in(shelf).values():
        verify(path, read_info(path))  # whatever has its description is whole
    release = ReleaseShelf(shelf, state).current()
    state.close()
    if release is None:
        return before, "nothing to show" if before else ""
    number = release.info.sequence
    fault = "" if before <= number <= published else f"release {number} after {before} of {published}"
    if release.catalogue().matters is None:
        fault = "no matters"
    release.close()
    return number, fault


def finish(folder: Path, url: str, published: int) -> int:
    """Let it come to its end once."""
    process = subprocess.Popen([sys.executable, "-c", PANEL, str(folder), url], stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    number = 0
    for line in process.stdout:
        number = int(line) if line.strip().isdigit() else 0
        if number == published:
            break
    kill(process)
    return number


if __name__ == "__main__":
    sys.exit(main())
