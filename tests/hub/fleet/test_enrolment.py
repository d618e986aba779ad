"""How a panel comes in, and everything somebody might try instead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hub.running import device_key

from kiosk.hub.audit.models import Entry
from kiosk.hub.fleet import enrolment
from kiosk.hub.fleet.models import Enrolment, Panel
from kiosk.sync.messages import check_digits

pytestmark = pytest.mark.django_db


@pytest.fixture
def rooted(hall):
    path = enrolment.root_path(hall.id)
    path.parent.mkdir(parents=True)
    path.write_text('{"signed": "root"}')
    return hall


def asked(client=None, key=None):
    public = key or device_key()[1]
    answer = (client or Client()).post("/api/enrolments", {"public_key": public}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    return public, answer.json()


def state(begun, secret=None):
    return Client().get(
        f"/api/enrolments/{begun['id']}", headers={"Authorization": f"Enrolment {secret or begun['secret']}"}
    )


def wrong_second_half(code):
    last = "2" if code[-1] != "2" else "3"
    return code[:-1] + last


def test_from_the_code_to_a_panel(client_of, technician, rooted):
    public, begun = asked()
    assert begun["check"] == check_digits(public, begun["secret"], "")
    assert state(begun).json()["state"] == "waiting"
    console = client_of(technician)
    assert begun["code"] in console.get(f"/enrol?code={begun['code']}").content.decode()
    page = console.post("/enrol", {"code": begun["code"].lower().replace("-", " ")}).content.decode()
    assert begun["check"] in page
    assert state(begun).json()["state"] == "waiting", "the code alone admits nobody"
    placed = {"code": begun["code"], "hall": "shili", "name": "一楼东门", "group": "东", "confirm": "yes"}
    assert console.post("/enrol", placed).status_code == 302
    panel = Panel.objects.get()
    assert (panel.name, panel.public_key, panel.admitted_by) == ("一楼东门", public, technician)
    told = state(begun).json()
    assert told["state"] == "confirmed"
    assert told["panel_id"] == panel.id
    assert told["root"] == '{"signed": "root"}'
    assert Entry.objects.get(act="fleet.admitted").actor == "technician"
    assert console.post("/enrol", placed).status_code == 422, "the code counts once"


def test_only_digests_are_kept(rooted):
    _, begun = asked()
    kept = str(list(Enrolment.objects.values()))
    assert begun["secret"] not in kept
    assert begun["code"] not in kept
    assert begun["code"].replace("-", "") not in kept


def test_the_fifth_wrong_second_half_locks_the_enrolment_whoever_sent_it(person, rooted, client_of):
    _, begun = asked()
    people = [client_of(person(f"tech{n}", "technician", hall=rooted)) for n in range(5)]
    for client in people:
        assert client.post("/enrol", {"code": wrong_second_half(begun["code"])}).status_code == 422
    assert state(begun).json()["state"] == "locked"
    late = people[0].post("/enrol", {"code": begun["code"]})
    assert late.status_code == 422
    assert Entry.objects.filter(act="fleet.enrolment_locked").count() == 1
    assert not Panel.objects.exists()


def test_codes_that_find_nothing_lock_nobody_but_slow_down_their_sender(client_of, technician, person, rooted):
    _, begun = asked()
    console = client_of(technician)
    pages = [console.post("/enrol", {"code": f"ZZZZ-ZZ{n:02}"}).content.decode() for n in range(14)]
    assert any("尝试次数过多" in page for page in pages)
    assert "没有找到" in pages[0]
    assert state(begun).json()["state"] == "waiting"
    other = client_of(person("other", "technician", hall=rooted), REMOTE_ADDR="10.9.9.9")
    assert begun["check"] in other.post("/enrol", {"code": begun["code"]}).content.decode()


def test_wrong_used_locked_and_late_codes_are_told_apart_by_nobody(client_of, technician, rooted):
    _, late = asked()
    _, locked = asked()
    Enrolment.objects.filter(id=late["id"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    Enrolment.objects.filter(id=locked["id"]).update(state=Enrolment.State.LOCKED)
    console = client_of(technician)
    pages = set()
    for code in (late["code"], locked["code"], "ABCD-EFGH"):
        page = console.post("/enrol", {"code": code}).content.decode()
        token = page.split('csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
        pages.add(page.replace(code, "CODE").replace(token, "").split("<main", 1)[1])
    assert len({page.split('role="alert"', 1)[1][:200] for page in pages}) == 1


def test_ten_minutes_are_all_there_is(rooted, technician):
    _, begun = asked()
    later = timezone.now() + timedelta(minutes=10, seconds=1)
    with pytest.raises(enrolment.EnrolmentError):
        enrolment.confirm(begun["code"], enrolment.Placing(rooted, "x"), technician, later)
    Enrolment.objects.update(expires_at=timezone.now())
    assert state(begun).json()["state"] == "expired"


def test_only_who_asked_hears_the_answer(rooted):
    _, begun = asked()
    assert state(begun, "x" * 43).status_code == 404
    assert Client().get(f"/api/enrolments/{begun['id']}").status_code == 404
    assert state({"id": "0" * 24, "secret": "x"}).status_code == 404


def test_asking_too_often_from_one_address_is_slowed_down(rooted):
    answers = [
        Client(REMOTE_ADDR="10.3.3.3")
        .post("/api/enrolments", {"public_key": device_key()[1]}, content_type="application/json")
        .status_code
        for _ in range(35)
    ]
    assert answers[:30] == [201] * 30
    assert 429 in answers[30:]


def test_an_editor_admits_nobody(client_of, editor, rooted):
    _, begun = asked()
    assert client_of(editor).post("/enrol", {"code": begun["code"]}).status_code == 403


def test_a_technician_admits_into_the_own_halls_only(client_of, technician, rooted, other_hall):
    _, begun = asked()
    enrolment.root_path("other").parent.mkdir(parents=True)
    enrolment.root_path("other").write_text("{}")
    placed = {"code": begun["code"], "hall": "other", "name": "x", "confirm": "yes"}
    assert client_of(technician).post("/enrol", placed).status_code == 422
    assert not Panel.objects.exists()


def test_a_key_that_was_revoked_does_not_come_back(technician, rooted):
    key = device_key()[1]
    _, begun = asked(key=key)
    now = timezone.now()
    panel = enrolment.confirm(begun["code"], enrolment.Placing(rooted, "a"), technician, now)
    _, again = asked(key=key)
    same = enrolment.confirm(again["code"], enrolment.Placing(rooted, "b"), technician, now)
    assert same.id == panel.id
    enrolment.revoke(panel, technician, now)
    _, third = asked(key=key)
    with pytest.raises(enrolment.EnrolmentError) as refused:
        enrolment.confirm(third["code"], enrolment.Placing(rooted, "c"), technician, now)
    assert refused.value.word == "revoked"


@pytest.mark.parametrize("body", ["", "[]", "{", '{"public_key": 7}', '{"public_key": "ZZ"}', '{"public_key": null}'])
def test_what_is_no_question_gets_no_code(db, body):
    answer = Client().post("/api/enrolments", body, content_type="application/json")
    assert answer.status_code in (400, 422)
    assert set(answer.json()) >= {"error", "zh", "en"}
