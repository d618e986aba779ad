from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matters.hall import BIRTH, CATALOGUE, GROWING_UP, PASSPORT, RENEWAL, at

from kiosk.base.texts import Text
from kiosk.matters.advice import compress
from kiosk.matters.catalogue import Catalogue, number_order
from kiosk.matters.hours import Calendar
from kiosk.matters.shelf import MatterShelf
from kiosk.matters.windows import Closure, Service, Window


def test_look_ups() -> None:
    assert CATALOGUE.matter("CR-001") == PASSPORT
    assert CATALOGUE.department("GAHZ").name["zh"] == "公安户政"
    assert CATALOGUE.window("10").hours_id == "noon"
    assert CATALOGUE.theme("TH-1") == GROWING_UP
    assert CATALOGUE.themes_of_matter("HZ-001") == (GROWING_UP,)
    assert CATALOGUE.topics() == ("090", "105")
    for look_up in (CATALOGUE.matter, CATALOGUE.department, CATALOGUE.window, CATALOGUE.theme):
        with pytest.raises(KeyError):
            look_up("nobody")


def test_lists_come_with_what_is_asked_for_most_first() -> None:
    assert CATALOGUE.matters_of_department("GACR") == (PASSPORT, RENEWAL)
    assert CATALOGUE.matters_of_topic("105") == (PASSPORT, RENEWAL)
    assert CATALOGUE.popular_matters(2) == (PASSPORT, BIRTH)
    assert CATALOGUE.matters_of_window("9") == (PASSPORT,)
    assert CATALOGUE.matters_of_department("nobody") == ()
    assert [w.number for w in CATALOGUE.windows_of_department("GACR")] == ["9", "10"]


def test_windows_of_a_matter_come_by_priority() -> None:
    assert [w.number for w in CATALOGUE.windows_of_matter("CR-001")] == ["9", "10"]
    assert CATALOGUE.windows_of_matter("CR-002") == ()


def test_a_shelf_builds_only_what_is_asked_for() -> None:
    built: list[int] = []

    def build(place: int):
        built.append(place)
        return CATALOGUE.matters[place]

    assert isinstance(CATALOGUE.matters, MatterShelf)
    catalogue = Catalogue(CATALOGUE.hall, matters=MatterShelf(CATALOGUE.matters.keys, build))
    assert catalogue.topics() == ("090", "105")
    assert not built
    assert catalogue.matter("HZ-001") is catalogue.matter("HZ-001")
    assert built == [2]
    assert len(catalogue.matters) == 3
    assert catalogue.matters[-1] == BIRTH
    assert catalogue.matters[:2] == (RENEWAL, PASSPORT)


def sentence(moment: str, code: str = "CR-001", catalogue: Catalogue = CATALOGUE, **how) -> Text:
    return catalogue.where(code, at(moment), **how).sentence


def test_the_first_choice_is_open() -> None:
    advice = CATALOGUE.where("CR-001", at("2026-11-20T10:00"))
    assert advice.is_open
    assert advice.first is advice.best
    assert [choice.window.number for choice in advice.choices] == ["9", "10"]
    assert advice.sentence == Text(
        zh="请到9号窗口。现在开放，到12:00。", en="Please go to Window 9. Open now, until 12:00."
    )


def test_the_next_choice_when_the_first_is_closed() -> None:
    advice = CATALOGUE.where("CR-001", at("2026-11-20T12:30"))
    assert advice.first is not None
    assert advice.best is not None
    assert (advice.first.window.number, advice.best.window.number) == ("9", "10")
    assert advice.sentence == Text(
        zh="9号窗口午休，13:30再开。请到10号窗口。现在开放，到17:00。",
        en="Window 9: lunch break, opens again at 13:30. Please go to Window 10. Open now, until 17:00.",
    )


def test_when_it_opens_if_nothing_is_open() -> None:
    advice = CATALOGUE.where("CR-001", at("2026-11-21T10:00"))
    assert not advice.is_open
    assert advice.sentence["zh"] == "9号窗口今天不上班，11月23日（周一）9:00开。"


def test_a_paused_window_is_passed_over() -> None:
    assert sentence("2026-11-20T10:00", paused=frozenset({"9"}))["zh"] == "请到10号窗口。现在开放，到17:00。"


