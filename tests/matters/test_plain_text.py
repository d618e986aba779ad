from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.matters.plain_text import plain


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("护照", "护照"),
        ("  两个  空格　全角 ", "两个 空格 全角"),
        ("<b>护照</b>", "护照"),
        ("&lt;b&gt;护照&lt;/b&gt;", "护照"),
        ("&amp;lt;b&amp;gt;护照", "护照"),
        ("收费&nbsp;120&yen;", "收费 120¥"),
        ("年龄<18岁", "年龄<18岁"),
        ("a < b", "a < b"),
        ("<script>alert('x')</script>护照", "护照"),
        ("<!-- 注 -->护照", "护照"),
        ("R&D 研发", "R&D 研发"),
        ("护\u200b照\x00", "护照"),
        ("\u202e护照\ud800", "护照"),
        ("e\u0301", "é"),
    ],
)
def test_plain_text_remains(raw: str, expected: str) -> None:
    assert plain(raw).text == expected


def test_what_had_to_go_is_told() -> None:
    assert plain("<b>护照</b>").had_markup
    assert plain("&amp;").had_markup
    assert plain("护\x07照").had_controls
    untouched = plain("护照 passport, 120 元 (R&D) <18")
    assert not untouched.had_markup
    assert not untouched.had_controls


def test_lines_stay_only_where_they_may() -> None:
    assert plain("一\r\n\r\n二<br>三</p>四", lines=True).text == "一\n二\n三\n四"
    assert plain("一\r\n二<br/>三").text == "一 二 三"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/&;#bsa护x0 \n\t\x00\u200b\ud800"), max_size=80))
@example("&amp;amp;amp;amp;lt;b&gt;")
def test_nothing_invisible_and_no_tag_remains(raw: str) -> None:
    text = plain(raw).text
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b\ud800-\udfff]", text)
    text.encode("utf-8")
    assert text == text.strip()
    assert "<b>" not in text
    assert plain(text, lines=False).text == text or "&" in text
