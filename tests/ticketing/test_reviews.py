from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from ticketing.made import NINE

from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.reviews import (
    ANSWER_DAYS,
    LEVEL_WORDS,
    REASONS,
    Level,
    answer_by,
    must_be_first,
    open_until,
    reasons_of,
    review,
)
from kiosk.ticketing.tickets import TicketError

#: facts/hall.md §4.4, as it stands there.
OFFICIAL = """
510一窗受理一次办结 511可以先受理后补材料 512不用提交证明 513可以全程网上办理 514可以使用手机办理 515可以就近办理 516无需材料直接办理 517服务热情效率高
406填写一张表单就可完成申报 407在线提交材料窗口核验 408一张清单告知全部申报材料 409用告知承诺减免申报材料 410可以在线预约办理 411跑大厅一次办完 412可以使用自助机办理 413服务态度较好
307一次性告知需要补正的材料 308提供申报材料样本 309在承诺的时间内办结 310办事指南指引准确 311按办事指南要求的材料即可办理 312可以快递送达 313跑动次数与承诺的一致 314服务态度一般
207没有提供材料样本 208没有提供材料清单 209未在承诺时间内办结 210同样内容的证明材料被要求多次提交 211承诺网办但无法在线办理 212在线预约办理后到实体大厅重复取号排队 213窗口人员业务不熟练 214服务态度生硬
108在办事指南之外增加新的审批条件 109需提供办事指南之外的申报材料 110无理由超过法定办理时间 111办事指南提供样本有错 112承诺在线收取申报材料实际无法收取 113多头跑窗口和部门 114跑动次数与承诺的不一致 115服务态度差效率低
"""  # noqa: E501


def test_the_official_codes_and_words() -> None:
    assert {word[:3]: word[3:] for word in OFFICIAL.split()} == {code: text["zh"] for code, text in REASONS.items()}
    assert Counter(code[0] for code in REASONS) == dict.fromkeys("12345", 8)
    assert len({text["en"] for text in REASONS.values()}) == 40


def test_five_levels() -> None:
    assert [LEVEL_WORDS[level]["zh"] for level in sorted(Level, reverse=True)] == [
        "非常满意", "满意", "基本满意", "不满意", "非常不满意",
    ]  # fmt: skip
    assert [level for level in Level if level.is_bad] == [Level.VERY_BAD, Level.BAD]
    assert all(code.startswith("2") for code in reasons_of(Level.BAD))


def test_a_review() -> None:
    found = review(2, ["213", "207", "213"], "  等了\n 很久 ")
    assert (found.level, found.reasons, found.words) == (Level.BAD, ("213", "207"), "等了 很久")


@pytest.mark.parametrize(
    ("level", "reasons", "words"),
    [(0, [], ""), (6, [], ""), (True, [], ""), (5, ["115"], ""), (5, ["5"], ""), (3, [], "长" * 301)],
)
def test_what_is_no_review(level: int, reasons: list[str], words: str) -> None:
    with pytest.raises(TicketError) as refused:
        review(level, reasons, words)
    assert refused.value.word == "form"


def test_once_a_case_and_sixty_seconds() -> None:
    must_be_first(False)
    with pytest.raises(TicketError):
        must_be_first(True)
    assert open_until(NINE, DeskRules()) == NINE + timedelta(seconds=60)


def test_fifteen_working_days() -> None:
    friday = date(2026, 11, 20)
    assert answer_by(friday, lambda day: day.weekday() < 5) == date(2026, 12, 11)
    assert answer_by(friday, lambda day: True) == friday + timedelta(days=ANSWER_DAYS)
    assert answer_by(friday, lambda day: False) > friday
