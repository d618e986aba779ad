"""Queries understood: what is set aside, what is needed, what means the same, and in how many ways."""

from __future__ import annotations

import pytest
from finding.small_hall import small_index

from kiosk.finding.reading import Reader
from kiosk.store.search_index import open_index


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(open_index(small_index()))


def needed(reader: Reader, typed: str) -> list[list[str]]:
    """The needed terms of each sense, pinyin in letters."""
    return [
        ["".join(unit.text or unit.readings[0] for unit in term.units) for term in sense.needed]
        for sense in reader.read(typed).senses
    ]


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("请问我想办护照要去哪里", ["护照"]),
        ("医保卡丢了怎么办", ["医保卡", "丢了"]),
        ("我想給孩子上戶口", ["孩子", "上户口"]),
        ("我要 办理 身份证", ["身份证"]),
        ("how do i renew my passport", ["renew", "passport"]),
        ("yibaokadiule", ["yibaoka", "diule"]),
        ("wo yao ban hu zhao", ["huzhao"]),
    ],
)
def test_polite_words_are_set_aside(reader: Reader, typed: str, terms: list[str]) -> None:
    assert terms in needed(reader, typed)


def test_a_query_of_weak_words_only_is_taken_for_what_it_is(reader: Reader) -> None:
    assert needed(reader, "登记") == [["登记"]]
    assert needed(reader, "怎么") == [[]] or not reader.read("怎么").senses[0].needed


def test_what_is_spelt_means_the_same(reader: Reader) -> None:
    senses = reader.read("cesuo").senses
    assert any("卫生间" in term.same for sense in senses for term in sense.needed)


def test_the_right_sound_wrongly_written_is_understood(reader: Reader) -> None:
    (term,) = reader.read("社宝卡").senses[0].needed
    assert term.is_strange
    assert "社会保障卡" in term.same


def test_what_no_name_says_is_also_taken_apart(reader: Reader) -> None:
    assert ["离婚证", "婚姻状况"] not in needed(reader, "改婚姻")
    assert any("公司" in terms for terms in needed(reader, "爷爷公司"))


def test_english_is_not_read_as_pinyin(reader: Reader) -> None:
    assert all(term.is_word for sense in reader.read("lost passport").senses for term in sense.terms)


def test_what_tells_more_weighs_more(reader: Reader) -> None:
    terms = {term.text: term.weight for term in reader.read("护照申请").senses[0].terms}
    assert terms["护照"] > 3 * terms["申请"]


def test_only_the_beginning_of_a_novel_is_read(reader: Reader) -> None:
    assert len(reader.plain("护照 " * 10_000)) <= 64
