"""``packaging/demo`` without a display: hub and panel stand together, answer, end together, and are taken up again."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from conftest import ROOT
from journeys.machine import PATIENCE_S, clean_environment, until

VIEWER = re.compile(r"vncviewer 127\.0\.0\.1:(\d+)")


LOGIN = re.compile(r"shown this once:\s+manager\s+(\S+)")
CONSOLE = re.compile(r"The console is at (http://127\.0\.0\.1:\d+)/")


@contextmanager
def demo_process(state: Path, output: Path) -> Iterator[subprocess.Popen[bytes]]:
    """``packaging/demo`` until its panel stands; whatever happens, it is gone afterwards, and its hub with it."""
    with output.open("wb") as stream:
        demo = subprocess.Popen(
            ("packaging/demo", "--state", str(state)),
            cwd=ROOT,
            env=clean_environment(output.parent / "home"),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        until(lambda: demo.poll() is not None or "the panel stands" in output.read_text("utf-8"), "the demo", 480)
        assert demo.poll() is None, output.read_text("utf-8")
        yield demo
    finally:
        if demo.poll() is None:
            demo.terminate()
            demo.wait(PATIENCE_S)


def ended(demo: subprocess.Popen[bytes], output: Path, state: Path) -> str:
    """End it as Ctrl+C does; what it said. Nothing of it is left running."""
    demo.send_signal(signal.SIGINT)
    assert demo.wait(PATIENCE_S) == 0
    said = output.read_text("utf-8")
    assert "Traceback" not in said
    assert "the panel ends" in said
    until(lambda: not left_of(state), "the end of the last process")
    return said


def left_of(state: Path) -> list[str]:
    """The processes that still work in this folder."""
    lines = (" ".join(process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"]))
    return [line for line in lines if str(state) in line]


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="packaging/demo uses its own .venv, this is another one")
def test_the_demo_without_a_display(tmp_path: Path) -> None:
    state, output = tmp_path / "state", tmp_path / "said"
    with demo_process(state, output) as demo:
        said = output.read_text("utf-8")
        port, console = VIEWER.search(said), CONSOLE.search(said)
        assert port is not None, said
        assert console is not None, said
        assert LOGIN.search(said), said
        with socket.create_connection(("127.0.0.1", int(port[1])), PATIENCE_S) as viewer:
            viewer.settimeout(PATIENCE_S)
            assert viewer.recv(12).startswith(b"RFB 003.")
        with urllib.request.urlopen(console[1], timeout=PATIENCE_S) as page:
            assert page.status == 200
        until(lambda: "hub is ok" in output.read_text("utf-8"), "the panel in step with its hub")
        said = ended(demo, output, state)
    assert "PIN" in said
    assert "Release 1 of the content is shown" in said
    (release,) = (state / "panel").rglob("release-*.db")
    fetched = release.stat().st_mtime_ns
    with demo_process(state, output) as demo:
        said = ended(demo, output, state)
    assert not LOGIN.search(said), "the login is printed once"
    (kept,) = (state / "panel").rglob("release-*.db")
    assert kept.stat().st_mtime_ns == fetched, "what is here is not fetched again"
