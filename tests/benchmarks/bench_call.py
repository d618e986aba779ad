"""From a press at a window to every screen and to the loudspeaker, with a real hub and real browsers.

``python tests/benchmarks/bench_call.py [--calls 6] [--listeners 20] [--processes 1]``; exit 1 when a bar is missed.
Shown: two frames after the call was drawn in Chromium, and the event's arrival at plain listeners. Spoken: the moment
the first word sounds, after the chime.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[1])]

RunningHub: Any = importlib.import_module("hub.running").RunningHub
hall: Any = importlib.import_module("journeys.window_hall")

SHOWN_MS, SPOKEN_MS = 500.0, 1000.0
_WATCH = """
window.seen = []; window.said = []; window.rung = [];
document.addEventListener("rung", () => window.rung.push(Date.now()));
document.addEventListener("called", (event) => requestAnimationFrame(() => requestAnimationFrame(
  () => window.seen.push([event.detail.call.label, Date.now()]))));
document.addEventListener("spoken", () => window.said.push(Date.now()));
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=6)
    parser.add_argument("--listeners", type=int, default=20)
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        hub = RunningHub(folder / "hub", processes=given.processes)
        hub.kiosk("init", "--json")
        hall.open_hall(hub, folder)
        hub.start()
        try:
            return measure(hub, given.calls, given.listeners)
        finally:
            hub.__exit__()


def measure(hub: Any, calls: int, listeners: int) -> int:
    from playwright.sync_api import sync_playwright

    hall.take(hub, "M1", calls + 1)
    addresses = [hall.screen(hub, speaks=True), hall.screen(hub), hall.screen(hub, kind="window", window="1")]
    heard: dict[str, list[float]] = {}
    for number in range(listeners):
        threading.Thread(target=listen, args=(hall.screen(hub, name=f"{number}"), heard), daemon=True).start()
    clerk = Clerk(hub)
    with sync_playwright() as driver:
        flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        pages = []
        for address in addresses:
            page = browser.new_page(viewport={"width": 1920, "height": 1080})
            page.add_init_script(_WATCH)
            page.goto(address)
            until(page, "document.querySelector('#clock').textContent !== '--:--'", 30)
            pages.append(page)
        pressed, shown, rung, spoken = [], [], [], []
        for number in range(calls + 1):
            at = time.time() * 1000
            label = clerk.next()
            until(pages[0], f"window.said.length > {number}", 20)
            until(pages[0], "!document.body.dataset.speaking", 60)
            if not number:
                continue  # the first one starts the voice and fills the browsers' caches
            pressed.append((label, at))
            rung.append(pages[0].evaluate("window.rung.at(-1)") - at)
            spoken.append(pages[0].evaluate("window.said.at(-1)") - at)
        for page in pages:
            seen = dict(page.evaluate("window.seen"))
            shown += [seen[label] - at for label, at in pressed]
        plain = [moment - at for label, at in pressed for moment in heard[label]]
        browser.close()
    missing = listeners * len(pressed) - len(plain)
    rows = (
        ("on a screen (Chromium)", shown, SHOWN_MS),
        ("at a listener", plain, SHOWN_MS),
        ("the chime before it", rung, SHOWN_MS),
        ("the first word", spoken, SPOKEN_MS),
    )
    return table(rows, missing)


def until(page: Any, question: str, seconds: float) -> None:
    """Asked again and again: the page's policy allows no functions from outside to wait in it."""
    end = time.monotonic() + seconds
    while not page.evaluate(question):
        if time.monotonic() > end:
            raise SystemExit(f"it did not come to be: {question}")
        page.wait_for_timeout(50)


class Clerk:
    """Somebody at window 1 who finishes and calls the next one, as the page does."""

    def __init__(self, hub: Any) -> None:
        self._client = hub.browser("wang", hall.PASSWORD)
        page = self._client.get("/halls/small/counter").text
        self._token = page.split('data-token="', 1)[1].split('"', 1)[0]
        self._url, self._ticket = hub.url, ""
        self._act("open")

    def next(self) -> str:
        """The label that is called."""
        current = self._act("next", **({"ticket": self._ticket} if self._ticket else {}))["state"]["current"]
        self._ticket = current["id"]
        return str(current["label"])

    def _act(self, act: str, **facts: str) -> dict[str, Any]:
        body = {"act": act, "call": f"{time.time_ns():032x}", "window": "1", **facts}
        headers = {"X-CSRFToken": self._token, "Referer": self._url}
        answer = self._client.post("/halls/small/counter/act", json=body, headers=headers)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def listen(address: str, heard: dict[str, list[float]]) -> None:
    with httpx.Client(timeout=None) as client, client.stream("GET", f"{address}/events") as answer:
        kind = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                kind = line[7:]
            elif line.startswith("data: ") and kind == "call":
                label = line.split('"label":"', 1)[1].split('"', 1)[0]
                heard.setdefault(label, []).append(time.time() * 1000)


def table(rows: Sequence[tuple[str, Sequence[float], float]], missing: int) -> int:
    print(f"{'':<26}{'n':>5}{'median':>9}{'p95':>9}{'worst':>9}{'bar':>8}   ms")
    failed = missing > 0
    for name, values, bar in rows:
        ordered = sorted(values)
        late = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        print(f"{name:<26}{len(values):>5}{statistics.median(values):>9.0f}{late:>9.0f}{ordered[-1]:>9.0f}{bar:>8.0f}")
        failed |= late > bar
    print(f"not heard at all: {missing}")
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
