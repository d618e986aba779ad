"""``kiosk preview`` as the hub uses it: the real screens, shown and tapped by another process."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from store.folders import content_folder

from kiosk.base.errors import KioskError
from kiosk.commands.preview import _Door
from kiosk.compose.preview import LINE, Preview, open_preview
from kiosk.store.release_build import build_release


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("preview")
    info = build_release(content_folder(home / "content"), home / "built")
    return home / "built" / info.file


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def opened(qapp: QGuiApplication, release: Path, folder: Path) -> Iterator[Preview]:
    with open_preview(release, folder) as preview:
        yield preview


@pytest.fixture
def preview(opened: Preview) -> Preview:
    """The open screens as a new session finds them."""
    told = ask(opened, profile="55-fhd", at="2026-11-24T09:42", show="home", language="zh-CN", mode="normal")
    assert told["screen"] == "home"
    return opened


def ask(preview: Preview, **asked: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(preview.answer(json.dumps(asked).encode()))
    return answer


def picture(told: dict[str, Any]) -> QImage:
    image = QImage(told["path"])
    assert (image.width(), image.height()) == (told["width"], told["height"])
    return image


def test_a_visit_by_taps_and_keys(preview: Preview) -> None:
    home = ask(preview, show="home")
    assert (home["screen"], home["language"]) == ("home", "zh-CN")
    seen = picture(home)
    assert seen.width() == 1920
    there = ask(preview, show={"screen": "matter", "about": {"code": "M1"}}, language="en", mode="contrast")
    assert (there["screen"], there["about"], there["language"]) == ("matter", {"code": "M1"}, "en")
    assert picture(there) != seen
    assert ask(preview, key="back")["screen"] == "home"
    upright = ask(preview, profile="43p-fhd")
    assert (upright["width"], upright["height"]) == (1080, 1920)


def test_a_tap_presses_what_is_there(preview: Preview) -> None:
    ask(preview, show="home")
    window = preview._screens.window
    target = next(
        item
        for item in _items(window.contentItem())
        if item.property("shortcut") is False and item.isEnabled() and item.isVisible()
    )
    middle = target.mapToScene(target.boundingRect().center())
    assert ask(preview, tap=[middle.x(), middle.y()])["screen"] != "home"


def _items(item: Any) -> Iterator[Any]:
    if item.isVisible():
        yield item
        for child in item.childItems():
            yield from _items(child)


def test_the_hour_can_be_chosen(preview: Preview) -> None:
    about = {"screen": "matter", "about": {"code": "M1"}}
    morning = picture(ask(preview, at="2026-11-24T09:42", show=about))
    night = picture(ask(preview, at="2026-11-24T22:00", show=about))
    assert morning != night


@pytest.mark.parametrize(
    "asked",
    [
        {"show": "nowhere"},
        {"show": {"screen": "matter", "about": []}},
        {"show": 3},
        {"tap": [-1, 5]},
        {"tap": [5000, 5]},
        {"tap": ["1", "2"]},
        {"tap": [float("nan"), 1]},
        {"key": "delete"},
        {"language": "xx"},
        {"mode": "loud"},
        {"profile": "../x"},
        {"at": "yesterday"},
    ],
)
def test_what_cannot_be_done_is_said_in_both_languages(preview: Preview, asked: dict[str, Any]) -> None:
    told = ask(preview, **asked)
    assert set(told["error"]) == {"zh", "en"}
    assert ask(preview, show="home")["screen"] == "home"


@pytest.mark.parametrize("line", [b"no json", b"[]", b"\xff\xfe", b"[" * 5000, b'{"a": "' + b"x" * LINE + b'"}'])
def test_lines_that_are_none(preview: Preview, line: bytes) -> None:
    assert "error" in json.loads(preview.answer(line))


def test_only_the_last_pictures_stay(preview: Preview, folder: Path) -> None:
    for _ in range(4):
        ask(preview, show="home")
    assert len(list(folder.glob("view-*.png"))) == 3


def test_a_socket_is_served_by_one_and_ends_in_silence(release: Path) -> None:
    home = Path(tempfile.mkdtemp(prefix="kp-"))
    try:
        path = home / "s"
        child = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "preview", str(release), "--socket", str(path), "--silence", "60"],
            stderr=subprocess.DEVNULL,
        )
        try:
            told = _ask_socket(path, {"show": "home"})
            assert told["screen"] == "home"
            assert oct(path.stat().st_mode & 0o777) == "0o600"
            with pytest.raises(KioskError):
                _Door(path)
            assert _ask_socket(path, {"end": True}) == {}
            assert child.wait(30) == 0
            assert not path.exists()
        finally:
            child.kill()
            child.wait()
    finally:
        shutil.rmtree(home)


def _ask_socket(path: Path, asked: dict[str, Any]) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while True:
        try:
            with socket.socket(socket.AF_UNIX) as wire:
                wire.settimeout(60)
                wire.connect(str(path))
                wire.sendall(json.dumps(asked).encode() + b"\n")
                answer = b"".join(iter(lambda: wire.recv(65536), b""))
                return json.loads(answer) if answer else {}
        except (FileNotFoundError, ConnectionRefusedError):
            assert time.monotonic() < deadline, "nobody opened the socket"
            os.sched_yield()


def test_nothing_to_show_is_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "preview", str(tmp_path / "none"), "--json-lines"],
        input=b"",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
