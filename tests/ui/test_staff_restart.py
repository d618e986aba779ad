"""Staff end the real program: with 75, which asks for a new start; a window closed by hand ends with 0."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from store.folders import content_folder

from kiosk.visit.staff_pin import make_pin_hash

SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from kiosk import app
from kiosk.settings import load_settings

show = app._show

def staff(stage):
    stage.screens.navigator.go("staff")
    page = stage.screens.navigator.property("viewModel")
    for digit in "246810":
        page.type(digit)
    page.enter()
    page.turnTo("program")
    page.act("restart")
    page.act("restart-yes")

def close(stage):
    stage.screens.window.close()

def then(stage, settings, windowed):
    show(stage, settings, windowed)
    QTimer.singleShot(300, lambda: {"restart": staff, "close": close}[sys.argv[2]](stage))

app._show = then
sys.exit(app.run_panel(load_settings(Path(sys.argv[1])), windowed=True))
"""


@pytest.mark.parametrize(("act", "code"), [("restart", 75), ("close", 0)])
def test_the_exit_code_says_whether_to_start_again(tmp_path: Path, act: str, code: int) -> None:
    content_folder(tmp_path / "hall")
    settings = tmp_path / "panel.toml"
    pin_hash = make_pin_hash("246810")
    settings.write_text(
        f'state = "state"\n[content]\nsource = "hall"\n[staff]\npin_hash = "{pin_hash}"\n', encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(settings), act],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "the panel ends" in done.stderr
    assert done.returncode == code, done.stderr
