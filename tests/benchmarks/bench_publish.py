"""From the click on "publish" to the glass: one real panel of the demo hall, and 200 that only fetch and say so.

    python tests/benchmarks/bench_publish.py [--panels 200] [--rounds 5]

The real panel is ``kiosk run`` without a display, with its own sync child; the moment is the one it reports, after
the new release was drawn (the proof of the fleet page). The others hold a stream each and, when told, fetch what
a panel fetches (metadata, manifest, missing parts; every hash looked at) and report: a hall of panels has a processor
each, so they do not join and draw here. Bars: 2 s for the real one without the others, 5 s for the last of all.

All come from one address here, as behind one router.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]
RunningHub: Any = importlib.import_module("hub.running").RunningHub

DEMO, HALL = ROOT / "config" / "demo-hall", "shili"
BAR_ONE_S, BAR_LAST_S, PATIENCE_S = 2.0, 5.0, 120.0

#: Leaves an edition with one matter renamed, built and judged, ready to be published.
_PREPARE = """
from kiosk.hub.access.models import User
from kiosk.hub.publishing import building, editions, queue
from kiosk.hub.publishing.models import Edition
from kiosk.hub.records.changes import save_row
from kiosk.hub.records.models import Hall, Row
hall, user = Hall.objects.get(id=hall_id), User.objects.filter(is_superuser=True).get()
row = Row.objects.filter(hall=hall, table="matters").order_by("place").first()
save_row(hall.pk, "matters", row.key, {**row.data, "name_zh": name}, row.version, user)
hall.refresh_from_db()
edition = editions.make_edition(hall, user)
until = time.monotonic() + 120
while edition.state == Edition.State.BUILDING and time.monotonic() < until:
    claimed = queue.claim()
    if claimed is not None:
        building.build(claimed)
        queue.release(claimed)
    else:
        time.sleep(0.1)
    edition.refresh_from_db()
answer = edition.pk
"""
_CLICK = """
from django.utils import timezone
from kiosk.hub.access.models import User
from kiosk.hub.publishing import releasing
from kiosk.hub.records.models import Hall
began = time.time()
release = releasing.publish(Hall.objects.get(id=hall_id), edition, User.objects.filter(is_superuser=True).get(),
                            clicked_at=timezone.now())
answer = [release.number, began, time.time() - began]
"""
_SHOWN = """
from kiosk.hub.fleet.models import Showing
answer = [one.shown_at.timestamp() for one in Showing.objects.filter(panel_id=panel, number=number)]
"""


@dataclass
class Fetching:
    """One panel that fetches: its stream, one warm connection, the parts it has."""

    id: str
    token: str
    port: int
    parts: set[str]
    done: dict[int, float] = field(default_factory=dict)
    bytes: int = 0
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None
    _seen: tuple[str, ...] = ()

    async def live(self, opened: asyncio.Semaphore, ready: asyncio.Event) -> None:
        """Listen until cancelled; fetch whenever told."""
        async with opened:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(
                f"GET /api/stream HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {self.token}\r\n\r\n".encode()
            )
            await reader.readuntil(b"\r\n\r\n")
            await self._fetch()
        ready.set()
        try:
            while line := await reader.readline():
                if line.startswith(b"event: changed"):
                    await self._fetch()
        finally:
            writer.close()

    async def _fetch(self) -> None:
        base = f"/api/halls/{HALL}/repo"
        stamp = json.loads(await self._get(f"{base}/metadata/timestamp.json"))["signed"]
        snapshot = stamp["meta"]["snapshot.json"]["version"]
        named = json.loads(await self._get(f"{base}/metadata/{snapshot}.snapshot.json"))["signed"]["meta"]
        targets = named["targets.json"]["version"]
        listed = json.loads(await self._get(f"{base}/metadata/{targets}.targets.json"))["signed"]["targets"]
        sha = listed["rollout.json"]["hashes"]["sha256"]
        rollout = json.loads(await self._get(f"{base}/targets/{sha}.rollout.json", sha))
        ref = rollout["stable"] or rollout["staged"]["release"]
        manifest = json.loads(await self._get(f"{base}/blobs/{ref['sha256'][:2]}/{ref['sha256']}", ref["sha256"]))
        for part in manifest["parts"]:
            if part["sha256"] not in self.parts:
                await self._get(f"{base}/blobs/{part['sha256'][:2]}/{part['sha256']}", part["sha256"])
                self.parts.add(part["sha256"])
        number = manifest["number"]
        now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        await self._ask(
            "POST", "/api/reports", json.dumps({"release": number, "activated_at": now, "now": now}).encode()
        )
        self.done.setdefault(number, time.time())

    async def _get(self, path: str, sha256: str = "") -> bytes:
        body = await self._ask("GET", path)
        assert not sha256 or hashlib.sha256(body).hexdigest() == sha256, path
        return body

    async def _ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        try:
            return await self._asked(method, path, body)
        except (asyncio.IncompleteReadError, ConnectionError):  # the hub let an idle connection go
            self._writer = None
            return await self._asked(method, path, body)

    async def _asked(self, method: str, path: str, body: bytes) -> bytes:
        if self._writer is None or self._reader is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"{method} {path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {self.token}\r\n"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self._writer.write(head.encode() + b"\r\n" + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        assert " 200 " in answer.split("\r\n", 1)[0], (path, answer)
        fields = dict(line.lower().split(": ", 1) for line in answer.split("\r\n")[1:] if ": " in line)
        if "content-length" in fields:
            found = await self._reader.readexactly(int(fields["content-length"]))
        else:
            found = b""
            while size := int((await self._reader.readline()).split(b";")[0], 16):
                found += await self._reader.readexactly(size)
                await self._reader.readline()
            await self._reader.readline()
        self.bytes += len(found) + len(answer)
        return found


def parts_now(hub: Any) -> set[str]:
    """The parts of what is published, which panels that stand for weeks have."""
    code = """
