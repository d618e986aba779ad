from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from hub.desk.halls import MORNING
from openpyxl import load_workbook

from kiosk.hub.audit.models import Entry
from kiosk.hub.insight import watching
from kiosk.hub.insight.models import Alarm, Threshold
from kiosk.hub.insight.thresholds import limits_of, rules_of
from kiosk.ticketing.alarms import DEFAULTS, AlarmKind, Level


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are opened at noon of the day of the tests."""
    from kiosk.hub.insight import alarm_pages, live_pages, report_pages

    class Noon:
        @staticmethod
        def now() -> datetime:
            return MORNING + timedelta(hours=3)

    for pages in (alarm_pages, live_pages, report_pages):
        monkeypatch.setattr(pages, "timezone", Noon)


PAGES = ("now", "alarms", "alarms/settings", "reports", "reports?by=hour", "reports?by=queue", "reports?by=window",
         "reports?by=matter", "reports.xlsx")  # fmt: skip


def test_every_page_of_a_lived_day(day: Any, manager: Any, client_of: Any) -> None:
    today = day("1", "3")
    today.live(20, {"tax": (50, ("M1",)), "police": (30, ())}, 5)
    watching.look(today.hall_id, today.now + timedelta(hours=1))
    client = client_of(manager)
    for page in PAGES:
        found = client.get(f"/halls/shili/{page}")
        assert found.status_code == 200, page
        if not page.endswith("xlsx"):
            assert "style=" not in found.content.decode(), page
            assert "<script>" not in found.content.decode(), page


def test_a_page_in_english_and_the_part_that_renews_itself(day: Any, manager: Any, client_of: Any) -> None:
    day("1").come("tax")
    manager.language = "en"
    manager.save()
    client = client_of(manager)
    whole, part = client.get("/halls/shili/now"), client.get("/halls/shili/now", headers={"HX-Request": "true"})
    assert b"Longest wait" in whole.content
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert b"Longest wait" in part.content


def test_who_may_what(desk: Any, hall: Any, other_hall: Any, person: Any, client_of: Any) -> None:
    counter, stranger = person("anna", "counter", hall=hall), person("eve", "manager", hall=other_hall)
    asked = ("now", "alarms", "alarms/settings", "reports", "reports.xlsx")
    found = [client_of(counter).get(f"/halls/shili/{page}").status_code for page in asked]
    assert found == [200, 200, 403, 403, 403]
    assert {client_of(stranger).get(f"/halls/shili/{page}").status_code for page in PAGES} == {404}


def test_a_hall_without_a_desk(hall: Any, manager: Any, client_of: Any) -> None:
    client = client_of(manager)
    assert "还没有" in client.get("/halls/shili/now").content.decode()
    assert client.get("/halls/shili/alarms").status_code == 200
    assert client.get("/halls/shili/reports.xlsx").status_code == 404


def form(**changed: str) -> dict[str, Any]:
    sent: dict[str, Any] = {"wait": "20", "service": "40", "capacity": "200"}
    for kind in AlarmKind:
        sent |= {f"{kind.value}.yellow": "1", f"{kind.value}.orange": "2", f"{kind.value}.red": "3.5"}
        sent |= {f"{kind.value}.repeat": "10", f"{kind.value}.enabled": "yes"}
    return sent | {name.replace("__", "."): value for name, value in changed.items()}


def test_thresholds_are_kept_and_written_down(desk: Any, manager: Any, reviewer: Any, client_of: Any) -> None:
    sent = form(wait__to2="reviewer", abandoned__enabled="") | {"wait.to1": ["manager", "nobody"]}
    assert client_of(manager).post("/halls/shili/alarms/settings", sent).status_code == 302
    rules = rules_of("shili")
    assert rules[AlarmKind.WAIT].thresholds == (1, 2, 3.5)
    assert rules[AlarmKind.WAIT].receivers == {Level.YELLOW: ("manager",), Level.ORANGE: ("reviewer",)}
    assert rules[AlarmKind.HALL_SATURATION].thresholds == (0.01, 0.02, 0.035)
    assert not rules[AlarmKind.ABANDONED].enabled
    assert (limits_of("shili").limits.wait, limits_of("shili").capacity) == (20, 200)
    assert Entry.objects.filter(act="alarm.thresholds").exists()


@pytest.mark.parametrize("wrong", [
    {"wait__red": "1"}, {"wait__yellow": "0"}, {"wait__orange": "x"}, {"wait__red": "nan"}, {"wait__red": "1e9"},
    {"wait__repeat": "-1"}, {"wait": "0"}, {"capacity": "inf"}, {"service": ""},
])  # fmt: skip
def test_a_wrong_number_keeps_nothing_and_says_where(
    wrong: dict[str, str], desk: Any, manager: Any, client_of: Any
) -> None:
    found = client_of(manager).post("/halls/shili/alarms/settings", form(**wrong))
    assert found.status_code == 400
    assert 'role="alert"' in found.content.decode()
    assert not Threshold.objects.exists()
    assert rules_of("shili")[AlarmKind.WAIT].thresholds == DEFAULTS[AlarmKind.WAIT]


def test_a_rule_that_cannot_be_is_the_starting_one(desk: Any, hall: Any) -> None:
    Threshold.objects.create(hall=hall, kind="wait", yellow=9, orange=5, red=1)
    Threshold.objects.create(hall=hall, kind="what", yellow=1, orange=2, red=3)
    assert rules_of("shili")[AlarmKind.WAIT].thresholds == DEFAULTS[AlarmKind.WAIT]


def test_an_alarm_is_noted_once(day: Any, manager: Any, reviewer: Any, client_of: Any) -> None:
    today = day()
    today.come("land")
    today.later(50)
    watching.look("shili", today.now)
    alarm = Alarm.objects.get(kind="wait")
    client = client_of(manager)
    assert "等候超时" in client.get("/halls/shili/alarms").content.decode()
    address = f"/halls/shili/alarms/{alarm.pk}/seen"
    assert client.get(address).status_code == 405
    client.post(address)
    client_of(reviewer).post(address)
    alarm.refresh_from_db()
    assert alarm.seen_by == "manager"
    assert client.post("/halls/shili/alarms/999999/seen").status_code == 404


def test_the_workbook_says_the_same_as_the_page(day: Any, manager: Any, client_of: Any) -> None:
    today = day("1", "3")
    today.live(25, {"tax": (50, ("M1", "M2")), "police": (30, ("M3",))}, 4)
    data = client_of(manager).get("/halls/shili/reports.xlsx?from=2026-11-20&to=2026-11-23").content
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["按日期", "按时段", "按业务", "按窗口", "按事项", "指标说明"]
    by_day = list(book["按日期"].values)
    heads, last, whole = by_day[2], by_day[-2], by_day[-1]
    assert (last[0], whole[0]) == ("2026-11-23 周一", "合计")
    assert whole[1:] == last[1:]  # nothing happened on the days before
    assert by_day[3][heads.index("人流量")] == 0
    assert by_day[3][heads.index("弃号率")] is None
    people = heads.index("人流量")
    assert sum(row[people] for row in list(book["按业务"].values)[3:-1]) == whole[people]
    served = heads.index("办理量")
    assert sum(row[served] for row in list(book["按窗口"].values)[3:-1]) == whole[served]
    assert Entry.objects.filter(act="report.exported").exists()


@pytest.mark.parametrize("query", [
    "from=x&to=y&by=z&queue=q", "from=2026-12-01&to=2026-01-01", "from=0001-01-01&to=9999-12-31", "by=" + "x" * 5000,
])  # fmt: skip
def test_an_address_that_makes_no_sense_is_a_report_all_the_same(
    query: str, desk: Any, manager: Any, client_of: Any
) -> None:
    found = client_of(manager).get(f"/halls/shili/reports?{query}")
    assert found.status_code == 200
    asked = found.context["asked"]
    assert asked.first <= asked.last <= MORNING.date()
    assert asked.last - asked.first <= timedelta(days=92)
