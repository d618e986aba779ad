"""What a small change costs on the wire: a hall of about 3,000 matters, a real HTTP line, all bytes counted.

    python tests/benchmarks/bench_sync.py

Bars: one matter renamed ≤ 100 KB, requests and headers included; one picture changed: its size + 10 %. Exit 1 when one
is missed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]

from bench_parts import DEMO, many_times, renamed  # noqa: E402
from sync.halls import Office  # noqa: E402
from sync.mini_hub import MiniHub  # noqa: E402
from sync.panels import Panel, office_of  # noqa: E402

from kiosk.commands.content_parts import write_parts  # noqa: E402
from kiosk.store.release_build import write_release  # noqa: E402
from kiosk.store.release_draft import Draft, draft_release  # noqa: E402
from kiosk.store.release_join import join_release  # noqa: E402
from kiosk.sync.trust import create  # noqa: E402

PICTURE = 300_000
BAR = 100_000


def office_for(folder: Path, hall_id: str) -> Office:
    office = office_of(folder)
    office.hall_id, office.repo = hall_id, folder / "repo of the hall"
    office.repository = create(office.repo, hall_id, office.keys, [office.root], clock=office.clock)
    return office


def publish(office: Office, folder: Path, number: int, draft: Draft, picture: bytes) -> int:
    """Publish the draft with one picture; how many matters it has."""
    info = write_release(draft, DEMO, folder / "built", number, force=True)
    manifest = write_parts(info, folder / "built" / info.file, office.repo)
    parts = (*manifest.parts, office.media(picture))
    office.rollout(office.ref(number, parts, built_at=info.built_at, release_format=info.format))
    return len(draft.catalogue.matters)


def step(panel: Panel, url: str, hall_id: str) -> tuple[int, int]:
    """Get in step; bytes both ways, requests."""
    follower, hub = panel.follower(hall_id), panel.hub(url)
    follower.believe(hub.source())
    wanted = follower.wanted()
    assert wanted is not None
    follower.bring(wanted, hub.source(), threading.Event())
    hub.close()
    return hub.traffic.received + hub.traffic.sent, hub.traffic.requests


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo = draft_release(DEMO)
        large = replace(demo, catalogue=many_times(demo.catalogue))
        hall_id = large.catalogue.hall.id
        office = office_for(folder / "hub", hall_id)
        hub, panel = MiniHub(office), Panel(folder / "panel", join=join_release)
        panel.admit(hub)
        first, second = os.urandom(PICTURE), os.urandom(PICTURE)
        changed = renamed(large)
        with hub.serve() as url:
            matters = publish(office, folder, 1, large, first)
            rows = [("everything, the first time", *step(panel, url, hall_id), 0)]
            rows.append(("nothing changed", *step(panel, url, hall_id), 0))
            publish(office, folder, 2, changed, first)
            rows.append(("one matter renamed", *step(panel, url, hall_id), BAR))
            publish(office, folder, 3, changed, second)
            rows.append((f"one picture of {PICTURE:,} bytes", *step(panel, url, hall_id), int(PICTURE * 1.1)))
    print(f"\nA hall of {matters} matters, bytes on the wire both ways")
    for what, size, requests, bar in rows:
        print(f"  {what:<32} {size:>10,} bytes {requests:>4} requests{f'   bar {bar:,}' if bar else ''}")
    return 0 if all(not bar or size <= bar for _, size, _, bar in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
