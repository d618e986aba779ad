from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import time
from pathlib import Path

import pytest
from matters.hall import at
from store.folders import HALL, content_folder
from store.test_release_parts import hall_with_notices, png

from kiosk.base.clock import SetClock
from kiosk.base.health import HealthBoard, State
from kiosk.store import release_shelf
from kiosk.store.media import keep_medium, medium_path, prune_media
from kiosk.store.release_build import build_release
from kiosk.store.release_info import ReleaseError
from kiosk.store.release_shelf import KEPT, PART, ReleaseShelf
from kiosk.store.state import PanelState


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five releases of one hall, and one of another."""
    folder = tmp_path_factory.mktemp("published")
    hall = content_folder(folder / "hall")
    for _ in range(5):
        build_release(hall, folder / "out")
    (hall / "hall.toml").write_text(HALL.replace('"small"', '"other"'))
    build_release(hall, folder / "other", sequence=9)
    return folder / "out"


@pytest.fixture
def health() -> HealthBoard:
    return HealthBoard(SetClock(at("2026-11-20T10:00")))


@pytest.fixture
def shelf(tmp_path: Path, health: HealthBoard) -> ReleaseShelf:
    return ReleaseShelf(tmp_path / "shelf", PanelState(tmp_path / "state.db"), health)


def shown(shelf: ReleaseShelf) -> int | None:
    release = shelf.current()
    if release is None:
        return None
    with release:
        return release.info.sequence


def state_of(health: HealthBoard) -> State:
    (part,) = [part for part in health.parts() if part.part == PART]
    return part.state


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def test_an_empty_shelf_has_nothing_to_show(shelf: ReleaseShelf, health: HealthBoard) -> None:
    assert shown(shelf) is None
    assert state_of(health) == State.FAILED


def test_the_newest_release_is_shown_and_three_are_kept(shelf: ReleaseShelf, published: Path) -> None:
    for number in range(1, 6):
        shelf.adopt(published / f"release-{number}.db").close()
        assert shown(shelf) == number
    assert shelf.releases() == (3, 4, 5)
    assert len(shelf.releases()) == KEPT


def test_it_is_remembered_over_a_restart(tmp_path: Path, published: Path) -> None:
    for number in (1, 2):
        ReleaseShelf(tmp_path / "shelf", PanelState(tmp_path / "state.db")).adopt(
            published / f"release-{number}.db"
        ).close()
    assert shown(ReleaseShelf(tmp_path / "shelf", PanelState(tmp_path / "state.db"))) == 2
    assert shown(ReleaseShelf(tmp_path / "shelf", PanelState(tmp_path / "fresh.db"))) == 2


def test_a_release_beyond_the_pointer_was_never_taken_in(tmp_path: Path, shelf: ReleaseShelf, published: Path) -> None:
    shelf.adopt(published / "release-2.db").close()
    for suffix in (".db", ".json"):
        shutil.copy(published / f"release-4{suffix}", tmp_path / "shelf")
    assert shown(shelf) == 2


def test_a_flipped_bit_falls_back_to_the_last_good_one(
    tmp_path: Path, shelf: ReleaseShelf, published: Path, health: HealthBoard
) -> None:
    for number in (1, 2, 3):
        shelf.adopt(published / f"release-{number}.db").close()
    flip(tmp_path / "shelf" / "release-3.db")
    assert shown(shelf) == 2
    assert state_of(health) == State.DEGRADED
    flip(tmp_path / "shelf" / "release-2.db")
    assert shown(shelf) == 1
    flip(tmp_path / "shelf" / "release-1.db")
    assert shown(shelf) is None
    shelf.adopt(published / "release-3.db").close()  # the same one, brought anew
    assert shown(shelf) == 3
    assert state_of(health) == State.OK


def test_a_damaged_release_is_not_taken_in(tmp_path: Path, shelf: ReleaseShelf, published: Path) -> None:
    shelf.adopt(published / "release-1.db").close()
    for suffix in (".db", ".json"):
        shutil.copy(published / f"release-2{suffix}", tmp_path)
    flip(tmp_path / "release-2.db")
    with pytest.raises(ReleaseError, match="damaged"):
        shelf.adopt(tmp_path / "release-2.db")
    assert shown(shelf) == 1
    assert shelf.releases() == (1,)


def test_no_step_back_and_no_other_hall(shelf: ReleaseShelf, published: Path) -> None:
    shelf.adopt(published / "release-3.db").close()
    with pytest.raises(ReleaseError, match="older"):
        shelf.adopt(published / "release-2.db")
    with pytest.raises(ReleaseError, match="belongs to small"):
        shelf.adopt(published.parent / "other" / "release-9.db")
    shelf.adopt(published / "release-3.db").close()  # again: nothing changes
    assert shown(shelf) == 3


def test_two_releases_of_one_number(tmp_path: Path, shelf: ReleaseShelf, published: Path) -> None:
    shelf.adopt(published / "release-1.db").close()
    hall = content_folder(tmp_path / "hall", synonyms="words\nx|y\n")
    build_release(hall, tmp_path / "out")
    with pytest.raises(ReleaseError, match="another release 1"):
        shelf.adopt(tmp_path / "out" / "release-1.db")


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "full"), OSError(errno.EIO, "broken")])
def test_a_copy_that_fails_leaves_the_old_one(
    shelf: ReleaseShelf, published: Path, monkeypatch: pytest.MonkeyPatch, fault: OSError
) -> None:
    shelf.adopt(published / "release-1.db").close()

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(release_shelf, "copy_whole", fail)
    with pytest.raises(ReleaseError) as caught:
        shelf.adopt(published / "release-2.db")
    assert "last good one" in caught.value.remedy
    assert shown(shelf) == 1


def test_what_a_broken_pointer_says_is_not_believed(tmp_path: Path, published: Path) -> None:
    state = PanelState(tmp_path / "state.db")
    shelf = ReleaseShelf(tmp_path / "shelf", state)
    shelf.adopt(published / "release-1.db").close()
    for word in ("seven", "-1", "99", "²"):
        state.set("release", word)
        assert shown(shelf) == 1


def test_a_release_built_on_the_shelf_itself(tmp_path: Path) -> None:
    hall, folder = content_folder(tmp_path / "hall"), tmp_path / "shelf"
    shelf = ReleaseShelf(folder, PanelState(tmp_path / "state.db"))
    info = build_release(hall, folder)
    shelf.adopt(folder / info.file).close()
    assert shown(shelf) == 1
    assert json.loads((folder / "release-1.json").read_text())["hall_id"] == "small"


def test_media_come_along_and_go_when_no_kept_release_names_them(tmp_path: Path) -> None:
    hall = hall_with_notices(tmp_path / "hall")
    folder, state = tmp_path / "shelf", PanelState(tmp_path / "state.db")
    shelf = ReleaseShelf(folder, state)
    info = build_release(hall, tmp_path / "out")
    with shelf.adopt(tmp_path / "out" / info.file) as release:
        cover = release.medium("a.png")
        assert cover.is_relative_to(folder)
        assert cover.read_bytes() == png(10)
    (hall / "media" / "a.png").write_bytes(png(99))
    before = {path.name for path in (folder / "media").iterdir()}
    for path in (folder / "media").iterdir():
        os.utime(path, (0, 0))
    for _ in range(KEPT):
        fresh = build_release(hall, tmp_path / "out")
        shelf.adopt(tmp_path / "out" / fresh.file).close()
    there = {path.name for path in (folder / "media").iterdir()}
    assert cover.name not in there
    assert len(there) == len(before) == 2


def test_what_came_in_today_stays_though_nobody_names_it_yet(tmp_path: Path, published: Path) -> None:
    """The next release's media are put on the shelf before it is there itself."""
    folder = tmp_path / "shelf"
    shelf = ReleaseShelf(folder, PanelState(tmp_path / "state.db"))
    (tmp_path / "coming").write_bytes(b"cover")
    digest = hashlib.sha256(b"cover").hexdigest()
    coming = keep_medium(folder, tmp_path / "coming", digest, 5)
    shelf.adopt(published / "release-1.db").close()
    assert coming.exists()
    prune_media(folder, (), now=time.time() + 90_000)
    assert not coming.exists()


