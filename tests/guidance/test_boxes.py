"""Boxes on the map: overlap, and a card that finds room."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.guidance.boxes import Box, Taken, callout, overlap


def test_boxes_that_share_an_edge_do_not_overlap() -> None:
    assert not overlap((0, 0, 2, 2), (2, 0, 4, 2))
    assert overlap((0, 0, 2, 2), (1.9, 1.9, 4, 4))


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300), st.floats(1, 90), st.floats(1, 90)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_what_is_taken_is_found_like_by_looking_at_every_box(rooms: list[tuple[float, float, float, float]]) -> None:
    boxes: list[Box] = [(x, y, x + w, y + h) for x, y, w, h in rooms]
    taken = Taken(40.0)
    for i, box in enumerate(boxes):
        wide = (box[0] - 3, box[1] - 3, box[2] + 3, box[3] + 3)
        assert taken.free(box, 3.0) == (not any(overlap(wide, other) for other in boxes[:i]))
        taken.take(box)


@given(st.floats(0, 800), st.floats(0, 500), st.lists(st.tuples(st.floats(0, 700), st.floats(0, 450)), max_size=3))
@settings(max_examples=60, deadline=None)
def test_a_card_stays_inside_and_covers_neither_its_point_nor_the_other_signs(
    x: float, y: float, signs: list[tuple[float, float]]
) -> None:
    view: Box = (0.0, 0.0, 800.0, 500.0)
    avoid: list[Box] = [(a, b, a + 60, b + 40) for a, b in signs]
    card = callout((160, 60), (x, y), view, avoid, 20)
    assert view[0] <= card[0] <= card[2] <= view[2] + 1e-6
    assert view[1] <= card[1] <= card[3] <= view[3] + 1e-6
    assert not (card[0] < x < card[2] and card[1] < y < card[3])
    assert not any(overlap(card, other) for other in avoid)
