"""What may stay of a notice's text: the few tags the panel draws, and nothing that reaches out or runs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.hub.records.rich_text import TAGS, clean, pictures_in, plain_words
from kiosk.policy.markup import parse_body
from kiosk.policy.tags import Start, Words, cut

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{color:red}</style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head><body lang=ZH-CN>
<p class=MsoNormal style='text-indent:21.0pt'><b><span style='font-size:16.0pt'>关于优化办事的通知</span></b>
<o:p></o:p></p>
<p class=MsoNormal><span lang=EN-US>&nbsp;</span></p>
<p class=MsoNormal>各部门：<a href="file:///C:/secret.doc">附件</a></p><![if !vml]><img src="file:///C:/a.png"><![endif]>
<table border=1><tr><td colspan=2><p>甲</p></td></tr></table></body></html>"""


@pytest.mark.parametrize(
    "nasty",
    [
        "<p>好</p><script>alert(1)</script>",
        "<p onclick='alert(1)'>好</p>",
        "<p style='background:url(http://x.example/a)'>好</p>",
        "<style>p{color:red}</style><p>好</p>",
        "<p>好</p><img src='http://x.example/a.png'>",
        "<p>好</p><img src='file:///etc/passwd'>",
        "<p>好</p><img src='../../kiosk.db'>",
        "<p>好</p><img src='data:image/svg+xml,<svg onload=alert(1)>'>",
        "<p>好</p><img src='//x.example/a.png'>",
        "<p>好</p><img src='javascript:alert(1)'>",
        "<p>好</p><iframe src='//x.example'></iframe><object data=x></object><embed src=x>",
        "<p>好</p><svg><script>alert(1)</script><image href='http://x.example/a'/></svg>",
        "<p>好</p><math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></math>",
        "<p><a href='javascript:alert(1)'>好</a></p>",
        "<p><a href='file:///etc/passwd'>好</a></p>",
        "<p>好</p><form action=//x.example><input name=a></form>",
        "<p>好</p><meta http-equiv=refresh content='0;url=//x.example'><link rel=stylesheet href=//x><base href=//x>",
        "<p>好<!-- <script>alert(1)</script> --></p>",
        "<p>好</p><noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<p>好</p><scr<script>ipt>alert(1)</scr</script>ipt>",
    ],
)
def test_only_the_words_stay(nasty):
    cleaned = clean(nasty)
    tags = [part for part in cut(cleaned) if not isinstance(part, Words)]
    assert {part.tag for part in tags} <= TAGS
    assert not any(part.attributes for part in tags if isinstance(part, Start))
    assert "好" in cleaned
    assert clean(cleaned) == cleaned
    assert parse_body(cleaned).dropped == ()


def test_a_paste_from_word_is_plain():
    assert clean(WORD) == (
        "<p><strong>关于优化办事的通知</strong></p>\n<p>各部门：附件</p>\n<table><tbody><tr><td>甲</td></tr></tbody></table>"
    )


def test_pictures_only_by_name():
    kept = clean('<p>图</p><img src="media/plan-1.webp" alt="楼层图" width=9><img src="/halls/shili/media/b.png">')
    assert pictures_in(kept) == ["plan-1.webp", "b.png"]
    assert "width" not in kept
    assert "/halls" not in kept


def test_plain_text_becomes_paragraphs():
    assert clean("一 < 二\n\n三") == "<p>一 &lt; 二</p>\n<p>三</p>"
    assert plain_words("<h2>一</h2><p>二&amp;三</p>") == "一 二&三"


@settings(max_examples=60)
@given(st.text(alphabet="<>/\"'= abpimghsrcdtul12好&;!-[]", max_size=80))
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)
    assert clean(once) == once
    assert "<script" not in once
