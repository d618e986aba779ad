"""What the sync labs share: halls with real releases, a bad line, and panels as processes that can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from store.folders import content_folder  # noqa: E402
from sync.halls import Office  # noqa: E402
from sync.mini_hub import MiniHub  # noqa: E402
from sync.panels import Panel, office_of  # noqa: E402

from kiosk.commands.content_parts import write_parts  # noqa: E402
from kiosk.store.release_build import write_release  # noqa: E402
from kiosk.store.release_draft import draft_release  # noqa: E402
from kiosk.sync.messages import Part, ReleaseRef  # noqa: E402

HALL = "small"


def hall(folder: Path) -> Office:
    """An office for the small hall of the tests."""
    office = office_of(folder / "hub")
    return renamed(office, folder)


def renamed(office: Office, folder: Path) -> Office:
    from kiosk.sync.trust import create

    office.hall_id = HALL
    office.repo = folder / "hub" / "repo of small"
    office.repository = create(office.repo, HALL, office.keys, [office.root], clock=office.clock)
    return office


def built(office: Office, folder: Path, number: int, media: list[bytes] = []) -> ReleaseRef:  # noqa: B006
    """A real release of the small hall, taken apart into the office's blobs; every number has its own words."""
    matters = "code,name_zh,name_en,department_code\n" + "".join(
        f"M{n},事项{n}号第{number}版,Matter {n} of {number},GA\n" for n in range(1, 40)
    )
    source = content_folder(folder / f"content {number}", matters=matters)
    out = folder / "built"
    info = write_release(draft_release(source), source, out, number, force=True)
    manifest = write_parts(info, out / info.file, office.repo)
    (office.repo / "manifest.json").unlink()
    parts = (*manifest.parts, *(office.media(data) for data in media))
    return office.ref(number, parts, built_at=info.built_at, release_format=info.format)


def random_media(total: int, dice: random.Random) -> list[bytes]:
    """Pictures and pages of 0.2 to 40 MB, ``total`` bytes together."""
    sizes: list[int] = []
    while sum(sizes) < total:
        sizes.append(min(total - sum(sizes), int(dice.choice([0.2e6, 0.5e6, 1e6, 4e6, 12e6, 40e6]))))
    return [os.urandom(size) for size in sizes]


def media_parts(office: Office, media: list[bytes]) -> list[Part]:
    return [office.media(data) for data in media]


@dataclass
class BadLine:
    """A proxy: so many bits a second for all connections together, a delay each way, resets after random amounts."""

    target: int
    mbit: float = 20.0
    round_trip_s: float = 0.2
    reset_bytes: tuple[int, int] = (2_000_000, 8_000_000)
    dice: random.Random = field(default_factory=lambda: random.Random(3))
    down: int = 0
    up: int = 0
    joined: int = 0
    resets: int = 0

    def __post_init__(self) -> None:
        self._free_at = 0.0
        self._until_reset = self.dice.randint(*self.reset_bytes)
        self._loop = asyncio.new_event_loop()
        self.port = 0

    @contextlib.contextmanager
    def open(self) -> Iterator[int]:
        started = threading.Event()
        thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        thread.start()
        started.wait(5)
        try:
            yield self.port
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join(5)

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._join, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.joined += 1
        await asyncio.sleep(self.round_trip_s)  # the handshake
        with contextlib.suppress(OSError, asyncio.CancelledError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            both = asyncio.gather(self._up(reader, far_writer), self._down(far_reader, writer))
            with contextlib.suppress(OSError, ConnectionError):
                await both
            for end in (writer, far_writer):
                end.transport.abort()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await asyncio.sleep(self.round_trip_s / 2)
            self.up += len(data)
            writer.write(data)
            await writer.drain()
        raise ConnectionResetError

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Bytes leave at the line's rate and arrive half a round trip later, in order."""
        arriving: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)

        async def arrive() -> None:
            while True:
                at, data = await arriving.get()
                if not data:
                    raise ConnectionResetError
                await asyncio.sleep(max(0.0, at - time.monotonic()))
                writer.write(data)
                self.down += len(data)
                await writer.drain()

        delivery = asyncio.ensure_future(arrive())
        try:
            while data := await reader.read(16384):
                now = time.monotonic()
                self._free_at = max(self._free_at, now) + len(data) * 8 / (self.mbit * 1e6)
                await asyncio.sleep(max(0.0, self._free_at - now))
                await arriving.put((time.monotonic() + self.round_trip_s / 2, data))
                self._until_reset -= len(data)
                if self._until_reset <= 0:
                    self._until_reset = self.dice.randint(*self.reset_bytes)
                    self.resets += 1
                    raise ConnectionResetError
                if delivery.done():
                    raise ConnectionResetError
            await arriving.put((0.0, b""))
            await delivery
        finally:
            delivery.cancel()


def follower_process(panel: Panel, url: str, *more: str) -> subprocess.Popen[bytes]:
    """``kiosk sync --follow`` as the panel starts it, from its first line on."""
    words = [sys.executable, "-m", "kiosk", "sync", "--follow", "--hub", url, "--state", str(panel.folder), *more]
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    assert process.stdout is not None
    process.stdout.readline()
    with contextlib.suppress(PermissionError):  # it makes itself nice; a busy machine would starve it
        os.setpriority(os.PRIO_PROCESS, process.pid, 0)
    return process


def kill(process: subprocess.Popen[bytes]) -> None:
    """As a power switch does."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def admitted(folder: Path, hub: MiniHub) -> Panel:
    panel = Panel(folder)
    panel.admit(hub)
    return panel


def table(title: str, rows: list[tuple[str, str]]) -> None:
    """Two columns, as all benchmarks print them."""
    print(f"\n{title}")
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"  {name:<{width}}  {value}")
