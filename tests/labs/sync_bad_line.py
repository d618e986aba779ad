"""A release of 200 MB over a bad line, with the sync process killed all the time.

    python tests/labs/sync_bad_line.py [--megabytes 200] [--mbit 20] [--round-trip-ms 200] [--kill-s 4] [--no-kills]

20 Mbit, 200 ms, a reset every 2–8 MB, kill -9 every 4 s (of a life that begins with the process's first line). Bars: it
completes; waste (bytes that came twice) ≤ 10 %.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from sync_rig import BadLine, MiniHub, admitted, built, follower_process, hall, kill, random_media, table

from kiosk.store.release import open_release


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=200)
    parser.add_argument("--mbit", type=float, default=20)
    parser.add_argument("--round-trip-ms", type=float, default=200)
    parser.add_argument("--kill-s", type=float, default=4)
    parser.add_argument("--no-kills", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), given)


def run(folder: Path, given: argparse.Namespace) -> int:
    office = hall(folder)
    ref = built(office, folder, 1, random_media(int(given.megabytes * 1e6), random.Random(1)))
    office.rollout(ref)
    needed = sum(path.stat().st_size for path in (office.repo / "blobs").glob("??/*"))
    hub = MiniHub(office)
    with hub.serve() as url:
        line = BadLine(int(url.rsplit(":", 1)[1]), given.mbit, given.round_trip_ms / 1000)
        panel = admitted(folder / "panel", hub)
        with line.open() as port:
            began, kills = time.monotonic(), 0
            shelf_file = panel.shelf / "release-1.json"
            while not shelf_file.exists() and time.monotonic() - began < 3600:
                process = follower_process(panel, f"http://127.0.0.1:{port}")
                end = time.monotonic() + (1e9 if given.no_kills else given.kill_s)
                while time.monotonic() < end and not shelf_file.exists() and process.poll() is None:
                    time.sleep(0.02)
                kills += not shelf_file.exists()
                kill(process)
            seconds = time.monotonic() - began
    is_whole = shelf_file.exists()
    if is_whole:
        open_release(panel.shelf / "release-1.db").close()
        is_whole = len(list((panel.shelf / "media").iterdir())) == sum(
            part.name.startswith("media/") for part in panel.follower(office.hall_id)._bringer._known_parts(ref)
        )
    waste = line.down / needed - 1
    table(
        f"{given.megabytes:g} MB, {given.mbit:g} Mbit, {given.round_trip_ms:g} ms, reset every 2–8 MB",
        [
            ("completes", "yes" if is_whole else "NO"),
            ("seconds (floor)", f"{seconds:.0f} ({needed * 8 / given.mbit / 1e6:.0f})"),
            ("kills, resets", f"{kills}, {line.resets}"),
            ("bytes needed, came", f"{needed}, {line.down}"),
            ("waste (bar 10 %)", f"{waste:.1%}"),
        ],
    )
    return 0 if is_whole and waste <= 0.10 else 1


if __name__ == "__main__":
    sys.exit(main())
