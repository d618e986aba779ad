"""What an idle panel costs the line: a real hub over TLS, a real ``kiosk sync --follow``, all bytes counted in between.

    python tests/benchmarks/bench_sync_idle.py [--minutes 6]

The panel tells a report with twelve parts every 20 seconds, unchanged but for its visits. Bars: ≤ 1 request and ≤ 1 KB
(both ways, TLS included) a minute.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "labs")]

from store.folders import content_folder  # noqa: E402
from sync_rig import BadLine, kill, table  # noqa: E402

PORT = 8177
BAR_BYTES = 1024
PARTS = (
    "screen",
    "touch",
    "sound",
    "voice",
    "content",
    "memory",
    "clock",
    "disk",
    "camera",
    "reader",
    "printer",
    "hub",
)


def kiosk(*words: str, **how: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *words], cwd=ROOT, check=True, capture_output=True, text=True, **how
    )  # type: ignore[call-overload]
    return str(done.stdout)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=6)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), given.minutes)


def run(folder: Path, minutes: float) -> int:
    data, state = folder / "hub", folder / "panel"
    os.environ["KIOSK_HUB_DATA"] = str(data)
    kiosk("hub", "init", "--data", str(data), "--json")
    (folder / "pass").write_text("a long passphrase")
    content = str(content_folder(folder / "content"))
    kiosk("hub", "hall", content, "--data", str(data), "--root", str(folder / "root.pem"),
          "--passphrase-file", str(folder / "pass"), "--publish", "admin", "--json")  # fmt: skip
    key = kiosk("sync", "--show-key", "--state", str(state)).strip()
    (folder / "admit.json").write_text(
        kiosk("hub", "admit", "small", key, "--data", str(data), "--name", "P", "--by", "admin")
    )
    kiosk("sync", "--admit", str(folder / "admit.json"), "--state", str(state))
    hub = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "hub", "--data", str(data), "--port", str(PORT)], cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.PIPE,
    )  # fmt: skip
    line = BadLine(PORT, mbit=10_000, round_trip_s=0, reset_bytes=(1 << 60, 1 << 60))
    try:
        with line.open() as port:
            return measure(f"https://127.0.0.1:{port}", state, line, minutes)
    finally:
        hub.terminate()
        hub.wait(20)


def measure(url: str, state: Path, line: BadLine, minutes: float) -> int:
    words = [sys.executable, "-m", "kiosk", "sync", "--follow", "--hub", url, "--state", str(state)]
    panel = subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=sys.stderr,

    )  # fmt: skip
    assert panel.stdin is not None
    parts = [
        {"part": p, "state": "ok", "zh": "正常。", "en": "All is well.", "since": "2026-11-22T09:00:00+08:00"}
        for p in PARTS
    ]
    visits = 0

    def tell(seconds: float) -> None:
        nonlocal visits
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            visits += 1
            report = {"tell": "report", "release": 1, "activated_at": "2026-11-22T09:00:00+08:00", "live": 1,
                      "program": "hall-kiosk 0.1.0", "started_at": "2026-11-22T08:00:00+08:00",
                      "visits_today": visits, "parts": parts}  # fmt: skip
            panel.stdin.write(b'{"tell": "alive"}\n' + json.dumps(report).encode() + b"\n")
            panel.stdin.flush()
            time.sleep(min(20.0, max(0.0, end - time.monotonic())))

    tell(75)
    before = (line.down, line.up, line.joined)
    tell(60 * minutes)
    down, up, joined = (now - then for now, then in zip((line.down, line.up, line.joined), before, strict=True))
    kill(panel)
    each = (down + up) / minutes
    table(
        "An idle panel, a minute (TLS included)",
        [("bytes down, up", f"{down / minutes:.0f}, {up / minutes:.0f}"), ("together (bar 1,024)", f"{each:.0f}"),
         ("new connections in all", str(joined))],
    )  # fmt: skip
    return 0 if each <= BAR_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
