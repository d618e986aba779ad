from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store.folders import HALL, TABLES, content_folder

from kiosk.base.texts import Text
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.findings import Notebook
from kiosk.matters.hall import Hall
from kiosk.matters.matters import Department, Matter
from kiosk.matters.windows import Service, Window
from kiosk.store.queue_tables import default_queues, desk_rules, rules_facts, windows_for
from kiosk.store.release import open_release
from kiosk.store.release_build import RefusedError, build_release
from kiosk.store.release_draft import Draft, draft_release
from kiosk.store.release_info import ReleaseInfo
from kiosk.store.release_join import join_release
from kiosk.store.release_parts import split_release
from kiosk.ticketing.queues import DeskRules

ROOT = Path(__file__).parents[2]
HEAD = "code,prefix,name_zh,name_en,window_numbers,matter_codes,department_codes,hours_id"
HEAD += ",quota_am,quota_pm,minutes,order\n"


def drafted(folder: Path, rows: str, **changes: str) -> Draft:
    return draft_release(content_folder(folder, queues=HEAD + rows, **changes))


def joined_of(parts: dict[str, bytes], info: ReleaseInfo, shelf: Path) -> ReleaseInfo:
    read, number = parts.__getitem__, info.sequence
    return join_release(list(parts), read, shelf, number=number, hall_id=info.hall_id, built_at=info.built_at)


def rules(draft: Draft) -> list[tuple[str, str, str]]:
    return [(f.rule, f.severity.value, f.place) for f in draft.findings]


def test_queues_of_the_table_in_their_order(tmp_path: Path) -> None:
    rows = "b,b,户口,Households,1|2,M2,,noon,20,10,6,2\na,A,护照,Passports,,,GA,,,,,1\n"
    draft = drafted(tmp_path / "hall", rows)
    assert rules(draft) == []
    a, b = draft.desk.queues
    assert (a.code, a.prefix, a.name.within("zh"), a.matters, a.windows) == ("a", "A", "护照", ("M1",), ("2", "11"))
    assert (b.prefix, b.matters, b.windows, b.hours_id) == ("B", ("M2",), ("1", "2"), "noon")
    assert (b.quota_am, b.quota_pm, b.minutes, a.minutes) == (20, 10, 6.0, 8.0)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("a,1,号,N,1,M1,,,,,,\n", ("prefix-bad", "error", "queues.csv:2:prefix")),
        ("a,A,号,N,,,GA,,,,,\nb,A,号,N,1,,,,,,,\n", ("prefix-duplicate", "error", "queues.csv:3:prefix")),
        ("a,A,号,N,99|1,M2,,,,,,\n", ("reference-dangling", "error", "queues.csv:2:window_numbers")),
        ("a,A,号,N,1,M9,,,,,,\n", ("reference-dangling", "error", "queues.csv:2:matter_codes")),
        ("a,A,号,N,1,,XX,,,,,\n", ("reference-dangling", "error", "queues.csv:2:department_codes")),
        ("a,A,号,N,,,GA,never,,,,\n", ("reference-dangling", "error", "queues.csv:2:hours_id")),
        ("a,A,号,N,1|2,M2,,,,,,\nb,B,号,N,1,M2|M1,,,,,,\n", ("matter-queues", "error", "queues.csv:3:matter_codes")),
        ("a,A,号,N,,,GA,,,,,\nb,B,号,N,1,,GA,,,,,\n", ("department-queues", "error", "queues.csv:3:department_codes")),
        ("a,A,号,N,,,,,,,,\n", ("queue-without-window", "warning", "queues.csv:2:window_numbers")),
        ("a,A,号,N,1,,GA,,,,,\n", ("queue-unserved", "warning", "queues.csv:2:window_numbers")),
        ("a,A,号,N,,M1,,,,,,\n", ("matter-without-queue", "warning", "queues.csv:matter_codes")),
        ("a,A,号,N,2|11,,GA,,,,,\n", ("window-without-queue", "note", "queues.csv:window_numbers")),
        ("a,A,号,N,,,GA,,-1,,,\n", ("number-bad", "error", "queues.csv:2:quota_am")),
    ],
)
def test_what_cannot_be_meant_is_found_where_it_stands(
    tmp_path: Path, rows: str, expected: tuple[str, str, str]
) -> None:
    assert expected in rules(drafted(tmp_path / "hall", rows))


def test_what_no_row_has_waits_by_department(tmp_path: Path) -> None:
    draft = drafted(tmp_path / "hall", "a,A,护照,Passports,2|11,M1,,,,,,\n")
    added = draft.desk.queues[-1]
    assert (added.code, added.prefix, added.matters, added.windows) == ("GA", "B", ("M2",), ("1", "2"))


