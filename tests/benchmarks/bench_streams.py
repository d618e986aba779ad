"""Two thousand idle panels on one hub process: memory, heartbeat, and how long a broadcast takes to the last of them.

    python tests/benchmarks/bench_streams.py [--streams 2000] [--tls own]

Bars: 100 MB more than without streams, broadcast p99 500 ms from the outbox's commit to the panel, and an idle panel's
1 KB and 1 request a minute. Exit code 1 when one is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import re
import resource
import ssl
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

RunningHub: Any = importlib.import_module("hub.running").RunningHub
BROADCASTS = 15
_CHANGED = re.compile(rb'"timestamp":(\d+)')


class Panel(asyncio.Protocol):
    """A stream, its bytes counted, the moments of its ``changed`` events by their number."""

    def __init__(self, token: str) -> None:
        self._asked = f"GET /api/stream HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        self.bytes, self.heard = 0, dict[int, float]()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._asked)

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        for found in _CHANGED.finditer(data):
            self.heard[int(found[1])] = time.monotonic()


async def measure(hub: Any, number: int, seconds: float) -> dict[str, float]:
    """The figures."""
    tokens = [token for _, token in hub.panels(number)]
    worker = psutil.Process(hub.children()[0])
    before = worker.memory_info().rss
    context = ssl._create_unverified_context() if hub.tls != "off" else None
    panels = [Panel(token) for token in tokens]
    loop = asyncio.get_running_loop()
    for place in range(0, number, 100):
        for panel in panels[place : place + 100]:
            await loop.create_connection(lambda panel=panel: panel, "127.0.0.1", hub.port, ssl=context)
        until = time.monotonic() + 60
        while not all(0 in panel.heard for panel in panels[: place + 100]) and time.monotonic() < until:
            await asyncio.sleep(0.05)
    await asyncio.sleep(5)
    bytes_before, cpu_before, begun = sum(panel.bytes for panel in panels), worker.cpu_times(), time.monotonic()
    await asyncio.sleep(seconds)
    idle, cpu = time.monotonic() - begun, worker.cpu_times()
    bytes_idle = (sum(panel.bytes for panel in panels) - bytes_before) / number * 60 / idle
    after = worker.memory_info().rss
    delays: list[float] = []
    cpu_told = worker.cpu_times()
    for n in range(1, BROADCASTS + 1):
        told = await asyncio.to_thread(
            hub.do,
            "import time; from kiosk.hub.live.outbox import tell; tell('hall:shili', 'changed', timestamp=n)\n"
            "answer = time.monotonic()",
            n=n,
        )
        await asyncio.sleep(2.5)
        delays += [panel.heard[n] - told for panel in panels if n in panel.heard]
    cpu_then = worker.cpu_times()
    delivered = sum(len(panel.heard) - 1 for panel in panels)
    delays.sort()
    return {
        "open": sum(0 in panel.heard for panel in panels),
        "delivered": delivered / (BROADCASTS * number),
        "MB more": (after - before) / 1e6,
        "KiB a stream": (after - before) / 1024 / number,
        "idle bytes a minute": bytes_idle,
        "idle CPU %": (cpu.user + cpu.system - cpu_before.user - cpu_before.system) / idle * 100,
        "CPU ms a broadcast": (cpu_then.user + cpu_then.system - cpu_told.user - cpu_told.system) / BROADCASTS * 1000,
        "broadcast p50 ms": statistics.median(delays) * 1000,
        "broadcast p99 ms": delays[int(len(delays) * 0.99)] * 1000,
        "broadcast max ms": delays[-1] * 1000,
    }


def main() -> int:
    """Measure and print; 1 when a bar is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--streams", type=int, default=2000)
    parser.add_argument("--idle", type=float, default=60, help="seconds of silence to measure (default: 60)")
    parser.add_argument("--tls", choices=("off", "own"), default="off")
    arguments = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 20000)), hard))
    with tempfile.TemporaryDirectory() as folder, RunningHub(Path(folder), tls=arguments.tls) as hub:
        found = asyncio.run(measure(hub, arguments.streams, arguments.idle))
    bars = {"MB more": 100.0, "broadcast p99 ms": 500.0, "idle bytes a minute": 1024.0}
    missed = found["delivered"] < 1 or found["open"] < arguments.streams
    for name, value in found.items():
        bar = bars.get(name)
        missed |= bar is not None and value > bar
        print(f"{name:>20} {value:12.2f}  {f'bar {bar:.0f}' if bar else ''}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
