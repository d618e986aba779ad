"""Hub and panel as two processes: what is published is on the glass and proven; without the hub the panel goes on."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from compose.hub_child import Nursery
from compose.releases import until as until_seen
from conftest import ROOT
from hub.running import tables
from journeys.guest import TUESDAY, at_panel
from journeys.machine import PanelProcess, clean_environment, panel_process, until
from PySide6.QtGui import QGuiApplication, QImage
from store.folders import content_folder
from ui.audit.contrast import pixels_of

from kiosk.compose.hub_link import HubLink
from kiosk.settings import load_settings
from kiosk.store.release import open_release

OFFICE = Path(__file__).with_name("hub_office.py")
PATIENCE_S = 180.0
#: So long between two questions to the hub: a journey is not to be what keeps the machine busy.
ASK_S = 0.1
ALARM_RED = (0xB3, 0x16, 0x0E)
SETTINGS = """
state = "panel"
[hub]
url = "{address}"
name = "lobby"
[visit]
reduced_motion = true
[speech]
device = "no-such-device"
"""


@dataclass
class World:
    """One folder with a hub and a panel that it admitted."""

    folder: Path
    port: int
    environment: dict[str, str]
    _office: subprocess.Popen[str] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "hub"

    @property
    def shelf(self) -> Path:
        return self.folder / "panel" / "releases"

    def kiosk(self, *words: str, text: str = "") -> str:
        done = subprocess.run(
            (sys.executable, "-m", "kiosk", *words),
            cwd=ROOT, env=self.environment, input=text, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (words, done.stderr)
        return done.stdout

    def office(self, act: str, *words: str) -> Any:
        """Somebody at the hub does something."""
        if self._office is None:
            self._office = subprocess.Popen(
                (sys.executable, str(OFFICE), str(self.data)),
                env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=None, text=True,
            )  # fmt: skip
        assert self._office.stdin is not None
        assert self._office.stdout is not None
        self._office.stdin.write(json.dumps([act, *words]) + "\n")
        self._office.stdin.flush()
        answer = self._office.stdout.readline()
        assert answer, f"{act}: nobody answers (what they complain of is in stderr)"
        return json.loads(answer)

    def close(self) -> None:
        """Everybody goes home."""
        if self._office is not None:
            self._office.kill()
            self._office.communicate()

    def hub_hears(self, seen: Callable[[dict[str, Any]], object], what: str) -> dict[str, Any]:
        """Ask the hub about the panel until it is so."""
        heard: dict[str, Any] = {}

        def ask() -> bool:
            heard.clear()
            heard.update(self.office("panel"))
            return bool(seen(heard))

        try:
            until(ask, what, PATIENCE_S, ASK_S)
        except pytest.fail.Exception:
            pytest.fail(f"{what} did not come; what the hub knows of the panel: {heard}")
        return heard

    def answer(self, kind: str) -> Path:
        """Ask the panel for something; the file that came."""
        order = self.office("order", kind)
        return Path(str(until(lambda: self.office("result", order), f"the answer to {kind}", PATIENCE_S, ASK_S)))

    def sees(self, wanted: Callable[[float], bool], what: str) -> None:
        """Until a picture of the panel has so much of the alarm's red: it is told first and drawn a moment later."""
        until(lambda: wanted(red(self.answer("screenshot"))), what, PATIENCE_S, ASK_S)


def make_world(folder: Path) -> World:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    more = {"QT_QPA_PLATFORM": "offscreen", "KIOSK_HUB_TLS": "off", "PYTHONPATH": str(ROOT)}
    world = World(folder, port, clean_environment(folder / "home", **more))
    (folder / "passphrase").write_text("eine lange und geheime Losung\n", "utf-8")
    content_folder(folder / "hall")
    data, state = ("--data", str(world.data)), ("--state", str(folder / "panel"))
    world.data.mkdir(mode=0o700)
    shutil.copy(tables() / "hub.db", world.data / "hub.db")
    world.kiosk("hub", "init", *data, "--json")
    keys = ("--root", str(folder / "root.key"), "--passphrase-file", str(folder / "passphrase"))
    world.kiosk("hub", "hall", str(folder / "hall"), *data, *keys, "--steps", "1", "--publish", "admin", "--json")
    key = world.kiosk("sync", "--show-key", *state).strip()
    admitted = world.kiosk("hub", "admit", "small", key, "--name", "lobby", "--by", "admin", *data)
    address = f"http://127.0.0.1:{port}"
    world.kiosk("sync", "--admit", "-", "--hub", address, *state, text=admitted)
    (folder / "panel.toml").write_text(SETTINGS.format(address=address), "utf-8")
    return world


