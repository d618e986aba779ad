from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.base.texts import Text
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import TOLD, Severity
from kiosk.matters.hours import Span
from kiosk.matters.matters import Need, TimeLimit
from kiosk.matters.rows import Row, Table
from kiosk.matters.tables import TABLES, Content, read_content
from kiosk.matters.windows import Service, Window, WindowType

HALL = {"id": "shili", "name": {"zh": "示例区政务服务中心", "en": "Shili"}, "languages": ["zh-CN", "en"]}


def table(name: str, *rows: dict[str, Any]) -> Table:
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Table(name, f"{name}.csv", columns, tuple(Row(f"{name}.csv", n, row) for n, row in enumerate(rows, 2)))


def read(*tables: Table, hall: dict[str, Any] | None = None, **plan: Any) -> Content:
    return read_content(hall or HALL, {t.name: t for t in tables}, **plan)


DEPARTMENTS = table("departments", {"code": "GA", "name_zh": "公安", "name_en": "Police", "tint": "#dcefe4"})
WINDOWS = table(
    "windows",
    *({"number": str(n), "department_codes": "GA"} for n in range(9, 14)),
    {"number": "9-10", "department_codes": "GA", "type": "无障碍"},
)
MATTERS = table("matters", {"code": "M1", "name_zh": "护照", "name_en": "Passport", "department_code": "GA"})
SERVICES = table("services", {"matter_code": "M1", "window_number": "9"})
SOUND = (DEPARTMENTS, WINDOWS, MATTERS, SERVICES)


def told(content: Content, rule: str) -> list[tuple[str, int, str]]:
    return [(f.file, f.line, f.column) for f in content.findings if f.rule == rule]


def test_sound_tables_have_no_findings() -> None:
    content = read(*SOUND)
    assert content.findings == ()
    assert content.is_usable
    assert content.catalogue.department("GA").tint == "#DCEFE4"
    assert content.catalogue.window("9").title == Text(zh="9号窗口", en="Window 9")


def test_no_table_at_all_is_a_hall_all_the_same() -> None:
    content = read()
    assert content.findings == ()
    assert content.catalogue.hall.default_language == "zh-CN"


def test_every_field_of_a_matter() -> None:
    matters = table(
        "matters",
        {
            "task_code": " M1 ",
            "task_name": "护照",
            "name_en": "Passport",
            "dept_code": "GA",
            "server_types": "1|企业法人",
            "topics": "105|c005",
            "handle_flow_zh": "一、取号\n二、交材料",
            "handle_flow_en": "1. Ticket\n2. Papers",
            "anticipate_day": "20",
            "promise_day": "7",
            "promise_type": "自然日",
            "minutes_at_window": "10",
            "limit_scene_num": "1",
            "is_fee": "是",
            "is_online": "1",
            "online_url": "https://example.org/a?b=1",
            "is_service_terminals": "no",
            "link_way": "0000-123",
            "synonyms": "办护照 | passport|办护照",
            "popularity": "0.9",
        },
    )
    materials = table(
        "materials",
        {
            "matter_code": "M1",
            "order_num": "2",
            "material_name_zh": "照片",
            "material_name_en": "Photo",
            "is_need": "3",
        },
        {"matter_code": "M1", "order_num": "1", "material_name_zh": "身份证", "material_name_en": "ID", "key": "id"},
    )
    fees = table(
        "fees",
        {
            "matter_code": "M1",
            "fee_name_zh": "费",
            "fee_name_en": "Fee",
            "fee_stand_zh": "120元",
            "fee_stand_en": "120",
        },
    )
    content = read(DEPARTMENTS, WINDOWS, SERVICES, matters, materials, fees)
    assert content.findings == ()
    matter = content.catalogue.matter("M1")
    assert matter.name == Text(zh="护照", en="Passport")
    assert matter.server_types == (1, 2)
    assert matter.handle_flow["zh"].splitlines() == ["一、取号", "二、交材料"]
    assert matter.legal_limit == TimeLimit(20)
    assert matter.promised_limit == TimeLimit(7, "day")
    assert (matter.is_fee, matter.is_online, matter.is_terminal) == (True, True, False)
    assert matter.synonyms == ("办护照", "passport")
    assert [m.key or m.need for m in matter.materials] == ["id", Need.LATER]


