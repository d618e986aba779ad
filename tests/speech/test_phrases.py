"""A screen's sentence becomes phrases, each for a voice that can say it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.base.texts import Text
from kiosk.speech.phrases import Phrase, paragraph, spoken


def ear(sentence: str, language: str = "en") -> list[tuple[str, str]]:
    return [(phrase.words, phrase.language) for phrase in spoken(sentence, language)]


@pytest.mark.parametrize(
    ("screen", "words"),
    [
        ("Window 11 is on your right.", "Window 11 is on your right."),
        ("Social security, Window 11", "Social security, Window 11"),
        ("Take the west lift straight ahead to 3F.", "Take the west lift straight ahead to floor 3."),
        ("About 42 m, 1 minute on foot", "About 42 metres, 1 minute on foot"),
        ("Room 2-07", "Room 2, oh seven"),
        ("Room 207", "Room two oh seven"),
        ("Open 9:00-12:00, 13:30–17:00", "Open 9 a.m. to noon, 1 30 p.m. to 5 p.m."),
        ("8:05", "8 oh 5 a.m."),
        ("Call 12345", "Call one two three four five"),
        ("ID card (original) / household register", "I.D. card, original, or household register"),
        ("¥20.00", "20 yuan"),
        ("“Copying and printing” is straight ahead.", "Copying and printing is straight ahead."),
        ("Women's toilets", "Women's toilets"),
        ("50%", "50 percent"),
        ("A012", "A. oh one two"),
    ],
)
def test_english(screen: str, words: str) -> None:
    assert ear(screen) == [(words, "en")]


def test_a_chinese_name_in_english_is_said_by_the_mandarin_voice() -> None:
    assert ear("户籍室 is on your left.") == [("户籍室", "zh"), ("is on your left.", "en")]


def test_a_russian_name_in_chinese_is_said_by_the_russian_voice() -> None:
    assert ear("经过左手边的Буфет。", "zh-CN") == [("经过左手边的", "zh"), ("Буфет。", "ru")]


def test_english_letters_in_chinese_stay_with_the_mandarin_voice() -> None:
    assert ear("请用Wi-Fi", "zh-CN") == [("请用Wi-Fi", "zh")]


def test_traditional_characters_are_said_in_mandarin() -> None:
    assert ear("請向左走約15米。", "zh-Hant") == [("请向左走约十五米。", "zh")]


def test_a_long_text_is_said_sentence_by_sentence() -> None:
    assert [words for words, _ in ear("请转身。向左走！好吗？", "zh-CN")] == ["请转身。", "向左走！", "好吗？"]
    assert [words for words, _ in ear("Turn around. Then go. 3.5 m more.")] == [
        "Turn around.",
        "Then go. 3.5 metres more.",
    ]
    assert all(len(words) <= 130 for words, _ in ear("号" * 2000, "zh-CN"))


@pytest.mark.parametrize("silent", ["", " · ", "→", "（）", "…", "\n"])
def test_signs_alone_are_not_said(silent: str) -> None:
    assert spoken(silent, "zh-CN") == ()


def test_a_route_is_one_paragraph() -> None:
    steps = [Text(zh="约42米，步行1分钟", en="About 42 m"), Text(zh="请转身。", en="Turn around."), "", "好"]
    assert paragraph(steps, "zh-CN") == "约42米，步行1分钟。请转身。好。"
    assert paragraph(steps, "zh-Hant") == "約42米，步行1分鐘。請轉身。好。"
    assert paragraph(steps[:2], "en") == "About 42 m. Turn around."


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from("Window 11 号楼/()[]·→“”m%¥&:.,-–АБ窓か0123456789\n"), max_size=50),
    st.sampled_from(["en", "zh-CN"]),
)
def test_every_phrase_has_something_to_say_and_no_sign_that_has_no_sound(screen: str, language: str) -> None:
    for phrase in spoken(screen, language):
        assert isinstance(phrase, Phrase)
        assert re.search(r"\w", phrase.words)
        if phrase.language in ("zh", "en"):
            assert not re.search(r"[·→/()\[\]“”%¥&|<>{}]", phrase.words), phrase.words


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["en", "zh-CN", "zh-Hant", "ru", ""]))
def test_any_text_in_any_language_gives_phrases(screen: str, language: str) -> None:
    spoken(screen, language)
