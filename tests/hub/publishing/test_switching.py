"""What is told at once: switches and emergency messages, read back from the signed live document."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from hub.publishing import halls

from kiosk.hub.audit.models import Entry
from kiosk.hub.live.models import Event
from kiosk.hub.publishing import switching
from kiosk.hub.publishing.channel import NoKeysError
from kiosk.hub.publishing.faults import PublishingError
from kiosk.hub.publishing.models import EmergencyMessage, Switch

TEXT = {"zh": "请从最近的出口离开，不要乘电梯。", "en": "Leave by the nearest exit. Do not use the lifts."}


@pytest.fixture
def ready(hall: Any, tmp_path: Path) -> Any:
    halls.with_keys(hall, tmp_path / "root.pem")
    return hall


def test_a_lift_out_of_order_and_back(ready: Any, technician: Any) -> None:
    switching.switch_off(ready, technician, "place", "lift-1", name="西侧电梯", reason={"zh": "检修", "en": "Repair"})
    first = halls.live(ready)
    assert first.closed == ("lift-1",)
    switching.switch_off(ready, technician, "window", "11", until=timezone.now() + timedelta(hours=2))
    second = halls.live(ready)
    assert second.sequence == first.sequence + 1
    assert second.closed_windows[0].number == "11"
    assert second.closed_windows[0].until
    switching.switch_on(ready, technician, "place", "lift-1")
    assert halls.live(ready).closed == ()
    before = halls.live(ready).sequence
    switching.switch_on(ready, technician, "place", "lift-1")  # it is open already
    assert halls.live(ready).sequence == before
    acts = list(Entry.objects.filter(act__startswith="switch").order_by("number").values_list("act", "subject"))
    assert acts == [("switch.off", "lift-1"), ("switch.off", "11"), ("switch.on", "lift-1")]
    assert Event.objects.filter(audience=f"hall:{ready.pk}", kind="changed").count() == 3
    assert Switch.objects.get().by == technician


def test_a_message_in_every_language_until_it_is_lifted(ready: Any, manager: Any) -> None:
    message = switching.announce(ready, manager, TEXT)
    (told,) = halls.live(ready).emergencies
    assert told.text["zh"] == TEXT["zh"]
    assert told.text["en"] == TEXT["en"]
    assert told.text["zh-Hant"] == "請從最近的出口離開，不要乘電梯。"
    assert (told.id, told.level, told.until) == (message.pk, "alarm", "")
    switching.lift(ready, manager, message.pk)
    assert halls.live(ready).emergencies == ()
    message.refresh_from_db()
    assert message.lifted_by == manager
    switching.lift(ready, manager, message.pk)  # twice is once
    assert Entry.objects.filter(act="emergency.lifted").count() == 1


@pytest.mark.parametrize(
    "text", [{"zh": "只有中文"}, {"zh": "", "en": ""}, {"zh": "长" * 300, "en": "x"}, {"zh": "好", "en": "x" * 300}]
)
def test_a_message_that_nobody_could_read_is_refused(ready: Any, manager: Any, text: dict[str, str]) -> None:
    with pytest.raises(PublishingError):
        switching.announce(ready, manager, text)
    assert not EmergencyMessage.objects.exists()


def test_no_more_messages_than_fit_on_a_screen(ready: Any, manager: Any) -> None:
    for _ in range(switching.AT_ONCE):
        switching.announce(ready, manager, TEXT, level="notice")
    with pytest.raises(PublishingError):
        switching.announce(ready, manager, TEXT)


def test_what_has_an_end_ends_by_itself(ready: Any, manager: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    switching.switch_off(ready, manager, "window", "3", until=now + timedelta(hours=1))
    switching.switch_off(ready, manager, "place", "door-1")
    switching.announce(ready, manager, TEXT, until=now + timedelta(hours=1))
    with pytest.raises(PublishingError):
        switching.announce(ready, manager, TEXT, until=now - timedelta(hours=1))
    assert not switching.expire(ready.pk)
    later = now + timedelta(hours=2)
    monkeypatch.setattr(switching.timezone, "now", lambda: later)
    assert switching.due(later) == {ready.pk}
    assert switching.expire(ready.pk)
    told = halls.live(ready)
    assert (told.closed, told.closed_windows, told.emergencies) == (("door-1",), (), ())
    assert switching.due(later) == set()
    assert Entry.objects.filter(actor="hub").count() == 2


def test_without_keys_nothing_is_switched(hall: Any, manager: Any) -> None:
    with pytest.raises(NoKeysError):
        switching.switch_off(hall, manager, "window", "1")
    assert not Switch.objects.exists()


def test_another_halls_message_cannot_be_lifted(ready: Any, other_hall: Any, manager: Any, tmp_path: Path) -> None:
    halls.with_keys(other_hall, tmp_path / "other.pem")
    message = switching.announce(ready, manager, TEXT)
    with pytest.raises(EmergencyMessage.DoesNotExist):
        switching.lift(other_hall, manager, message.pk)
    assert len(halls.live(ready).emergencies) == 1