def test_a_paper_of_several_matters_is_written_once() -> None:
    matters = table(
        "matters", *({"code": c, "name_zh": c, "name_en": c, "department_code": "GA"} for c in ("M1", "M2", "M3"))
    )
    materials = table("materials", {"matter_code": "M1|M3", "material_name_zh": "证", "material_name_en": "ID"})
    catalogue = read(DEPARTMENTS, matters, materials).catalogue
    assert [len(catalogue.matter(code).materials) for code in ("M1", "M2", "M3")] == [1, 0, 1]


def test_ranges_of_windows() -> None:
    services = table("services", {"matter_code": "M1", "window_number": "10-12|9"})
    content = read(DEPARTMENTS, WINDOWS, MATTERS, services)
    assert [s.window_number for s in content.catalogue.services] == ["10", "11", "12", "9"]
    one = table("services", {"matter_code": "M1", "window_number": "9-10"})  # a window that is called so
    content = read(DEPARTMENTS, WINDOWS, MATTERS, one)
    assert [s.window_number for s in content.catalogue.services] == ["9-10"]
    assert content.catalogue.window("9-10").type == WindowType.ACCESSIBLE
    assert content.catalogue.window("9-10").accessible


def test_a_matter_without_services_goes_to_its_department() -> None:
    content = read(DEPARTMENTS, WINDOWS, MATTERS)
    assert len(content.catalogue.windows_of_matter("M1")) == 6
    assert [f.severity for f in content.findings] == [Severity.NOTE]
    content = read(DEPARTMENTS, MATTERS)
    assert [(f.rule, f.severity) for f in content.findings] == [("matter-without-window", Severity.WARNING)]


def test_the_plan_adds_windows_places_and_services() -> None:
    plan = (Window("9", Text(), (), place_id="p9"), Window("77", Text(), (), place_id="p77"))
    services = (Service("M1", "77"), Service("nobody", "9"))
    content = read(*SOUND, plan_windows=plan, plan_services=services)
    assert content.catalogue.window("9").place_id == "p9"
    assert content.catalogue.window("9").department_codes == ("GA",)
    assert content.catalogue.window("77").place_id == "p77"
    assert [s.window_number for s in content.catalogue.services_of_matter("M1")] == ["9", "77"]


def matter(**cells: Any) -> Table:
    return table("matters", {"code": "M1", "name_zh": "事", "department_code": "GA", **cells})


def hours(weekday: str, start: str, end: str) -> Table:
    return table("hours", {"id": "main", "weekday": weekday, "start": start, "end": end})


def department(**cells: Any) -> Table:
    return table("departments", {"code": "A", "name_zh": "甲", **cells})


def window(**cells: Any) -> Table:
    return table("windows", {"number": "1", **cells})


def special(*days: dict[str, str]) -> Table:
    return table("special_days", *days)


FIRST_OF_OCTOBER = {"date": "2026-10-01"}
OVERLAPPING = table(
    "hours",
    {"id": "main", "weekday": "1-5", "start": "9:00", "end": "12:00"},
    {"id": "main", "weekday": "5", "start": "11:59", "end": "17:00"},
)
TWO_NAMES = Table("departments", "departments.csv", ("code", "name_zh", "dept_name"), ())
SAME_CODE = table("departments", {"code": "A", "name_zh": "甲"}, {"code": "A", "name_zh": "乙"})


