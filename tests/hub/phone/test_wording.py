"""Sentences: always one segment, always the number, nothing that is not known."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.hub.phone.wording import LIMIT, Kind, compose

FULL = {
    "label": "A012",
    "queue": "社会保险综合业务",
    "ahead": 6,
    "p50": 20,
    "p90": 35,
    "window": "3",
    "when": "11月23日09:30",
    "level": "不满意",
}


def test_a_taken_number_says_all_that_is_known():
    words = compose(Kind.TAKEN, FULL, "示例区政务中心", "zh-CN", "k").text
    assert words == "【示例区政务中心】您的号码是A012（社会保险综合业务），前面6人，约等20分钟，最多35分钟。"


def test_what_is_not_known_is_not_said():
    words = compose(Kind.TAKEN, {"label": "A012", "ahead": 6}, "大厅", "zh-CN", "k").text
    assert words == "【大厅】您的号码是A012，前面6人。"
    assert compose(Kind.TAKEN, {"label": "A012"}, "大厅", "zh-CN", "k").text == "【大厅】您的号码是A012。"


def test_a_call_in_english():
    assert compose(Kind.CALLED, FULL, "大厅", "en", "k").text == "【大厅】A012: please go to window 3."


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(list(Kind)),
    signature=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=60),
    label=st.text(st.sampled_from("ABK0123456789-"), min_size=1, max_size=24),
    queue=st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=80),
    ahead=st.integers(0, 10_000),
    language=st.sampled_from(["zh-CN", "en", "zh-Hant"]),
)
def test_every_message_is_one_segment_without_a_link(kind, signature, label, queue, ahead, language):
    values = FULL | {"label": label, "queue": queue, "ahead": ahead, "p50": 5, "p90": 10}
    words = compose(kind, values, signature, language, "k").text
    assert len(words) <= LIMIT
    assert words.startswith("【")
    assert words.split("】")[1]
    assert "http" not in words
    assert "{" not in words
    if kind in (Kind.TAKEN, Kind.NEAR, Kind.CALLED, Kind.MISSED):
        assert label in words


def test_values_with_braces_are_values():
    words = compose(Kind.CALLED, {"label": "{window}", "window": "{label}"}, "大厅", "zh", "k").text
    assert words == "【大厅】请{window}号到{label}号窗口办理。"
