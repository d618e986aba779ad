"""Reports: what is on the glass, proven, and what is asked of the panel."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kiosk.hub.audit.models import Entry
from kiosk.hub.fleet import orders, reports, tokens
from kiosk.hub.fleet.models import Order, Panel, Showing
from kiosk.hub.fleet.proofs import proofs_of, reach
from kiosk.hub.fleet.standing import Presence, present, standing
from kiosk.hub.live.models import Event
from kiosk.hub.publishing.models import Channel, Edition, Release
from kiosk.sync.messages import PartReport, ReleaseRef, Report, Rollout, packed, report_seal

pytestmark = pytest.mark.django_db
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    + (800).to_bytes(4, "big")
    + (600).to_bytes(4, "big")
    + b"\x08\x02"
    + b"\0" * 20
)


@pytest.fixture
def panel(hall):
    return Panel.objects.create(id="p1", hall=hall, name="one", public_key="11" * 32, group="east")


@pytest.fixture
def auth(panel):
    return {"Authorization": f"Bearer {tokens.sealed(panel.id, timezone.now() + timedelta(hours=1))}"}


def sent(auth, report):
    body = report if isinstance(report, bytes) else packed(report)
    return Client().post("/api/reports", body, content_type="application/json", headers=auth)


def released(hall, now, number=3, ago=timedelta(seconds=4), **facts):
    edition = Edition.objects.create(hall=hall, revision=1)
    given = {"manifest_sha256": "0" * 64, "manifest_size": 1, "clicked_at": now - ago} | facts
    return Release.objects.create(hall=hall, number=number, edition=edition, **given)


def test_a_report_is_believed(panel, hall, auth):
    Channel.objects.create(hall=hall, version=12)
    now = timezone.now().isoformat()
    report = Report(release=3, now=now, parts=(PartReport("disk", "ok", "磁盘正常", "disk fine", now),))
    answer = sent(auth, report)
    assert answer.status_code == 200
    assert answer.json()["timestamp"] == 12
    panel.refresh_from_db()
    assert (panel.shown_release, panel.report["parts"][0]["part"]) == (3, "disk")


def test_a_report_proves_the_release_once(panel, hall):
    now = timezone.now()
    released(hall, now)
    report = Report(release=3, activated_at=(now - timedelta(seconds=1)).isoformat(), now=now.isoformat())
    reports.take(panel, report, now)
    reports.take(panel, report, now + timedelta(minutes=1))
    [proof] = proofs_of(panel)
    assert proof.seconds == pytest.approx(3)
    assert Showing.objects.count() == 1
    assert reach("shili").shown == 1


def test_a_panels_wrong_clock_does_not_spoil_the_proof(panel, hall):
    now = timezone.now()
    released(hall, now)
    wrong = now - timedelta(days=400)
    report = Report(release=3, activated_at=(wrong - timedelta(seconds=1)).isoformat(), now=wrong.isoformat())
    reports.take(panel, report, now)
    assert proofs_of(panel)[0].seconds == pytest.approx(3)


def test_a_proof_counts_from_the_time_a_release_was_to_begin(panel, hall):
    now = timezone.now()
    released(hall, now, ago=timedelta(hours=5), activate_at=now - timedelta(seconds=2))
    reports.take(panel, Report(release=3, activated_at=now.isoformat(), now=now.isoformat()), now)
    assert proofs_of(panel)[0].seconds == pytest.approx(2)


def test_what_did_not_change_is_told_to_nobody(panel, auth):
    sent(auth, Report(release=1))
    before = Event.objects.count()
    sent(auth, Report(release=1))
    assert Event.objects.count() == before
    sent(auth, Report(release=2))
    assert Event.objects.count() == before + 1


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"release": -1}', b'{"parts": [{}]}', b"\xff", b"[" * 5000])
def test_what_is_no_report_changes_nothing(panel, auth, body):
    answer = sent(auth, body)
    assert answer.status_code == 422
    assert answer.json()["error"] == "form"
    panel.refresh_from_db()
    assert panel.last_seen is None


def test_an_answer_is_small(panel, auth):
    answer = sent(auth, Report(release=1))
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    assert head + len(answer.content) < 400


def test_orders_go_out_and_results_come_back(panel, auth, technician, client_of):
    order = orders.give(panel, "screenshot", technician)
    assert Event.objects.get(audience="panel:p1").data == {"id": order.id, "kind": "screenshot"}
    assert sent(auth, Report()).json()["orders"] == [{"id": order.id, "kind": "screenshot"}]
    done = Client().put(f"/api/orders/{order.id}", PNG, content_type="image/png", headers=auth)
    assert done.status_code == 204
    assert sent(auth, Report()).json()["orders"] == []
    again = Client().put(f"/api/orders/{order.id}", PNG, content_type="image/png", headers=auth)
    assert again.status_code == 409
    picture = client_of(technician).get(f"/halls/shili/panels/results/{order.id}")
    assert picture.content == PNG
    assert picture.headers["Content-Type"] == "image/png"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert Entry.objects.get(act="fleet.ordered").details["kind"] == "screenshot"


@pytest.mark.parametrize(
    "body", [b"GIF89a", b"<svg onload=alert(1)>", PNG[:20], PNG.replace(b"\x00\x00\x03 ", b"\xff\xff\xff\xff")]
)
def test_a_stolen_panel_sends_no_other_picture_than_a_png(panel, auth, technician, body):
    order = orders.give(panel, "screenshot", technician)
    answer = Client().put(f"/api/orders/{order.id}", body, content_type="image/png", headers=auth)
    assert answer.status_code == 422
    assert not orders.result_path(order).exists()


def test_a_log_is_kept_as_text_whatever_it_is(panel, auth, technician, client_of):
    order = orders.give(panel, "logs", technician)
    Client().put(f"/api/orders/{order.id}", b"<script>alert(1)</script>", content_type="text/html", headers=auth)
    answer = client_of(technician).get(f"/halls/shili/panels/results/{order.id}")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_result_that_is_too_big_is_not_kept(panel, auth, technician):
    order = orders.give(panel, "logs", technician)
    big = Client().put(f"/api/orders/{order.id}", b"x" * (5 << 20), content_type="text/plain", headers=auth)
    assert big.status_code == 422
    assert not orders.result_path(order).exists()


def test_a_panel_answers_its_own_orders_only(panel, auth, technician, hall):
    other = Panel.objects.create(id="p2", hall=hall, name="two", public_key="22" * 32)
    order = orders.give(other, "logs", technician)
    answer = Client().put(f"/api/orders/{order.id}", b"x", content_type="text/plain", headers=auth)
    assert answer.status_code == 404


def test_an_editor_gives_no_orders(panel, client_of, editor):
    answer = client_of(editor).post("/halls/shili/panels/p1/ask", {"kind": "restart"})
    assert answer.status_code == 403
    assert not Order.objects.exists()


def test_an_order_without_its_forms_token_is_refused(panel, client_of, technician):
    client = client_of(technician, enforce_csrf_checks=True)
    assert client.post("/halls/shili/panels/p1/ask", {"kind": "restart"}).status_code == 403
    assert not Order.objects.exists()


def test_an_old_order_is_none_any_more(panel, technician):
    orders.give(panel, "restart", technician)
    Order.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    assert orders.open_orders(panel) == []


def test_how_a_panel_stands(panel):
    now = timezone.now()
    assert present(panel, now) is Presence.NEW
    panel.connected = True
    assert present(panel, now) is Presence.HERE
    panel.last_seen = now - timedelta(seconds=340)
    assert present(panel, now) is Presence.AWAY, "its stream stands, but it has not reported"
    panel.connected, panel.last_seen, panel.left_at = False, now - timedelta(seconds=30), now - timedelta(seconds=4)
    assert present(panel, now) is Presence.HERE, "it may be back in a moment"
    panel.left_at = now - timedelta(seconds=12)
    assert present(panel, now) is Presence.AWAY
    panel.left_at = None
    assert present(panel, now) is Presence.HERE, "it reports each minute without a stream"
    panel.last_seen = now - timedelta(seconds=80)
    stands = standing(panel, None, now)
    assert stands.presence is Presence.AWAY
    assert stands.offline == timedelta(seconds=80)


def test_who_is_behind(panel):
    rollout = Rollout("shili", 1, stable=ReleaseRef(5, "0" * 64, 1))
    panel.shown_release, panel.connected = 4, True
    assert standing(panel, rollout, timezone.now()).behind
    panel.shown_release = 5
    assert not standing(panel, rollout, timezone.now()).behind


def test_the_pages_show_it(panel, auth, client_of, technician, editor):
    parts = (PartReport("printer", "failed", "打印机缺纸", "printer out of paper", timezone.now().isoformat()),)
    sent(auth, Report(release=7, activated_at=timezone.now().isoformat(), program="0.1", parts=parts))
    for client in (client_of(technician), client_of(editor)):
        page = client.get("/halls/shili/panels").content.decode()
        assert "第 7 版" in page
        assert "打印机缺纸" in page
        assert "打印机缺纸" in client.get("/halls/shili/panels/p1").content.decode()
        assert "打印机缺纸" in client.get("/halls/shili/").content.decode()
    part = client_of(technician).get("/halls/shili/panels", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "远程操作" not in client_of(editor).get("/halls/shili/panels/p1").content.decode()


def test_a_sign_of_life_counts_for_what_was_reported_and_for_nothing_else(panel, auth):
    def still(seal):
        return Client().post(f"/api/reports/{seal}", headers=auth)

    report = Report(release=3, now=timezone.now().isoformat(), visits_today=4)
    assert still(report_seal(report)).status_code == 409, "nothing was reported yet"
    sent(auth, report)
    Panel.objects.filter(id=panel.id).update(connected=True, last_seen=timezone.now() - timedelta(seconds=210))
    panel.refresh_from_db()
    assert present(panel, timezone.now()) is Presence.AWAY, "it hangs while its machine keeps the stream up"
    later = replace(report, visits_today=9, now="")
    assert still(report_seal(later)).json()["orders"] == []
    panel.refresh_from_db()
    assert present(panel, timezone.now()) is Presence.HERE
    assert panel.report["visits_today"] == 4
    assert still(report_seal(replace(report, release=4))).status_code == 409
    assert still("x" * 2000).status_code == 409
    assert Client().post("/api/reports/" + report_seal(report)).status_code == 401