def test_a_release_without_its_media_is_not_taken_in(tmp_path: Path, published: Path) -> None:
    info = build_release(hall_with_notices(tmp_path / "hall"), tmp_path / "out", sequence=7)
    shelf = ReleaseShelf(tmp_path / "shelf", PanelState(tmp_path / "state.db"))
    shelf.adopt(published / "release-1.db").close()
    shutil.rmtree(tmp_path / "out" / "media")
    with pytest.raises(ReleaseError, match="damaged"):
        shelf.adopt(tmp_path / "out" / info.file)
    assert shown(shelf) == 1


def test_pointing_back_and_forth_by_hand_survives_a_restart(tmp_path: Path, published: Path) -> None:
    shelf = ReleaseShelf(tmp_path / "shelf", PanelState(tmp_path / "state.db"))
    for number in (1, 2, 3):
        shelf.adopt(published / f"release-{number}.db").close()
    shelf.point_to(2)
    again = ReleaseShelf(tmp_path / "shelf", PanelState(tmp_path / "state.db"))
    assert (shown(again), again.pointer, again.releases()) == (2, 2, (1, 2, 3))
    again.point_to(3)
    assert shown(again) == 3


@pytest.mark.parametrize("data", [b"another", b""])
def test_only_a_proven_medium_is_kept(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "source").write_bytes(data)
    with pytest.raises(ReleaseError, match="damaged"):
        keep_medium(tmp_path / "shelf", tmp_path / "source", hashlib.sha256(b"cover").hexdigest(), 5)
    with pytest.raises(ValueError):
        medium_path(tmp_path, "../../state.db")
