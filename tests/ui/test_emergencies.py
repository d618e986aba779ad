from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.base.clock import SetClock
from kiosk.base.texts import LANGUAGES, Text
from kiosk.ui.emergencies import (
    ALARM,
    AT_A_GLANCE,
    NOTICE,
    Emergencies,
    Message,
    as_level,
    derive,
    length,
    wordings,
    worst,
)
from kiosk.visit.visit import Visit

NOW = datetime(2026, 11, 24, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai"))
LEAVE = Text(zh="请马上离开", en="Leave now")


def message(id_: str = "a", level: str = ALARM, minutes: int = 0, until: int | None = None) -> Message:
    end = NOW + timedelta(minutes=until) if until is not None else None
    return Message(id_, LEAVE, NOW + timedelta(minutes=minutes), end, level)


def test_alarms_come_before_notices_then_the_newest() -> None:
    notice, old, new = message("n", NOTICE, 5), message("o", minutes=-9), message("b", minutes=-1)
    assert worst((notice, old, new), frozenset(), NOW) == new
    assert worst((notice,), frozenset(), NOW) == notice
    assert worst((), frozenset(), NOW) is None


def test_what_is_over_or_was_put_aside_is_not_shown() -> None:
    over, aside, alarm = message(until=0), message("n", NOTICE), message("x")
    assert worst((over, aside), frozenset("n"), NOW) is None
    assert worst((alarm,), frozenset("x"), NOW) == alarm, "an alarm cannot be put aside"


def test_every_language_once_the_readers_first() -> None:
    assert wordings(LEAVE, "en", LANGUAGES) == ("Leave now", "请马上离开")
    assert wordings(LEAVE, "zh-Hant", LANGUAGES) == ("請馬上離開", "Leave now")
    assert wordings(Text(zh="x", ru="у"), "zh-CN", LANGUAGES) == ("x", "у")
    assert wordings(Text(zh="只有中文"), "en", LANGUAGES) == ("只有中文",)


def test_a_long_message_shows_one_language_after_the_other() -> None:
    long = Message("l", Text(zh="字" * 100, en="letters " * 40))
    seen = [derive(long, "en", LANGUAGES, NOW + timedelta(seconds=s)).texts for s in range(0, 40, 5)]
    assert all(len(texts) == 1 for texts in seen)
    assert {texts[0] for texts in seen} == {"字" * 100, "letters " * 40}
    assert len(derive(message(), "en", LANGUAGES, NOW).texts) == 2


@given(st.text(max_size=400), st.text(max_size=400), st.sampled_from(LANGUAGES), st.integers(0, 10**6))
@settings(max_examples=60)
def test_whatever_is_sent_something_of_it_stands_there(zh: str, en: str, language: str, seconds: int) -> None:
    text = Text(zh=zh, en=en)
    picture = derive(Message("m", text), language, LANGUAGES, NOW + timedelta(seconds=seconds))
    assert picture.level == ALARM
    assert bool(picture.texts) == bool(text)
    assert len(picture.texts) == 1 or sum(map(length, picture.texts)) <= AT_A_GLANCE


@pytest.mark.parametrize(("level", "known"), [("alarm", ALARM), ("notice", NOTICE), ("", ALARM), ("worse", ALARM)])
def test_a_level_nobody_knows_is_the_worse_one(level: str, known: str) -> None:
    assert as_level(level) == known


class Watch:
    """The singleton with a visitor before it."""

    def __init__(self) -> None:
        self.clock, self.visit, self.said, self.turns = SetClock(NOW), Visit(), list[str](), list[bool]()
        self.watch = Emergencies()
        self.watch.use(self.visit, self.clock, LANGUAGES, self.said.append, lambda: "called")
        self.watch.coversChanged.connect(lambda: self.turns.append(bool(self.watch.property("covers"))))


def test_a_message_is_read_once_and_answers_a_call() -> None:
    it = Watch()
    it.watch.show((message(),))
    it.clock.advance(30)
    it.watch.look()
    assert it.said == ["紧急通知。请马上离开。"]
    assert it.watch.property("answer") == "called"
    it.watch.show((message(), message("b", minutes=1)))
    assert len(it.said) == 2
    it.watch.show(())
    assert it.turns == [True, False]


def test_a_notice_comes_back_for_the_next_visitor() -> None:
    it = Watch()
    it.watch.show((message("n", NOTICE),))
    assert it.watch.property("aside")
    it.watch.putAside()
    assert not it.watch.property("covers")
    it.watch.new_visit()
    assert it.watch.property("covers")
    it.watch.show((message(),))
    it.watch.putAside()
    assert it.watch.is_alarm


def test_staff_at_work_see_their_page() -> None:
    it = Watch()
    it.watch.show((message(),))
    it.watch.hide_from_staff(True)
    assert not it.watch.property("covers")
    it.watch.hide_from_staff(False)
    assert it.watch.is_alarm
