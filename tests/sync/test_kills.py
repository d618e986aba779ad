"""The short version of tests/labs/sync_*.py: a real process over a line that resets, killed while it works."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT
from store.folders import content_folder
from sync.halls import Office
from sync.mini_hub import Desk, MiniHub, make_certificate
from sync.panels import Panel, office_of

from kiosk.cli import main
from kiosk.commands.content_parts import write_parts
from kiosk.store.release import open_release
from kiosk.store.release_build import write_release
from kiosk.store.release_draft import draft_release
from kiosk.store.release_info import read_info, releases_in, verify
from kiosk.sync.trust import create


def small_office(folder: Path) -> Office:
    """An office of the small hall of the content tests."""
    office = office_of(folder)
    office.hall_id, office.repo = "small", folder / "repo of small"
    office.repository = create(office.repo, "small", office.keys, [office.root], clock=office.clock)
    return office


def publish(office: Office, folder: Path, number: int, media: list[bytes]) -> None:
    """A real release of the small hall with these pictures."""
    source = content_folder(folder / f"content {number}")
    info = write_release(draft_release(source), source, folder / "built", number, force=True)
    manifest = write_parts(info, folder / "built" / info.file, office.repo)
    parts = (*manifest.parts, *(office.media(data) for data in media))
    office.rollout(office.ref(number, parts, built_at=info.built_at, release_format=info.format))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return small_office(tmp_path / "hub")


def examine(shelf: Path) -> list[int]:
    """Whatever has its description is whole."""
    for path in releases_in(shelf).values():
        verify(path, read_info(path))
    return list(releases_in(shelf))


def test_kills_and_resets_cost_little_and_harm_nothing(tmp_path, office) -> None:
    publish(office, tmp_path, 1, [os.urandom(1_500_000) for _ in range(4)])
    needed = sum(path.stat().st_size for path in (office.repo / "blobs").glob("??/*"))
    hub = MiniHub(office, reset_every=700_000)
    panel = Panel(tmp_path / "panel")
    panel.admit(hub)
    dice, kills, began = random.Random(4), 0, time.monotonic()

    def slow(desk: Desk) -> bool:
        if "blobs" in desk.path and not isinstance(desk.wfile, Slow):
            desk.wfile = Slow(desk.wfile, desk.client_address[1])  # type: ignore[assignment]
        return False

    hub.fault = slow
    done = panel.shelf / "release-1.json"
    with hub.serve() as url:
        words = [sys.executable, "-m", "kiosk", "sync", "--follow", "--hub", url, "--state", str(panel.folder)]
        while not done.exists():
            assert time.monotonic() - began < 120, "it never came to its end"
            sent = hub.sent
            process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=ROOT)
            while hub.sent == sent and process.poll() is None:  # until something comes
                time.sleep(0.01)
            end = time.monotonic() + (dice.uniform(0.3, 1.2) if kills < 5 else 90)
            while time.monotonic() < end and not done.exists():
                time.sleep(0.01)
            kills += not done.exists()
            process.send_signal(signal.SIGKILL)
            process.communicate()
            assert examine(panel.shelf) in ([], [1])
    open_release(panel.shelf / "release-1.db").close()
    assert len(list((panel.shelf / "media").iterdir())) == 4
    assert kills >= 2
    assert hub.sent < needed * 1.15


class Slow:
    """About 1.5 MB a second for each connection; no piece before the panel took the one before, however busy the
    machine is: what stands in the kernel's buffers when the panel is killed would count as the panel's waste.
    """

    def __init__(self, inner, port: int) -> None:
        self._inner, self._port = inner, port

    def write(self, data: bytes) -> None:
        time.sleep(len(data) / 1.5e6)
        end = time.monotonic() + 5
        while unread(self._port) and time.monotonic() < end:
            time.sleep(0.005)
        self._inner.write(data)

    def __getattr__(self, name: str):
        return getattr(self._inner, name)


def unread(port: int) -> int:
    """Bytes that wait in the kernel for whoever holds this local port; 0 when it is gone (proc_net_tcp(5))."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, _, _, queues, *_ = line.split()
        if int(local.rpartition(":")[2], 16) == port:
            return int(queues.rpartition(":")[2], 16)
    return 0