@pytest.mark.parametrize(
    ("bad", "rule", "line", "column"),
    [
        (table("departments", {"code": "GA"}), "column-missing", 1, "name_zh"),
        (department(code=""), "value-missing", 2, "code"),
        (department(tint="green"), "choice-bad", 2, "tint"),
        (SAME_CODE, "code-duplicate", 3, "code"),
        (TWO_NAMES, "column-twice", 1, "dept_name"),
        (window(department_codes="X"), "reference-dangling", 2, "department_codes"),
        (window(hours_id="X"), "reference-dangling", 2, "hours_id"),
        (window(type="big"), "choice-bad", 2, "type"),
        (window(accessible="maybe"), "flag-bad", 2, "accessible"),
        (matter(department_code="X"), "reference-dangling", 2, "department_code"),
        (matter(promise_day="seven"), "number-bad", 2, "promise_day"),
        (matter(promise_day="1.5"), "number-bad", 2, "promise_day"),
        (matter(promise_day="-1"), "number-bad", 2, "promise_day"),
        (matter(popularity="nan"), "number-bad", 2, "popularity"),
        (matter(online_url="javascript:alert(1)"), "link-bad", 2, "online_url"),
        (matter(name_zh="事" * 201), "text-long", 2, "name_zh"),
        (matter(handle_flow_zh="事" * 200_000), "text-long", 2, "handle_flow_zh"),
        (matter(server_types="8"), "choice-bad", 2, "server_types"),
        (matter(synonyms="|".join(map(str, range(999)))), "list-long", 2, "synonyms"),
        (table("materials", {"matter_code": "X", "material_name_zh": "证"}), "reference-dangling", 2, "matter_code"),
        (table("services", {"matter_code": "M1", "window_number": "99"}), "reference-dangling", 2, "window_number"),
        (table("services", {"matter_code": "M1", "window_number": "13-9"}), "range-bad", 2, "window_number"),
        (table("theme_steps", {"theme_code": "X", "matter_code": "M1"}), "reference-dangling", 2, "theme_code"),
        (hours("8", "9:00", "17:00"), "weekday-bad", 2, "weekday"),
        (hours("5-1", "9:00", "17:00"), "weekday-bad", 2, "weekday"),
        (hours("1", "17:00", "9:00"), "hours-backwards", 2, "end"),
        (hours("1", "9.00", "17:00"), "time-bad", 2, "start"),
        (hours("1", "9:00", "24:01"), "time-bad", 2, "end"),
        (OVERLAPPING, "hours-overlap", 3, "start"),
        (special({"date": "2026-13-01"}), "date-bad", 2, "date"),
        (special({**FIRST_OF_OCTOBER, "until": "2036-10-07"}), "date-bad", 2, "until"),
        (special(FIRST_OF_OCTOBER, FIRST_OF_OCTOBER), "date-duplicate", 3, "date"),
        (
            special({**FIRST_OF_OCTOBER, "start": "9:00", "end": "12:00", "as_weekday": "1"}),
            "hours-twice",
            2,
            "as_weekday",
        ),
        (special({**FIRST_OF_OCTOBER, "start": "9:00", "end": ""}), "value-missing", 2, "end"),
    ],
)
def test_what_is_wrong_is_told_by_file_line_and_column(bad: Table, rule: str, line: int, column: str) -> None:
    tables = {t.name: t for t in (*SOUND, bad)}
    content = read(*tables.values())
    assert (bad.file, line, column) in told(content, rule)
    assert not content.is_usable
    finding = next(f for f in content.findings if f.rule == rule)
    assert finding.what["zh"]
    assert finding.what["en"]
    assert bad.file in finding.sentence("en")


def test_html_and_control_characters_are_repaired_with_a_warning() -> None:
    matters = table(
        "matters", {"code": "M1", "name_zh": "<b>护照</b>\x07", "name_en": "A &amp; B", "department_code": "GA"}
    )
    content = read(DEPARTMENTS, WINDOWS, SERVICES, matters)
    assert content.catalogue.matter("M1").name == Text(zh="护照", en="A & B")
    assert told(content, "text-html") == [("matters.csv", 2, "name_zh"), ("matters.csv", 2, "name_en")]
    assert told(content, "text-control") == [("matters.csv", 2, "name_zh")]
    assert content.is_usable


