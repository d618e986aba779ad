"""kiosk doctor on the machines that scan: there, absent, broken, or in use."""

from __future__ import annotations

import os
import tty

import numpy as np
import pytest
import serial
from devices.pictures import save

from kiosk.base.health import State
from kiosk.commands.doctor_scanning import camera, scanner
from kiosk.devices import qr_reading
from kiosk.devices.zbar_reader import ZbarError
from kiosk.settings import CameraSettings, ScannerSettings, Settings


def looking_at(source):
    return camera(Settings(camera=CameraSettings(driver="camera_qr", source=str(source))))


def test_a_camera_is_named_with_its_readers(tmp_path):
    save(tmp_path / "1.png", np.zeros((360, 640), np.uint8))
    verdict = looking_at(tmp_path)
    assert verdict.state is State.OK
    assert "640 x 360" in verdict.sentence
    assert "zxing-cpp" in verdict.sentence
    assert "ZBar" in verdict.sentence


def test_a_camera_without_zbar_is_looked_at(tmp_path, monkeypatch):
    def absent():
        raise ZbarError("ZBar cannot be loaded.", remedy="Install libzbar0.")

    monkeypatch.setattr(qr_reading, "ZbarReader", absent)
    save(tmp_path / "1.png", np.zeros((360, 640), np.uint8))
    verdict = looking_at(tmp_path)
    assert (verdict.state, verdict.remedy) == (State.DEGRADED, "Install libzbar0.")


def test_a_camera_that_is_not_there_or_blind_is_failed(tmp_path):
    assert looking_at(tmp_path / "none").state is State.FAILED
    (tmp_path / "broken.png").write_bytes(b"no picture")
    verdict = looking_at(tmp_path)
    assert (verdict.state, verdict.remedy) == (State.FAILED, "Check its cable.")


def test_what_a_panel_does_not_have_is_absent():
    assert camera(Settings()).state is State.ABSENT
    assert scanner(Settings()).state is State.ABSENT


@pytest.fixture
def port():
    master, slave = os.openpty()
    tty.setraw(slave)
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


def test_a_scanner_s_port_is_opened(port, tmp_path):
    def listening_to(name):
        return scanner(Settings(scanner=ScannerSettings(driver="serial_scanner", port=str(name))))

    assert listening_to(port).state is State.OK
    with serial.Serial(port, exclusive=True):
        verdict = listening_to(port)
        assert verdict.state is State.OK
        assert "another program" in verdict.sentence
    assert listening_to(tmp_path / "none").state is State.FAILED
    assert "dialout" in listening_to(tmp_path / "none").remedy
