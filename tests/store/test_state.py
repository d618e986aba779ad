from __future__ import annotations

import shutil
import sqlite3
from datetime import date, datetime
from pathlib import Path

import pytest
from matters.hall import SHANGHAI

from kiosk.base.clock import SetClock
from kiosk.base.health import HealthBoard, State
from kiosk.store.state import PART, PanelState

TODAY = date(2026, 11, 20)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 20, 10, tzinfo=SHANGHAI))


@pytest.fixture
def health(clock: SetClock) -> HealthBoard:
    return HealthBoard(clock)


def state_of(health: HealthBoard) -> State:
    (part,) = [part for part in health.parts() if part.part == PART]
    assert part.sentence["zh"]
    return part.state


def test_it_remembers_over_a_restart(tmp_path: Path, clock: SetClock, health: HealthBoard) -> None:
    memory = PanelState(tmp_path / "a" / "state.db", health, clock)
    memory.set("volume", "40")
    memory.set("volume", "55")
    memory.count("route.shown")
    memory.count("route.shown", 2)
    memory.close()
    memory = PanelState(tmp_path / "a" / "state.db", health, clock)
    assert memory.get("volume") == "55"
    assert memory.get("brightness", "80") == "80"
    assert memory.counters(TODAY) == {"route.shown": 3}
    assert memory.counters(date(2026, 11, 19)) == {}
    assert state_of(health) == State.OK


def test_it_is_on_the_disk_before_set_returns(tmp_path: Path) -> None:
    memory = PanelState(tmp_path / "state.db")
    memory.set("release", "7")
    with sqlite3.connect(tmp_path / "state.db") as other:
        assert other.execute("SELECT value FROM settings WHERE key = 'release'").fetchone() == ("7",)
    connection = memory._connection
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


@pytest.mark.parametrize("wreck", [b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_memory_is_put_aside(tmp_path: Path, clock: SetClock, health: HealthBoard, wreck: bytes) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(wreck)
    memory = PanelState(path, health, clock)
    assert state_of(health) == State.DEGRADED
    memory.set("volume", "40")
    memory.close()
    assert PanelState(path, None, clock).get("volume") == "40"
    (aside,) = tmp_path.glob("state.db.broken-*")
    assert aside.read_bytes() == wreck


def test_damage_in_the_middle_is_found_at_the_start(tmp_path: Path, clock: SetClock, health: HealthBoard) -> None:
    path = tmp_path / "state.db"
    memory = PanelState(path, None, clock)
    for number in range(300):
        memory.set(f"key{number}", "x" * 100)
    memory.close()
    data = bytearray(path.read_bytes())
    assert len(data) > 5 * 4096
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)
    memory = PanelState(path, health, clock)
    assert state_of(health) == State.DEGRADED
    memory.set("volume", "40")
    assert memory.get("volume") == "40"


def test_only_the_last_wrecks_are_kept(tmp_path: Path, clock: SetClock) -> None:
    for number in range(5):
        (tmp_path / "state.db").write_bytes(b"wreck %d" % number)
        PanelState(tmp_path / "state.db", None, clock).close()
        (tmp_path / "state.db").unlink()
        clock.advance(60)
    kept = sorted(path.read_bytes() for path in tmp_path.glob("state.db.broken-*"))
    assert kept == [b"wreck 2", b"wreck 3", b"wreck 4"]


def test_a_memory_that_cannot_be_opened_still_works_until_the_end(tmp_path: Path, health: HealthBoard) -> None:
    (tmp_path / "file").write_text("no folder")
    memory = PanelState(tmp_path / "file" / "state.db", health)
    assert state_of(health) == State.DEGRADED
    memory.set("volume", "40")
    memory.count("visit")
    assert memory.get("volume") == "40"


def test_a_full_disk_is_said_and_the_value_is_kept_for_now(
    tmp_path: Path, clock: SetClock, health: HealthBoard
) -> None:
    memory = PanelState(tmp_path / "state.db", health, clock)
    pages = memory._connection.execute("PRAGMA page_count").fetchone()[0]
    memory._connection.execute(f"PRAGMA max_page_count={pages}")
    memory.set("big", "x" * 100_000)
    assert state_of(health) == State.DEGRADED
    assert memory.get("big") == "x" * 100_000
    memory._connection.execute("PRAGMA max_page_count=100000")
    memory.set("big", "small again")
    memory.close()
    assert PanelState(tmp_path / "state.db").get("big") == "small again"


def test_it_vanishes_while_it_is_open(tmp_path: Path, health: HealthBoard) -> None:
    memory = PanelState(tmp_path / "a" / "state.db", health)
    shutil.rmtree(tmp_path / "a")
    memory.set("volume", "40")
    assert memory.get("volume") == "40"


@pytest.mark.parametrize("name", ["", "张三", "a b", "X", "a" * 99])
def test_a_counter_is_a_word_of_the_program(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="word of the program"):
        PanelState(tmp_path / "state.db").count(name)