def test_a_folder_with_two_equal_prefixes_is_no_release(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall", queues=HEAD + "a,A,一,One,1,M2,,,,,,\nb,A,二,Two,2,M1,,,,,,\n")
    with pytest.raises(RefusedError):
        build_release(folder, tmp_path / "out")


def test_queues_and_rules_travel_with_the_release(tmp_path: Path) -> None:
    hall = HALL + '\n[desk]\ncalls = 2\nnoon = "12:30"\nweights = { priority = 3 }\n'
    folder = content_folder(tmp_path / "hall", hall=hall, queues=HEAD + "a,A,号,Number,,,GA,noon,9,,,\n")
    draft = draft_release(folder)
    info = build_release(folder, tmp_path / "out")
    with open_release(tmp_path / "out" / info.file) as release:
        assert release.desk() == draft.desk
        assert release.desk().rules.weights["priority"] == 3.0
        assert (release.desk().rules.calls, release.desk().rules.noon) == (2, time(12, 30))
    parts = {part.name: part.data for part in split_release(tmp_path / "out" / info.file)}
    joined = joined_of(parts, info, tmp_path / "shelf")
    assert (tmp_path / "shelf" / joined.file).read_bytes() == (tmp_path / "out" / info.file).read_bytes()


def test_a_release_from_before_there_were_queues_has_them_too(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall")
    info = build_release(folder, tmp_path / "out")
    parts = {part.name: part.data for part in split_release(tmp_path / "out" / info.file) if part.name != "rows/desk"}
    joined_of(parts, info, tmp_path / "shelf")
    with open_release(tmp_path / "shelf" / info.file) as release:
        assert release.desk().queues == draft_release(folder).desk.queues
        assert [queue.prefix for queue in release.desk().queues] == ["A"]


def test_the_demo_hall_has_a_queue_for_everything() -> None:
    draft = draft_release(ROOT / "config" / "demo-hall")
    queues, catalogue = draft.desk.queues, draft.catalogue
    served = {matter.code for matter in catalogue.matters if catalogue.services_of_matter(matter.code)}
    assert sorted(code for queue in queues for code in queue.matters) == sorted(served)
    assert {number for queue in queues for number in queue.windows} == {window.number for window in catalogue.windows}
    assert len({queue.prefix for queue in queues}) == len(queues)
    assert all(queue.name.within("zh") and queue.name["en"] for queue in queues)
    assert draft.desk.rules.last_take == 10
    assert [f for f in draft.findings if f.file == "queues.csv"] == []


# -- any hall


def hall_of(departments: int, windows: list[int], matters: list[tuple[int, list[int]]]) -> Catalogue:
    """Windows by department; matters by department with the windows that serve them."""
    return Catalogue(
        Hall("h", Text(zh="厅")),
        tuple(Department(f"D{n}", Text(zh=f"部门{n}")) for n in range(departments)),
        tuple(Matter(f"M{n}", Text(zh=f"事{n}"), f"D{dept}") for n, (dept, _) in enumerate(matters)),
        tuple(Window(str(n), Text(), (f"D{dept}",)) for n, dept in enumerate(windows)),
        tuple(Service(f"M{n}", str(at)) for n, (_, serving) in enumerate(matters) for at in set(serving)),
    )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_hall_works(data: st.DataObject) -> None:
    departments = data.draw(st.integers(1, 30))
    dept = st.integers(0, departments - 1)
    windows = data.draw(st.lists(dept, min_size=1, max_size=12))
    window = st.integers(0, len(windows) - 1)
    matters = data.draw(st.lists(st.tuples(dept, st.lists(window, max_size=4)), max_size=20))
    catalogue = hall_of(departments, windows, matters)
    queues = default_queues(catalogue)
    waiting = [code for queue in queues for code in queue.matters]
    assert sorted(waiting) == sorted(f"M{n}" for n, (_, serving) in enumerate(matters) if serving)
    assert len({queue.prefix for queue in queues}) == len({queue.code for queue in queues}) == len(queues)
    for queue in queues:
        assert queue.windows
        assert set(queue.windows) <= {w.number for w in catalogue.windows}


def test_a_general_window_helps_where_it_does_everything() -> None:
    catalogue = hall_of(2, [0, 0, 1], [(1, [0, 2]), (1, [0, 1, 2]), (0, [0, 1])])
    assert windows_for(catalogue, ("M0", "M1")) == ("0", "2")
    assert windows_for(catalogue, ("M0",), ("D0",)) == ("0", "2")
    assert windows_for(catalogue, ()) == ()


# -- [desk]


def test_rules_come_back_as_they_were_written() -> None:
    assert desk_rules({}) == DeskRules()
    odd = replace(DeskRules(), calls=5, noon=time(11, 30), transfer_keeps_place=False, weights={**DeskRules().weights})
    assert desk_rules({"desk": rules_facts(odd)}) == odd


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"calls": 0}, "desk.calls"),
        ({"calls": True}, "desk.calls"),
        ({"digits": "3"}, "desk.digits"),
        ({"noon": "25:00"}, "desk.noon"),
        ({"transfer_keeps_place": 1}, "desk.transfer_keeps_place"),
        ({"weights": {"vip": 9}}, "desk.weights.vip"),
        ({"weights": {"green": float("nan")}}, "desk.weights.green"),
        ({"weights": 3}, "desk.weights"),
        ("none", "desk.desk"),
        ({"surprise": 1}, "desk.surprise"),
    ],
)
def test_a_rule_that_cannot_be_meant_keeps_its_default(given: object, place: str) -> None:
    book = Notebook()
    assert desk_rules({"desk": given}, book) == DeskRules()
    assert [finding.column for finding in book.findings()] == [place]


def test_the_small_hall_has_one_queue(tmp_path: Path) -> None:
    (queue,) = draft_release(content_folder(tmp_path / "hall")).desk.queues
    assert (queue.code, queue.prefix, queue.windows) == ("GA", "A", ("1", "2", "11"))
    assert len(queue.matters) == len(TABLES["matters"].splitlines()) - 1
