"""On a hub as it runs: its own thread sends what waits, and the page is served through its bounds and headers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from hub.running import RunningHub

PATIENCE_S = 90.0
_POSTED = """
from django.utils import timezone
from kiosk.hub.phone import mail_box
from kiosk.hub.records.models import Hall
Hall.objects.create(id="shili", facts={"name": "示例大厅"})
answer = mail_box.tell_staff("shili", "review-1", {"window": "3", "level": "不满意"}, timezone.now())
"""


def test_the_hub_sends_what_waits(tmp_path, monkeypatch):
    (tmp_path / "sms.toml").write_text('driver = "file"\nfile = "out"\n[messages]\nstaff = ["13912345678"]\n')
    sms = tmp_path / "sms.toml"
    with RunningHub(tmp_path / "one", options=f'sms = "{sms}"') as hub:
        assert hub.do(_POSTED) == 1
        the_page_is_served(hub)
        soon(lambda: said(tmp_path / "out").endswith("\n"))
        (line,) = said(tmp_path / "out").splitlines()
        assert json.loads(line)["to"] == "139****5678"
        assert "13912345678" not in hub.log.read_text("utf-8")
        left = "from kiosk.hub.phone.models import Number; answer = Number.objects.count()"
        soon(lambda: hub.do(left) == 0)


def soon(question: Callable[[], bool]) -> None:
    """Wait until it is so."""
    until = time.monotonic() + PATIENCE_S
    while not question():
        assert time.monotonic() < until, "it did not come to be"
        time.sleep(0.05)


def said(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


def the_page_is_served(hub: RunningHub) -> None:
    """Outside of tests' clients, with every middleware."""
    answer = httpx.get(f"{hub.url}/t/nothing", headers={"accept-language": "en"}, timeout=60)
    assert answer.status_code == 404
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "Please show the code on your slip" in answer.text
    assert httpx.get(f"{hub.url}{'/t/..'}/static/phone/phone.css", timeout=60).status_code == 200
