from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.hub.insight.charts import NARROW, Point, bars, columns

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
POINTS = st.lists(
    st.builds(
        lambda name, count, part, line: Point(name, count, count * part, line),
        NAMES,
        st.floats(0, 1e6),
        st.floats(0, 1),
        st.none() | st.floats(0, 1e4),
    ),
    min_size=1,
    max_size=40,
)


def shapes(svg: str, kind: str) -> list[ElementTree.Element]:
    return [one for one in ElementTree.fromstring(svg).iter() if one.get("class") == kind]


@settings(max_examples=60, deadline=None)
@given(POINTS)
def test_columns_stay_inside_and_are_as_high_as_they_count(points: list[Point]) -> None:
    svg = columns(points, title="<t>", unit="件", line_unit="分钟")
    found = shapes(svg, "bar")
    assert len(found) == len(points)
    heights = [float(one.get("height", "")) for one in found]
    for one, height in zip(found, heights, strict=True):
        assert 0 <= float(one.get("x", "")) <= 1200
        assert 29 <= float(one.get("y", "")) <= 290
        assert 0 <= height <= 290
    top = max(range(len(points)), key=lambda n: points[n].count)
    assert heights[top] == max(heights)
    assert len(shapes(svg, "spot")) == sum(point.line is not None for point in points)


@settings(max_examples=60, deadline=None)
@given(POINTS)
def test_bars_stay_inside(points: list[Point]) -> None:
    for one in shapes(bars(points, title="t", unit=" 分钟", digits=1), "bar"):
        assert float(one.get("x", "")) + float(one.get("width", "")) <= NARROW


def test_a_name_is_words_and_never_code() -> None:
    svg = bars([Point("<script>alert(1)</script>", 3)], title='"><b>', unit="")
    assert "<script>" not in svg
    assert "<b>" not in svg


def test_nothing_is_no_chart() -> None:
    assert columns([], title="t", unit="u") == bars([], title="t", unit="u") == ""
