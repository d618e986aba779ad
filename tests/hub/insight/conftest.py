"""What tests of this room share: an open desk, staff at its windows, and nothing kept from test to test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hub.desk.halls import forget, opened


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees what another one has read; what changed is read again at once."""
    from kiosk.hub.desk import line
    from kiosk.hub.insight import history

    monkeypatch.setattr(line, "PART", 0.0)
    monkeypatch.setattr(history, "FRESH_S", 0.0)
    yield
    forget()
    history.forget()


@pytest.fixture
def desk(hall: Any) -> Any:
    """The hall "shili" with three queues."""
    return opened(hall.pk)


@pytest.fixture
def day(desk: Any, person: Callable[..., Any], hall: Any) -> Callable[..., Any]:
    """``day("1", "4")``: a Monday morning at nine, these windows open, each with somebody at it."""
    from hub.insight.day import days

    return days(hall, person)
