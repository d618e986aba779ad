"""A visitor's words stay with the visitor: after visits with a marked word no file and no output holds it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from journeys.machine import clean_environment
from store.folders import content_folder

from kiosk.store.release_build import build_release

MARK = "zhangsanfeng4403"
#: A visit in a process of its own, as a panel has it: home, cache, temporary files and output are all looked at.
VISIT = f"""
import logging, sys
from pathlib import Path
from PySide6.QtGui import QGuiApplication
application = QGuiApplication(sys.argv[:1])
from journeys.guest import at_panel, of_demo
from kiosk.compose.log import open_log
settings = of_demo(Path(sys.argv[1]), Path(sys.argv[2]))
with open_log(settings) as recent:
    logging.getLogger("kiosk").setLevel("DEBUG")
    logging.getLogger("kiosk").info("the visit begins")
    with at_panel(settings) as guest:
        go = guest.stage.screens.navigator.go
        guest.wake()
        guest.touch("找窗口")
        guest.type("{MARK}")
        assert "{MARK}" in guest.words()
        for screen, about in (
            ("search", {{"query": "{MARK}"}}),
            ("route", {{"target_id": "{MARK}"}}),
            ("matter", {{"code": "{MARK}"}}),
            ("place", {{"window": "{MARK}"}}),
            ("map", {{"place_id": "{MARK}"}}),
        ):
            go(screen, about)
            guest.settle()
        guest.touch("人工帮助")
        guest.let_pass(46)
        guest.let_pass(21)
        assert guest.screen == "idle"
    assert not any("{MARK}" in line for line in recent.lines())
"""


def held_by(folder: Path) -> Iterator[str]:
    """Files (and names of files) under a folder that hold the word, plain or as UTF-16."""
    for path in folder.rglob("*"):
        if MARK in path.name:
            yield f"{path}: its name"
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if MARK.encode() in data or MARK.encode("utf-16-le") in data:
                yield str(path)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    info = build_release(content_folder(folder / "hall"), folder / "out")
    return folder / "out" / info.file


def test_the_search_for_the_word_finds_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "log").write_text(f"x {MARK}")
    with sqlite3.connect(tmp_path / "state.db") as database:
        database.execute("CREATE TABLE t (word)")
        database.execute("INSERT INTO t VALUES (?)", (MARK,))
    assert len(list(held_by(tmp_path))) == 2


def test_nothing_a_visitor_typed_is_kept_anywhere(release: Path, tmp_path: Path) -> None:
    environment = clean_environment(tmp_path / "home", QT_QPA_PLATFORM="offscreen", QSG_RENDER_LOOP="basic")
    environment["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
    done = subprocess.run(
        (sys.executable, "-c", VISIT, str(release), str(tmp_path / "state")),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "the visit begins" in (tmp_path / "state" / "log" / "panel.log").read_text("utf-8")
    assert MARK not in (done.stdout + done.stderr).decode()
    assert not list(held_by(tmp_path))
