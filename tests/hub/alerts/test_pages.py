"""The page of how alarms arrive, as a manager uses it."""

from __future__ import annotations

import html

import pytest
from hub.alerts.chat_server import SECRET

from kiosk.hub.alerts.models import Robot, StaffPhone
from kiosk.hub.audit.models import Entry

pytestmark = pytest.mark.django_db
PHONE, PAGE = "13912345678", "/halls/shili/alarms/ways"


@pytest.fixture
def boss(desk, manager, client_of):
    return client_of(manager)


def words_of(answer):
    return html.unescape(answer.content.decode())


def test_a_robot_is_set_up_tested_and_removed_and_its_address_is_never_shown(boss, group):
    given = {"name": "值班群", "kind": "dingtalk", "url": f"{group.url}/dingtalk?access_token=t1", "secret": SECRET}
    page = words_of(boss.post(f"{PAGE}/robots", given | {"level": "2", "reviews": "yes"}, follow=True))
    one = Robot.objects.get()
    assert (one.level, one.reviews) == (2, True)
    page += words_of(boss.post(f"{PAGE}/robots/{one.pk}/test", follow=True))
    assert "对方收到了" in page
    assert group.texts[0].startswith("【测试】")
    page += words_of(
        boss.post(f"{PAGE}/robots/{one.pk}", {"name": "群", "kind": "dingtalk", "level": "1"}, follow=True)
    )
    boss.post(f"{PAGE}/robots/{one.pk}/test")
    assert len(group.texts) == 2  # address and secret stay when nothing is given
    group.plan = ["no"]
    page += words_of(boss.post(f"{PAGE}/robots/{one.pk}/test", follow=True))
    assert "对方不接受" in page
    kept = Robot.objects.get()
    for secret in ("access_token", 't1"', SECRET):
        assert secret not in page
        assert secret not in str(list(Entry.objects.values()))
        assert secret not in kept.sealed_url + kept.sealed_secret
    boss.post(f"{PAGE}/robots/{one.pk}/remove")
    assert not Robot.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"kind": "x"}, {"level": "9"}, {"url": ""}, {"url": "http://example.org/"}, {"url": "x" * 1001}],
)
def test_what_cannot_be_a_robot_is_said(boss, wrong):
    given = {"name": "群", "kind": "wecom", "url": "https://example.org/send?key=1", "level": "1"} | wrong
    assert 'class="message error"' in words_of(boss.post(f"{PAGE}/robots", given, follow=True))
    assert not Robot.objects.exists()


def test_a_number_is_kept_encrypted_shown_masked_and_removed(boss, manager, sms):
    page = words_of(boss.post(f"{PAGE}/phones/{manager.pk}", {"phone": " 139 1234 5678 "}, follow=True))
    assert "139****5678" in page
    assert PHONE not in page
    assert PHONE not in StaffPhone.objects.get().sealed
    assert PHONE not in str(list(Entry.objects.values()))
    assert "不是中国大陆" in words_of(boss.post(f"{PAGE}/phones/{manager.pk}", {"phone": "123"}, follow=True))
    boss.post(f"{PAGE}/phones/{manager.pk}", {})
    assert not StaffPhone.objects.exists()
    assert boss.post(f"{PAGE}/phones/99999", {"phone": PHONE}).status_code == 404


def test_another_secret_of_the_hub_is_said_not_a_fault(boss, manager, sms):
    StaffPhone.objects.create(user=manager, sealed="AAAA", kept_at="2026-11-23T00:00:00Z")
    assert "读不出来" in words_of(boss.get(PAGE))


def test_that_nobody_can_be_reached_is_said(boss, robot):
    assert "只显示在管理中心" in words_of(boss.get(PAGE))
    robot()
    assert "只显示在管理中心" not in words_of(boss.get(PAGE))


def test_only_managers_of_this_hall(desk, person, other_hall, client_of, robot):
    one = robot()
    stranger = client_of(person("li", "manager", hall=other_hall))
    assert stranger.get(PAGE).status_code == 404
    assert stranger.post(f"/halls/other/alarms/ways/robots/{one.pk}/test").status_code == 404
    assert client_of(person("wang", "counter", hall=one.hall)).get(PAGE).status_code == 403
