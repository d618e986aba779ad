"""A disk that is full, and one whose bits flip, while releases come in.

    python tests/labs/sync_full_disk.py [--flips 60]        (as root: it mounts a small tmpfs)

Full: a release that does not fit on what is left is refused with a sentence, the one before stays whole, and it comes
by itself when there is room. Also when the space ends in the middle of a file, at many places. Flips: one random bit of
any file of the panel (releases, pictures, blobs, halves, trust) is turned, then it gets in step: always whole again.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from sync_rig import HALL, MiniHub, Panel, built, hall, random_media, table

from kiosk.base.errors import KioskError
from kiosk.store.release_info import read_info, releases_in, verify
from kiosk.store.release_join import join_release
from kiosk.sync import blobs
from kiosk.sync.blobs import NoRoomError

MEGABYTES = 24


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def step(panel: Panel, url: str) -> int:
    follower, hub = panel.follower(HALL), panel.hub(url)
    try:
        follower.believe(hub.source())
        wanted = follower.wanted()
        assert wanted is not None
        number = follower.bring(wanted, hub.source(), threading.Event()).info.sequence
        follower.tidy(wanted, number)
        return number
    finally:
        hub.close()


def whole(panel: Panel) -> list[int]:
    for path in releases_in(panel.shelf).values():
        verify(path, read_info(path))
    return list(releases_in(panel.shelf))


def full(folder: Path) -> list[tuple[str, str]]:
    office = hall(folder)
    dice = random.Random(5)
    first, second = built(office, folder, 1), built(office, folder, 2, random_media(9_000_000, dice))
    office.rollout(first)
    hub = MiniHub(office)
    blobs.RESERVE = 0  # so that the disk itself says no, in the middle
    kinds: dict[str, int] = {}
    with small_disk(folder / "disk") as disk, hub.serve() as url:
        panel = Panel(disk / "panel", join=join_release)
        panel.admit(hub)
        assert step(panel, url) == 1
        office.rollout(second)
        ballast = disk / "ballast"
        for left in range(0, 12_000_000, 400_000):
            ballast.unlink(missing_ok=True)
            facts = os.statvfs(disk)
            ballast.write_bytes(bytes(max(0, facts.f_bavail * facts.f_bsize - left)))
            try:
                kinds["came"] = kinds.get("came", 0) + (step(panel, url) == 2)
            except KioskError as error:
                word = "said to be full" if isinstance(error, NoRoomError) or "room" in str(error) else repr(error)
                kinds[word] = kinds.get(word, 0) + 1
                assert 1 in whole(panel), "the good one is gone"
        ballast.unlink()
        last = step(panel, url)
    return [("at 30 fillings", str(kinds)), ("with room again", f"release {last}")]


def flips(folder: Path, count: int) -> list[tuple[str, str]]:
    office, dice = hall(folder), random.Random(7)
    ref = built(office, folder, 1, random_media(1_500_000, dice))
    office.rollout(ref)
    hub = MiniHub(office)
    again = 0
    with hub.serve() as url:
        panel = Panel(folder / "panel", join=join_release)
        panel.admit(hub)
        step(panel, url)
        good = {path.name: path.read_bytes() for path in panel.shelf.rglob("*") if path.is_file()}
        files = [p for p in panel.folder.rglob("*") if p.is_file() and p.stat().st_size]
        own = ("device.pem", "enrolment.json", ".lock")  # this machine's own: guarded by being asked anew
        files = [path for path in files if path.name not in own]
        for _ in range(count):
            path = dice.choice([path for path in files if path.exists()])
            data = bytearray(path.read_bytes())
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
            path.chmod(0o644)
            with path.open("r+b") as stream:
                stream.write(data)
            step(panel, url)
            now = {path.name: path.read_bytes() for path in panel.shelf.rglob("*") if path.is_file()}
            again += now == good
    return [("flipped bits mended", f"{again} of {count}")]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--flips", type=int, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = full(Path(folder))
    table(f"A disk of {MEGABYTES} MB that is nearly full", rows)
    with tempfile.TemporaryDirectory() as folder:
        mended = flips(Path(folder), given.flips)
    table("Flipped bits", mended)
    is_good = (
        "Error" not in rows[0][1] and rows[1][1] == "release 2" and mended[0][1] == f"{given.flips} of {given.flips}"
    )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
