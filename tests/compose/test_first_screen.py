"""What a panel must not have loaded when its home screen is drawn, and must have loaded soon after."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from store.folders import content_folder

from kiosk.compose.warming import LATER, warm_up
from kiosk.store.release_build import build_release

ROOT = Path(__file__).resolve().parents[2]

#: Each costs a start between 10 ms and a second; none is needed to draw idle and home.
HEAVY = (
    *("opencc", "sqlite_utils", "pluggy", "click", "dateutil", "scipy", "networkx", "pypinyin", "openpyxl"),
    *("cv2", "zxingcpp", "pyzbar", "segno", "serial", "PIL", "httpx", "cryptography", "tuf", "django"),
    *LATER,
    *("kiosk.guidance.routes", "kiosk.guidance.imdf", "kiosk.guidance.sightings", "kiosk.finding.query"),
    *("kiosk.store.release_build", "kiosk.compose.ticket_room", "kiosk.compose.ticket_printer"),
    *("kiosk.devices.camera_qr", "kiosk.devices.receipt_printer", "kiosk.sync.client"),
)

_CHILD = """
import json, sys
from dataclasses import replace
import kiosk.app
from PySide6.QtCore import QTimer
from kiosk.settings import Settings

def show(stage, settings, windowed):
    window, drawn = stage.screens.window, []
    def swapped():
        drawn.append(sorted(sys.modules))
        if len(drawn) == 1:
            assert stage.screens.navigator.property("screen") == "home"
            QTimer.singleShot(0, window.close)
    window.frameSwapped.connect(swapped)
    shown(stage, settings, windowed)
    stage.screens.navigator.go("home")
    show.drawn = drawn

shown, kiosk.app._show = kiosk.app._show, show
plain = Settings(state=sys.argv[2])
settings = replace(
    plain,
    content=replace(plain.content, source=sys.argv[1]),
    speech=replace(plain.speech, driver="absent_voice"),
    visit=replace(plain.visit, reduced_motion=True),
)
assert kiosk.app.run_panel(settings, windowed=True) == 0
print(json.dumps(show.drawn[0]))
sys.stdout.flush()
import os
os._exit(0)
"""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    info = build_release(content_folder(folder / "hall"), folder / "out")
    return folder / "out" / info.file


@pytest.fixture(scope="module")
def loaded(release: Path, tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The modules of a panel, begun as ``kiosk run`` does, at the moment its home screen was drawn."""
    offscreen = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "QSG_RENDER_LOOP": "basic"}
    command = (sys.executable, "-c", _CHILD, str(release), str(tmp_path_factory.mktemp("state")))
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **offscreen}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return frozenset(json.loads(done.stdout))


def test_the_measure_is_measured(loaded: frozenset[str]) -> None:
    assert {"PySide6.QtQuick", "kiosk.ui.home_view_model", "kiosk.visit.find_way"} <= loaded


@pytest.mark.parametrize("name", HEAVY)
def test_home_is_drawn_without(loaded: frozenset[str], name: str) -> None:
    assert not [module for module in loaded if module == name or module.startswith(f"{name}.")]


def test_what_comes_later_is_there_before_the_first_question() -> None:
    warm_up().join(30)
    assert set(LATER) <= set(sys.modules)
    assert "opencc" in sys.modules
