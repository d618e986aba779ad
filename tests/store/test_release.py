from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matters.hall import SHANGHAI
from store.folders import LOGO, content_folder

from kiosk.base.clock import SetClock
from kiosk.store import release as release_module
from kiosk.store.release import open_release
from kiosk.store.release_build import build_release
from kiosk.store.release_info import ReleaseError
from kiosk.store.venue_facts import LayoutError

CLOCK = SetClock(datetime(2026, 11, 20, 10, tzinfo=SHANGHAI))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    build_release(content_folder(folder / "hall"), folder / "out", clock=CLOCK)
    return folder / "out" / "release-1.db"


@pytest.fixture
def copied(built: Path, tmp_path: Path) -> Path:
    for suffix in (".db", ".json"):
        shutil.copy(built.with_suffix(suffix), tmp_path)
        (tmp_path / f"release-1{suffix}").chmod(0o644)
    return tmp_path / "release-1.db"


def test_everything_is_in_it(built: Path) -> None:
    with open_release(built) as release:
        catalogue = release.catalogue()
        assert catalogue.hall.logo == "logo.svg"
        assert catalogue.matter("M1").fees[0].standard["en"] == "120 yuan"
        said = catalogue.where("M1", CLOCK.now()).sentence["zh"]
        assert said == "请到11号窗口。现在开放，到12:00。"
        assert [step.matter_code for step in catalogue.steps_of(catalogue.theme("T1"))] == ["M2", "M1"]
        assert release.picture("logo.svg") == LOGO.encode()
        assert release.pictures() == ("logo.svg",)
        with pytest.raises(KeyError):
            release.picture("../logo.svg")
        assert release.finder().find("护照")[0].id == "M1"
        assert release.finder().find("11号窗口")[0].window == "11"
        assert release.catalogue() is catalogue


def test_the_venue_and_the_plan_are_those_of_the_folder(built: Path) -> None:
    with open_release(built) as release:
        plan = release.plan()
        assert plan is not None
        assert plan.venue == release.venue()
        assert plan.source == built
        assert {"level.geojson", "hall-extension.json", "manifest.json"} <= set(plan.documents)


def test_a_venue_of_another_version_is_read_from_the_plan(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def other(*_: object) -> None:
        raise LayoutError

    with open_release(built) as release:
        expected = release.venue()
    monkeypatch.setattr(release_module, "unpack_venue", other)
    with open_release(built) as release:
        assert release.venue() == expected


def test_a_hall_without_a_plan(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall")
    shutil.rmtree(folder / "plan")
    build_release(folder, tmp_path / "out")
    with open_release(tmp_path / "out" / "release-1.db") as release:
        assert release.venue() is None
        assert release.plan() is None
        assert release.finder().find("护照")[0].id == "M1"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_seen(copied: Path, at: float, bit: int) -> None:
    data = bytearray(copied.read_bytes())
    data[int(at * len(data))] ^= 1 << bit
    damaged = copied.with_name("release-1.db")
    whole = copied.read_bytes()
    damaged.write_bytes(data)
    try:
        with pytest.raises(ReleaseError) as caught:
            open_release(damaged)
        assert caught.value.where == "release-1.db"
        assert caught.value.remedy
    finally:
        damaged.write_bytes(whole)


@pytest.mark.parametrize("length", [0, 1, 100, -1])
def test_a_truncated_or_longer_file_is_seen(copied: Path, length: int) -> None:
    data = copied.read_bytes()
    copied.write_bytes(data + b"x" if length < 0 else data[:length])
    with pytest.raises(ReleaseError):
        open_release(copied)


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": 2},
        {"hall_id": "other"},
        {"format": 2},
        {"file": "release-2.db"},
        {"sha256": 7},
        {"size": "big"},
        {"counts": []},
        {"sequence": True},
    ],
)
def test_a_description_of_something_else_is_seen(copied: Path, change: dict[str, object]) -> None:
    path = copied.with_suffix(".json")
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ReleaseError):
        open_release(copied)


@pytest.mark.parametrize("text", [None, "", "{", "[]", "[" * 9999, '{"sequence": 1}'])
def test_a_missing_or_damaged_description(copied: Path, text: str | None) -> None:
    path = copied.with_suffix(".json")
    path.unlink()
    if text is not None:
        path.write_text(text)
    with pytest.raises(ReleaseError) as caught:
        open_release(copied)
    assert "\n" not in caught.value.sentence()


def test_another_database_is_no_release(copied: Path, tmp_path: Path) -> None:
    import sqlite3

    from kiosk.store.release_info import describe

    copied.unlink()
    with sqlite3.connect(copied) as connection:
        connection.execute("CREATE TABLE meta (key, value)")
        connection.execute("INSERT INTO meta VALUES ('sequence', '1'), ('hall_id', 'small')")
    connection.close()
    copied.with_suffix(".json").write_text(describe(copied, 1, "small", "2026", 1, {}).written())
    with pytest.raises(ReleaseError):
        open_release(copied)
    copied.write_bytes(b"no database at all, but with the right sum")
    copied.with_suffix(".json").write_text(describe(copied, 1, "small", "2026", 1, {}).written())
    with pytest.raises(ReleaseError):
        open_release(copied)


def test_nothing_can_be_written_through_an_open_release(built: Path) -> None:
    import sqlite3

    before = built.read_bytes()
    with open_release(built) as release, pytest.raises(sqlite3.OperationalError):
        release._connection.execute("DELETE FROM matters")
    assert built.read_bytes() == before
    assert sorted(path.name for path in built.parent.iterdir()) == [".lock", "release-1.db", "release-1.json"]


def test_no_such_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no such release"):
        open_release(tmp_path / "release-1.db")
