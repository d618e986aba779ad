"""What tests of this room share: an open desk, chats that listen, messages that go to a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from typing import Any

import pytest
from hub.alerts.chat_server import SECRET, chat
from hub.desk.halls import MORNING, forget, opened
from hub.phone.gateway_server import provider

ADDRESSES = {"wecom": "/wecom?key=k1", "dingtalk": "/dingtalk?access_token=t1", "feishu": "/feishu", "json": "/json"}


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from kiosk.hub.desk import line
    from kiosk.hub.insight import history

    monkeypatch.setattr(line, "PART", 0.0)
    monkeypatch.setattr(history, "FRESH_S", 0.0)
    yield
    forget()
    history.forget()


@pytest.fixture
def desk(hall: Any) -> Any:
    return opened(hall.pk)


@pytest.fixture
def day(desk: Any, person: Callable[..., Any], hall: Any) -> Callable[..., Any]:
    """``day("1", "4")``: a Monday morning at nine, these windows open, each with somebody at it."""
    from hub.insight.day import days

    return days(hall, person)


@pytest.fixture
def group() -> Iterator[Any]:
    with chat() as known:
        yield known


@pytest.fixture
def robot(hall: Any, group: Any) -> Callable[..., Any]:
    """``robot("wecom", level=2)``: one that listens at ``group``."""
    from kiosk.hub.alerts.models import Robot
    from kiosk.hub.phone.numbers import sealed

    def make(kind: str = "wecom", secret: str = SECRET, **facts: Any) -> Any:
        made = Robot.objects.create(hall=hall, name=kind, kind=kind, made_at=MORNING, **facts)
        made.sealed_url = sealed(group.url + ADDRESSES[kind], f"robot-{made.pk}")
        made.sealed_secret = sealed(secret, f"robot-{made.pk}-secret")
        made.save()
        return made

    return make


@pytest.fixture
def server() -> Iterator[Any]:
    with provider() as known:
        yield known


@pytest.fixture
def sms(server: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """This hub sends messages, at any hour."""
    from kiosk.hub.phone.http_gateway import HttpGateway
    from kiosk.hub.phone.sms_settings import HallMessages, Messages

    gateway = HttpGateway(server.url, {"phone": "{number}", "text": "{text}", "ref": "{key}"}, success='"OK"')
    found = Messages(gateway, HallMessages(signature="示例大厅", quiet=(time(0, 0), time(23, 59))), {})
    for place in ("alerts.posting.messages", "alerts.pages.sms", "phone.mail_box.messages"):
        monkeypatch.setattr(f"kiosk.hub.{place}", lambda: found)
    return found


@pytest.fixture
def phone() -> Callable[..., None]:
    """``phone(user, "139…")``: this person's number is kept."""
    from kiosk.hub.alerts.models import StaffPhone
    from kiosk.hub.alerts.posting import sealed_for
    from kiosk.hub.phone.numbers import sealed

    def keep(user: Any, number: str) -> None:
        StaffPhone.objects.create(user=user, sealed=sealed(number, sealed_for(user)), kept_at=MORNING)

    return keep
