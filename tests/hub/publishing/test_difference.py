"""The difference in words: what a manager reads before pressing the button."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from guidance.small_plan import as_folder, found_in, lonlat, removed, small_plan
from hypothesis import given, settings
from hypothesis import strategies as st
from matters.hall import BIRTH, PASSPORT
from matters.hall import CATALOGUE as SMALL

from kiosk.base.texts import Text
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.venue import Venue
from kiosk.hub.publishing.difference import LINES, Group, Side, count, difference
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hours import Span, SpecialDay, Week
from kiosk.matters.matters import Department, Material
from kiosk.matters.windows import Service, Window

#: The small hall, every matter of which has a window.
CATALOGUE = replace(SMALL, matters=(PASSPORT, BIRTH))


def lines(groups: tuple[Group, ...], key: str, language: str = "zh") -> list[str]:
    return [line[language] for group in groups if group.key == key for line in group.written()["lines"]]


def changed(before: Catalogue, after: Catalogue, key: str, language: str = "zh") -> list[str]:
    return lines(difference(Side(before), Side(after)), key, language)


def with_window(there: Catalogue, which: str, **changes: object) -> Catalogue:
    windows = tuple(replace(w, **changes) if w.number == which else w for w in there.windows)
    return replace(there, windows=windows)


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Venue]:
    """The small plan, and the same with a window upstairs, a room renamed, a door fewer and everything shifted."""

    def read(name: str, documents: dict) -> Venue:
        return read_plan(as_folder(documents, tmp_path_factory.mktemp(name) / "plan")).venue

    upstairs = small_plan()
    anchor = found_in(upstairs, "anchor1")
    anchor["properties"]["unit_id"] = found_in(upstairs, "hall1")["id"]
    edited = small_plan()
    found_in(edited, "room0")["properties"]["name"] = {"zh": "档案室", "en": "Archive"}
    removed(edited, "door0")
    found_in(edited, "anchor1")["geometry"]["coordinates"] = lonlat(9.0, 0.5)
    wide = small_plan()
    found_in(wide, "door1")["geometry"]["coordinates"][1] = lonlat(5.4, 8)
    return {
        name: read(name, plan)
        for name, plan in (
            ("plain", small_plan()),
            ("upstairs", upstairs),
            ("edited", edited),
            ("wide", wide),
        )
    }


def placed(venue: Venue) -> Catalogue:
    """Every window of the plan, and nothing else but the small hall's matters."""
    windows = tuple(Window(o.number or "", Text(), (), place_id=o.id) for o in venue.windows())
    return replace(CATALOGUE, windows=windows, services=())


def test_nothing_changed_says_nothing() -> None:
    assert difference(Side(CATALOGUE), Side(CATALOGUE)) == ()
    standing = difference(Side(SMALL), Side(SMALL))
    assert lines(standing, "attention", "en") == ["1 matter without a window: “Passport renewal”"]
    assert count(standing) == 0


def test_a_window_that_moved_to_another_floor(plans: dict[str, Venue]) -> None:
    was, now = plans["plain"], plans["upstairs"]
    groups = difference(Side(placed(was), was), Side(placed(now), now))
    assert lines(groups, "windows") == ["1号窗口从1楼移到2楼"]
    assert lines(groups, "windows", "en") == ["Window 1 moved from 1F to 2F"]
    assert [c.about for g in groups if g.key == "windows" for c in g.changes] == ["1"]


def test_a_window_that_moved_on_its_floor_and_what_else_the_plan_says(plans: dict[str, Venue]) -> None:
    was, now = plans["plain"], plans["edited"]
    groups = difference(Side(placed(was), was), Side(placed(now), now))
    (moved,) = lines(groups, "windows")
    assert moved.startswith("1号窗口在1楼移动了 ")
    assert lines(groups, "plan") == ["“办公室”改名为“档案室”（1楼）", "1楼取消 1 扇门"]
    assert lines(groups, "plan", "en")[1] == "1F: 1 door gone"


def test_a_door_made_wider(plans: dict[str, Venue]) -> None:
    groups = difference(Side(placed(plans["plain"]), plans["plain"]), Side(placed(plans["wide"]), plans["wide"]))
    assert lines(groups, "plan") == ["2楼一扇门的净宽：1.00 → 1.40 米"]