def test_a_window_closed_by_a_switch_is_told_of_with_the_next_choice() -> None:
    until = Closure(at("2026-11-20T14:00"))
    assert sentence("2026-11-20T10:00", closures={"9": until}) == Text(
        zh="9号窗口暂停服务到14:00。请到10号窗口。现在开放，到17:00。",
        en="Window 9: closed until 14:00. Please go to Window 10. Open now, until 17:00.",
    )
    assert sentence("2026-11-20T14:00", closures={"9": until}) == sentence("2026-11-20T14:00"), "it is over"
    unknown = Closure(reason=Text(zh="设备维修", en="repairs"))
    both = sentence("2026-11-20T10:00", closures={"9": unknown, "10": until})
    assert both["en"] == "Window 10: closed until 14:00."
    nobody = sentence("2026-11-20T10:00", closures={"9": unknown, "10": unknown})
    assert nobody["zh"] == "9号窗口暂停服务，何时再开请问工作人员（设备维修）。"
    assert nobody["en"].endswith("please ask the staff when it opens again (repairs).")


def test_a_switch_that_ends_outside_the_hours_waits_for_them() -> None:
    window = CATALOGUE.window("9")
    evening = CATALOGUE.hours_of_window(window, at("2026-11-20T10:00"), Closure(at("2026-11-20T20:00")))
    assert (evening.is_open, evening.opens_at) == (False, at("2026-11-23T09:00"))
    night = at("2026-11-20T18:00")
    assert CATALOGUE.hours_of_window(window, night, Closure(at("2026-11-20T19:00"))) == CATALOGUE.hours_of_window(
        window, night
    ), "closed anyway"


def test_of_two_equal_windows_the_one_a_switch_closed_is_told_of() -> None:
    equal = replace(
        CATALOGUE, services=(Service("CR-001", "9"), Service("CR-001", "10")), calendar=replace(CATALOGUE.calendar)
    )
    said = sentence("2026-11-20T10:00", catalogue=equal, closures={"9": Closure(at("2026-11-20T14:00"))})
    assert said["zh"] == "9号窗口暂停服务到14:00。请到10号窗口。现在开放，到17:00。"


def test_nobody_serves_it() -> None:
    assert sentence("2026-11-20T10:00", "CR-002") == Text(
        zh="大厅里暂时没有窗口办这件事。请到一楼导办台。",
        en="No window can do this at the moment. Please ask at the help desk on 1F.",
    )
    nowhere = replace(CATALOGUE, hall=replace(CATALOGUE.hall, help=Text()))
    assert sentence("2026-11-20T10:00", "CR-002", nowhere)["zh"].endswith("请问工作人员。")


def test_the_condition_is_said() -> None:
    assert sentence("2026-11-20T10:00", "HZ-001")["zh"].startswith("请到2号低位窗口（仅限本区户籍）。")


SOME = Text(zh="仅限未成年人", en="Only for minors")


def conditional(number: str, priority: int = 1, hours_id: str = "") -> Service:
    return Service("CR-001", number, SOME, priority, hours_id)


def best_at(moment: str, *services: Service, **how) -> tuple[str, bool]:
    advice = replace(CATALOGUE, services=services).where("CR-001", at(moment), **how)
    assert advice.best is not None
    return advice.best.window.number, advice.is_open


def test_a_window_for_some_is_not_named_before_one_for_everybody_that_opens_soon() -> None:
    lunch = (Service("CR-001", "9"), conditional("10", 2))  # 9 is closed from 12:00 to 13:30, 10 is not
    assert best_at("2026-11-20T10:00", *lunch) == ("9", True)
    assert best_at("2026-11-20T12:30", *lunch) == ("9", False)
    assert replace(CATALOGUE, services=lunch).where("CR-001", at("2026-11-20T12:30")).sentence == Text(
        zh="9号窗口午休，13:30再开。10号窗口现在开放（仅限未成年人）。",
        en="Window 9: lunch break, opens again at 13:30. Window 10 is open now (Only for minors).",
    )


def test_of_open_windows_the_one_for_everybody_is_named_whatever_its_priority() -> None:
    services = (conditional("9"), Service("CR-001", "10", priority=2))
    assert best_at("2026-11-20T10:00", *services) == ("10", True)
    said = replace(CATALOGUE, services=services).where("CR-001", at("2026-11-20T10:00")).sentence
    assert said["zh"] == "请到10号窗口。现在开放，到17:00。"  # and nothing of window 9, which is open


