"""On a hub as it runs: what waits for a robot goes out by itself, once, also after a kill -9."""

from __future__ import annotations

import signal

from hub.alerts.chat_server import chat
from hub.phone.test_running import soon
from hub.running import RunningHub

_POSTED = """
from django.utils import timezone
from kiosk.hub.alerts.models import Robot
from kiosk.hub.alerts.posting import tell_review
from kiosk.hub.phone.numbers import sealed
from kiosk.hub.records.models import Hall
Hall.objects.get_or_create(id="shili", defaults={"facts": {"name": "示例大厅"}})
robot, _ = Robot.objects.get_or_create(hall_id="shili", name="g", kind="wecom", defaults={"made_at": timezone.now()})
robot.sealed_url = sealed(url, f"robot-{robot.pk}")
robot.save()
tell_review("shili", key, "3", "不满意", timezone.now())
answer = 1
"""
_STATES = "from kiosk.hub.alerts.models import Dispatch as D; answer = [one.state for one in D.objects.all()]"


def test_the_hub_tells_its_robots(tmp_path):
    with chat() as group, RunningHub(tmp_path / "one") as hub:
        url = f"{group.url}/wecom?key=k1"
        hub.do(_POSTED, url=url, key="review-1")
        soon(lambda: len(group.texts) == 1)
        # killed before it has written down that it was sent, the hub would say it again, a minute later
        soon(lambda: hub.do(_STATES) == ["sent"])
        hub.stop(signal.SIGKILL)
        hub.do(_POSTED, url=url, key="review-1")
        hub.do(_POSTED, url=url, key="review-2")
        hub.start()
        soon(lambda: len(group.texts) == 2)
        soon(lambda: hub.do(_STATES) == ["sent", "sent"])
        assert len(group.texts) == 2
        assert "key=k1" not in hub.log.read_text("utf-8")
