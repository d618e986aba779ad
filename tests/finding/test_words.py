"""Known words: the longest win, fillers and lone characters do not tear other words apart."""

from __future__ import annotations

import pytest

from kiosk.finding.everyday import everyday
from kiosk.finding.index import Role, Word
from kiosk.finding.pinyin import Form
from kiosk.finding.typed import as_sounds, as_words, lookups
from kiosk.finding.words import Vocabulary

_READINGS = {"护": ("hu",), "照": ("zhao",), "丢": ("diu",), "了": ("le", "liao")}
WORDS = [
    Word("我想", "wo xiang", Role.FILLER, 1),
    Word("的", "de", Role.FILLER, 1),
    Word("办", "ban", Role.WEAK, 2),
    Word("护照", "hu zhao", Role.GROUP, 3),
    Word("passport", "", Role.GROUP, 3),
    Word("旅行证件", "lv xing zheng jian", Role.GROUP, 3, occurs=False),
    Word("丢了", "diu le", Role.ACT, 4),
    Word("丢", "diu", Role.ACT, 4),
    Word("补发", "bu fa", Role.ACT, 4),
    Word("social security card", "", Role.GROUP, 5),
    Word("税务局", "shui wu ju", Role.GROUP, 6),
]


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary(WORDS)


def cut(vocabulary: Vocabulary, text: str) -> list[tuple[str, bool]]:
    return [
        ("".join(chars for chars, _ in lookups(as_words(text, {}))[start:end]), bool(words))
        for start, end, words in vocabulary.cut(lookups(as_words(text, {})))
    ]


def test_the_longest_words_win(vocabulary: Vocabulary) -> None:
    assert cut(vocabulary, "我想办护照丢了") == [("我想", True), ("办", True), ("护照", True), ("丢了", True)]


def test_words_of_several_words(vocabulary: Vocabulary) -> None:
    assert cut(vocabulary, "lost social security card") == [("lost", False), ("socialsecuritycard", True)]


def test_a_filler_between_unknown_characters_belongs_to_them(vocabulary: Vocabulary) -> None:
    assert cut(vocabulary, "目的地护照") == [("目的地", False), ("护照", True)]


def test_an_act_beside_one_unknown_character_belongs_to_it(vocabulary: Vocabulary) -> None:
    assert cut(vocabulary, "遗丢护照") == [("遗丢", False), ("护照", True)]
    assert cut(vocabulary, "护照丢") == [("护照", True), ("丢", True)]


def test_words_are_known_by_sound_but_single_syllables_only_at_the_edge(vocabulary: Vocabulary) -> None:
    units = as_sounds("banhuzhaodiule", {}, len)[0]
    assert [(start, end, [w.text for w in words]) for start, end, words in vocabulary.cut(lookups(units))] == [
        (0, 1, ["办"]),
        (1, 3, ["护照"]),
        (3, 5, ["丢了"]),
    ]


def test_what_means_the_same_is_what_this_hall_says(vocabulary: Vocabulary) -> None:
    assert vocabulary.same(vocabulary.written("护照")) == ("passport",)
    assert "旅行证件" not in vocabulary.same(vocabulary.written("passport"))
    assert vocabulary.same(vocabulary.written("办")) == ()


@pytest.mark.parametrize(
    ("letters", "meant"), [("huzaho", "护照"), ("huzho", "护照"), ("pasport", "passport"), ("diulle", "丢了")]
)
def test_a_typing_error_away(vocabulary: Vocabulary, letters: str, meant: str) -> None:
    assert [word.text for word in vocabulary.near(letters)] == [meant]


def test_what_is_further_away_is_not_guessed(vocabulary: Vocabulary) -> None:
    assert vocabulary.near("kuzhao") == ()  # the first letter is never corrected
    assert vocabulary.near("huahua") == ()


def test_initials(vocabulary: Vocabulary) -> None:
    assert [word.text for word in vocabulary.abbreviated("swj")] == ["税务局"]


def test_characters_keep_all_their_readings() -> None:
    units = as_words("护照丢了", _READINGS)
    assert [unit.readings for unit in units] == [("hu",), ("zhao",), ("diu",), ("le", "liao")]
    assert all(unit.form is Form.FULL for unit in units)


def test_everyday_words_are_words() -> None:
    words = everyday()
    groups = [*words.groups, *words.acts]
    assert all(len(group) > 1 for group in groups)
    assert all(len(set(group)) == len(group) for group in groups)
    assert all(text == text.strip() and text for group in [words.fillers, words.weak, *groups] for text in group)
    assert not set(words.fillers) & set(words.weak)
    grouped = {text for group in groups for text in group}
    assert not grouped & set(words.fillers), "a filler cannot mean anything"
