"""Camera, scanner and station as one: a scan page hears each code once, and a wipe leaves nothing anywhere."""

from __future__ import annotations

import logging
import os
import tty

import pytest
from devices.pictures import on_frame, qr_picture, save
from devices.screens_thread import ScreensThread

from kiosk.base.clock import SystemClock
from kiosk.base.health import HealthBoard, State
from kiosk.compose.scanners import open_scanners
from kiosk.scanning.payloads import Meaning
from kiosk.settings import CameraSettings, ScannerSettings, Settings

SECRET = "440307196001011234"


@pytest.fixture
def line(tmp_path):
    master, slave = os.openpty()
    tty.setraw(slave)
    (tmp_path / "line").symlink_to(os.ttyname(slave))
    yield master, str(tmp_path / "line")
    os.close(master)
    os.close(slave)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "frames").mkdir()
    save(tmp_path / "frames" / "1.png", on_frame(qr_picture(SECRET.encode(), scale=5), 200, 60, (360, 640)))
    return tmp_path / "frames"


@pytest.fixture
def screens():
    return ScreensThread()


@pytest.fixture
def health():
    return HealthBoard(SystemClock())


@pytest.fixture
def scanners(folder, line, screens, health):
    settings = Settings(
        camera=CameraSettings(driver="camera_qr", source=str(folder), rate=30),
        scanner=ScannerSettings(driver="serial_scanner", port=line[1]),
    )
    scanners = open_scanners(settings, clock=SystemClock(), health=health, post=screens.post)
    yield scanners
    scanners.close()


def shown_to_the_scanner(screens, health, line, code):
    """Something is held under it once it stands: what came before its line was opened is nobody's, and thrown away."""
    screens.until(lambda: ("scanner", State.OK) in {(part.part, part.state) for part in health.parts()})
    os.write(line[0], code + b"\r\n")


def test_a_page_hears_both_machines_and_each_code_once(scanners, screens, line, health):
    heard = []
    close = scanners.open(heard.append)
    screens.until(lambda: heard)
    assert [payload.meaning for payload in heard] == [Meaning.PERSONAL]
    shown_to_the_scanner(screens, health, line, b"A012")
    screens.until(lambda: len(heard) > 1)
    assert heard[1].shown == "A012"
    screens.until(scanners.frame)
    close()
    assert scanners.frame() is None
    assert len(heard) == 2


def test_after_a_wipe_nothing_is_heard_or_known(scanners, screens):
    heard, later = [], []
    scanners.open(heard.append)
    screens.until(lambda: heard)
    scanners.wipe()
    screens.rest()
    assert len(heard) == 1
    assert scanners.frame() is None
    close = scanners.open(later.append)
    screens.until(lambda: later)
    close()
    close()
    assert len(heard) == 1


def test_the_end_of_a_page_that_was_replaced_ends_nothing(scanners, screens):
    first, second = [], []
    close_first = scanners.open(first.append)
    scanners.open(second.append)
    close_first()
    screens.until(lambda: second)
    assert scanners.is_there
    assert scanners.sees
    assert scanners.reads


def test_the_scanner_listens_between_pages_and_the_camera_does_not(scanners, screens, line, health):
    between, page = [], []
    scanners.listen(between.append)
    shown_to_the_scanner(screens, health, line, b"A012")
    screens.until(lambda: between)
    assert [payload.shown for payload in between] == ["A012"]
    assert scanners.frame() is None
    close = scanners.open(page.append)
    screens.until(lambda: page)
    shown_to_the_scanner(screens, health, line, b"A013")
    screens.until(lambda: len(page) > 1)
    assert len(between) == 1, "a page that shows hears alone"
    close()
    assert scanners.frame() is None
    shown_to_the_scanner(screens, health, line, b"A014")
    screens.until(lambda: len(between) > 1)
    assert [payload.shown for payload in between] == ["A012", "A014"], "nothing of the camera"
    scanners.wipe()
    shown_to_the_scanner(screens, health, line, b"A015")
    screens.until(lambda: len(between) > 2)


def test_a_panel_without_either_says_so(screens):
    health = HealthBoard(SystemClock())
    scanners = open_scanners(Settings(), clock=SystemClock(), health=health, post=screens.post)
    scanners.open(lambda payload: None)()
    scanners.close()
    assert not scanners.is_there
    assert {(part.part, part.state) for part in health.parts()} == {
        ("camera", State.ABSENT),
        ("scanner", State.ABSENT),
    }


def test_what_was_shown_is_in_no_log_and_no_file(scanners, screens, line, health, tmp_path, caplog, capfd, monkeypatch):
    """Everything on, everything broken once: neither the code of the camera nor that of the scanner is anywhere."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.chdir(tmp_path)
    marked = b"SECRETMARK4403071960"
    heard = []

    def fails(payload):
        heard.append(payload)
        raise ValueError(payload)

    scanners.open(fails)
    told = []
    with pytest.raises(ValueError) as caught:
        screens.until(lambda: heard)  # what the camera sees
    told.append(repr(caught.value))
    shown_to_the_scanner(screens, health, line, marked)
    with pytest.raises(ValueError) as caught:
        screens.until(lambda: len(heard) > 1)
    told.append(repr(caught.value))
    assert SECRET not in str(told)
    assert marked.decode() not in str(told)
    scanners.close()
    said = caplog.text + "".join(capfd.readouterr())
    for word in (SECRET, marked.decode()):
        assert word not in said
        assert word not in repr(heard)
        for path in tmp_path.rglob("*"):
            if path.is_file() and path.suffix != ".png":
                assert word.encode() not in path.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"frames", "line"}
