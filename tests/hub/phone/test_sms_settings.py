"""sms.toml: what it may say, what each hall makes of it."""

from __future__ import annotations

import os
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kiosk.base.errors import KioskError
from kiosk.hub.phone import sms_settings
from kiosk.hub.phone.gateways import FileGateway
from kiosk.hub.phone.http_gateway import HttpGateway
from kiosk.hub.phone.sms_settings import HallMessages, messages, read_messages

ROOT = Path(__file__).parents[3]


def written(tmp_path, words):
    path = tmp_path / "sms.toml"
    path.write_text(words, "utf-8")
    return path


def test_the_file_that_comes_along_sends_nothing():
    known = read_messages(ROOT / "config" / "sms.toml")
    assert known.gateway is None
    assert known.of("any") == HallMessages()
    assert not known.sends("any")


def test_its_examples_can_be_used(tmp_path):
    lines = (ROOT / "config" / "sms.toml").read_text("utf-8").replace('driver = "absent"', 'driver = "http_gateway"')
    example = [
        line[2:] if line.startswith("# ") and (" = " in line or line.startswith("# [")) else line
        for line in lines.splitlines()
    ]
    (tmp_path / "sms.secret").write_text("s3cret\n")
    (tmp_path / "sms.secret").chmod(0o600)
    kept = [line for line in example if not line.startswith("Text messages")]
    known = read_messages(written(tmp_path, "\n".join(kept)))
    assert isinstance(known.gateway, HttpGateway)
    assert known.gateway.secret == "s3cret"
    assert known.gateway.templates["called"] == "SMS_1003"
    assert (known.of("shili").signature, known.of("shili").quiet) == ("示例区政务中心", (time(21), time(7)))
    assert known.sends("shili")


def test_a_hall_can_be_off(tmp_path):
    known = read_messages(written(tmp_path, 'driver = "file"\n[halls.a]\noff = true\n'))
    assert isinstance(known.gateway, FileGateway)
    assert (known.sends("a"), known.sends("b")) == (False, True)


@pytest.mark.parametrize(
    "words",
    [
        "driver =",
        'driver = "pigeon"',
        "colour = 1",
        'driver = "http_gateway"',
        'driver = "http_gateway"\n[gateway]\nurl = "https://a/"\nbody = {}\nbogus = 1',
        'driver = "http_gateway"\n[gateway]\nurl = "https://a/"\nbody = {}\nsecret_file = "missing"',
        '[messages]\nquiet = "night"',
        '[messages]\nquiet = ["25:00", "07:00"]',
        "[messages]\na_number = 0",
        '[messages]\nsignature = "长长长长长长长长长长长长长长长长长长长长长长长"',
        "[halls.a]\nbogus = 1",
    ],
)
def test_what_cannot_be_is_named(tmp_path, words):
    with pytest.raises(KioskError):
        read_messages(written(tmp_path, words))


def test_a_secret_others_may_read_is_none(tmp_path):
    (tmp_path / "s").write_text("x")
    (tmp_path / "s").chmod(0o644)
    words = 'driver = "http_gateway"\n[gateway]\nurl = "https://a/"\nbody = {}\nsecret_file = "s"'
    with pytest.raises(KioskError, match="Others may read"):
        read_messages(written(tmp_path, words))


@pytest.mark.parametrize(
    ("clock", "over"),
    [("20:59", None), ("21:00", "07:00"), ("03:00", "07:00"), ("06:59", "07:00"), ("07:00", None), ("12:00", None)],
)
def test_quiet_hours_across_midnight(clock, over):
    now = datetime.combine(datetime(2026, 11, 23), time.fromisoformat(clock), ZoneInfo("Asia/Shanghai"))
    found = HallMessages().quiet_until(now)
    assert (found.strftime("%H:%M") if found else None) == over
    assert found is None or now < found


def test_the_settings_are_read_again_when_they_change(tmp_path, monkeypatch):
    path = written(tmp_path, 'driver = "file"\n')
    monkeypatch.setenv("KIOSK_HUB_SMS", str(path))
    assert messages().gateway is not None
    path.write_text('driver = "absent"\n')
    os.utime(path, ns=(1, 1))
    assert messages().gateway is None
    path.unlink()
    with pytest.raises(KioskError):
        messages()
    monkeypatch.delenv("KIOSK_HUB_SMS")
    assert messages() is sms_settings.NONE
