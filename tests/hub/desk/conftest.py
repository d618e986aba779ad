"""What tests of the desk share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hub.desk.halls import MORNING, forget, opened


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees what another one has read; what changed is read again at once."""
    from kiosk.hub.desk import line

    monkeypatch.setattr(line, "PART", 0.0)
    yield
    forget()


@pytest.fixture
def desk(hall: Any) -> Any:
    """The hall "shili" with three queues."""
    return opened(hall.pk)


@pytest.fixture
def panel(hall: Any) -> Any:
    """A panel of the hall."""
    from kiosk.hub.fleet.models import Panel

    return Panel.objects.create(id="a" * 32, hall=hall, name="one", public_key="a" * 64)


@pytest.fixture
def other_panel(hall: Any) -> Any:
    from kiosk.hub.fleet.models import Panel

    return Panel.objects.create(id="b" * 32, hall=hall, name="two", public_key="b" * 64)


@pytest.fixture
def seat(desk: Any, person: Callable[..., Any], hall: Any) -> Callable[..., Any]:
    """``seat("1")``: a window that is open, with somebody at it."""
    from kiosk.hub.desk import authority

    def make(window: str, **options: Any) -> Any:
        user = person(f"clerk{window}", "counter", hall=hall)
        return authority.open_seat(desk.hall_id, window, user, MORNING, **options)

    return make
