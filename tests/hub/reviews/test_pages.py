"""The pages: who may see what, nothing that tells who it was, the window's screen, the panel, the workbook."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from kiosk.hub.fleet import tokens
from kiosk.hub.fleet.models import Panel
from kiosk.hub.reviews import following, reviewing
from kiosk.hub.reviews.models import Followup, Review

pytestmark = pytest.mark.django_db
HALL = "/halls/shili/reviews"


@pytest.fixture
def given(hall, served):
    """``given(level)``: a review of it."""
    numbers = iter(range(100, 900))

    def make(level, words="", reasons=(), **facts):
        row = served(number=next(numbers), **facts)
        return reviewing.give(hall.pk, row.id, "", level, reasons, words, "phone", timezone.now())

    return make


def test_who_may_see_them(given, manager, reviewer, editor, clerk, person, hall, client_of):
    one = given(1)
    for user, status in ((manager, 200), (reviewer, 200), (editor, 403), (clerk, 403)):
        client = client_of(user)
        for address in (HALL, f"{HALL}/summary", f"{HALL}/sheet", f"{HALL}/{one.pk}"):
            assert client.get(address).status_code == status, (user.username, address)
    assert client_of(reviewer).post(f"{HALL}/{one.pk}/act", {"act": "answered", "words": "x"}).status_code == 403
    assert Client().get(HALL).status_code == 302
    assert client_of(person("stranger")).get(HALL).status_code == 404


def test_nobody_sees_reviews_of_their_own_work(given, clerk, hall, client_of):
    from kiosk.hub.access.models import Membership

    one = given(1, "窗口态度差")
    Membership.objects.create(user=clerk, hall=hall, role="manager")
    client = client_of(clerk)
    assert "窗口态度差" not in client.get(HALL).content.decode()
    assert client.get(f"{HALL}/{one.pk}").status_code == 404
    assert client.post(f"{HALL}/{one.pk}/act", {"act": "answered", "words": "x", "version": 1}).status_code == 404
    assert load_workbook(io.BytesIO(client.get(f"{HALL}/sheet").content)).worksheets[0].max_row == 1


def test_no_page_tells_who_it_was(given, manager, client_of):
    one = given(1, "等太久", ("115",))
    row = one.service
    label = "A100"
    for address in (HALL, f"{HALL}/{one.pk}", f"{HALL}/summary"):
        page = client_of(manager).get(address).content.decode()
        assert row.ticket_id not in page
        assert label not in page
        assert timezone.localtime(row.ended).strftime("%H:%M:") not in page
    book = load_workbook(io.BytesIO(client_of(manager).get(f"{HALL}/sheet").content))
    cells = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line]
    assert not any(label in cell or row.ticket_id in cell for cell in cells)
    assert "服务态度差效率低" in cells


def test_filters(given, manager, client_of):
    given(1, "头一条", window="2")
    given(5, "第二条", window="1")
    old = given(3, "第三条", window="1", ago=timedelta(days=3))
    client = client_of(manager)

    def words(query):
        page = client.get(f"{HALL}?{query}").content.decode()
        return [one for one in ("头一条", "第二条", "第三条") if one in page]

    today = timezone.localdate().isoformat()
    assert words("") == ["头一条", "第二条", "第三条"]
    assert words("level=5") == ["第二条"]
    assert words("window=1") == ["第二条", "第三条"]
    assert words("state=open") == ["头一条"]
    assert words("state=new") == ["头一条"]
    assert words("state=late") == []
    assert words(f"from={today}&to={today}") == ["头一条", "第二条"]
    assert words(f"from={old.service.day}&to={old.service.day}") == ["第三条"]
    assert words("from=yesterday&level=9&window=' OR 1=1&page=-7") == []
    Followup.objects.update(due=timezone.localdate() - timedelta(days=1))
    assert words("state=late") == ["头一条"]


def test_a_case_is_worked_on(given, manager, client_of):
    one = given(2, "等太久")
    client = client_of(manager)
    page = client.get(f"{HALL}/{one.pk}").content.decode()
    assert "等太久" in page
    assert "与提交时一致" in page
    for act, words, version in (("answered", "对不起", 1), ("closed", "加了一个窗口", 2)):
        answer = client.post(f"{HALL}/{one.pk}/act", {"act": act, "words": words, "version": version})
        assert answer.status_code == 302
    page = client.get(f"{HALL}/{one.pk}").content.decode()
    assert "加了一个窗口" in page
    assert "重新处理" in page
    stale = client.post(f"{HALL}/{one.pk}/act", {"act": "reopened", "words": "x", "version": "1"}, follow=True)
    assert "处理状态已经变了" in stale.content.decode()
    assert Followup.objects.get().state == "closed"


def test_the_number_in_the_navigation(given, manager, editor, client_of):
    one = given(1)
    client = client_of(manager)
    page = client.get("/halls/shili/").content.decode()
    assert re.search(r'data-on="review" hx-get="/halls/shili/reviews/count"[^>]*>1</b>', page)
    assert "reviews/count" not in client_of(editor).get("/halls/shili/").content.decode()
    told = client.get(f"{HALL}/count").content.decode()
    assert "2 号窗口收到一条差评" in told
    assert f"/reviews/{one.pk}" in told
    following.take_step(one.followup.pk, "shili", "answered", "x", 1, manager, timezone.now())
    assert "收到一条差评" not in client.get(f"{HALL}/count").content.decode()
    Followup.objects.update(state="closed")
    assert re.search(r"hidden>0</b>", client.get(f"{HALL}/count").content.decode())
    assert client_of(editor).get(f"{HALL}/count").status_code == 403


def test_the_figures_by_window_and_matter(given, served, manager, client_of):
    given(1, window="2", matters=("M1",), reasons=("115", "110"))
    given(5, window="2", matters=("M1",))
    given(4, window="1", matters=("M2",))
    served(number=12, window="1", matters=("M2",))
    page = client_of(manager).get(f"{HALL}/summary").content.decode()
    assert "66.7%" in page  # satisfied, of those who rated
    assert "25.0%" in page  # not rated, of those served
    book = load_workbook(io.BytesIO(client_of(manager).get(f"{HALL}/sheet").content))
    lines = {str(line[0]): line[1:] for line in book["按窗口"].iter_rows(min_row=2, values_only=True)}
    assert lines["2"] == (2, 2, 0, 0, 1, 0.5, 1, 0, 0, 0, 1)
    assert lines["1"] == (2, 1, 1, 0.5, 0, 1, 0, 1, 0, 0, 0)
    assert lines["合计"][:3] == (4, 3, 1)


def test_a_formula_is_words(given, manager, client_of):
    given(
        1,
        "=HYPERLINK(1)",
    )
    sheet = load_workbook(io.BytesIO(client_of(manager).get(f"{HALL}/sheet").content)).worksheets[0]
    assert (sheet["G2"].value, sheet["G2"].data_type) == ("=HYPERLINK(1)", "s")


def test_english_pages(given, manager, client_of):
    manager.language = "en"
    manager.save()
    one = given(1, reasons=("115",))
    client = client_of(manager)
    assert "Unfriendly and slow" in client.get(HALL).content.decode()
    assert "Fifteen working days" in client.get(f"{HALL}/{one.pk}").content.decode().replace("fifteen", "Fifteen")
    assert "Share not rated" in client.get(f"{HALL}/summary").content.decode()


def test_the_windows_screen(hall, served, screen_key):
    phone = Client(enforce_csrf_checks=True)
    address = f"/screens/{screen_key}/review"
    assert phone.get(address).content == b""
    row = served("2")
    page = phone.get(address).content.decode()
    assert "这次办事，您觉得怎么样？" in page
    assert row.id not in page
    case = reviewing.asked_at(hall.pk, "2", timezone.now()).pk
    assert "请选择满意程度" in phone.post(address, {"case": case}).content.decode()
    answer = phone.post(address, {"case": case, "level": "5", "reason": ["517", "115"]})
    assert "谢谢您的评价" in answer.content.decode()
    assert Review.objects.get().reasons == ["517"]
    assert Review.objects.get().channel == "window"
    assert phone.get(address).content == b""
    assert phone.post(address, {"case": case, "level": "1"}).content.decode().count("评价时间已过") == 1


def test_the_screen_rates_no_other_case(served, screen_key, hall):
    first = served("2", ago=timedelta(seconds=30))
    address = f"/screens/{screen_key}/review"
    case = reviewing.asked_at(hall.pk, "2", timezone.now()).pk
    served("2", number=13, ago=timedelta(seconds=1))
    answer = Client().post(address, {"case": case, "level": "1"}).content.decode()
    assert "评价时间已过" in answer
    assert not Review.objects.exists()
    assert first.state == "done"
    assert Client().get("/screens/00000000000000000000/review").status_code == 404


@pytest.fixture
def auth(hall):
    panel = Panel.objects.create(id="p1", hall=hall, name="one", public_key="11" * 32)
    return {"Authorization": f"Bearer {tokens.sealed(panel.id, timezone.now() + timedelta(hours=1))}"}


def test_the_panel(served, auth):
    row = served()
    address = f"/api/desk/tickets/{row.id}/review"

    def sent(**body):
        return Client().post(address, json.dumps(body), content_type="application/json", headers=auth)

    assert Client().post(address, "{}", content_type="application/json").status_code == 401
    assert sent(level=9).status_code == 422
    assert sent(level=5, reasons=["115"]).json()["error"] == "form"
    assert sent(level=2, reasons=["213"], words="x").status_code == 204
    assert sent(level=2, reasons=["213"], words="x").status_code == 204
    refused = sent(level=5)
    assert (refused.status_code, refused.json()["error"]) == (409, "rated")
    assert Review.objects.get().channel == "panel"
    form = Client().get("/api/desk/reviews/form", headers=auth).json()
    assert [one["level"] for one in form["zh"]] == [5, 4, 3, 2, 1]
    assert form["zh"][0]["words"] == "非常满意"


def test_a_panel_rates_in_its_own_hall_only(served, other_hall):
    panel = Panel.objects.create(id="p9", hall=other_hall, name="one", public_key="22" * 32)
    auth = {"Authorization": f"Bearer {tokens.sealed(panel.id, timezone.now() + timedelta(hours=1))}"}
    address = f"/api/desk/tickets/{served().id}/review"
    answer = Client().post(address, '{"level": 5}', content_type="application/json", headers=auth)
    assert answer.status_code == 404
