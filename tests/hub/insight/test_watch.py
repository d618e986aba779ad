from __future__ import annotations

import logging
import threading
from datetime import datetime

import pytest
from django.db import DatabaseError

from kiosk.hub.insight import watch


def test_it_looks_until_it_is_stopped_whatever_happens(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looked, enough = [], threading.Event()

    def look(now: datetime) -> int:
        looked.append(now)
        if len(looked) == 6:
            enough.set()
        if len(looked) <= 2:
            raise DatabaseError("locked")
        if len(looked) == 4:
            raise ValueError("broken")
        return 0

    monkeypatch.setattr(watch, "look_everywhere", look)
    monkeypatch.setattr(watch, "LOOK_S", 0.001)
    one = watch.Watch()
    with caplog.at_level(logging.ERROR, logger="kiosk.hub.insight"):
        one.start()
        assert enough.wait(10)
        one.stop()
    assert not any(thread.name == "watch" for thread in threading.enumerate())
    assert all(now.tzinfo is not None for now in looked)
    assert len(caplog.records) == 2  # two failures one after another are said once; the next one again