def test_a_missing_language_is_told_once_for_its_column() -> None:
    names = [(f"事{n}", "") for n in range(1, 40)]
    rows = [{"code": zh, "name_zh": zh, "name_en": en, "department_code": "GA"} for zh, en in names]
    content = read(DEPARTMENTS, WINDOWS, table("matters", *rows))
    (finding,) = [f for f in content.findings if f.rule == "language-missing"]
    assert (finding.severity, finding.line, finding.column) == (Severity.WARNING, 2, "name_en")
    assert "39" in finding.what["en"]


def test_the_same_fault_in_a_thousand_rows_is_counted() -> None:
    rows = [{"code": f"M{n}", "name_zh": "事", "department_code": "GA", "is_fee": "?"} for n in range(1000)]
    content = read(DEPARTMENTS, WINDOWS, table("matters", *rows))
    found = [f for f in content.findings if f.rule == "flag-bad"]
    assert len(found) == TOLD + 1
    assert "980" in found[-1].what["en"]


def test_unknown_columns_are_left_out_with_a_note() -> None:
    departments = table("departments", {"code": "GA", "name_zh": "公安", "name_en": "Police", "colour": "red"})
    content = read(departments)
    assert told(content, "column-unknown") == [("departments.csv", 1, "colour")]
    assert content.is_usable


def test_a_circle_of_steps_is_an_error() -> None:
    matters = table(
        "matters", *({"code": c, "name_zh": c, "name_en": c, "department_code": "GA"} for c in ("M1", "M2"))
    )
    themes = table("themes", {"code": "T", "name_zh": "一件事", "name_en": "Theme"})
    steps = table(
        "theme_steps",
        {"theme_code": "T", "matter_code": "M1", "after": "M2"},
        {"theme_code": "T", "matter_code": "M2", "after": "M1"},
    )
    content = read(DEPARTMENTS, WINDOWS, matters, themes, steps)
    assert told(content, "theme-circle") == [("theme_steps.csv", 0, "T")]
    assert not content.is_usable


def test_hours_and_special_days() -> None:
    hours = table(
        "hours",
        {"id": "main", "weekday": "1-5", "start": "13:30", "end": "17:00"},
        {"id": "main", "weekday": "1-5", "start": "9:00", "end": "12:00"},
        {"id": "always", "weekday": "1-7", "start": "0:00", "end": "24:00", "on_holidays": "1"},
    )
    special = table(
        "special_days",
        {"date": "2026-10-01", "until": "2026-10-07", "name_zh": "国庆节", "name_en": "National Day"},
        {"date": "2026-10-10", "name_zh": "调休", "name_en": "Work day", "as_weekday": "1"},
        {"date": "2026-12-31", "name_zh": "年末", "name_en": "Year end", "start": "9:00", "end": "11:00"},
        {"date": "2026-12-31", "start": "13:00", "end": "15:00"},
    )
    content = read(hours, special)
    assert [f for f in content.findings if f.severity == Severity.ERROR] == []
    calendar = content.catalogue.calendar
    assert calendar.weeks["main"].days[4] == (Span(time(9), time(12)), Span(time(13, 30), time(17)))
    assert calendar.weeks["main"].days[5] == ()
    assert calendar.weeks["always"].on_holidays
    assert calendar.special_days[date(2026, 10, 7)].name["zh"] == "国庆节"
    assert calendar.special_days[date(2026, 10, 10)].as_weekday == 0
    assert len(calendar.special_days[date(2026, 12, 31)].spans) == 2
    assert content.catalogue.hall.hours_id == "main"