def test_a_window_for_some_is_named_when_the_one_for_everybody_opens_late_or_never() -> None:
    both = (Service("CR-001", "9"), conditional("10", 2))
    for until in (None, at("2026-11-20T15:00")):
        assert best_at("2026-11-20T12:30", *both, closures={"9": Closure(until)}) == ("10", True)
    only = (conditional("9"), conditional("10", 2))
    assert best_at("2026-11-20T12:30", *only) == ("10", True)
    # nothing is open: a Saturday, and both open on Monday at 9:00
    assert best_at("2026-11-21T10:00", conditional("9"), Service("CR-001", "10", priority=2))[0] == "10"


def test_windows_as_good_as_the_first_are_named() -> None:
    windows = tuple(Window(str(n), Text(), ()) for n in range(14, 21))
    services = tuple(Service("CR-001", window.number) for window in windows)
    catalogue = replace(CATALOGUE, windows=windows, services=services)
    assert sentence("2026-11-20T10:00", catalogue=catalogue) == Text(
        zh="请到14号窗口，15–20号窗口也可以。现在开放，到12:00。",
        en="Please go to Window 14, or windows 15–20. Open now, until 12:00.",
    )


def test_a_window_that_closes_sooner_is_no_peer() -> None:
    services = (Service("CR-001", "9"), Service("CR-001", "10"))
    catalogue = replace(CATALOGUE, services=services)
    assert sentence("2026-11-20T10:00", catalogue=catalogue)["zh"] == "请到9号窗口，10号窗口也可以。现在开放，到12:00。"
    assert sentence("2026-11-20T12:30", catalogue=catalogue)["zh"] == "请到10号窗口。现在开放，到17:00。"
    windows = tuple(replace(w, number="8") if w.number == "10" else w for w in CATALOGUE.windows)
    longer_first = replace(CATALOGUE, windows=windows, services=(Service("CR-001", "8"), Service("CR-001", "9")))
    assert sentence("2026-11-20T10:00", catalogue=longer_first)["zh"] == "请到8号窗口。现在开放，到17:00。"


def test_nothing_is_said_of_hours_nobody_knows() -> None:
    catalogue = replace(CATALOGUE, calendar=Calendar())
    assert sentence("2026-11-20T03:00", catalogue=catalogue)["zh"] == "请到9号窗口。"


def test_two_services_of_one_window_are_one_choice() -> None:
    services = (Service("CR-001", "9", hours_id="main"), Service("CR-001", "9", Text(zh="预约"), 2, "noon"))
    advice = replace(CATALOGUE, services=services).where("CR-001", at("2026-11-20T12:30"))
    assert len(advice.choices) == 1
    assert advice.is_open


def test_an_unknown_matter_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        CATALOGUE.where("nobody", at("2026-11-20T10:00"))


WEEKS = ["", "main", "noon"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["9", "10", "2", "77"]), st.integers(1, 3), st.sampled_from(WEEKS))),
    st.integers(0, 7 * 24 * 60),
    st.sets(st.sampled_from(["9", "10"])),
)
def test_advice_never_sends_to_a_closed_window_while_another_is_open(
    rows: list[tuple[str, int, str]], minute: int, paused: set[str]
) -> None:
    services = tuple(Service("CR-001", number, priority=p, hours_id=h) for number, p, h in rows)
    now = at("2026-11-16T00:00") + timedelta(minutes=minute)
    advice = replace(CATALOGUE, services=services).where("CR-001", now, frozenset(paused))
    offered = {number for number, _, _ in rows} - paused - {"77"}
    assert {choice.window.number for choice in advice.choices} == offered
    assert advice.is_open == any(choice.openness.is_open for choice in advice.choices)
    assert advice.sentence["zh"].endswith("。")
    if advice.best is None:
        assert not offered
        return
    if advice.is_open:
        open_now = [choice for choice in advice.choices if choice.openness.is_open]
        assert advice.best is open_now[0]
    else:
        opening = [c.openness.opens_at for c in advice.choices if c.openness.opens_at]
        assert advice.best.openness.opens_at == min(opening)


def test_runs_of_numbers_are_said_as_one() -> None:
    assert compress(["15", "16", "17", "20", "21", "A3"]) == ("15–17", "20", "21", "A3")
    assert compress([]) == ()


def test_window_numbers_sort_as_people_count() -> None:
    assert sorted(["10", "9", "A10", "A2", "1-2", "²"], key=number_order) == ["1-2", "9", "10", "A2", "A10", "²"]
