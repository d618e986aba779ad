"""A camera made of files: codes are heard once somebody asks, nothing is left when they leave, and it comes back."""

from __future__ import annotations

import logging
import shutil
import threading

import cv2
import numpy as np
import pytest
import zxingcpp
from devices.pictures import on_frame, qr_picture, save
from devices.screens_thread import ScreensThread

from kiosk.base.clock import SystemClock
from kiosk.base.health import HealthBoard, State
from kiosk.devices import frame_sources
from kiosk.devices.absent_machines import absent_camera
from kiosk.devices.camera_qr import CameraQr
from kiosk.devices.frame_sources import open_frames, place
from kiosk.devices.watching import MachineError

EMPTY = np.full((360, 640), 120, np.uint8)


def no_sleep(seconds):
    """Files give their frames as fast as they are asked for, but let the screens' thread take its turn."""
    threading.Event().wait(0.001)


class Bench:
    def __init__(self, source, **more):
        self.screens, self.rests, self.heard, self.said = ScreensThread(), [], [], []
        self.health = HealthBoard(SystemClock())
        self.health.listen(lambda part: self.said.append((part.part, part.state)))
        self.camera = CameraQr(
            str(source),
            post=self.screens.post,
            health=self.health,
            clock=SystemClock(),
            rate=1000.0,
            sleep=no_sleep,
            rest=self.rests.append,
            **more,
        )

    def payloads(self):
        return {scan.payload for scan in self.heard}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "frames"
    folder.mkdir()
    save(folder / "1.png", EMPTY)
    save(folder / "2.png", on_frame(qr_picture("A012 号票".encode("gb18030"), scale=4), 200, 60, (360, 640)))
    (folder / "readme.txt").write_text("no picture")
    return folder


@pytest.fixture
def bench(folder):
    bench = Bench(folder)
    yield bench
    bench.camera.close()


def test_a_code_is_heard_as_bytes(bench):
    bench.camera.start(bench.heard.append)
    bench.screens.until(lambda: bench.heard)
    assert bench.payloads() == {"A012 号票".encode("gb18030")}
    assert {(scan.source, scan.format) for scan in bench.heard} == {("camera", "QR Code")}
    assert [state for part, state in bench.said if part == "camera"] == [State.OK, State.OK]


def test_it_is_open_only_while_somebody_asks(folder):
    opened, closed = [], []

    def watched(*arguments):
        frames = open_frames(*arguments)
        opened.append(frames)
        close = frames.close
        frames.close = lambda: (closed.append(frames), close())
        return frames

    bench = Bench(folder, open_source=watched)
    assert opened == []
    bench.camera.start(bench.heard.append)
    bench.screens.until(lambda: bench.heard)
    bench.camera.stop()
    bench.screens.until(lambda: closed)
    assert len(opened) == 1
    bench.camera.start(bench.heard.append)
    bench.screens.until(lambda: len(opened) == 2)
    bench.camera.close()
    assert len(closed) == 2


def test_the_visitor_sees_what_it_sees_and_nothing_stays(bench):
    assert bench.camera.frame() is None
    bench.camera.start(bench.heard.append)
    bench.screens.until(bench.camera.frame)
    frame = bench.camera.frame()
    assert (frame.width, frame.height, len(frame.grey)) == (640, 360, 640 * 360)
    bench.screens.until(lambda: bench.camera.frame().serial > frame.serial)
    bench.camera.stop()
    assert bench.camera.frame() is None
    bench.screens.until(lambda: bench.camera._grey is None)
    assert bench.camera.frame() is None


def test_nobody_hears_what_was_read_for_another(bench):
    first, second = [], []
    bench.camera.start(first.append)
    call = bench.screens._calls.get(timeout=20)
    while not getattr(call, "args", ()) or len(call.args) != 2:  # health reports have three
        call = bench.screens._calls.get(timeout=20)
    bench.camera.stop()
    bench.camera.start(second.append)
    call()
    assert (first, second) == ([], [])
    bench.screens.until(lambda: second)
    assert first == []


def test_a_bar_code_counts_when_two_frames_agree(tmp_path):
    code = np.array(zxingcpp.create_barcode("AK3-001", zxingcpp.BarcodeFormat.Code128).to_image(scale=2))
    other = np.array(zxingcpp.create_barcode("AK3-007", zxingcpp.BarcodeFormat.Code128).to_image(scale=2))
    save(tmp_path / "1.png", on_frame(code, 100, 100, (360, 640)))
    save(tmp_path / "2.png", on_frame(other, 100, 100, (360, 640)))
    save(tmp_path / "3.png", EMPTY)
    bench = Bench(tmp_path)
    bench.camera.start(bench.heard.append)
    bench.screens.until(lambda: bench.camera.frame() is not None and bench.camera.frame().serial > 12)
    assert bench.heard == []
    save(tmp_path / "2.png", on_frame(code, 110, 110, (360, 640)))
    bench.screens.until(lambda: bench.heard)
    bench.camera.close()
    assert bench.payloads() == {b"AK3-001"}
    assert bench.heard[0].format == "Code 128"


