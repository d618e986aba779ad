"""What tests of this room share: an open desk of three queues, and messages that go to a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time
from typing import Any

import pytest
from hub.desk.halls import forget, opened
from hub.phone.gateway_server import provider

from kiosk.hub.phone.http_gateway import HttpGateway
from kiosk.hub.phone.sms_settings import HallMessages, Messages


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:

    yield
    forget()


@pytest.fixture
def desk(hall: Any) -> Any:
    return opened(hall.pk, hours_id="")


@pytest.fixture
def boss(desk: Any, manager: Any, client_of: Callable[..., Any]) -> Any:
    return client_of(manager)


@pytest.fixture
def server() -> Iterator[Any]:
    with provider() as known:
        yield known


@pytest.fixture
def sms(server: Any, monkeypatch: pytest.MonkeyPatch) -> Messages:
    """This hub sends messages, at any hour."""
    gateway = HttpGateway(server.url, {"phone": "{number}", "text": "{text}", "ref": "{key}"}, success='"OK"')
    found = Messages(gateway, HallMessages(signature="示例大厅", quiet=(time(0, 0), time(0, 0))), {})
    for room in ("phone.booked", "phone.mail_box"):
        monkeypatch.setattr(f"kiosk.hub.{room}.messages", lambda: found)
    monkeypatch.setattr("kiosk.hub.booking.pages.sms", lambda: found)
    return found


@pytest.fixture
def texts(server: Any) -> Callable[[], list[str]]:
    return lambda: [one["text"] for one in server.taken.values()]
