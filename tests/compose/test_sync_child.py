"""The child beside the panel: heard, told, started again, and gone when the panel is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from conftest import ROOT

from kiosk.compose import sync_child
from kiosk.compose.sync_child import Line, SyncChild, sync_command
from kiosk.settings import Settings

PATIENCE_S = 60.0
ECHO = """
import json, sys
print("no line at all", flush=True)
print(json.dumps([1]), flush=True)
print(json.dumps({"say": "hello", "pid": __import__("os").getpid()}), flush=True)
print("2026-11-22 09:00:00,000 WARNING kiosk.sync: sync: far away", file=sys.stderr, flush=True)
for line in sys.stdin:
    told = json.loads(line)
    if told["tell"] == "die":
        sys.exit(3)
    if told["tell"] == "stop":
        break
    print(json.dumps({"say": "heard", "what": told}, ensure_ascii=False), flush=True)
"""
DEAF = 'import time; print(\'{"say": "hello"}\', flush=True); time.sleep(3600)'


def until(seen: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not seen():
        assert time.monotonic() < end, f"{what} did not come"
        time.sleep(0.01)


class Ears:
    def __init__(self, program: str) -> None:
        self.lines: list[Line] = []
        self.ends: list[int] = []
        self.child = SyncChild((sys.executable, "-c", program), self.lines.append, self.ends.append)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_child, "_FIRST_PAUSE_S", 0.01)


def test_a_child_is_heard_told_and_ends_when_asked(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "kiosk.sync")
    ears = Ears(ECHO)
    ears.child.start()
    until(lambda: ears.lines, "a line")
    assert ears.lines[0]["say"] == "hello"
    ears.child.tell("report", words="窗口")
    until(lambda: len(ears.lines) == 2, "an answer")
    assert ears.lines[1] == {"say": "heard", "what": {"tell": "report", "words": "窗口"}}
    pid = ears.child.pid
    ears.child.close()
    assert not psutil.pid_exists(pid)
    assert not ears.ends
    assert "sync: far away" in caplog.messages


def test_a_child_that_ends_is_started_again() -> None:
    ears = Ears(ECHO)
    ears.child.start()
    until(lambda: ears.lines, "a line")
    ears.child.tell("die")
    until(lambda: sum(line["say"] == "hello" for line in ears.lines) == 2, "the next child")
    assert ears.ends == [3]
    os.kill(ears.child.pid, signal.SIGKILL)
    until(lambda: sum(line["say"] == "hello" for line in ears.lines) == 3, "the one after")
    assert ears.ends == [3, -9]
    ears.child.close()


def test_a_child_that_does_not_listen_blocks_nobody() -> None:
    ears = Ears(DEAF)
    ears.child.start()
    until(lambda: ears.lines, "a line")
    began = time.monotonic()
    for _ in range(1000):
        ears.child.tell("report", words="x" * 4000)
    assert time.monotonic() - began < 60  # its pipe holds sixteen of them: who waited for it would wait for an hour
    pid = ears.child.pid
    ears.child.close()
    until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == "zombie", "the end of a deaf child")


def test_a_child_that_cannot_be_started_is_said_so() -> None:
    ends: list[int] = []
    child = SyncChild(("/no/such/program",), lambda line: None, ends.append)
    child.start()
    until(lambda: ends, "the end")
    assert ends[0] == 127
    child.close()


def test_no_child_outlives_a_panel_that_is_killed(tmp_path: Path) -> None:
    program = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from kiosk.compose.sync_child import SyncChild
child = SyncChild((sys.executable, "-c", {DEAF!r}), lambda line: print(child.pid, flush=True), lambda code: None)
child.start()
time.sleep(3600)
"""
    parent = subprocess.Popen((sys.executable, "-c", program), stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
    finally:
        parent.kill()
        parent.wait()
    until(lambda: not psutil.pid_exists(pid), "the child's end")


def test_the_command_says_what_the_settings_say(tmp_path: Path) -> None:
    plain = Settings(state=str(tmp_path))
    settings = replace(
        plain,
        hub=replace(plain.hub, url="http://10.0.0.5:8000", plain=True, rate_kbit=500, ca="/etc/hub.pem"),
        content=replace(plain.content, shelf="/srv/shelf"),
    )
    command = sync_command(settings)
    done = subprocess.run((*command[:4], "--help"), capture_output=True, text=True, cwd=ROOT, check=True)
    for option in (word for word in command if word.startswith("--")):
        assert option in done.stdout
    assert command[command.index("--shelf") + 1] == "/srv/shelf"
    assert command[command.index("--rate-kbit") + 1] == "500"
