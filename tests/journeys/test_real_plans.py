"""Plans of real and drawn buildings without any tables: every screen can be drawn, a room is found and walked to."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import shared_plan
from journeys.guest import Guest, at_panel, of_demo
from PySide6.QtGui import QGuiApplication

from kiosk.ui.gallery import exhibits, hang


def find_and_walk(guest: Guest, typed: str, found: str) -> None:
    guest.come()
    guest.wake()
    guest.touch("找窗口")
    guest.type(typed)
    guest.touch(found)
    if guest.screen == "place":
        guest.touch("带我去")
    assert guest.screen == "route"
    assert guest.orange() > 1000
    assert guest.find("第1步")
    assert found in guest.ears.said[-1]


@pytest.mark.lab
@pytest.mark.parametrize(
    ("plan", "journeys"),
    [
        ("polymap-spbstu", (("155", "Lab 155"), ("254", "教室254"), ("library", "Study Library"))),
        ("synthetic-hall", (("115", "房间115"), ("dianti", "电梯"), ("205", "房间205"))),
    ],
)
def test_a_plan_alone_is_a_hall(
    qapp: QGuiApplication, tmp_path: Path, plan: str, journeys: tuple[tuple[str, str], ...]
) -> None:
    with at_panel(of_demo(shared_plan(plan), tmp_path)) as guest:
        for exhibit in exhibits(guest.stage.screens.panel.way):
            hang(guest.stage.screens, exhibit, "zh-CN", large_text=False, high_contrast=False)
            guest.settle()
            assert not guest.complaints, f"{exhibit.name}: {guest.complaints[0]}"
            targets, words = guest.glance()
            assert targets, exhibit.name
            assert all(target.name.strip() for target in targets), f"{exhibit.name}: a key without a name"
            assert len("".join(words)) > 10, exhibit.name  # the colours of the glass have few words beside them
        for typed, found in journeys:
            find_and_walk(guest, typed, found)
