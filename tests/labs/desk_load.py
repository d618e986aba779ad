"""Loads a queue system with takers, callers and watchers over plain HTTP, and kills it while they are at it.

    .venv/bin/python tests/labs/desk_load.py [ADAPTER] [--clients 400] [--rate 65] [--seconds 40]
        [--warm 8] [--mix 25,10,65] [--kill SECONDS] [--bar-ms 300] [--json FILE] [--option name=value …]

ADAPTER is a Python file (default: desk_adapter_hall_kiosk.py); docs/commands/desk-load.md says what stands in it.
Prints p50, p95, p99 and the greatest time of each act, errors, and what became of every acknowledged ticket.
Exit 1: an error, a lost or doubled ticket, or a p99 of ``take`` above the bar.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PATIENCE_S = 30.0


class Line:
    """One client's connection: HTTP/1.1, kept open, no library in between."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body of the answer; OSError or TimeoutError when there is none."""
        try:
            return await asyncio.wait_for(self._ask(method, path, body, headers or {}), PATIENCE_S)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        assert self._reader is not None
        head = {"Host": f"{self._host}:{self._port}", "Content-Length": str(len(body)), **headers}
        words = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        self._writer.write(f"{method} {path} HTTP/1.1\r\n{words}\r\n".encode() + body)
        await self._writer.drain()
        return await self._answer(self._reader)

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(lines[0].split()[1])
        head = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:] if line)}
        if head.get("transfer-encoding", "") == "chunked":
            pieces = []
            while size := int((await reader.readline()).split(b";")[0], 16):
                pieces.append(await reader.readexactly(size))
                await reader.readline()
            await reader.readline()
            body = b"".join(pieces)
        else:
            body = await reader.readexactly(int(head.get("content-length", "0")))
        if head.get("connection", "").lower() == "close":
            self.close()
        return status, body