from pathlib import Path
from django.conf import settings
import glob
found = set()
for path in glob.glob(str(Path(settings.DATA) / "halls" / hall_id / "repo" / "blobs" / "*" / "*")):
    found.add(Path(path).name)
answer = sorted(found)
"""
    return set(hub.do(code, hall_id=HALL))


async def publish(hub: Any, real: str, panels: list[Fetching], name: str) -> tuple[float, float, float]:
    """Seconds from the click: signed, on the real panel's glass, reported by the last of the others (0: none)."""
    edition = await asyncio.to_thread(hub.do, "import time\n" + _PREPARE, hall_id=HALL, name=name)
    await asyncio.sleep(3)  # the panels have a rest before, as between two changes of a day
    number, clicked, signed = await asyncio.to_thread(hub.do, "import time\n" + _CLICK, hall_id=HALL, edition=edition)
    until, shown = time.time() + PATIENCE_S, []
    while not shown and time.time() < until:
        await asyncio.sleep(0.2)
        shown = await asyncio.to_thread(hub.do, _SHOWN, panel=real, number=number)
    while not all(number in panel.done for panel in panels) and time.time() < until:
        await asyncio.sleep(0.1)
    last = max((panel.done[number] for panel in panels), default=clicked)
    return signed, shown[0] - clicked, last - clicked


async def measure(hub: Any, real: str, number: int, rounds: int) -> int:
    """Print the table; how many bars were missed."""
    alone = [await publish(hub, real, [], f"发布测试{n}") for n in range(rounds)]
    known, tokens = parts_now(hub), hub.panels(number, HALL)
    panels = [Fetching(id_, token, hub.port, set(known)) for id_, token in tokens]
    opened, events = asyncio.Semaphore(10), [asyncio.Event() for _ in panels]
    tasks = [asyncio.create_task(one.live(opened, event)) for one, event in zip(panels, events, strict=True)]
    await asyncio.gather(*(event.wait() for event in events))
    for one in panels:
        one.bytes = 0
    together = [await publish(hub, real, panels, f"一起发布{n}") for n in range(rounds)]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    signed, glass = (statistics.median(row[n] for row in alone) for n in (0, 1))
    crowd, last = (statistics.median(row[n] for row in together) for n in (1, 2))
    each = statistics.median(panel.bytes for panel in panels) / rounds / 1000 if panels else 0.0
    print(f"click → signed, median of {rounds:<26} {signed:7.2f} s")
    print(f"click → on the glass of a real panel, alone            {glass:7.2f} s   bar {BAR_ONE_S:g} s")
    print(f"click → on its glass, {number:>4} others fetching at once     {crowd:7.2f} s")
    print(f"click → reported by the last of the {number:>4} others        {last:7.2f} s   bar {BAR_LAST_S:g} s")
    print(f"bytes a panel and release                              {each:7.1f} kB")
    return (glass > BAR_ONE_S) + (last > BAR_LAST_S)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--panels", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, RunningHub(Path(folder)) as hub:
        passphrase, state = Path(folder, "passphrase"), ("--state", str(Path(folder, "panel")))
        passphrase.write_text("eine lange und geheime Losung\n", "utf-8")
        hub.kiosk("hall", str(DEMO), "--root", str(Path(folder, "root.key")), "--passphrase-file", str(passphrase),
                  "--steps", "1", "--publish", "admin", "--json")  # fmt: skip
        here = [sys.executable, "-m", "kiosk"]
        key = subprocess.run(
            [*here, "sync", "--show-key", *state], cwd=ROOT, capture_output=True, text=True, check=True
        )
        admitted = hub.kiosk("admit", HALL, key.stdout.strip(), "--name", "real", "--by", "admin").stdout
        admit = [*here, "sync", "--admit", "-", "--hub", hub.url, *state]
        subprocess.run(admit, cwd=ROOT, input=admitted, text=True, capture_output=True, check=True)
        settings = Path(folder, "panel.toml")
        settings.write_text(
            f'state = "{state[1]}"\n[hub]\nurl = "{hub.url}"\nplain = true\n[speech]\ndriver = "absent_voice"\n',
            "utf-8",
        )
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        with Path(folder, "panel.log").open("wb") as log:
            run = [*here, "run", "--settings", str(settings), "--windowed"]
            panel = subprocess.Popen(run, cwd=ROOT, env=environment, stdout=log, stderr=log)
            try:
                real = json.loads(admitted)["panel_id"]
                until = time.monotonic() + PATIENCE_S
                while not hub.do(_SHOWN, panel=real, number=1) and time.monotonic() < until:
                    time.sleep(0.3)
                return int(asyncio.run(measure(hub, real, given.panels, given.rounds)) > 0)
            finally:
                panel.terminate()
                panel.wait(30)


if __name__ == "__main__":
    sys.exit(main())