def test_once_is_a_contract(tmp_path, office, capsys) -> None:
    import json

    publish(office, tmp_path, 1, [b"picture"])
    hub, panel = MiniHub(office), Panel(tmp_path / "panel")
    with hub.serve() as url:
        words = ["sync", "--once", "--json", "--hub", url, "--state", str(panel.folder)]
        assert main(words) == 2, "it is not enrolled"
        panel.admit(hub)
        capsys.readouterr()
        assert main(words) == 0
        said = json.loads(capsys.readouterr().out)
        assert set(said) == {"in_step", "bytes", "sent", "requests", "seconds", "release", "error"}
        assert said["release"] == {"before": 0, "after": 1, "wanted": 1}
        open_release(panel.shelf / "release-1.db").close()
        assert main(words) == 0
        again = json.loads(capsys.readouterr().out)
        assert again["requests"] <= 3
        assert again["bytes"] < 4000
        (office.repo / "metadata/timestamp.json").unlink()
        assert main(words[:2] + words[3:]) == 1
    assert main(words) == 1, "nobody there"
    assert main(["sync", "--once", "--hub", "http://hub.example.org", "--state", str(panel.folder)]) == 2
    assert main(["sync", "--once", "--state", str(panel.folder)]) == 2


def test_enrol_on_the_command_line(tmp_path, office, capsys, monkeypatch) -> None:
    from kiosk.sync import enrolling

    monkeypatch.setattr(enrolling.wait_admitted, "__defaults__", (0.02,))
    hub = MiniHub(office)

    def confirm(desk: Desk) -> bool:
        if desk.command == "GET" and "enrolments" in desk.path:
            with contextlib.suppress(StopIteration):
                hub.confirm(next(e["code"] for e in hub.enrolments.values() if e["state"] == "waiting"))
        return False

    hub.fault = confirm
    with hub.serve() as url:
        assert main(["sync", "--enrol", "--json", "--hub", url, "--state", str(tmp_path / "panel")]) == 0
        shown, admitted = capsys.readouterr().out.splitlines()
        assert '"check"' in shown
        assert '"panel_id": "p1"' in admitted
        assert main(["sync", "--once", "--hub", url, "--state", str(tmp_path / "panel")]) == 0


def test_a_panel_comes_in_without_anybody_at_a_screen(tmp_path, office, capsys) -> None:
    import json

    hub, state = MiniHub(office, tls=make_certificate(tmp_path / "hub.pem")), str(tmp_path / "panel")
    assert main(["sync", "--show-key", "--state", state]) == 0
    hub.panels["p7"] = capsys.readouterr().out.strip()
    root = office.repository.first_root().decode()
    brought = {"panel_id": "p7", "hall_id": "small", "group": "", "kiosk_id": "", "root": root}
    file = tmp_path / "admitted.json"
    for wrong in ("", "[]", "{}", json.dumps(brought | {"hall_id": "other"}), json.dumps(brought | {"root": "{}"})):
        file.write_text(wrong)
        assert main(["sync", "--admit", str(file), "--state", state]) == 2
    file.write_text(json.dumps(brought))
    assert main(["sync", "--admit", str(file), "--state", state, "--json"]) == 0
    with hub.serve() as url:
        assert main(["sync", "--once", "--hub", url, "--state", state]) == 0
        record = Panel(tmp_path / "panel").device().enrolment()
        assert record is not None
        assert record.pin == hub.pin, "the key it met first is the only one from now on"


def test_follow_ends_with_its_line(tmp_path, office) -> None:
    panel = Panel(tmp_path / "panel")
    words = [sys.executable, "-m", "kiosk", "sync", "--follow", "--hub", "http://127.0.0.1:9"]
    words += ["--state", str(panel.folder)]
    done = subprocess.run(words, input=b'{"tell": "report", "release": 1}\nrubbish\n', capture_output=True, cwd=ROOT)
    assert done.returncode == 0
    assert b'"not-enrolled"' in done.stdout
    assert b"Traceback" not in done.stderr