@dataclass
class Tally:
    """What happened: seconds by act, errors by act and word, tickets that the system said it had given."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    given: dict[str, str] = field(default_factory=dict)
    called: Counter[str] = field(default_factory=Counter)
    down: list[tuple[float, float]] = field(default_factory=list)
    counts_from: float = 0.0

    async def timed(self, act: str, doing: Callable[[], Awaitable[Any]]) -> Any:
        """Do it and keep how long it took; None when there was no answer. While the system is down, nothing counts."""
        begun = time.perf_counter()
        try:
            found = await doing()
        except Refused as no:
            self.refused[f"{act}: {no}"] += 1
            return None
        except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            if not self._was_down(begun):
                self.errors[f"{act}: {type(error).__name__} {str(error)[:60]}"] += 1
            await asyncio.sleep(0.5)
            return None
        if begun >= self.counts_from:
            self.seconds[act].append(time.perf_counter() - begun)
        return found

    def _was_down(self, begun: float) -> bool:
        now = time.perf_counter()
        return any(begun < until + 1.0 and now > since - 0.1 for since, until in self.down)


class Refused(Exception):  # noqa: N818 - a word of the field
    """The system said no in an orderly way (closed, full, nobody waits, slow down)."""


async def load(adapter: Any, said: argparse.Namespace) -> Tally:
    """All clients, for ``said.seconds``."""
    tally, now = Tally(), time.perf_counter()
    tally.counts_from, until = now + said.warm, now + said.warm + said.seconds
    takers, callers, watchers = (max(1, said.clients * part // sum(said.mix)) for part in said.mix)
    callers = min(callers, adapter.windows)
    watchers = said.clients - takers - callers
    pause = said.clients / said.rate
    who = [("take", n) for n in range(takers)] + [("call", n) for n in range(callers)]
    who += [("watch", n) for n in range(watchers)]
    print(f"{takers} takers, {callers} callers, {watchers} watchers, one act each {pause:.1f} s", file=sys.stderr)
    tasks = [asyncio.create_task(client(adapter, act, n, pause, until, tally)) for act, n in who]
    if said.kill:
        tasks.append(asyncio.create_task(kill(adapter, said.kill, tally)))
    await asyncio.gather(*tasks)
    return tally


async def client(adapter: Any, act: str, number: int, pause: float, until: float, tally: Tally) -> None:
    """One client: acts, waits between half and one and a half pauses, acts."""
    dice = random.Random(f"{act}{number}")
    line, person = Line(adapter.host, adapter.port), adapter.person(act, number)
    await asyncio.sleep(dice.uniform(0, pause))
    try:
        while time.perf_counter() < until:
            begun = time.perf_counter()
            await {"take": one_take, "call": one_call, "watch": one_watch}[act](adapter, line, person, tally)
            await asyncio.sleep(max(0.0, pause * dice.uniform(0.5, 1.5) - (time.perf_counter() - begun)))
    finally:
        line.close()


async def one_take(adapter: Any, line: Line, person: Any, tally: Tally) -> None:
    """A ticket; without an answer it is asked for again by the same id, and the paper is confirmed."""
    asked = adapter.ask_for(person)
    for _ in range(40):
        found = await tally.timed("take", lambda: adapter.take(line, person, asked))
        if found is not None or not tally.down:
            break
    if found is None:
        return
    ticket, label = found
    tally.given[ticket] = label
    await tally.timed("confirm", lambda: adapter.confirm(line, person, ticket, label))


async def one_call(adapter: Any, line: Line, person: Any, tally: Tally) -> None:
    label = await tally.timed("call", lambda: adapter.call(line, person))
    if label:
        tally.called[label] += 1


async def one_watch(adapter: Any, line: Line, person: Any, tally: Tally) -> None:
    await tally.timed("watch", lambda: adapter.watch(line, person))


async def kill(adapter: Any, after: float, tally: Tally) -> None:
    """Kill -9 and start again, once."""
    await asyncio.sleep(after + max(tally.counts_from - time.perf_counter(), 0.0))
    since = time.perf_counter()
    tally.down.append((since, since + 3600))
    await asyncio.to_thread(adapter.kill)
    await asyncio.to_thread(adapter.start)
    tally.down[-1] = (since, time.perf_counter())
    print(f"killed at {after:.0f} s, back after {time.perf_counter() - since:.1f} s", file=sys.stderr)


async def look_after(adapter: Any, tally: Tally) -> list[str]:
    """Whether every ticket that was acknowledged is there, under its label."""
    line, lost = Line(adapter.host, adapter.port), []
    for ticket, label in tally.given.items():
        found = await adapter.ticket(line, ticket)
        if found != label:
            lost.append(f"{label}: {found}")
    line.close()
    return lost


def show(tally: Tally, seconds: float) -> dict[str, Any]:
    """The table; the same as facts."""
    facts: dict[str, Any] = {}
    print(f"{'act':10}{'count':>8}{'per s':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'max ms':>9}")
    for act, times in sorted(tally.seconds.items()):
        ordered = sorted(times)
        at = [1000 * ordered[min(int(len(ordered) * share), len(ordered) - 1)] for share in (0.5, 0.95, 0.99, 1.0)]
        print(f"{act:10}{len(ordered):8}{len(ordered) / seconds:8.1f}" + "".join(f"{one:9.1f}" for one in at))
        facts[act] = {"count": len(ordered), **dict(zip(("p50", "p95", "p99", "max"), at, strict=True))}
    for name, counted in (("error", tally.errors), ("refused", tally.refused)):
        for word, count in counted.most_common():
            print(f"{name}: {count} × {word}")
    return facts


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("adapter", nargs="?", type=Path, default=HERE / "desk_adapter_hall_kiosk.py")
    words.add_argument("--clients", type=int, default=400)
    words.add_argument("--rate", type=float, default=65.0, help="acts a second, all clients together")
    words.add_argument("--seconds", type=float, default=40.0)
    words.add_argument("--warm", type=float, default=8.0, help="seconds before anything is measured")
    words.add_argument("--mix", type=lambda text: [int(part) for part in text.split(",")], default=[25, 10, 65])
    words.add_argument("--kill", type=float, default=0.0, metavar="SECONDS", help="kill -9 the system after so long")
    words.add_argument("--bar-ms", type=float, default=300.0)
    words.add_argument("--json", type=Path)
    words.add_argument("--option", action="append", default=[], help="name=value, for the adapter")
    said = words.parse_args()
    spec = importlib.util.spec_from_file_location("adapter", said.adapter)
    assert spec is not None
    assert spec.loader is not None
    room = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(room)
    adapter = room.Adapter(said.clients, Refused, dict(option.partition("=")[::2] for option in said.option))
    adapter.start()
    try:
        tally = asyncio.run(load(adapter, said))
        lost = asyncio.run(look_after(adapter, tally))
        wrong = adapter.account(tally.given)
    finally:
        adapter.stop()
    facts = show(tally, said.seconds)
    print(f"tickets acknowledged {len(tally.given)}, lost or changed {len(lost)} {lost[:3]}")
    doubled = len(tally.given) - len(set(tally.given.values()))
    print(f"labels twice {doubled}; accounting: {'; '.join(wrong) or 'every number is a ticket or a void'}")
    if said.json:
        said.json.write_text(
            json.dumps({"acts": facts, "errors": tally.errors, "lost": lost, "wrong": wrong}, indent=1)
        )
    slow = not facts.get("take") or (not said.kill and facts["take"]["p99"] > said.bar_ms)
    return 1 if tally.errors or lost or wrong or doubled or slow else 0


if __name__ == "__main__":
    sys.exit(main())
