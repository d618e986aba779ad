"""A manager draws a small hall from nothing in a real browser: floors, rooms, windows, a lift, a panel; it is fit."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hub.plans.hand import Hand, browser, log_in
from hub.running import ROOT, RunningHub

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def hub(tmp_path_factory: Any) -> Iterator[RunningHub]:
    with RunningHub(tmp_path_factory.mktemp("plans")) as running:
        running.do(
            """
            from kiosk.hub.access.models import Membership, User
            from kiosk.hub.records.models import Hall
            for id in ("new", "two", "clash", "imports"):
                Hall.objects.create(id=id, facts={"name": {"zh": "小城大厅", "en": "Small Town Hall"}})
            for name in ("manager", "second"):
                user = User.objects.create_user(name, password=password)
                Membership.objects.create(user=user, hall=None, role="manager")
            """,
            password=PASSWORD,
        )
        yield running


def begin(page: Any, hub: RunningHub, hall: str, who: str = "manager") -> Hand:
    log_in(page, hub.url, who, PASSWORD)
    page.goto(f"{hub.url}/halls/{hall}/plan")
    if page.locator("#new-plan").count():
        page.fill("#new-zh", "小城政务服务大厅")
        page.fill("#new-en", "Small Town Service Hall")
        page.fill("#new-width", "30")
        page.fill("#new-depth", "20")
        page.click("#new-plan")
    hand = Hand(page)
    hand.open(f"{hub.url}/halls/{hall}/plan")
    return hand


def checked(archive: bytes, folder: Path) -> tuple[int, dict[str, Any]]:
    """Exit code and report of ``kiosk plan check`` on an exported archive."""
    path = folder / "plan.zip"
    path.write_bytes(archive)
    command = [sys.executable, "-m", "kiosk", "plan", "check", str(path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


def room(hand: Hand, category: str, a: tuple[float, float], b: tuple[float, float], zh: str, en: str) -> None:
    hand.tool("rectangle")
    hand.option("房间类别", category)
    hand.drag(a, b)
    hand.prop("中文名称", zh)
    hand.prop("英文名称", en)


def door(hand: Hand, at: tuple[float, float], width: str, category: str = "pedestrian") -> None:
    hand.tool("door")
    hand.option("类别", category)
    hand.option("净宽（米）", width)
    hand.click(*at)


def draw_hall(hand: Hand) -> None:
    """30 × 20 m and a floor above; what a manager would do, in their order."""
    page = hand.page
    page.click("#level-add")
    page.click("#dialog-yes")
    page.wait_for_selector("button.level >> text=2楼")
    hand.floor("1楼")
    room(hand, "office", (0, 14), (12, 20), "综合受理", "General services")
    room(hand, "room", (22, 12), (30, 20), "自助服务区", "Self-service area")
    room(hand, "restroom.unisex.wheelchair", (26, 0), (30, 4), "无障碍卫生间", "Accessible toilet")
    room(hand, "conferenceroom", (0, 0), (8, 5), "洽谈室", "Meeting room")
    door(hand, (22, 16), "1.4")
    door(hand, (26, 2), "1.1")
    door(hand, (8, 2.5), "1.2")
    door(hand, (11.4, 14), "1.0")
    door(hand, (15, 0), "3", "pedestrian.principal")
    hand.tool("counter")
    hand.option("第一个窗口号", "1")
    hand.option("窗口数", "4")
    hand.drag((0.5, 13.2), (10.5, 13.2))
    hand.tool("connector")
    hand.option("种类", "elevator")
    hand.option("门在", "n")
    hand.drag((20, 0), (22.5, 2.5))
    hand.tool("connector")
    hand.option("种类", "stairs")
    hand.option("门在", "e")
    hand.drag((0, 6), (5, 9.5))
    hand.tool("place")
    page.click(".stamp[data-category=copymachine]")
    hand.click(20, 9)
    hand.tool("fixture")
    hand.option("放什么", "furniture")
    hand.drag((14, 6), (18, 6.6))
    hand.tool("panel")
    hand.drag((14, 4), (14, 8))
    hand.floor("2楼")
    room(hand, "conferenceroom", (0, 12), (10, 20), "会议室", "Conference room")
    room(hand, "classroom", (20, 12), (30, 20), "培训室", "Training room")
    door(hand, (10, 15), "1.2")
    door(hand, (20, 15), "1.2")
    hand.floor("1楼")


def test_a_hall_from_nothing(hub: RunningHub, tmp_path: Path) -> None:
    with browser() as page:
        hand = begin(page, hub, "new")
        draw_hall(hand)
        assert hand.findings() == []
        page.click("[data-tab=route]")
        for profile in ("walk", "wheelchair"):
            page.select_option("#route-profile", profile)
            page.select_option("#route-to", label="培训室 · 2楼")
            page.wait_for_selector(f".steps-list[data-profile={profile}] >> text=培训室")
            steps = page.locator(".steps-list").inner_text()
            assert "2楼" in steps
            assert profile == "walk" or "电梯" in steps
        page.select_option("#route-to", label="3号窗口 · 1楼")
        page.wait_for_selector(".steps-list >> text=3号窗口")
        hand.save()
        cookies = {c["name"]: c["value"] for c in page.context.cookies()}
        archive = page.context.request.get(f"{hub.url}/halls/new/plan/export").body()
        assert cookies
        assert page.faults == []
    code, report = checked(archive, tmp_path)
    assert (code, report["findings"]) == (0, [])
    with zipfile.ZipFile(tmp_path / "plan.zip") as saved:
        extension = json.loads(saved.read("hall-extension.json"))
        units = json.loads(saved.read("unit.geojson"))["features"]
    assert sorted(w["number"] for w in extension["windows"].values()) == ["1", "2", "3", "4"]
    names = {u["properties"]["name"]["en"] for u in units}
    assert {"General services", "Self-service area", "Accessible toilet", "Meeting room", "Conference room"} <= names


def test_undo_takes_back_everything(hub: RunningHub) -> None:
    with browser() as page:
        hand = begin(page, hub, "two")
        for x in (2.0, 8.0, 14.0):
            hand.tool("rectangle")
            hand.drag((x, 10), (x + 5, 16))
        assert page.get_attribute("#plan-status", "data-state") == "dirty"
        for _ in range(3):
            page.keyboard.press("Control+z")
        page.wait_for_selector("#plan-status[data-state=saved]")
        for _ in range(3):
            page.keyboard.press("Control+y")
        page.wait_for_selector("#plan-status[data-state=dirty]")
        hand.save()
        assert page.faults == []


def test_somebody_else_saved_and_nothing_is_lost(hub: RunningHub) -> None:
    with browser() as one:
        mine, theirs = begin(one, hub, "two"), begin(one.another(), hub, "two", "second")
        mine.tool("rectangle")
        mine.drag((1, 1), (5, 5))
        theirs.tool("rectangle")
        theirs.drag((22, 1), (28, 5))
        theirs.prop("英文名称", "Their room")
        theirs.save()
        mine.prop("英文名称", "My room")
        one.click("#plan-save")
        one.wait_for_selector("#plan-status[data-state=saved]")
        units = hub.do(
            """
            import json
            from kiosk.hub.records.models import PlanDraft
            files = PlanDraft.objects.get(hall_id="two").files
            answer = [u["properties"]["name"]["en"] for u in json.loads(files["unit.geojson"])["features"]]
            """
        )
        assert {"My room", "Their room"} <= set(units)


def test_both_changed_the_same_and_one_chooses(hub: RunningHub) -> None:
    with browser() as one:
        mine = begin(one, hub, "clash")
        mine.tool("rectangle")
        mine.drag((2, 2), (8, 8))
        mine.save()
        other = one.another()
        theirs = begin(other, hub, "clash", "second")
        for hand, name in ((theirs, "Theirs"), (mine, "Mine")):
            hand.tool("select")
            hand.click(5, 4)
            hand.prop("英文名称", name)
        theirs.save()
        one.click("#plan-save")
        one.wait_for_selector("#conflicts")
        assert "Theirs" in one.locator("#conflicts").inner_text()
        one.click("#conflicts input[value=theirs]")
        one.click("#dialog-yes")
        one.wait_for_selector("#plan-status[data-state=saved]")
        assert one.locator("[data-name=en]").input_value() == "Theirs"
        assert one.faults == [] or all("409" in fault for fault in one.faults)


def test_an_unsaved_plan_is_offered_again(hub: RunningHub) -> None:
    with browser() as page:
        hand = begin(page, hub, "two")
        hand.tool("rectangle")
        hand.drag((10, 1), (14, 5))
        hand.prop("英文名称", "<img src=x onerror=alert(1)>")
        page.wait_for_selector("#plan-status:has-text('暂存')")
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{hub.url}/halls/two/plan")
        page.wait_for_selector("#plan-dialog[open]")
        page.click("#dialog-yes")
        page.wait_for_selector("#plan-status[data-state=dirty]")
        hand.click(12, 3)
        assert page.locator("[data-name=en]").input_value() == "<img src=x onerror=alert(1)>"
        assert page.locator("#plan-editor img").count() == 0
        assert page.faults == []
