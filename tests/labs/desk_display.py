"""A hall display: listens to the stream of calls, comes back where it was, and acknowledges what it showed.

desk_display.py FOLDER HUB KEY NAME
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from labs.desk_world import World  # noqa: E402

from kiosk.sync.events import EventReader  # noqa: E402


def main(folder: str, hub: str, key: str, name: str) -> None:
    world, last_file = World(Path(folder) / "world" / f"{name}.jsonl"), Path(folder) / f"{name}.last"
    last = int(last_file.read_text() or 0) if last_file.exists() else 0
    client = httpx.Client(base_url=hub, verify=False, timeout=httpx.Timeout(10, read=40))
    while True:
        try:
            with client.stream("GET", f"/screens/{key}/events", params={"after": last}) as answer:
                reader, first = EventReader(), True
                for chunk in answer.iter_raw():
                    for event in reader.feed(chunk):
                        calls = event.data.get("calls", [event.data] if event.kind == "call" else [])
                        shown = sorted({int(c["serial"]) for c in calls if isinstance(c, dict) and "serial" in c})
                        top = int(event.data.get("serial", 0)) if (first or event.kind == "call") else 0
                        if shown or top > last:
                            world.note("shown", serials=shown, first=first, kind=event.kind)
                            last = max([last, top, *shown])
                            last_file.write_text(str(last))
                            seen = {
                                "serials": [[serial, 0] for serial in shown],
                                "spoken": [],
                                "upto": last,
                                "sound": "ok",
                                "glass": [],
                            }
                            httpx.post(f"{hub}/screens/{key}/seen", json=seen, timeout=5, verify=False)
                        first = False
        except (httpx.HTTPError, OSError, ValueError):
            time.sleep(0.3)


if __name__ == "__main__":
    main(*sys.argv[1:5])
