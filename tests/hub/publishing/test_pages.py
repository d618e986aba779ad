"""The pages as people use them: what each role sees and may do, faults as sentences, nobody else's hall."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hub.publishing import halls

from kiosk.hub.publishing import previews, releasing, switching
from kiosk.hub.publishing.homes import edition_home
from kiosk.hub.publishing.models import Edition, Release, Switch

ERROR = {
    "of": "plan",
    "rule": "unreachable",
    "severity": "error",
    "zh": "1号窗口走不到<b>",
    "en": "Window 1 cannot be reached",
    "remedy_zh": "请补画门",
    "remedy_en": "Draw a door",
    "level_id": "L1",
    "at": [1, 2],
    "feature_id": "f",
}


@pytest.fixture
def ready(hall: Any, tmp_path: Path) -> Any:
    halls.with_keys(hall, tmp_path / "root.pem")
    hall.steps = 1
    hall.save()
    halls.edited(hall)
    return hall


def at(name: str, hall: Any, **more: Any) -> str:
    return reverse(name, kwargs={"hall_id": hall.pk, **more})


def test_a_manager_publishes_with_one_click(ready: Any, manager: Any, client_of: Any) -> None:
    browser = client_of(manager)
    edition = halls.rehearsed(ready)
    page = browser.get(at("publishing", ready))
    assert page.status_code == 200
    assert "检查通过，可以发布" in page.content.decode()
    answer = browser.post(at("publishing-publish", ready), {"edition": edition.pk, "title": "开业"}, follow=True)
    assert answer.redirect_chain == [(at("release", ready, number=1), 302)]
    words = answer.content.decode()
    assert "第 1 版" in words
    assert "开业" in words
    assert halls.rollout(ready).stable.number == 1
    assert "触摸屏上已经是最新内容" in browser.get(at("publishing", ready)).content.decode()
    assert "正在显示" in browser.get(at("releases", ready)).content.decode()


def test_the_verdict_is_drawn_again_only_when_it_changed(ready: Any, manager: Any, client_of: Any) -> None:
    browser = client_of(manager)
    halls.rehearsed(ready)
    mark = browser.get(at("publishing-verdict", ready)).context["mark"]
    assert browser.get(at("publishing-verdict", ready), {"seen": mark}).status_code == 204
    halls.edited(ready)
    assert browser.get(at("publishing-verdict", ready), {"seen": mark}).status_code == 200


def test_a_stale_click_publishes_nothing_and_says_so(ready: Any, manager: Any, client_of: Any) -> None:
    browser = client_of(manager)
    edition = halls.rehearsed(ready)
    halls.edited(ready)
    answer = browser.post(at("publishing-publish", ready), {"edition": edition.pk})
    assert answer.status_code == 409
    assert "内容刚刚又有改动" in answer.content.decode()
    assert not Release.objects.exists()
    for strange in ("", "abc", "99999999", "-1", "9" * 40):
        assert browser.post(at("publishing-publish", ready), {"edition": strange}).status_code == 409


def test_errors_are_shown_with_their_place_and_no_button(ready: Any, manager: Any, client_of: Any) -> None:
    edition = halls.rehearsed(ready, findings=[ERROR])
    floor = {
        "level_id": "L1",
        "zh": "1楼",
        "en": "1F",
        "box": [0, 0, 50, 30],
        "bodies": {"zh": '<path d="M0,0"/>', "en": '<path d="M0,0"/>'},
        "pins": {"1": [10.0, 12.0]},
    }
    (edition_home(ready.pk, edition.pk) / "floors.json").write_text(json.dumps([floor]))
    words = client_of(manager).get(at("publishing", ready)).content.decode()
    assert "有 1 个错误" in words
    assert "1号窗口走不到&lt;b&gt;" in words
    assert "请补画门" in words
    assert 'form="publish-form"><svg' not in words
    assert words.count("<use") >= 2
    assert 'viewBox="-3.00 ' in words  # close to the pin
    answer = client_of(manager).post(at("publishing-publish", ready), {"edition": edition.pk})
    assert answer.status_code == 409 or answer.status_code == 422
    assert not Release.objects.exists()


def test_three_persons_and_a_return(
    ready: Any, editor: Any, reviewer: Any, manager: Any, auditor: Any, client_of: Any
) -> None:
    ready.steps = 3
    ready.save()
    halls.edited(ready, editor)
    edition = halls.rehearsed(ready)
    assert "提交审核" in client_of(editor).get(at("publishing", ready)).content.decode()
    answer = client_of(editor).post(
        at("publishing-submit", ready), {"edition": edition.pk, "title": "新", "words": "看"}
    )
    assert answer.url == at("edition", ready, edition_id=edition.pk)
    here = at("edition-act", ready, edition_id=edition.pk)
    page = client_of(reviewer).get(at("edition", ready, edition_id=edition.pk)).content.decode()
    assert "审核通过" in page
    assert 'value="publish"' not in page
    client_of(reviewer).post(here, {"act": "return", "words": ""})
    assert Edition.objects.get(pk=edition.pk).state == "submitted"  # no reason given
    client_of(reviewer).post(here, {"act": "review"})
    assert Edition.objects.get(pk=edition.pk).state == "reviewed"
    assert client_of(auditor).get(at("edition", ready, edition_id=edition.pk)).status_code == 403
    client_of(manager).post(here, {"act": "return", "words": "电话不对"})
    assert "电话不对" in client_of(editor).get(at("edition", ready, edition_id=edition.pk)).content.decode()
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("name", "more", "given"),
    [
        ("publishing-publish", {}, {"edition": "1"}),
        ("release-again", {"number": 1}, {}),
        ("rollout", {}, {"act": "finish"}),
        ("emergency-show", {}, {"zh": "好", "en": "ok"}),
        ("emergency-lift", {}, {"message": "x"}),
    ],
)
def test_an_editor_cannot_call_a_managers_address(
    ready: Any, editor: Any, manager: Any, client_of: Any, name: str, more: Any, given: Any
) -> None:
    releasing.publish(ready, halls.rehearsed(ready).pk, manager)
    assert client_of(editor).post(at(name, ready, **more), given).status_code == 403
    assert Release.objects.count() == 1
    assert client_of(manager).get(at(name, ready, **more)).status_code == 405  # nothing is done by a link


def test_another_halls_manager_sees_nothing(ready: Any, other_hall: Any, person: Any, client_of: Any) -> None:
    stranger = client_of(person("stranger", "manager", hall=other_hall))
    edition = halls.rehearsed(ready)
    for name, more in (
        ("publishing", {}),
        ("releases", {}),
        ("switches", {}),
        ("emergency", {}),
        ("preview", {}),
        ("edition", {"edition_id": edition.pk}),
    ):
        assert stranger.get(at(name, ready, **more)).status_code == 404
    assert stranger.get(at("edition", other_hall, edition_id=edition.pk)).status_code == 404
    act = {"edition": edition.pk, "show": "home"}
    answer = stranger.post(at("preview-act", other_hall), json.dumps(act), content_type="application/json")
    assert answer.status_code == 422


def test_planned_and_staged_from_the_form(ready: Any, manager: Any, client_of: Any) -> None:
    browser = client_of(manager)
    releasing.publish(ready, halls.rehearsed(ready).pk, manager)

    def post(**given: Any) -> Any:
        halls.edited(ready)
        return browser.post(at("publishing-publish", ready), {"edition": halls.rehearsed(ready).pk, **given})

    assert post(when="later", at="").status_code == 422
    assert post(when="later", at="2020-01-01T10:00").status_code == 422
    assert post(when="later", at="2026-02-31T10:00").status_code == 422
    assert post(whom="some", percent="0").status_code == 422
    tomorrow = timezone.localtime() + timedelta(days=1)
    assert post(when="later", at=tomorrow.strftime("%Y-%m-%dT%H:%M")).status_code == 302
    assert halls.rollout(ready).staged.activate_at.startswith(tomorrow.strftime("%Y-%m-%dT%H:%M"))
    words = browser.get(at("releases", ready)).content.decode()
    assert "启用" in words
    browser.post(at("rollout", ready), {"act": "finish"})
    assert halls.rollout(ready).staged is None
    assert post(whom="some", percent="25").status_code == 302
    assert halls.rollout(ready).staged.percent == 25
    number = Release.objects.latest("number").number
    browser.post(at("rollout", ready), {"act": "stop"})
    assert Release.objects.latest("number").number == number + 1
    browser.post(at("release-again", ready, number=1), {"words": "试"})
    assert Release.objects.latest("number").words == "试"


def test_switches_by_click(ready: Any, technician: Any, manager: Any, client_of: Any) -> None:
    releasing.publish(ready, halls.rehearsed(ready).pk, manager)
    edition = Edition.objects.latest("pk")
    place = {
        "kind": "place",
        "group": "connectors",
        "id": "lift",
        "zh": "西侧电梯",
        "en": "West lift",
        "floor_zh": "1楼",
        "floor_en": "1F",
        "category": "elevator",
    }
    (edition_home(ready.pk, edition.pk) / "places.json").write_text(json.dumps([place]))
    browser = client_of(technician)
    assert "西侧电梯" in browser.get(at("switches", ready)).content.decode()
    given = {"kind": "place", "target": "lift", "until": "2", "reason": "repair"}
    words = browser.post(at("switch-off", ready), given, headers={"HX-Request": "true"}).content.decode()
    assert "重新开放" in words
    assert "设备检修" in words
    assert halls.live(ready).closed == ("lift",)
    assert Switch.objects.get().until is not None
    assert browser.post(at("switch-off", ready), {"kind": "place", "target": "no such"}).status_code == 404
    assert browser.post(at("switch-off", ready), {"kind": "x", "target": "lift"}).status_code == 404
    browser.post(at("switch-on", ready), {"kind": "place", "target": "lift"})
    assert halls.live(ready).closed == ()


def test_an_emergency_message_from_form_to_lift(ready: Any, manager: Any, client_of: Any) -> None:
    browser = client_of(manager)
    words = browser.get(at("emergency", ready)).content.decode()
    assert "请立即从最近的安全出口离开大楼" in words
    answer = browser.post(at("emergency-show", ready), {"zh": "<script>请离开", "en": ""})
    assert answer.status_code == 422
    assert "&lt;script&gt;请离开" in answer.content.decode()  # kept, and not believed
    browser.post(at("emergency-show", ready), {"zh": "请离开", "en": "Leave", "level": "alarm", "until": "1"})
    (message,) = switching.standing_messages(ready)
    assert halls.live(ready).emergencies[0].until
    browser.post(at("emergency-lift", ready), {"message": message.pk})
    assert switching.standing_messages(ready) == []
    assert browser.post(at("emergency-lift", ready), {"message": "nothing"}).status_code == 404


def test_a_hall_without_keys_and_an_empty_one_say_what_to_do(hall: Any, manager: Any, client_of: Any) -> None:
    browser = client_of(manager)
    words = browser.get(at("publishing", hall)).content.decode()
    assert "这里还没有内容" in words
    assert "kiosk hub key make" in words
    for name in ("releases", "switches", "emergency", "preview"):
        assert browser.get(at(name, hall)).status_code == 200
    manager.language = "en"
    manager.save()
    assert "There is nothing here yet" in client_of(manager).get(at("publishing", hall)).content.decode()


def test_the_preview_answers_with_the_picture_and_keeps_nothing(
    ready: Any, editor: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    edition = halls.rehearsed(ready)
    built = edition_home(ready.pk, edition.pk) / "built"
    built.mkdir()
    (built / "release-1.db").write_bytes(b"")
    seen: list[Any] = []

    def look(content: Path, session: str, asked: Any, panel: str) -> tuple[bytes, dict[str, Any]]:
        seen.append((content.name, asked, panel))
        if asked.get("tap") == [1, 1]:
            raise previews.PreviewError
        return b"\x89PNG", {"screen": "home", "about": {"query": "护照"}, "width": 1920, "path": "/secret"}

    monkeypatch.setattr(previews, "look", look)
    browser = client_of(editor)

    def act(given: Any) -> Any:
        return browser.post(at("preview-act", ready), json.dumps(given), content_type="application/json")

    answer = act({"edition": edition.pk, "show": "home", "path": "/etc", "panel": "p"})
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "secret" not in answer.headers["X-Screen"]
    assert seen == [("release-1.db", {"show": "home"}, "p")]
    failed = act({"edition": edition.pk, "tap": [1, 1]})
    assert failed.status_code == 422
    assert set(failed.json()) == {"zh", "en"}
    assert act([1]).status_code == 400
    assert browser.post(at("preview-act", ready), b"x" * 9000, content_type="application/json").status_code == 400
    assert act({"edition": "../1"}).status_code == 422
    assert "护照" not in caplog.text


def test_after_going_back_the_page_says_which_contents_are_where(ready: Any, manager: Any, client_of: Any) -> None:
    browser = client_of(manager)
    releasing.publish(ready, halls.rehearsed(ready).pk, manager)
    halls.edited(ready)
    releasing.publish(ready, halls.rehearsed(ready, b"two").pk, manager)
    releasing.roll_back(ready, 1, manager)
    words = browser.get(at("publishing", ready)).content.decode()
    assert "触摸屏恢复到了以前的内容" in words
    assert at("release", ready, number=2) in words
    assert "恢复这一版" in browser.get(at("release", ready, number=2)).content.decode()
    # What going back changes is told; a folder that cannot be compared is no fault of the page.
    told = browser.get(at("release-difference", ready, number=2)).content.decode()
    assert "没有说得出的差别" in told or "比不出" in told


def test_an_edition_without_a_name_is_called_by_its_first_change(ready: Any, manager: Any, client_of: Any) -> None:
    edition = halls.rehearsed(ready)
    line = {"kind": "moved", "zh": "11号窗口从1楼移到2楼", "en": "window 11 moved", "about": "11"}
    group = {"key": "windows", "title": {"zh": "窗口", "en": "Windows"}, "count": 3, "more": 2, "lines": [line]}
    edition.difference = [group]
    edition.save()
    client_of(manager).post(at("publishing-publish", ready), {"edition": edition.pk, "title": "  "})
    edition.refresh_from_db()
    assert edition.title == "11号窗口从1楼移到2楼（共 3 处）"
