from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ticketing.made import NINE

from kiosk.ticketing.announcing import Announcement, Called, Voice, ZoneQueue, announce, window_heard

VOICE = Voice()


def call(label: str, window: str, after: float = 0, key: str = "") -> Called:
    return Called(key or f"{label}>{window}@{after}", label, window, NINE + timedelta(seconds=after))


def test_one_call() -> None:
    found = announce([call("A012", "3")], VOICE)
    assert found.heard["zh"] == "请A零一二号到三号窗口。"
    assert found.heard["en"] == "Number A zero one two to window three, please."
    assert found.shown["zh"] == "请A012号到3号窗口。"
    assert found.utterances(VOICE) == (
        ("zh", "请A零一二号到三号窗口。"),
        ("en", "Number A zero one two to window three, please."),
    ) * 2  # fmt: skip
    assert found.utterances(replace(VOICE, times=1, languages=("zh",))) == (("zh", "请A零一二号到三号窗口。"),)


@pytest.mark.parametrize(
    ("window", "number", "figures", "en"),
    [
        ("3", "三号窗口", "三号窗口", "window three"),
        ("10", "十号窗口", "一零号窗口", "window ten"),
        ("12", "十二号窗口", "一二号窗口", "window twelve"),
        ("20", "二十号窗口", "二零号窗口", "window twenty"),
        ("45", "四十五号窗口", "四五号窗口", "window forty-five"),
        ("108", "一零八号窗口", "一零八号窗口", "window one zero eight"),
        ("B7", "B七号窗口", "B七号窗口", "window B seven"),
        ("07", "七号窗口", "零七号窗口", "window seven"),
    ],
)
def test_windows(window: str, number: str, figures: str, en: str) -> None:
    assert window_heard(window, VOICE)["zh"] == number
    assert window_heard(window, replace(VOICE, window_as_number=False))["zh"] == figures
    assert window_heard(window, VOICE)["en"] == en


def test_many_at_once_are_one_sentence() -> None:
    found = announce([call("A012", "3"), call("A013", "3"), call("B007", "12")], VOICE)
    assert found.heard["zh"] == "请A零一二号、A零一三号到三号窗口，B零零七号到十二号窗口。"
    assert found.shown["zh"] == "请A012、A013号到3号窗口，B007号到12号窗口。"
    assert found.shown["en"] == "Number A012 and A013 to window 3; B007 to window 12, please."


def drained(queue: ZoneQueue, voice: Voice = VOICE) -> list[Announcement]:
    said = []
    while True:
        found, queue = queue.take(voice)
        if found is None:
            return said
        said.append(found)


def test_only_what_came_close_together_is_merged() -> None:
    queue = ZoneQueue()
    for n, after in enumerate([0, 3, 6, 6.1, 20]):
        queue = queue.add(call(f"A{n:03d}", "1", after))
    assert [[c.label for c in one.calls] for one in drained(queue)] == [["A000", "A001", "A002"], ["A003"], ["A004"]]


def test_a_call_told_twice_is_said_once_even_after_it_was_said() -> None:
    queue = ZoneQueue().add(call("A001", "1")).add(call("A001", "1"))
    said, queue = queue.take(VOICE)
    assert said is not None
    assert len(said.calls) == 1
    assert queue.add(call("A001", "1")).take(VOICE)[0] is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 30), st.floats(0, 5), st.booleans()), max_size=40),
    st.integers(1, 6),
    st.floats(0, 20),
)
def test_nothing_is_lost_and_order_is_kept(
    calls: list[tuple[int, int, float, bool]], most: int, merge_s: float
) -> None:
    voice, queue, after = replace(VOICE, merge_most=most, merge_s=merge_s), ZoneQueue(), 0.0
    told, said = [], []
    for n, (number, window, gap, speak) in enumerate(calls):
        after += gap
        one = call(f"A{number:03d}", str(window), after, key=str(n))
        queue, told = queue.add(one), [*told, one]
        if speak:
            found, queue = queue.take(voice)
            assert found is not None
            said.append(found)
    said += drained(queue, voice)
    assert [c for one in said for c in one.calls] == told
    for one in said:
        assert len(one.calls) <= most
        assert one.calls[-1].at <= one.calls[0].at + timedelta(seconds=merge_s)
        assert all(c.label in one.shown["zh"] for c in one.calls)
        assert not any(figure in one.heard["zh"] + one.heard["en"] for figure in "0123456789")
