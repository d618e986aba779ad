"""What a visitor types finds what is meant: a small hall with names as real halls have them."""

from __future__ import annotations

import pytest
from finding.small_hall import small_hall
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.finding.entries import Kind
from kiosk.finding.find import Finder, Hit


@pytest.fixture(scope="module")
def finder() -> Finder:
    return small_hall()


def ids(hits: list[Hit]) -> list[str]:
    return [hit.id for hit in hits]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # as written, simple and traditional
        ("护照", "passport-first"),
        ("普通护照换发", "passport-renew"),
        ("護照換發", "passport-renew"),
        ("社會保障卡掛失", "sbk-loss"),
        ("ＡＥＤ", "aed"),
        # pinyin: whole, begun, with spaces and apostrophes, with tones
        ("huzhao", "passport-first"),
        ("hu zhao", "passport-first"),
        ("hu'zhao", "passport-first"),
        ("hùzhào", "passport-first"),
        ("shebaok", "sbk-first"),
        ("shehuibaozhangkagua", "sbk-loss"),
        ("wuf", "no-crime"),
        ("yidijiuyi", "med-elsewhere"),
        ("gongsizhuxiao", "company-off"),
        # initials, mixed
        ("hz", "passport-first"),
        ("sbk", "sbk-first"),
        ("sfz", "id-first"),
        ("办hz", "passport-first"),
        ("社bao卡", "sbk-first"),
        ("结h登记", "marriage"),
        # the right sound, the wrong characters; blurred sounds
        ("户照", "passport-first"),
        ("社宝卡", "sbk-first"),
        ("测所", "toilet-1"),
        ("zufang", "gjj-rent"),
        ("juzuzeng", "residence"),
        # typing errors
        ("shbeaoka", "sbk-first"),
        ("marraige", "marriage"),
        ("residense permit", "residence"),
        ("不动产登计资料查询", "house-query"),
        # sentences
        ("办护照要去哪里", "passport-first"),
        ("我想给孩子上户口", "birth"),
        ("医保卡丢了怎么办", "sbk-reissue"),
        ("身份证过期了怎么换", "id-expired"),
        ("我的身份证不见了", "id-lost"),
        ("请问离婚在哪里办", "divorce"),
        ("yibaokadiule", "sbk-reissue"),
        ("wo xiang ban hu zhao", "passport-first"),
        ("房贷还清了怎么解押", "mortgage-off"),
        ("我想给自己改个名字", "name-change"),
        # everyday words
        ("开店", "sole"),
        ("开公司", "company"),
        ("吃低保", "subsistence"),
        ("低保", "subsistence"),
        ("老婆生孩子 津贴", "maternity"),
        ("公积金租房", "gjj-rent"),
        # English
        ("passport", "passport-first"),
        ("lost social security card", "sbk-reissue"),
        ("renew id card", "id-expired"),
        ("how do i get married", "marriage"),
        ("taxation", "SW"),
        ("divorce", "divorce"),
        # places
        ("厕所", "toilet-1"),
        ("洗手间", "toilet-1"),
        ("restroom", "toilet-1"),
        ("cesuo", "toilet-1"),
        ("复印", "copier"),
        ("copier", "copier"),
        ("喂奶", "nursing"),
        ("喝水", "water"),
        ("defibrillator", "aed"),
        ("elevator", "lift-1"),
        # signs
        ("11号窗口", "11"),
        ("十一号", "11"),
        ("window 11", "11"),
        ("shiyihao", "11"),
        ("二楼厕所", "toilet-2"),
        ("erloucesuo", "toilet-2"),
        ("toilet on the 3rd floor", "toilet-3"),
        # departments
        ("社保局", "RSSB"),
        ("医保局", "YLBZ"),
        ("税务局", "SW"),
    ],
)
def test_the_first_hit(finder: Finder, query: str, first: str) -> None:
    assert ids(finder.find(query))[:1] == [first]


