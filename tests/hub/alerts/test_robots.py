"""What is said to each chat is what its server takes, and what it answers is understood."""

from __future__ import annotations

import httpx
import pytest
from hub.alerts.chat_server import SECRET
from hub.alerts.conftest import ADDRESSES
from hub.desk.halls import MORNING

from kiosk.hub.alerts.robots import KINDS, Address, Notice, RobotError, may_be_asked, send

NOTICE = Notice(
    "alarm", "【橙色预警·发出】等候超时\n税务 32分钟", "shili", MORNING.isoformat(), "orange", "raised", key="k"
)


def at(group, kind, secret=SECRET):
    return Address(kind, group.url + ADDRESSES[kind], secret)


@pytest.mark.parametrize("kind", KINDS)
def test_each_chat_takes_it(group, kind):
    send(at(group, kind), NOTICE, MORNING)
    assert group.texts == [NOTICE.text]


@pytest.mark.parametrize("kind", ["dingtalk", "feishu", "json"])
def test_another_secret_is_refused_for_good(group, kind):
    with pytest.raises(RobotError) as caught:
        send(at(group, kind, "other"), NOTICE, MORNING)
    assert not caught.value.again
    assert group.texts == []


@pytest.mark.parametrize(
    ("act", "again", "word"),
    [
        ("500", True, "status"),
        ("404", False, "status"),
        ("moved", False, "status"),
        ("busy", True, "refused"),
        ("no", False, "refused"),
        ("drop", True, "address"),
        ("nonsense", True, "answer"),
    ],
)
@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "feishu"])
def test_what_a_server_answers(group, kind, act, again, word):
    group.plan = [act]
    with pytest.raises(RobotError) as caught:
        send(at(group, kind), NOTICE, MORNING)
    assert (caught.value.again, caught.value.word) == (again, word)
    assert len(group.asked) == 1  # no redirect is followed
    assert SECRET not in f"{caught.value} {at(group, kind)!r}"
    assert "k1" not in f"{caught.value} {at(group, kind)!r}"


def test_nobody_there_and_an_endless_answer():
    with pytest.raises(RobotError) as caught:
        send(Address("json", "http://127.0.0.1:9/"), NOTICE, MORNING)
    assert caught.value.word == "address"
    flood = httpx.MockTransport(lambda request: httpx.Response(200, content=b"x" * 100_000))
    with pytest.raises(RobotError) as caught:
        send(Address("wecom", "https://x.example/"), NOTICE, MORNING, transport=flood)
    assert caught.value.word == "answer"


@pytest.mark.parametrize(
    ("url", "may", "here"),
    [
        ("https://chat.example.org/cgi-bin/webhook/send?key=1", True, True),
        ("http://chat.example.org/", False, False),
        ("http://127.0.0.1:8000/x", False, True),
        ("file:///etc/passwd", False, False),
        ("https://", False, False),
        ("https://[", False, False),
        ("https://a:99999999/", False, False),
        ("", False, False),
    ],
)
def test_which_addresses_may_be_asked(url, may, here):
    assert may_be_asked(url) is may
    assert may_be_asked(url, also_here=True) is here
