"""Chinese sentences of the screens as they are heard."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.speech.mandarin import heard
from kiosk.speech.numerals import cardinal, counted, decimal, one_by_one


@pytest.mark.parametrize(
    ("screen", "ear"),
    [
        # windows, rooms, floors
        ("11号窗口", "十一号窗口"),
        ("1号窗口", "壹号窗口"),
        ("102号窗口", "一零二号窗口"),
        ("1-02号窗口", "一杠零二号窗口"),
        ("14－20号窗口", "十四到二十号窗口"),
        ("2-07室", "二杠零七室"),
        ("207室", "二零七室"),
        ("教室104", "教室一零四"),
        ("A012号", "A零一二号"),
        ("请乘电梯到3楼。", "请乘电梯到三楼。"),
        ("3F", "三楼"),
        ("B1", "负壹楼"),
        ("社保 · 11号窗口", "社保，十一号窗口"),
        # how far, how long, how many, how much
        ("约42米，步行1分钟", "约四十二米，步行一分钟"),
        ("约2米", "约两米"),
        ("2楼", "二楼"),
        ("办理时限：20个工作日（承诺2个工作日）", "办理时限，二十个工作日，承诺两个工作日"),
        ("3-5天", "三到五天"),
        ("1.5公里", "一点五公里"),
        ("2.50元", "两元五角"),
        ("¥20.00", "二十元"),
        ("1,200元", "一千二百元"),
        ("费用为100000元", "费用为十万元"),
        ("50%", "百分之五十"),
        ("1/2", "二分之一"),
        ("面积100㎡", "面积一百平方米"),
        ("第1步", "第一步"),
        # when
        ("17:00", "下午五点"),
        ("下午5:00", "下午五点"),
        ("8:05", "早上八点零五分"),
        ("9:30", "上午九点半"),
        ("12:00", "中午十二点"),
        ("14:00", "下午两点"),
        ("周一至周五 9:00-12:00，13:30–17:00", "周一至周五上午九点到中午十二点，下午一点半到五点"),
        ("2024-05-01", "二零二四年五月一日"),
        ("2024年12月31日", "二零二四年十二月三十一日"),
        # telephone
        ("电话：010-12345678", "电话，零幺零，幺二三四，五六七八"),
        ("13812345678", "幺三八，幺二三四，五六七八"),
        ("请拨12345", "请拨幺二三四五"),
        ("拨打110", "拨打幺幺零"),
        ("120元", "一百二十元"),
        # signs
        ("身份证原件/复印件", "身份证原件，复印件"),
        ("《居民户口簿》", "居民户口簿"),
        ("“办不成事”反映室", "办不成事反映室"),
        ("→ 2楼", "二楼"),
        ("AED 急救设备", "A.E.D.急救设备"),
        ("……", ""),
        ("", ""),
        # traditional characters
        ("個人參保登記 · 11號窗口", "个人餐保登记，十一号窗口"),
        ("請乘電梯到3樓。", "请乘电梯到三楼。"),
    ],
)
def test_what_is_heard(screen: str, ear: str) -> None:
    assert heard(screen) == ear


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (200, "二百"),
        (1001, "一千零一"),
        (2000, "两千"),
        (10001, "一万零一"),
        (20500, "二万零五百"),
        (100000, "十万"),
        (1234567, "一百二十三万四千五百六十七"),
        (100010000, "一亿零一万"),
        (-3, "负三"),
    ],
)
def test_cardinals(number: int, words: str) -> None:
    assert cardinal(number) == words


FIGURES = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {"两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}


def read(words: str) -> int:
    """An independent reader of Chinese numerals."""
    total, group, figure = 0, 0, 0
    for word in words:
        if word in FIGURES:
            figure = FIGURES[word]
        elif UNITS[word] >= 10**4:
            group = (group + figure) * UNITS[word]
            total, group, figure = total + group, 0, 0
        else:
            group, figure = group + (figure or 1) * UNITS[word], 0
    return total + group + figure


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**9))
def test_cardinals_are_read_back(number: int) -> None:
    assert read(cardinal(number)) == number


def test_counted_decimal_and_one_by_one() -> None:
    assert (counted(2), counted(12), decimal("2.50"), decimal("3.0")) == ("两", "十二", "二点五", "三")
    assert (one_by_one("2-07"), one_by_one("110", "幺")) == ("二零七", "幺幺零")


SCREEN = st.text(
    st.sampled_from("办理窗口号楼米元日时分于至电话一的·→/()（）《》“”：，。-–—~%¥#&+0123456789:.,ABc①Ⅱ³²ａ５ \n"),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(SCREEN)
def test_nothing_unpronounceable_is_left(screen: str) -> None:
    ear = heard(screen)
    assert not re.search(r"[0-9·•→/()（）\[\]《》“”：:;~%¥#&+—–|]", ear), ear
    assert not re.search(r"，，|^，|，$|  ", ear), ear


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_heard_without_an_error(screen: str) -> None:
    heard(screen)