@contextmanager
def hub_process(world: World) -> Iterator[subprocess.Popen[bytes]]:
    words = ("hub", "--data", str(world.data), "--host", "127.0.0.1", "--port", str(world.port))
    with (world.folder / "hub.log").open("ab") as log:
        hub = subprocess.Popen(
            (sys.executable, "-m", "kiosk", *words),
            cwd=ROOT, env=world.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            yield hub
        finally:
            kill(hub)


def kill(hub: subprocess.Popen[bytes]) -> None:
    """As a machine goes that loses its power: all of the hub's processes, with no word."""
    if hub.poll() is None:
        os.killpg(hub.pid, signal.SIGKILL)
        hub.wait()


def names_in(world: World, number: int) -> str:
    """What a visitor who types "hz" finds in a release on the panel's shelf."""
    with open_release(world.shelf / f"release-{number}.db") as release:
        return " ".join(hit.title.within("zh-CN") for hit in release.finder().find("护照", 5, "zh-CN"))


def red(picture: Path) -> float:
    """The share of a picture that is the alarm's ground."""
    pixels = pixels_of(QImage(str(picture)))
    return float((np.abs(pixels.astype(np.int16) - np.array(ALARM_RED)).max(axis=2) < 8).mean())


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_hall_and_its_panel(qapp: QGuiApplication, tmp_path: Path) -> None:
    world = make_world(tmp_path)
    arguments = ("--settings", str(tmp_path / "panel.toml"))
    with closing(world), panel_process(tmp_path / "said", world.environment, *arguments) as panel:
        with hub_process(world) as hub:
            panel.stands()
            world.hub_hears(lambda told: told["shown"] == 1, "release 1 on a panel that had nothing")
            published_shown_and_taken_back(world)
            an_emergency_comes_and_goes(world)
            until(lambda: "is on the glass" in world.answer("logs").read_text("utf-8"), "the log", PATIENCE_S, ASK_S)
            hub_child = child_of(panel)
            kill(hub)
        without_the_hub(world, panel, hub_child)
        with hub_process(world):
            world.hub_hears(lambda told: told["connected"], "the panel, back by itself")
            number = world.office("rename", "M1", "护照四")
            world.hub_hears(lambda told: told["shown"] == number, "what was published after the failure")
        code = panel.end()
    said = panel.said
    assert code == 0
    assert "Traceback" not in said
    thirty_days(qapp, tmp_path, number)


def published_shown_and_taken_back(world: World) -> None:
    number = world.office("rename", "M1", "护照二")
    world.hub_hears(
        lambda told: told["shown"] == number == told.get("release") and told.get("activated_at"), "the changed matter"
    )
    assert "护照二" in names_in(world, number)
    picture = QImage(str(world.answer("screenshot")))
    assert (picture.width(), picture.height()) == (1920, 1080) or not picture.isNull()
    again = world.office("roll_back", "1")
    assert again > number, "a step back is a new number"
    world.hub_hears(lambda told: told["shown"] == again, "the rolled back release")
    assert "护照二" not in names_in(world, again)


def an_emergency_comes_and_goes(world: World) -> None:
    world.sees(lambda share: share < 0.05, "a screen without an alarm")
    message = world.office("announce", "请马上从最近的出口离开")
    live = world.hub_hears(lambda told: told["live"] > 0, "the panel that knows of the alarm")["live"]
    world.sees(lambda share: share > 0.4, "the alarm on the glass")
    world.office("lift", message)
    world.hub_hears(lambda told: told["live"] > live, "the panel that knows it is over")
    world.sees(lambda share: share < 0.05, "a glass without the alarm")


def child_of(panel: PanelProcess) -> int:
    """The panel's `kiosk sync`."""
    import psutil

    (child,) = (c for c in psutil.Process(panel.process.pid).children() if "sync" in c.cmdline())
    return int(child.pid)


def without_the_hub(world: World, panel: PanelProcess, child: int) -> None:
    """The hub is gone, and then the panel's own child too: the panel stands, and starts another child."""
    import psutil

    assert panel.process.poll() is None
    os.kill(child, signal.SIGKILL)
    until(lambda: not psutil.pid_exists(child) and child_of_or_none(panel), "the next child", PATIENCE_S)
    assert panel.process.poll() is None


def child_of_or_none(panel: PanelProcess) -> int:
    try:
        return child_of(panel)
    except ValueError:
        return 0


def thirty_days(qapp: QGuiApplication, folder: Path, number: int) -> None:
    """The same panel's folder, a month later, without any hub: everything works, and visitors know how old it is."""
    settings = load_settings(folder / "panel.toml")
    nursery = Nursery()
    with at_panel(settings, TUESDAY, with_ways=False) as guest:
        link = HubLink(guest.stage, make=nursery.make)
        link.start()
        try:
            guest.stage.start()
            until_seen(guest, lambda: guest.stage.ways._built.is_set(), "the ways")
            nursery.child.say("hub", connected=True, since="", last_contact=TUESDAY.isoformat())
            nursery.child.say("hub", connected=False, since="", last_contact=TUESDAY.isoformat())
            guest.settle()
            guest.clock.advance(30 * 86400)
            guest.let_pass(1)
            assert "已经30天没有连上更新" in guest.words()
            assert guest.stage.scenery.number == number
            guest.wake()
            guest.touch("找窗口")
            guest.type("hz")
            assert "护照四" in guest.words()
            guest.stage.screens.navigator.go("matter", {"code": "M1"})
            guest.settle()
            guest.touch("带我去")
            assert guest.screen == "route"
            assert guest.orange() > 500
        finally:
            link.close()
