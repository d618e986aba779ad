"""What the editor asks of the hub: who may, against which version, remembered, told, and never more than fits."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from kiosk.hub.audit.models import Entry
from kiosk.hub.live.models import Event
from kiosk.hub.plans import answers, keeping
from kiosk.hub.plans.beginning import begin, checked
from kiosk.hub.plans.models import PlanVersion, Sketch
from kiosk.hub.records.models import Hall, PlanDraft

PLAN = "/halls/shili/plan"


@pytest.fixture
def plan(hall: Any) -> Any:
    files = begin(checked({"zh": "小厅", "en": "Small hall", "width_m": "30", "depth_m": "20"}))
    return PlanDraft.objects.create(hall=hall, files=files, version=1)


@pytest.fixture
def client(plan: Any, manager: Any, client_of: Any) -> Any:
    return client_of(manager)


def put(client: Any, path: str, **given: Any) -> Any:
    return client.put(f"{PLAN}/{path}", json.dumps(given), "application/json")


def post(client: Any, path: str, **given: Any) -> Any:
    return client.post(f"{PLAN}/{path}", json.dumps(given), "application/json")


def renamed(document: dict[str, Any], name: str) -> dict[str, Any]:
    items = [{**i, "name": {"zh": name, "en": name}} if i["kind"] == "unit" else i for i in document["items"]]
    return {**document, "items": items}


def test_saving_counts_remembers_and_tells(client: Any) -> None:
    document = client.get(f"{PLAN}/document").json()["document"]
    saved = put(client, "document", version=1, document=renamed(document, "门厅"))
    assert saved.json()["version"] == 2
    assert Hall.objects.get(pk="shili").revision == 1
    assert Entry.objects.get(act="plan.saved").details["version"] == 2
    assert Event.objects.filter(audience="console:shili").count() == 1
    assert "门厅" in PlanDraft.objects.get(hall_id="shili").files["unit.geojson"]


def test_saving_what_is_saved_makes_no_version(client: Any) -> None:
    document = client.get(f"{PLAN}/document").json()["document"]
    assert put(client, "document", version=1, document=document).json()["version"] == 1
    assert not Entry.objects.filter(act="plan.saved").exists()


def test_a_stale_version_is_told_and_overwrites_nothing(client: Any) -> None:
    document = client.get(f"{PLAN}/document").json()["document"]
    put(client, "document", version=1, document=renamed(document, "first"))
    late = put(client, "document", version=1, document=renamed(document, "second"))
    assert (late.status_code, late.json()["version"], late.json()["by"]) == (409, 2, "manager")
    assert "first" in PlanDraft.objects.get(hall_id="shili").files["unit.geojson"]


def test_a_refused_document_says_which_thing(client: Any) -> None:
    document = client.get(f"{PLAN}/document").json()["document"]
    unit = next(i for i in document["items"] if i["kind"] == "unit")
    unit["shape"]["coordinates"] = [[[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]]
    answer = put(client, "document", version=1, document=document)
    assert (answer.status_code, answer.json()["item"]) == (422, unit["id"])


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b'{"version": true}', b'{"version": -1}'])
def test_a_strange_body_is_a_sentence(client: Any, body: bytes) -> None:
    assert client.put(f"{PLAN}/document", body, "application/json").status_code == 422


def test_a_body_that_is_too_big_is_not_read(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MOST_BYTES", 1000)
    assert client.put(f"{PLAN}/document", b" " * 1001, "application/json").status_code == 413


def test_history_goes_back_and_keeps_what_was(client: Any) -> None:
    document = client.get(f"{PLAN}/document").json()["document"]
    put(client, "document", version=1, document=renamed(document, "second"))
    kept = [one["version"] for one in client.get(f"{PLAN}/history").json()["versions"]]
    assert kept == [2, 1]
    assert post(client, "history/1", version=1).status_code == 409
    assert post(client, "history/1", version=2).json()["version"] == 3
    assert client.get(f"{PLAN}/document").json()["document"]["items"] == document["items"]
    assert post(client, "history/99", version=3).status_code == 422


def test_only_the_last_versions_are_kept(plan: Any, manager: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "KEPT_VERSIONS", 3)
    for version in range(1, 7):
        files = {**plan.files, "note.json": json.dumps(version)}
        keeping.put_files(plan.hall, manager, version, files, "plan.saved", {"zh": "x", "en": "x"})
    kept = PlanVersion.objects.filter(hall=plan.hall).order_by("version").values_list("version", flat=True)
    assert list(kept) == [5, 6, 7]


def test_a_sketch_is_one_persons_and_ends_with_saving(client: Any, person: Any, hall: Any, client_of: Any) -> None:
    document = client.get(f"{PLAN}/document").json()["document"]
    put(client, "sketch", version=1, document=renamed(document, "mine"))
    other = client_of(person("other", "editor", hall=hall))
    assert other.get(f"{PLAN}/document").json()["sketch"] is None
    assert client.get(f"{PLAN}/document").json()["sketch"]["base"] == 1
    assert client.get(f"{PLAN}/sketch").json()["document"] == renamed(document, "mine")
    put(client, "document", version=1, document=renamed(document, "mine"))
    assert not Sketch.objects.exists()


def test_findings_and_routes_of_what_is_not_saved(client: Any) -> None:
    document = client.get(f"{PLAN}/document").json()["document"]
    found = post(client, "findings", document=document).json()
    assert [one["rule"] for one in found["findings"]] == ["panel-missing"]
    lost = post(client, "route", document=document, **{"from": "nowhere", "to": "nobody", "profile": "walk"})
    assert lost.status_code == 422


def test_the_archive_holds_the_saved_files(client: Any, plan: Any) -> None:
    answer = client.get(f"{PLAN}/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == plan.files


@pytest.mark.parametrize("who", ["reviewer", "technician", "auditor"])
def test_who_only_looks_may_not_draw(plan: Any, request: Any, client_of: Any, who: str) -> None:
    client = client_of(request.getfixturevalue(who))
    opened = client.get(f"{PLAN}/document").json()
    assert opened["can_draw"] is False
    assert put(client, "document", version=1, document=renamed(opened["document"], "x")).status_code == 403
    for path in ("new", "history/1", "shapes/rest", "import/imdf", "import/dxf", "underlays"):
        assert post(client, path, version=1).status_code == 403
    assert put(client, "sketch", version=1, document={}).status_code == 403
    assert PlanDraft.objects.get(hall_id="shili").version == 1
    assert Entry.objects.filter(act="access.refused").exists()


def test_another_hall_cannot_tell_that_this_one_exists(plan: Any, other_hall: Any, person: Any, client_of: Any) -> None:
    stranger = client_of(person("stranger", "manager", hall=other_hall))
    for path in ("", "/document", "/history", "/export"):
        assert stranger.get(f"{PLAN}{path}").status_code == 404


def test_a_new_plan_is_begun_once(hall: Any, manager: Any, client_of: Any) -> None:
    client = client_of(manager)
    wrong = client.post(f"{PLAN}/new", {"zh": "小厅", "width_m": "nan"})
    assert wrong.status_code == 422
    assert client.post(f"{PLAN}/new", {"zh": "小厅", "width_m": "30", "depth_m": "20"}).status_code == 302
    assert client.post(f"{PLAN}/new", {"zh": "小厅"}).status_code == 422
    assert PlanDraft.objects.get(hall=hall).version == 1


def test_the_page_runs_only_files_of_ours(client: Any) -> None:
    page = client.get(PLAN)
    assert "script-src 'self'" in page["Content-Security-Policy"]
    text = page.content.decode()
    assert "onclick=" not in text
    assert " style=" not in text
    assert "<style" not in text


def test_modules_come_from_under_one_mark_and_nothing_else_does(client: Any) -> None:
    text = client.get(PLAN).content.decode()
    address = text.split('type="module" src="', 1)[1].split('"', 1)[0]
    main = client.get(address)
    assert main["Content-Type"].startswith("text/javascript")
    assert "immutable" in main["Cache-Control"]
    for name in ("../../views.py", "nothing.js", "plans.css"):
        assert client.get(address.replace("main.js", name)).status_code == 404