def test_a_video_is_read_over_and_over(tmp_path):
    path = tmp_path / "hall.avi"
    video = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (640, 360))
    assert video.isOpened()
    for picture in (EMPTY, on_frame(qr_picture(b"A012", scale=5), 200, 80, (360, 640)), EMPTY):
        video.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    video.release()
    bench = Bench(path)
    bench.camera.start(bench.heard.append)
    bench.screens.until(lambda: len(bench.heard) >= 3)
    bench.camera.close()
    assert bench.payloads() == {b"A012"}


def test_unplugged_and_plugged_in_again(bench, folder, caplog):
    caplog.set_level(logging.INFO, "kiosk")
    bench.camera.start(bench.heard.append)
    bench.screens.until(lambda: bench.heard)
    hidden = folder.with_name("hidden")
    folder.rename(hidden)
    bench.screens.until(lambda: bench.said[-1] == ("camera", State.FAILED))
    bench.screens.until(lambda: len(bench.rests) >= 7)
    assert len([record for record in caplog.records if record.levelno >= logging.WARNING]) == 1
    assert bench.rests[:7] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    bench.heard.clear()
    hidden.rename(folder)
    bench.screens.until(lambda: bench.said[-1] == ("camera", State.OK))
    bench.screens.until(lambda: bench.heard)
    assert not any("A012" in record.getMessage() for record in caplog.records)


def test_a_broken_picture_is_no_loss(bench, folder):
    (folder / "0.png").write_bytes(b"broken")
    bench.camera.start(bench.heard.append)
    bench.screens.until(lambda: len(bench.heard) > 2)
    assert ("camera", State.FAILED) not in bench.said


def test_a_fault_of_ours_ends_no_worker(folder, caplog):
    faults = [RuntimeError("quotes SECRET"), cv2.error("SECRET")]

    def faulty(*arguments):
        if faults:
            raise faults.pop()
        return open_frames(*arguments)

    bench = Bench(folder, open_source=faulty)
    bench.camera.start(bench.heard.append)
    bench.screens.until(lambda: bench.heard)
    bench.camera.close()
    assert bench.rests == [1.0, 2.0]
    assert "SECRET" not in caplog.text


def test_its_absence_is_known_before_anybody_asks(tmp_path, folder):
    bench = Bench(tmp_path / "none")
    assert bench.said == [("camera", State.FAILED)]
    shutil.copytree(folder, tmp_path / "none")
    bench.camera.look()
    assert bench.said[-1] == ("camera", State.OK)
    bench.camera.close()


def test_a_bare_number_is_a_device():
    assert str(place("0")) == "/dev/video0"
    assert str(place("/dev/v4l/by-id/cam")) == "/dev/v4l/by-id/cam"


def test_a_device_that_hangs_in_the_air_is_lost(monkeypatch):
    class Loose:
        """V4L2 after the plug was pulled: open, and no frames."""

        def __init__(self, *arguments):
            self.is_released = False

        def isOpened(self):
            return True

        def set(self, what, value):
            return True

        def read(self):
            return False, None

        def release(self):
            self.is_released = True

    monkeypatch.setattr(frame_sources.cv2, "VideoCapture", Loose)
    frames = frame_sources.CameraFrames(0, 1280, 720)
    for _ in range(4):
        assert frames.frame() is None
    with pytest.raises(MachineError):
        frames.frame()
    frames.close()
    assert frames._camera.is_released


@pytest.mark.parametrize("name", ["none", "empty", "text.avi"])
def test_what_gives_no_frames_is_said(tmp_path, name):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.avi").write_text("no video")
    with pytest.raises(MachineError) as caught:
        open_frames(str(tmp_path / name), 1280, 720, 0.1, no_sleep)
    assert name in caught.value.what
    assert caught.value.remedy


def test_the_absent_one_is_no_fault():
    health = HealthBoard(SystemClock())
    camera = absent_camera(health)
    camera.start(lambda scan: None)
    camera.stop()
    camera.close()
    assert camera.frame() is None
    assert [(part.part, part.state) for part in health.parts()] == [("camera", State.ABSENT)]
