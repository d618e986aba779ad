from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.policy.blocks import Figure, Grid, Heading, Items, Paragraph, Span
from kiosk.policy.markup import parse_body
from kiosk.ui.notice_lines import PIECE, cut, lines_of, styled


def lines(text: str) -> tuple[dict[str, object], ...]:
    return lines_of(parse_body(text).blocks, lambda name: f"file:///{name}" if name == "a.png" else "")


def test_words_from_outside_are_never_markup() -> None:
    spans = (Span('<img src="http://x/y.png">&amp;'), Span("<b>", True))
    assert styled(spans) == '&lt;img src="http://x/y.png"&gt;&amp;amp;<b>&lt;b&gt;</b>'


@given(st.lists(st.tuples(st.text(max_size=400), st.booleans()), max_size=6))
@settings(max_examples=60)
def test_no_other_tag_than_b_whatever_is_said(pairs: list[tuple[str, bool]]) -> None:
    written = styled(tuple(Span(text, strong) for text, strong in pairs))
    assert set(re.findall(r"<[^>]*>", written)) <= {"<b>", "</b>"}


def test_kinds_of_lines() -> None:
    told = lines(
        "<h2>题</h2><p>段</p><ol><li>一<li>二</ol><img src=a.png alt=图><img src=b.png alt=没有><img src=c.png>"
    )
    assert [(line["kind"], line["plain"], line["marker"]) for line in told] == [
        ("head", "题", ""),
        ("text", "段", ""),
        ("item", "一", "1."),
        ("item", "二", "2."),
        ("figure", "图", ""),
        ("figure", "没有", ""),  # without its picture its words are still there
    ]
    assert [line["source"] for line in told][-2:] == ["file:///a.png", ""]


def test_a_long_paragraph_is_cut_after_sentences() -> None:
    sentence = "本办法自公布之日起施行，由区政务服务局负责解释。"
    (block,) = parse_body(f"<p>{sentence * 30}</p>").blocks
    assert isinstance(block, Paragraph)
    pieces = list(cut(block.spans))
    assert len(pieces) > 5
    assert "".join(span.text for piece in pieces for span in piece) == sentence * 30
    assert all(piece[-1].text.endswith("。") for piece in pieces)
    told = lines_of((block,), lambda name: "")
    assert [line["joined"] for line in told] == [False] + [True] * (len(told) - 1)
    assert [line["last"] for line in told] == [False] * (len(told) - 1) + [True]


@given(st.text(alphabet="甲a 。，.b", min_size=1, max_size=2_000), st.booleans())
@settings(max_examples=40)
def test_no_piece_is_higher_than_a_page_and_nothing_is_lost(text: str, strong: bool) -> None:
    pieces = list(cut((Span(text, strong),)))
    assert "".join(span.text for piece in pieces for span in piece) == text
    # A sentence too long for a piece stands alone, cut after as many letters as a piece may have.
    assert all(sum(len(span.text) for span in piece) <= 2 * PIECE for piece in pieces)


def test_a_small_table_is_drawn_and_a_wide_one_is_told() -> None:
    small = lines("<table><tr><th>甲<th>乙</tr><tr><td>1<td>2</tr></table>")
    assert [(line["kind"], line["level"]) for line in small] == [("row", 1), ("row", 0)]
    assert abs(sum(small[0]["widths"]) - 1) < 1e-9  # type: ignore[arg-type]
    wide = lines("<table><tr>" + "<th>列" * 7 + "</tr><tr>" + "<td>值" * 7 + "</tr></table>")
    assert {line["kind"] for line in wide} == {"text"}
    assert wide[0]["plain"] == "列：值"
    long = lines(f"<table><tr><th>Name<th>Words</tr><tr><td>a<td>{'w ' * 60}</tr></table>")
    assert long[0]["plain"] == "Name: a"
    bare = lines("<table><tr><td>" + "字" * 80 + "</tr></table>")
    assert bare[0]["plain"] == "字" * 80


def test_every_block_has_a_line() -> None:
    spans = (Span("x"),)
    blocks = (Heading(spans), Paragraph(spans), Items((spans,)), Grid(((spans,),)), Figure("a.png"))
    assert len(lines_of(blocks, lambda name: "file:///a.png")) == len(blocks)