@pytest.mark.parametrize("query", ["", " ", "\n\t　", "。。。", "😀", "怎么", "zzzzqqqq", "的"])
def test_nothing_is_found_for_nothing(finder: Finder, query: str) -> None:
    assert finder.find(query) == []


def test_each_letter_more_keeps_what_is_meant_in_sight(finder: Finder) -> None:
    typed = "shehuibaozhangka"
    for length in range(4, len(typed) + 1):
        assert "sbk-first" in ids(finder.find(typed[:length], 5)), typed[:length]


def test_a_number_shows_its_window_then_those_that_begin_so(finder: Finder) -> None:
    assert ids(finder.find("1", 4)) == ["1", "10", "11", "12"]
    assert finder.find("1")[0].score == 1.0


def test_a_window_that_is_not_there_is_not_made_up(finder: Finder) -> None:
    assert "99" not in ids(finder.find("99号窗口"))
    assert all(hit.score < 0.9 for hit in finder.find("99号窗口"))


def test_a_floor_alone_shows_what_is_there(finder: Finder) -> None:
    hits = finder.find("2楼")
    assert hits
    assert {hit.level["en"] for hit in hits if hit.level} == {"2F"}
    assert hits[0].kind is Kind.DEPARTMENT


def test_places_of_the_panels_floor_come_first(finder: Finder) -> None:
    assert ids(finder.find("厕所", 1, floor=3)) == ["toilet-3"]


def test_kinds_leave_out_the_others(finder: Finder) -> None:
    hits = finder.find("社保", kinds=[Kind.DEPARTMENT, Kind.THEME])
    assert hits
    assert {hit.kind for hit in hits} <= {Kind.DEPARTMENT, Kind.THEME}
    assert finder.find("11号窗口", kinds=[Kind.MATTER]) == []


def test_the_limit_is_kept(finder: Finder) -> None:
    assert len(finder.find("登记", 3)) == 3
    assert finder.find("登记", 0) == []


def test_what_means_the_same_in_this_hall_only(finder: Finder) -> None:
    assert ids(finder.find("示例卡"))[0] == "sbk-first"


def test_what_was_met_is_underlined(finder: Finder) -> None:
    hit = finder.find("护照")[0]
    assert [hit.title["zh"][a:b] for a, b in hit.spans] == ["护照"]
    hit = finder.find("yibaokadiule")[0]
    assert [hit.title["zh"][a:b] for a, b in hit.spans] == ["社会保障卡补领"]
    hit = finder.find("security card", language="en")[0]
    assert [hit.title["en"][a:b] for a, b in hit.spans] == ["security", "card"]
    hit = finder.find("社保卡", language="zh-Hant")[0]
    assert [hit.title.within("zh-Hant")[a:b] for a, b in hit.spans] == ["社會保障卡"]


def test_before_anything_is_typed_the_most_wanted_matters_are_suggested(finder: Finder) -> None:
    assert set(ids(finder.suggest(limit=2))) == {"passport-first", "sbk-first"}
    assert ids(finder.suggest("huzh"))[0] == "passport-first"


@given(st.text(max_size=80))
@settings(max_examples=60, deadline=None)
@example("'; DROP TABLE find_subjects; --")
@example('"护照" OR NEAR(a b) * ^ col:')
@example("护" * 5000)
@example("a" * 5000)
@example("zhuang" * 40)
@example("\ud800\udfff护照")
@example("\x00护\x00照")
@example("%_[]*?" * 20)
@example("1" * 400)
@example("一二三四五六七八九十" * 30 + "号窗口")
@example("ﷺ" * 60)
def test_whatever_is_typed_is_borne(finder: Finder, typed: str) -> None:
    hits = finder.find(typed, 7)
    assert len(hits) <= 7
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert 0 <= hit.score <= 1
        assert all(0 <= a < b <= len(hit.title.within("zh-CN")) for a, b in hit.spans)
