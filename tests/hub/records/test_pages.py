"""The pages of a hall's content as people use and misuse them."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from kiosk.hub.audit.models import Entry
from kiosk.hub.records.changes import save_row
from kiosk.hub.records.folder import make_hall
from kiosk.hub.records.models import Hall, Media, PlanDraft, Row
from kiosk.matters.columns import SCHEMAS

from .test_media import _pdf, _png
from .test_rich_text import WORD

DEMO = Path(__file__).parents[3] / "config" / "demo-hall"


@pytest.fixture
def filled(hall, manager) -> Hall:
    for week, end in (("main", "17:00"), ("late", "20:00")):
        save_row(hall, "hours", "", {"id": week, "weekday": "1-5", "start": "9:00", "end": end}, 0, manager)
    save_row(hall, "departments", "", {"code": "GA", "name_zh": "公安", "name_en": "Police"}, 0, manager)
    row = {"number": "11", "name_zh": "11号", "name_en": "No 11", "department_codes": "GA", "hours_id": "main"}
    save_row(hall, "windows", "", row, 0, manager)
    row = {"code": "M1", "name_zh": "护照", "name_en": "Passport", "department_code": "GA"}
    save_row(hall, "matters", "", row, 0, manager)
    save_row(hall, "services", "", {"matter_code": "M1", "window_number": "11"}, 0, manager)
    return hall


def _row(table, key):
    return Row.objects.get(table=table, key=key)


def _address(row):
    return reverse("content-row", args=["shili", row.table, row.pk])


def _sent(row, **changes):
    """What the form of a window sends."""
    return {
        "version": row.version,
        "row": row.pk,
        "seen": json.dumps(row.data),
        **{column: value for column, value in row.data.items() if column != "department_codes"},
        "department_codes": row.data.get("department_codes", "").split("|"),
        "department_codes.sent": "1",
        "accessible.sent": "1",
        **changes,
    }


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_stands(filled, manager, client_of, language):
    manager.language = language
    manager.save()
    browser = client_of(manager)
    addresses = [reverse(name, args=["shili"]) for name in ("content", "content-findings", "content-facts", "media")]
    addresses += [reverse("transfer", args=["shili"]), reverse("week-new", args=["shili"])]
    addresses += [reverse("week", args=["shili", "main"])]
    for table in SCHEMAS:
        addresses += [reverse("content-table", args=["shili", table]), reverse("content-new", args=["shili", table])]
    addresses += [_address(row) for row in Row.objects.all()]
    addresses += [reverse("content-delete", args=["shili", row.table, row.pk]) for row in Row.objects.all()]
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page), address


def test_a_window_changes_its_hours(filled, manager, client_of):
    row = _row("windows", "11")
    answer = client_of(manager).post(_address(row), _sent(row, hours_id="late"))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.data["hours_id"], row.data["department_codes"], row.version) == ("late", "GA", 2)
    assert "accessible" not in row.data
    entry = Entry.objects.get(act="row.changed")
    assert entry.details["values"] == {"hours_id": ["main", "late"]}


def test_what_would_stop_a_publication_is_asked_about_first(filled, manager, client_of):
    row, browser = _row("windows", "11"), client_of(manager)
    sent = _sent(row, hours_id="gone")
    answer = browser.post(_address(row), sent)
    assert answer.status_code == 422
    assert "没有开放时间“gone”" in answer.content.decode()
    row.refresh_from_db()
    assert row.version == 1
    assert browser.post(_address(row), {**sent, "anyway": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.data["hours_id"] == "gone"


def test_findings_come_while_one_writes(filled, manager, client_of):
    row = _row("windows", "11")
    address = reverse("content-check", args=["shili", "windows"])
    page = (
        client_of(manager).post(address, _sent(row, hours_id="gone"), headers={"HX-Request": "true"}).content.decode()
    )
    assert re.search(r'id="found-hours_id"[^>]*hx-swap-oob="true"><p class="errors">没有开放时间“gone”', page)


def test_two_people_choose_field_by_field(filled, manager, editor, client_of):
    row = _row("windows", "11")
    mine = _sent(row, hours_id="late", phone="1")
    theirs = _sent(row, hours_id="", name_en="Eleven")
    assert client_of(editor).post(_address(row), theirs).status_code == 302
    browser = client_of(manager)
    answer = browser.post(_address(row), mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "editor" in page
    chosen = dict(re.findall(r'name="(\w+)" value="([^"]*)" required checked', page))
    assert chosen == {"name_en": "Eleven", "phone": "1"}  # each was changed by one of them only
    assert 'name="hours_id" value="late" required>' in page
    row.refresh_from_db()
    assert row.data["name_en"] == "Eleven"
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    same = dict(re.findall(r'<textarea name="(\w+)" hidden>([^<]*)</textarea>', page))
    final = {**same, **chosen, "hours_id": "late", "version": version}
    assert browser.post(_address(row), final).status_code == 302
    row.refresh_from_db()
    assert row.data == {
        **{"number": "11", "name_zh": "11号", "name_en": "Eleven", "department_codes": "GA"},
        **{"hours_id": "late", "phone": "1"},
    }


def test_a_row_that_went_is_said(filled, manager, editor, client_of):
    row = _row("services", "M1|")
    browser = client_of(manager)
    page = browser.get(_address(row)).content.decode()
    assert "保存" in page
    assert (
        client_of(editor)
        .post(reverse("content-delete", args=["shili", "services", row.pk]), {"version": 1})
        .status_code
    )
    assert browser.post(_address(row), _sent(row)).status_code == 404


def test_deleting_says_what_points_there_and_minds_the_version(filled, manager, client_of):
    row, browser = _row("departments", "GA"), client_of(manager)
    address = reverse("content-delete", args=["shili", "departments", row.pk])
    page = browser.get(address).content.decode()
    assert "11号" in page
    assert "护照" in page
    browser.post(address, {"version": 7})
    assert Row.objects.filter(pk=row.pk).exists()
    browser.post(address, {"version": 1})
    assert not Row.objects.filter(pk=row.pk).exists()


def test_search_finds_by_name_and_through_references(filled, manager, client_of):
    browser = client_of(manager)
    for words, found in (("护照", True), ("passport", True), ("公安", True), ("M1", True), ("婚姻", False)):
        page = browser.get(reverse("content-matters", args=["shili"]), {"q": words}).content.decode()
        assert (">护照</a>" in page) is found, words


def test_five_thousand_rows_come_fifty_at_a_time(hall, manager, client_of):
    Row.objects.bulk_create(
        Row(hall=hall, table="matters", key=f"M{n}", place=n, data={"code": f"M{n}", "name_zh": f"事项{n}"})
        for n in range(5_000)
    )
    browser = client_of(manager)
    page = browser.get(reverse("content-matters", args=["shili"]), {"q": "事项49", "page": 2}).content.decode()
    assert page.count('class="row-link"') == 50
    assert "111" in page
    assert "2 / 3" in page


def test_a_week_is_saved_whole(filled, manager, client_of):
    browser, address = client_of(manager), reverse("week", args=["shili", "main"])
    mark = re.search(r'name="mark" value="(\w+)"', browser.get(address).content.decode())[1]
    given = {"mark": mark}
    for day in range(4):
        given |= {f"from-{day}-0": "9:00", f"to-{day}-0": "12:00", f"from-{day}-1": "13:30", f"to-{day}-1": "17:00"}
    given |= {"from-5-0": "9:00", "to-5-0": "24:00"}
    assert browser.post(address, given).status_code == 302
    rows = [row.data for row in Row.objects.filter(table="hours", data__id="main").order_by("place")]
    assert [(r["weekday"], r["start"], r["end"]) for r in rows] == [
        ("1-4", "9:00", "12:00"),
        ("1-4", "13:30", "17:00"),
        ("6", "9:00", "24:00"),
    ]
    assert browser.post(address, given).status_code == 409  # the mark is of what was there before
    wrong = {**given, "to-5-0": "8:00"}
    assert browser.post(address, wrong).status_code == 422
    assert browser.post(reverse("week-new", args=["shili"]), {**given, "id": "main"}).status_code == 422
    assert browser.post(reverse("week-new", args=["shili"]), {**given, "id": "../x"}).status_code == 422


def test_the_halls_facts_are_saved_and_guarded(filled, manager, client_of):
    browser, address = client_of(manager), reverse("content-facts", args=["shili"])
    given = {"version": "1", "name_zh": "新名", "name_en": "New", "languages": ["zh-CN", "en"], "hours_id": "main"}
    assert browser.post(address, given).status_code == 302
    hall = Hall.objects.get()
    assert hall.facts["name"] == {"zh": "新名", "en": "New"}
    assert browser.post(address, {**given, "name_zh": "旧名"}).status_code == 409
    assert browser.post(address, {**given, "version": "2", "name_zh": "", "name_en": ""}).status_code == 422
    assert Hall.objects.get().facts["name"]["zh"] == "新名"


def test_a_notice_is_cleaned_whoever_sends_it(filled, manager, client_of):
    browser = client_of(manager)
    save_row(filled, "notice_columns", "", {"code": "gg", "name_zh": "公告", "name_en": "Notices"}, 0, manager)
    nasty = WORD + "<script>alert(1)</script><img src='http://x.example/a.png'><p onclick=x>好</p>"
    given = {
        "code": "n1",
        "column_code": "gg",
        "title_zh": "通知",
        "title_en": "Note",
        "body_zh": nasty,
        "body_en": "b",
    }
    assert browser.post(reverse("content-new", args=["shili", "notices"]), given).status_code == 302
    body = _row("notices", "n1").data["body_zh"]
    for word in ("script", "http", "onclick", "file:", "style", "mso"):
        assert word not in body.casefold()
    page = browser.get(_address(_row("notices", "n1"))).content.decode()
    assert "<script>alert" not in page
    shown = browser.post(reverse("notice-preview", args=["shili"]), {"text": nasty}).content.decode()
    assert "<strong>关于优化办事的通知</strong>" in shown
    assert "alert" not in shown
    Row.objects.filter(key="n1").update(data={**_row("notices", "n1").data, "body_zh": nasty})
    page = browser.get(_address(_row("notices", "n1"))).content.decode()  # even were it written past the forms
    assert not re.search(
        r"<script(?![^>]*\bsrc=)|onclick=x>|<img src=.http", page.replace("&lt;", "").split("<textarea")[0]
    )


def _upload(name, data):
    file = io.BytesIO(data)
    file.name = name
    return file


def test_media_come_in_and_are_served_without_rights(filled, manager, client_of):
    browser, address = client_of(manager), reverse("media", args=["shili"])
    browser.post(
        address, {"files": [_upload("图 标.png", _png()), _upload("x.svg", b"<svg/>"), _upload("d.pdf", _pdf(1))]}
    )
    assert set(Media.objects.values_list("name", flat=True)) == {"tu-biao.png", "d.pdf", "d-1.webp"}
    answer = browser.get(reverse("medium", args=["shili", "tu-biao.png"]))
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "attachment" in browser.get(reverse("medium", args=["shili", "d.pdf"]))["Content-Disposition"]
    assert browser.get(reverse("medium", args=["shili", "..%2fhub.db"])).status_code == 404
    save_row(filled, "departments", "GA", {"code": "GA", "name_zh": "公安", "icon": "tu-biao.png"}, 1, manager)
    browser.post(reverse("medium-delete", args=["shili", "tu-biao.png"]))
    assert Media.objects.filter(name="tu-biao.png").exists()
    assert browser.get(address).status_code == 200


def test_an_import_goes_by_way_of_a_report(filled, manager, editor, client_of):
    browser = client_of(manager)
    book = openpyxl.Workbook()
    book.active.append(["number", "phone"])
    book.active.append(["11", "020"])
    book.active.append(["12", "=1+1"])
    stream = io.BytesIO()
    book.save(stream)
    given = {"file": _upload("windows.xlsx", stream.getvalue()), "mode": "merge"}
    page = browser.post(reverse("import-check", args=["shili"]), given).content.decode()
    assert "020" in page
    assert "公式" in page
    assert "phone" not in _row("windows", "11").data
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    digest = re.search(r'name="digest" value="([^"]+)"', page)[1]
    apply = reverse("import-apply", args=["shili"])
    confirmed = {"token": token, "digest": digest}
    assert client_of(editor).post(apply, {**confirmed, "good_lines": "1"}).status_code == 302  # not their upload
    assert "phone" not in _row("windows", "11").data
    assert browser.post(apply, confirmed).status_code == 409  # one line is refused
    assert "phone" not in _row("windows", "11").data
    assert browser.post(apply, {**confirmed, "good_lines": "1"}).status_code == 302
    assert _row("windows", "11").data["phone"] == "020"
    assert browser.post(apply, {**confirmed, "good_lines": "1"}).status_code == 302
    assert _row("windows", "11").version == 2


def test_only_a_manager_replaces_a_whole_hall(filled, manager, editor, client_of):
    zipped = client_of(manager).get(reverse("export", args=["shili"]), {"kind": "zip"}).content
    save_row(filled, "windows", "11", {"number": "11", "phone": "9"}, 1, manager)
    check, apply = reverse("import-check", args=["shili"]), reverse("import-apply", args=["shili"])
    page = client_of(editor).post(check, {"file": _upload("hall.zip", zipped)}, follow=True).content.decode()
    assert "负责人" in page
    browser = client_of(manager)
    page = browser.post(check, {"file": _upload("hall.zip", zipped)}).content.decode()
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    assert client_of(editor).post(apply, {"token": token}).status_code == 302
    assert _row("windows", "11").data["phone"] == "9"
    assert browser.post(apply, {"token": token}).status_code == 302
    assert _row("windows", "11").data["hours_id"] == "main"
    assert not PlanDraft.objects.exists()


WRITES = [
    ("content-new", ["windows"], {"number": "66"}),
    ("content-check", ["windows"], {"number": "66"}),
    ("content-facts", [], {"version": "1", "name_zh": "盗"}),
    ("week-new", [], {"id": "x", "from-0-0": "9:00", "to-0-0": "10:00"}),
    ("media", [], {}),
    ("import-check", [], {}),
    ("import-apply", [], {"token": "x" * 32}),
    ("notice-clean", [], {"text": "x"}),
]


@pytest.mark.parametrize(("name", "more", "given"), WRITES)
def test_who_may_not_write_does_not(filled, auditor, person, other_hall, client_of, name, more, given):
    before = list(Row.objects.order_by("pk").values())
    address = reverse(name, args=["shili", *more])
    assert client_of(auditor).post(address, given).status_code == 403
    stranger = person("stranger", "editor", "manager", hall=other_hall)
    assert client_of(stranger).post(address, given).status_code == 404
    assert Client().post(address, given).status_code == 302
    assert "/login" in Client().post(address, given)["Location"]
    assert list(Row.objects.order_by("pk").values()) == before
    assert Hall.objects.get(id="shili").facts_version == 1


@pytest.mark.parametrize(("name", "more", "given"), WRITES)
def test_without_its_token_no_form_counts(filled, manager, client_of, name, more, given):
    browser = client_of(manager, enforce_csrf_checks=True)
    before = Row.objects.count()
    assert browser.post(reverse(name, args=["shili", *more]), given).status_code == 403
    assert Row.objects.count() == before


def test_rows_and_media_of_another_hall_are_not_there(filled, manager, other_hall, client_of):
    foreign = save_row(other_hall, "windows", "", {"number": "1"}, 0, None)
    Media.objects.create(hall=other_hall, name="a.png", sha256="0" * 64, kind="image/png", size=1)
    browser = client_of(manager)
    for address in (
        _address(foreign),
        reverse("content-delete", args=["shili", "windows", foreign.pk]),
        reverse("content-row", args=["other", "windows", foreign.pk]),
        reverse("medium", args=["shili", "a.png"]),
        reverse("export", args=["other"]),
        reverse("content-table", args=["shili", "users"]),
    ):
        assert browser.get(address).status_code == 404, address


def test_after_saving_nobody_is_sent_elsewhere(filled, manager, client_of):
    row = _row("windows", "11")
    for away in ("https://x.example/", "//x.example/", "javascript:alert(1)", "/\\x.example"):
        answer = client_of(manager).post(_address(row), _sent(_row("windows", "11"), next=away))
        assert answer["Location"].startswith("/halls/shili/"), away


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "1e3", "\u0661", "0"])
def test_a_version_that_is_none_is_an_old_one(filled, manager, client_of, version):
    row = _row("windows", "11")
    assert client_of(manager).post(_address(row), _sent(row, version=version, phone="1")).status_code == 409
    new = reverse("content-new", args=["shili", "windows"])
    assert client_of(manager).get(new, {"like": version}).status_code == 200


def test_the_window_that_is_called_so_comes_first(filled, manager, client_of):
    save_row(filled, "windows", "", {"number": "5", "phone": "0000-1234511", "name_zh": "11"}, 0, manager)
    Row.objects.filter(key="11").update(place=99_999)
    page = client_of(manager).get(reverse("content-windows", args=["shili"]), {"q": "11"}).content.decode()
    assert re.findall(r'class="row-link"[^>]*>(\w+)</a>', page) == ["11", "5"]


def test_a_place_that_is_another_windows_is_said(db, person, client_of):
    hall, _ = make_hall(DEMO)
    browser = client_of(person("m", "manager", hall=hall))
    row = _row("windows", "11")
    page = browser.get(_address(row)).content.decode()
    there = re.search(r'<option value="([0-9a-f-]{36})">[^<]*21号窗口', page)[1]
    address = reverse("content-check", args=["shili", "windows"])
    found = browser.post(address, _sent(row, place_id=there)).content.decode()
    assert "平面图上这里写着 21 号" in found
    assert browser.post(_address(row), _sent(row, place_id=there)).status_code == 302
    page = browser.get(reverse("content-windows", args=["shili"]), {"q": "11"}).content.decode()
    assert "2楼" in page
