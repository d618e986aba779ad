from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from store.folders import HALL, content_folder

from kiosk.base.clock import SetClock
from kiosk.base.errors import KioskError
from kiosk.base.health import HealthBoard, State
from kiosk.compose.content import Content, open_content
from kiosk.guidance.standing import OWN_PANEL
from kiosk.settings import Settings
from kiosk.store.state import PanelState

CLOCK = SetClock(datetime(2026, 11, 24, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai")))


class Machine:
    """A state folder, its memory and the board of health."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.health = HealthBoard(CLOCK)
        self.state = PanelState(folder / "state.db")

    def opened(self, source: Path | str, **panel: object) -> Content:
        plain = Settings(state=str(self.folder))
        settings = replace(
            plain, content=replace(plain.content, source=str(source)), panel=replace(plain.panel, **panel)
        )
        content = open_content(settings, self.state, self.health, CLOCK)
        content.release.close()
        return content

    def content_is(self) -> State:
        return next(part.state for part in self.health.parts() if part.part == "content")


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path / "state")
    yield machine
    machine.state.close()


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    return content_folder(tmp_path / "hall")


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def test_a_folder_is_built_once(machine: Machine, hall: Path) -> None:
    assert machine.opened(hall).release.info.sequence == 1
    assert machine.opened(hall).release.info.sequence == 1
    assert machine.content_is() is State.OK
    (hall / "hall.toml").write_text(HALL.replace("小厅", "大厅"))
    assert machine.opened(hall).release.info.sequence == 2


def test_a_damaged_cache_is_built_again(machine: Machine, hall: Path) -> None:
    machine.opened(hall)
    for path in machine.folder.rglob("release-1.db"):
        flip(path)
    assert machine.opened(hall).release.info.sequence == 2
    for path in machine.folder.rglob("fingerprint"):
        path.write_bytes(b"\xff\xfe\x00")
    assert machine.opened(hall).release.info.sequence == 3
    assert machine.content_is() is State.OK


def test_what_is_broken_falls_back_past_what_is_damaged(machine: Machine, hall: Path) -> None:
    machine.opened(hall)
    (hall / "hall.toml").write_text(HALL.replace("小厅", "大厅"))
    machine.opened(hall)
    for path in machine.folder.rglob("release-2.db"):
        flip(path)
    (hall / "hall.toml").write_text("broken")
    assert machine.opened(hall).release.info.sequence == 1
    assert machine.content_is() is State.DEGRADED


def test_a_fall_back_takes_nothing_of_another_folder(machine: Machine, hall: Path, tmp_path: Path) -> None:
    machine.opened(hall)
    with pytest.raises(KioskError):
        machine.opened(tmp_path / "nowhere")


def test_an_empty_shelf_says_what_to_do(machine: Machine) -> None:
    with pytest.raises(KioskError, match=r"no content to show.*content\.source"):
        machine.opened("")
    assert machine.content_is() is State.FAILED


def test_where_the_machine_stands(machine: Machine, hall: Path) -> None:
    content = machine.opened(hall)
    assert content.panel is not None
    first = content.panel
    assert machine.opened(hall, id=first.id).panel == first
    turned = machine.opened(hall, bearing_deg=200.0).panel
    assert turned is not None
    assert turned.bearing_deg == 200
    level = content.venue.levels[0].id
    own = machine.opened(hall, at=f"{first.at[0]},{first.at[1]},{level}").panel
    assert own is not None
    assert own.id == OWN_PANEL
    assert own.at == pytest.approx(first.at)


@pytest.mark.parametrize(("panel", "where"), [({"id": "nobody"}, "panel.id"), ({"at": "1,2"}, "panel.at")])
def test_a_place_that_is_none_names_the_setting(
    machine: Machine, hall: Path, panel: dict[str, object], where: str
) -> None:
    with pytest.raises(KioskError) as caught:
        machine.opened(hall, **panel)
    assert caught.value.where == where


def test_tables_without_a_plan_are_content(machine: Machine, hall: Path) -> None:
    shutil.rmtree(hall / "plan")
    content = machine.opened(hall)
    assert content.panel is None
    assert not content.venue.levels
    assert content.venue.name.within("en") == "Small hall"