def test_values_as_xlsx_and_json_hold_them() -> None:
    hours = table("hours", {"id": "main", "weekday": 1.0, "start": time(9, 0), "end": datetime(1900, 1, 1, 17, 0)})
    special = table("special_days", {"date": datetime(2026, 10, 1), "name": {"zh": "国庆节", "en": "National Day"}})
    matters = table(
        "matters",
        {
            "code": 12.0,
            "name": {"zh-CN": "护照", "en": "Passport"},
            "department_code": "GA",
            "synonyms": ["办护照", "出国|出境"],
            "is_fee": False,
            "popularity": 1,
        },
    )
    content = read(DEPARTMENTS, WINDOWS, hours, special, matters)
    assert [f for f in content.findings if f.severity != Severity.NOTE] == []
    assert content.catalogue.matter("12").name == Text(zh="护照", en="Passport")
    assert content.catalogue.matter("12").synonyms == ("办护照", "出国", "出境")
    assert content.catalogue.calendar.special_days[date(2026, 10, 1)].name["en"] == "National Day"


def test_everyday_words() -> None:
    synonyms = table("synonyms", {"words": "社保卡|社会保障卡|sbk"}, {"words": "alone"})
    content = read(synonyms)
    assert content.synonyms == (("社保卡", "社会保障卡", "sbk"),)
    assert told(content, "group-small") == [("synonyms.csv", 3, "words")]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"id": "a b"}, "id"),
        ({"id": 7}, "id"),
        ({"name": {}}, "name"),
        ({"name": ["x"]}, "name"),
        ({"languages": "zh"}, "languages"),
        ({"languages": []}, "languages"),
        ({"default_language": "en-GB"}, "default_language"),
        ({"time_zone": "Moon/Base"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
        ({"hours_id": "nobody"}, "hours_id"),
        ({"format": 2}, "format"),
    ],
)
def test_what_is_wrong_with_the_hall(change: dict[str, Any], key: str) -> None:
    content = read(hall=HALL | change)
    assert not content.is_usable
    assert any(f.column == key and f.severity == Severity.ERROR for f in content.findings)
    assert content.catalogue.hall.id


def test_the_hall_by_default() -> None:
    hall = read(hall={"id": "x", "name": "大厅", "wings": 2}).catalogue.hall
    assert hall.name["zh"] == "大厅"
    assert hall.languages == ("zh-CN", "zh-Hant", "en")
    assert hall.time_zone == "Asia/Shanghai"


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["M1", "GA", "9", "9-13", "1-5", "2026-10-01", "9:00", "24:00", "<b>", "1", "-1", "1e999", "x" * 9000]
    ),
    st.lists(st.text(max_size=4), max_size=3),
    st.dictionaries(st.sampled_from(["zh", "en", "", "\ud800"]), st.text(max_size=5), max_size=2),
    st.datetimes(),
    st.times(),
    st.dates(),
)


@st.composite
def any_tables(draw: st.DrawFn) -> list[Table]:
    tables = []
    for name in draw(st.sets(st.sampled_from(TABLES), max_size=5)):
        schema = SCHEMAS[name]
        known = [*schema.codes, *(f"{text}_zh" for text in schema.texts), *schema.texts, "?", ""]
        columns = draw(st.lists(st.sampled_from(known), min_size=1, max_size=8, unique=True))
        columns += [c for c in schema.required if c in schema.codes and draw(st.integers(0, 3))]
        columns = list(dict.fromkeys(columns))
        rows = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(columns, cells)), max_size=4))
        made = tuple(Row(f"{name}.json", n, row) for n, row in enumerate(rows, 1))
        tables.append(Table(name, f"{name}.json", tuple(columns), made))
    return tables


@settings(max_examples=60, deadline=None)
@given(any_tables(), st.dictionaries(st.sampled_from([*HALL, "time_zone", "help"]), cells))
def test_no_table_makes_the_reader_stumble(tables: list[Table], hall: dict[str, Any]) -> None:
    content = read(*(SOUND + tuple(tables)), hall=HALL | hall)
    for finding in content.findings:
        finding.sentence("zh").encode("utf-8")
    for matter in content.catalogue.matters:
        content.catalogue.where(matter.code, datetime(2026, 11, 20, 10).astimezone())
    if content.is_usable:
        for theme in content.catalogue.themes:
            content.catalogue.merged_materials(theme)
