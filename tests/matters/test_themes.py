from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matters.hall import CATALOGUE, GROWING_UP

from kiosk.base.texts import Text
from kiosk.matters.matters import Material, Matter, Need
from kiosk.matters.themes import CircleError, ThemeStep, merge_materials, order_steps


def test_steps_wait_for_what_they_need() -> None:
    assert [step.matter_code for step in CATALOGUE.steps_of(GROWING_UP)] == ["HZ-001", "CR-001"]


def test_a_circle_is_named() -> None:
    steps = [ThemeStep("a", 1, after=("b",)), ThemeStep("b", 2, after=("a",)), ThemeStep("c", 3)]
    with pytest.raises(CircleError) as caught:
        order_steps(steps)
    assert set(caught.value.codes) == {"a", "b"}
    assert "a, b" in caught.value.sentence()


@settings(max_examples=60, deadline=None)
@given(st.permutations(list("abcdef")), st.data())
def test_any_order_without_a_circle_can_be_walked(codes: list[str], data: st.DataObject) -> None:
    steps = [
        ThemeStep(
            code, data.draw(st.integers(0, 3)), tuple(data.draw(st.sets(st.sampled_from(codes[:place] or ["z"]))))
        )
        for place, code in enumerate(codes)
    ]
    ordered = order_steps(data.draw(st.permutations(steps)))
    place = {step.matter_code: number for number, step in enumerate(ordered)}
    assert len(place) == 6
    assert all(place[before] < place[step.matter_code] for step in ordered for before in step.after if before in place)


def merged(*materials: Material) -> tuple[Material, ...]:
    steps = [
        (ThemeStep(f"m{n}", n), Matter(f"m{n}", Text(zh="事"), "d", materials=(m,))) for n, m in enumerate(materials)
    ]
    return tuple(found.material for found in merge_materials(steps))


CARD = Material(Text(zh="身份证", en="ID card"), key="id-card")


def test_the_same_paper_is_asked_for_once() -> None:
    papers = CATALOGUE.merged_materials(GROWING_UP)
    assert [paper.material.key for paper in papers] == ["birth", "id-card", "photo"]
    assert papers[1].matter_codes == ("CR-001",)
    steps = [(ThemeStep(code, 1), CATALOGUE.matter(code)) for code in ("CR-001", "CR-002")]
    card = merge_materials(steps)[0]
    assert card.matter_codes == ("CR-001", "CR-002")


@pytest.mark.parametrize(
    ("needs", "expected"),
    [
        ((Need.OPTIONAL, Need.REQUIRED), Need.REQUIRED),
        ((Need.OPTIONAL, Need.LATER), Need.LATER),
        ((Need.LATER, Need.REQUIRED), Need.REQUIRED),
        ((Need.OPTIONAL, Need.OPTIONAL), Need.OPTIONAL),
    ],
)
def test_the_strongest_need_wins(needs: tuple[Need, ...], expected: Need) -> None:
    (paper,) = merged(*(replace(CARD, need=need) for need in needs))
    assert paper.need == expected


def test_one_set_of_papers_for_the_whole_theme() -> None:
    (paper,) = merged(replace(CARD, copies=2), replace(CARD, copies=3), CARD)
    assert paper.copies == 3


def test_paper_beats_electronic() -> None:
    (paper,) = merged(replace(CARD, format=2), replace(CARD, format=3))
    assert paper.format == 2
    (paper,) = merged(replace(CARD, format=2), replace(CARD, format=1))
    assert paper.format == 1


def test_a_condition_stays_only_if_every_binding_matter_has_one() -> None:
    minor, married = Text(zh="未成年人", en="minors"), Text(zh="已婚", en="married")
    (paper,) = merged(replace(CARD, condition=minor), replace(CARD, condition=married))
    assert paper.condition == Text(zh="未成年人；已婚", en="minors; married")
    (paper,) = merged(replace(CARD, condition=minor), CARD)
    assert not paper.condition
    (paper,) = merged(replace(CARD, condition=minor), replace(CARD, need=Need.OPTIONAL))
    assert paper.condition == minor
    assert paper.need == Need.REQUIRED


def test_remarks_are_kept_once_each() -> None:
    one, other = Text(zh="原件", en="original"), Text(zh="复印件")
    (paper,) = merged(replace(CARD, note=one), replace(CARD, note=other), replace(CARD, note=one))
    assert paper.note["zh"] == "原件；复印件"


def test_without_a_key_the_name_and_condition_tell_papers_apart() -> None:
    bare = replace(CARD, key="")
    assert len(merged(bare, bare)) == 1
    assert len(merged(bare, replace(bare, condition=Text(zh="未成年人")))) == 2


def test_papers_of_optional_steps_alone_are_marked() -> None:
    steps = [ThemeStep("CR-001", 1), ThemeStep("CR-002", 2, optional=True)]
    papers = merge_materials((step, CATALOGUE.matter(step.matter_code)) for step in steps)
    marks = {paper.material.key: paper.optional_step for paper in papers}
    assert marks == {"id-card": False, "photo": False, "passport": True}
