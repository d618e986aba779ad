from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.policy.blocks import (
    Figure,
    Grid,
    Heading,
    Items,
    Paragraph,
    Span,
    in_language,
    media_of,
    read,
    words_of,
    written,
)
from kiosk.policy.markup import BLOCK_LIMIT, COLUMN_LIMIT, LENGTH_LIMIT, ROW_LIMIT, parse_body


def s(*texts: str) -> tuple[Span, ...]:
    """Spans; a text in ** is strong."""
    return tuple(Span(text.strip("*"), text.startswith("**")) for text in texts)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("", ()),
        ("  \n ", ()),
        ("一段\n\n另一段 3<5", (Paragraph(s("一段")), Paragraph(s("另一段 3<5")))),
        ("<p>甲<strong>乙</strong>丙</p>", (Paragraph(s("甲", "**乙**", "丙")),)),
        ("<p>甲 <b>乙</b> 丙</p>", (Paragraph(s("甲 ", "**乙**", " 丙")),)),
        ("<p>一<br>二", (Paragraph(s("一")), Paragraph(s("二")))),
        ("<h1>一</h1><h3>三</h3><h6>六</h6>", (Heading(s("一"), 1), Heading(s("三"), 2), Heading(s("六"), 3))),
        ("<h2>题 <b>粗</b></h2>字", (Heading(s("题 粗"), 1), Paragraph(s("字")))),
        ("<div>一<p>二</p>三</div>", (Paragraph(s("一")), Paragraph(s("二")), Paragraph(s("三")))),
        ("<ul><li>一<li>二</ul>", (Items((s("一"), s("二"))),)),
        ("<ol><li><p>一</p><p>二</p></li></ol>", (Items((s("一"), s("二")), ordered=True),)),
        ("<ul><li>一<ol><li>内</ol><li>二</ul>", (Items((s("一"), s("内"), s("二"))),)),
        ("<table><tr><th>a<th>b<tr><td>1</table>", (Grid(((s("a"), s("b")), (s("1"), ())), True),)),
        ("<table><tr><td><p>1</p><p>2</p></td></tr></table>", (Grid(((s("12"),),), False),)),
        ('<img src="a-1.png" alt="图"><img src=media/b.jpg>', (Figure("a-1.png", "图"), Figure("b.jpg"))),
        ("<p>&lt;b&gt;&amp;&nbsp;&#x4e2d;</p>", (Paragraph(s("<b>& 中")),)),
        ("<P CLASS=x>大写</P>", (Paragraph(s("大写")),)),
        ("<p>没有关", (Paragraph(s("没有关")),)),
        ("</p></ul></table>x</li>", (Paragraph(s("x")),)),
        ("<p>\u200b看\u202e不见\x07的</p>", (Paragraph(s("看不见的")),)),
        ("<html><body><p>x</p></body></html>", (Paragraph(s("x")),)),
        ("İ<script>ı</script>ok<p>x", (Paragraph(s("İok")), Paragraph(s("x")))),
    ],
)
def test_what_is_understood(text: str, blocks: tuple[object, ...]) -> None:
    body = parse_body(text)
    assert body.blocks == blocks
    assert read(written(body.blocks)) == body.blocks


@pytest.mark.parametrize(
    ("text", "words", "dropped"),
    [
        ("<p>a<script>alert(1)</script>b</p>", ["ab"], ("<script>",)),
        ("<style>p{}</style><p>x</p>", ["x"], ("<style>",)),
        ("<script>never closed <p>x</p>", [], ("<script>",)),
        ("<svg><text>x</text></svg><p>y</p>", ["y"], ("<svg>",)),
        ('<iframe src="https://x"></iframe><p>y</p>', ["y"], ("<iframe>",)),
        ('<a href="javascript:x()">字</a>', ["字"], ("<a>",)),
        ('<p onclick="x()">字</p>', ["字"], ("onclick",)),
        ('<img src="https://evil.example/x.png">y', ["y"], ("<img>",)),
        ('<img src="../../state.db">y', ["y"], ("<img>",)),
        ('<img src="file:///etc/passwd.png">y', ["y"], ("<img>",)),
        ('<img src="x.svg">y', ["y"], ("<img>",)),
        ("<marquee>x</marquee>", ["x"], ("<marquee>",)),
        ("<!-- <p>x</p> --><p>y</p>", ["y"], ()),
        ("<form><input name=a>字</form>", ["字"], ("<form>", "name", "<input>")),
        ("<p>x</p><object data=x><p>z</p></object><embed src=x>y", ["x", "y"], ("<object>", "<embed>")),
    ],
)
def test_what_is_left_out_and_told(text: str, words: list[str], dropped: tuple[str, ...]) -> None:
    body = parse_body(text)
    assert words_of(body.blocks) == words
    assert body.dropped == dropped
    assert media_of(body.blocks) == []


@given(st.text(alphabet=st.sampled_from("<>/!-?\"'=& ;#xabpulitrdhs护照\n"), max_size=200))
@settings(max_examples=200)
def test_any_soup_gives_plain_blocks(text: str) -> None:
    body = parse_body(text)
    assert read(written(body.blocks)) == body.blocks
    for block in body.blocks:
        if isinstance(block, Grid):
            assert len({len(row) for row in block.rows}) == 1


BAD = [
    *("<a", "<!", "<", "<ul>", "<!--", '<a href="', "&", "<td>x", "<p>", "<a b='", "<![CDATA[", "<?", "&#x"),
    *("<svg>", "<a x=1 ", "</a ", "<table><tr><td>", "<b>x", "<h1>", "<script>", "<li>", "<img src=a.png>"),
]


@pytest.mark.timeout(60)  # the standard library's parser takes minutes
@pytest.mark.parametrize("piece", BAD)
def test_nothing_takes_for_ever(piece: str) -> None:
    assert len(parse_body(piece * (LENGTH_LIMIT // len(piece))).blocks) <= BLOCK_LIMIT


def test_sizes_are_bounded() -> None:
    many = parse_body("<p>x</p>" * (BLOCK_LIMIT + 5))
    assert len(many.blocks) == BLOCK_LIMIT
    assert many.dropped == ("…",)
    row = "<tr>" + "<td>x</td>" * (COLUMN_LIMIT + 3) + "</tr>"
    (grid,) = parse_body("<table>" + row * (ROW_LIMIT + 3) + "</table>").blocks
    assert isinstance(grid, Grid)
    assert (len(grid.rows), len(grid.rows[0])) == (ROW_LIMIT, COLUMN_LIMIT)
    assert parse_body("x" * (LENGTH_LIMIT + 1)).dropped == ("…",)


def test_a_visitor_reads_their_own_language() -> None:
    zh = (Heading(s("办证")), Items((s("户口"),)), Grid(((s("证"),),)), Figure("a.png", "图书"), Paragraph(s("**证**")))
    en = (Paragraph(s("English")),)
    bodies = {"zh": zh, "en": en}
    assert in_language(bodies, "zh-CN") == zh
    assert in_language(bodies, "en") == en
    assert in_language({"zh": zh}, "en") == zh
    assert in_language({"en": en}, "zh-Hant") == en
    assert in_language({}, "en") == ()
    assert words_of(in_language(bodies, "zh-Hant")) == ["辦證", "户口".replace("户", "户"), "證", "圖書", "證"]
    own = {"zh": zh, "zh-Hant": en}
    assert in_language(own, "zh-Hant") == en


def test_a_kind_of_a_newer_program_is_left_out() -> None:
    assert read('[["film","x"],["p",["y"]]]') == (Paragraph(s("y")),)
