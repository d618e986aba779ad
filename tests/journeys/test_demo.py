"""``packaging/demo`` on a machine without a display: it says how to look, answers a viewer, and ends when asked."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from journeys.machine import PATIENCE_S, clean_environment, until

VIEWER = re.compile(r"vncviewer 127\.0\.0\.1:(\d+)")


@pytest.mark.slow
@pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="packaging/demo uses its own .venv, this is another one")
def test_the_demo_without_a_display(demo_built: Path, tmp_path: Path) -> None:
    state, output = tmp_path / "state", tmp_path / "said"
    shutil.copytree(demo_built, state)
    (release,) = state.rglob("release-*.db")
    built = release.stat().st_mtime_ns
    with output.open("wb") as stream:
        demo = subprocess.Popen(
            ("packaging/demo", "--state", str(state)),
            cwd=ROOT,
            env=clean_environment(tmp_path / "home"),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        until(lambda: demo.poll() is not None or "the panel stands" in output.read_text("utf-8"), "the demo", 180)
        said = output.read_text("utf-8")
        assert demo.poll() is None, said
        port = VIEWER.search(said)
        assert port is not None, said
        with socket.create_connection(("127.0.0.1", int(port[1])), PATIENCE_S) as viewer:
            viewer.settimeout(PATIENCE_S)
            assert viewer.recv(12).startswith(b"RFB 003.")
        demo.send_signal(signal.SIGINT)
        assert demo.wait(PATIENCE_S) == 0
    finally:
        if demo.poll() is None:
            demo.kill()
            demo.wait()
    said = output.read_text("utf-8")
    assert "Traceback" not in said
    assert "the panel ends" in said
    assert "PIN" in said
    (kept,) = state.rglob("release-*.db")
    assert kept.stat().st_mtime_ns == built, "what was built is not built again"