def test_the_same_plan_in_another_frame_is_no_change(plans: dict[str, Venue], tmp_path: object) -> None:
    was = plans["plain"]
    now = replace(was, frame=replace(was.frame, longitude=was.frame.longitude + 1e-4))
    by = float(now.frame.to_local(was.frame.to_lonlat([[0.0, 0.0]]))[0][0])
    assert abs(by) > 5  # the frames really differ
    from shapely.affinity import translate

    def moved(things: tuple) -> tuple:
        return tuple(replace(t, area=translate(t.area, by, 0)) for t in things)

    now = replace(
        now,
        units=moved(now.units),
        fixtures=moved(now.fixtures),
        occupants=tuple(replace(o, at=(o.at[0] + by, o.at[1])) for o in now.occupants),
        amenities=tuple(replace(a, at=(a.at[0] + by, a.at[1])) for a in now.amenities),
        panels=tuple(replace(p, at=(p.at[0] + by, p.at[1])) for p in now.panels),
        openings=tuple(replace(o, line=translate(o.line, by, 0)) for o in now.openings),
        zones=moved(now.zones),
    )
    assert difference(Side(placed(was), was), Side(placed(now), now)) == difference(
        Side(placed(was), was), Side(placed(was), was)
    )


def test_a_lost_plan_and_a_first_plan(plans: dict[str, Venue]) -> None:
    venue = plans["plain"]
    assert lines(difference(Side(CATALOGUE, venue), Side(CATALOGUE)), "plan") == ["平面图没有了，不能带路"]
    assert lines(difference(Side(CATALOGUE), Side(CATALOGUE, venue)), "plan") == ["有了平面图，可以带路了"]


def test_windows_come_go_and_change_their_number() -> None:
    there = CATALOGUE
    first = there.windows[0]
    without = replace(
        there, windows=there.windows[1:], services=tuple(s for s in there.services if s.window_number != first.number)
    )
    assert changed(there, without, "windows") == [f"取消{first.number}号窗口"]
    assert changed(without, there, "windows")[0].startswith(f"新增{first.number}号窗口，可办 ")
    placed_there = with_window(there, first.number, place_id="p")
    renumbered = replace(
        with_window(placed_there, first.number, number="77"),
        services=tuple(
            replace(s, window_number="77") if s.window_number == first.number else s for s in there.services
        ),
    )
    assert changed(placed_there, renumbered, "windows") == [f"{first.number}号窗口改为77号窗口"]


def test_hours_of_one_window_and_of_a_whole_week() -> None:
    there = CATALOGUE
    number = there.windows[0].number
    other = next(w for w in there.calendar.weeks if w != (there.windows[0].hours_id or there.hall.hours_id))
    (line,) = changed(there, with_window(there, number, hours_id=other), "windows")
    assert line.startswith(f"{number}号窗口开放时间：周一至周五 ")
    assert " → " in line
    assert changed(there, with_window(there, number, hours_id=other), "hours") == []

    week = there.calendar.weeks["main"]
    earlier = Week("main", ((Span(time(9), time(16, 30)),),) * 5 + ((), ()))
    after = replace(there, calendar=replace(there.calendar, weeks={**there.calendar.weeks, "main": earlier}))
    assert changed(there, after, "windows") == []  # told once, not for every window
    (line,) = changed(there, after, "hours", "en")
    assert line.endswith("→ Mon–Fri 09:00–16:30")
    assert week.days != earlier.days


def test_holidays_that_follow_each_other_are_one_line_but_counted() -> None:
    there = CATALOGUE
    days = {date(2027, 10, d): SpecialDay(date(2027, 10, d), Text(zh="国庆节", en="National Day")) for d in range(1, 8)}
    days[date(2027, 10, 9)] = SpecialDay(date(2027, 10, 9), as_weekday=0)
    after = replace(there, calendar=replace(there.calendar, special_days={**there.calendar.special_days, **days}))
    groups = difference(Side(there), Side(after))
    assert lines(groups, "hours") == ["新增2027-10-01 – 2027-10-07：国庆节，放假", "新增2027-10-09：按周一上班"]
    assert count(groups) == 8
    assert groups[0].more == 0


def test_matters_come_go_are_renamed_and_want_other_papers() -> None:
    there = CATALOGUE
    first, rest = there.matters[0], tuple(there.matters[1:])
    gone = replace(there, matters=rest, services=tuple(s for s in there.services if s.matter_code != first.code))
    assert changed(there, gone, "matters") == [f"取消“{first.name['zh']}”"]
    (line,) = changed(gone, there, "matters")
    assert line.startswith(f"新增“{first.name['zh']}”（")
    assert "号窗口" in line
    renamed = replace(there, matters=(replace(first, name=Text(zh="新名", en="New")), *rest))
    assert changed(there, renamed, "matters", "en") == [f"“{first.name['en']}” is now called “New”"]
    papers = (*first.materials[1:], Material(Text(zh="户口簿", en="Household book")))
    other = replace(there, matters=(replace(first, materials=papers, minutes_at_window=99), *rest))
    name = f"“{first.name['zh']}”"
    assert changed(there, other, "matters") == [
        f"{name}要多带：“户口簿”",
        f"{name}不用再带：“{first.materials[0].name['zh']}”",
        f"{name}改了：窗口用时",
    ]


def test_matters_without_a_window_are_counted_and_named() -> None:
    there = CATALOGUE
    after = replace(there, services=())
    (line,) = changed(there, after, "attention", "en")
    assert line.startswith(f"{len(there.matters)} matters without a window: ")
    (line,) = changed(there, replace(there, services=there.services[:0]), "attention")
    assert line.startswith(f"{len(there.matters)} 件事没有窗口可办：")


def test_a_new_matter_is_not_told_again_at_its_window() -> None:
    there = CATALOGUE
    number = there.windows[0].number
    new = replace(there.matters[0], code="NEW", name=Text(zh="新事", en="New matter"))
    after = replace(there, matters=(*there.matters, new), services=(*there.services, Service("NEW", number)))
    assert changed(there, after, "windows") == []
    assert changed(there, after, "matters") == [f"新增“新事”（{number}号窗口）"]


def test_a_window_that_takes_over_a_matter() -> None:
    there = CATALOGUE
    number, matter = next(
        (w.number, m)
        for w in there.windows
        for m in there.matters
        if w.number not in {s.window_number for s in there.services_of_matter(m.code)}
    )
    after = replace(there, services=(*there.services, Service(matter.code, number)))
    assert changed(there, after, "windows")[0].startswith(f"{number}号窗口增加 1 件事：")
    assert changed(after, there, "windows")[0].startswith(f"{number}号窗口不再办 1 件事：")


def test_what_became_unreachable_is_told_once_and_only_when_it_is_new() -> None:
    lost = {"w1": Text(zh="1号窗口", en="Window 1")}
    there = CATALOGUE
    groups = difference(Side(there), Side(there, unreachable=lost))
    assert lines(groups, "attention") == ["走不到了：“1号窗口”（1 处）"]
    assert count(groups) == 0
    assert difference(Side(there, unreachable=lost), Side(there, unreachable=lost)) == ()


def test_departments_hall_notices_and_search_words() -> None:
    there = CATALOGUE
    new = Department("YB", Text(zh="医保", en="Health insurance"))
    after = Side(
        replace(there, departments=(*there.departments, new), hall=replace(there.hall, phone="12345")),
        notices={"n2": (Text(zh="乙", en="B"), "1"), "n3": (Text(zh="丙改", en="C2"), "1"), "n4": (Text(zh="丁"), "2")},
        synonyms=(("社保卡", "sbk"),),
    )
    before = Side(
        there,
        notices={"n1": (Text(zh="甲", en="A"), "1"), "n3": (Text(zh="丙", en="C"), "1"), "n4": (Text(zh="丁"), "1")},
    )
    groups = difference(before, after)
    assert lines(groups, "departments") == ["新增“医保”"]
    assert lines(groups, "hall", "en") == ["The hall's phone changed"]
    assert lines(groups, "notices") == ["新增“乙”", "撤下“甲”", "“丙”改题为“丙改”", "“丁”的内容有改动"]
    assert lines(groups, "synonyms") == ["新增 1 组：“社保卡=sbk”"]


def test_a_first_publication_says_what_there_will_be(plans: dict[str, Venue]) -> None:
    there = CATALOGUE
    groups = difference(None, Side(there, plans["plain"]))
    assert lines(groups, "matters", "en") == [f"{len(there.matters)} matters"]
    assert lines(groups, "plan") == ["2 层楼"]


def test_a_thousand_changes_stay_readable_and_are_all_counted() -> None:
    there = CATALOGUE
    matter = there.matters[0]
    many = tuple(replace(matter, code=f"X{n}", name=Text(zh=f"事{n}" * 100, en=f"Matter {n}")) for n in range(1000))
    (group,) = [g for g in difference(Side(there), Side(replace(there, matters=many))) if g.key == "matters"]
    assert group.count == 1000 + len(there.matters)
    assert len(group.changes) == LINES
    assert group.more == group.count - LINES
    assert max(len(line["zh"]) for line in group.written()["lines"]) < 120


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_edit_is_told_and_undone_in_both_directions(data: st.DataObject) -> None:
    """Whatever is taken away is told; put back, it is told again; both tell the same number of things."""
    there = CATALOGUE
    kept = data.draw(st.sets(st.sampled_from([m.code for m in there.matters])))
    windows = data.draw(st.sets(st.sampled_from([w.number for w in there.windows]), min_size=1))
    less = replace(
        there,
        matters=tuple(m for m in there.matters if m.code in kept),
        windows=tuple(w for w in there.windows if w.number in windows),
        services=tuple(s for s in there.services if s.matter_code in kept and s.window_number in windows),
        themes=(),
    )
    down, up = difference(Side(there), Side(less)), difference(Side(less), Side(there))

    def number(groups: tuple[Group, ...], key: str, kind: str) -> int:
        return sum(c.times for g in groups if g.key == key for c in g.changes if c.kind.value == kind)

    assert number(down, "matters", "removed") == len(there.matters) - len(kept) == number(up, "matters", "added")
    assert number(down, "windows", "removed") == len(there.windows) - len(windows) == number(up, "windows", "added")
