"""A world that is broken: the panel stands and says so, or it ends with one sentence. Never a traceback."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from journeys.guest import SHANGHAI, TUESDAY, Guest, at_panel, of_demo
from journeys.machine import PanelProcess, clean_environment, panel_process, until
from PySide6.QtGui import QGuiApplication
from store.folders import TABLES, content_folder

from kiosk.base.errors import KioskError
from kiosk.base.health import State
from kiosk.cli import main
from kiosk.store.release_build import build_release

MATTER = "普通护照首次申请"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two releases of a small hall."""
    folder = tmp_path_factory.mktemp("small")
    hall = content_folder(folder / "hall")
    for _ in range(2):
        build_release(hall, folder / "out")
    return folder / "out"


@pytest.fixture
def shelf(releases: Path, tmp_path: Path) -> Path:
    """The same, to be broken."""
    shutil.copytree(releases, tmp_path / "shelf")
    return tmp_path / "shelf"


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def leads_to_the_window(guest: Guest) -> None:
    """The whole journey, however bad the world is."""
    guest.wake()
    guest.touch("找窗口")
    guest.type("huzhao")
    guest.touch(MATTER)
    guest.touch("带我去")
    assert guest.screen == "route"
    assert guest.orange() > 500


# --- content that is broken ------------------------------------------------------------------------------------------


def test_a_flipped_bit_in_a_named_release_shows_the_one_before(
    qapp: QGuiApplication, shelf: Path, tmp_path: Path
) -> None:
    flip(shelf / "release-2.db")
    with at_panel(of_demo(shelf / "release-2.db", tmp_path / "state")) as guest:
        assert guest.stage.content.release.info.sequence == 1
        assert guest.state_of("content") is State.DEGRADED
        leads_to_the_window(guest)


def test_a_flipped_bit_on_the_shelf_shows_the_one_before(qapp: QGuiApplication, shelf: Path, tmp_path: Path) -> None:
    flip(shelf / "release-2.db")
    settings = of_demo(Path(), tmp_path / "state")
    settings = replace(settings, content=replace(settings.content, source="", shelf=str(shelf)))
    with at_panel(settings, with_ways=False) as guest:
        assert guest.stage.content.release.info.sequence == 1
        assert guest.state_of("content") is State.DEGRADED


def test_without_any_good_release_nothing_is_shown(qapp: QGuiApplication, shelf: Path, tmp_path: Path) -> None:
    for path in shelf.glob("*.db"):
        flip(path)
    with pytest.raises(KioskError, match="damaged"), at_panel(of_demo(shelf / "release-2.db", tmp_path / "state")):
        pass


@pytest.mark.parametrize("broken", ["hall", "matters", "plan"])
def test_a_folder_that_broke_between_two_starts_leaves_the_last_good_one(
    qapp: QGuiApplication, tmp_path: Path, broken: str
) -> None:
    folder = content_folder(tmp_path / "hall")
    settings = of_demo(folder, tmp_path / "state")
    with at_panel(settings, with_ways=False) as guest:
        assert guest.state_of("content") is State.OK
    match broken:
        case "hall":
            (folder / "hall.toml").write_text("format = ")
        case "matters":
            (folder / "matters.csv").write_bytes(b"\xff\xfe\x00code;name\n" * 3)
        case "plan":
            shutil.rmtree(folder / "plan")
            (folder / "plan").write_text("no plan")
    with at_panel(settings, with_ways=False) as guest:
        assert guest.state_of("content") is State.DEGRADED
        assert guest.stage.content.release.info.sequence == 1
        guest.wake()
        guest.touch("找窗口")
        guest.type("huzhao")
        assert guest.find(MATTER)


def test_a_folder_that_was_mended_is_taken_in(qapp: QGuiApplication, tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall")
    settings = of_demo(folder, tmp_path / "state")
    with at_panel(settings, with_ways=False):
        pass
    (folder / "matters.csv").write_text(TABLES["matters"].replace("普通护照首次申请", "护照补发"))
    with at_panel(settings, with_ways=False) as guest:
        assert guest.stage.content.release.info.sequence == 2
        guest.wake()
        assert "护照补发" in guest.words() or any("办护照" in p.name for p in guest.pressables())


# --- a machine that is broken ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("wreck", ["noise", "truncated", "folder"])
def test_a_memory_that_is_damaged_is_begun_anew(qapp: QGuiApplication, shelf: Path, tmp_path: Path, wreck: str) -> None:
    settings = of_demo(shelf / "release-2.db", tmp_path / "state")
    with at_panel(settings, with_ways=False) as guest:
        guest.stage.state.set("release", "2")
    memory = tmp_path / "state" / "state.db"
    match wreck:
        case "noise":
            memory.write_bytes(os.urandom(8192))
        case "truncated":
            memory.write_bytes(memory.read_bytes()[:4500])
        case "folder":
            memory.unlink()
            (memory / "x").mkdir(parents=True)
    with at_panel(settings) as guest:
        assert guest.state_of("memory") is State.DEGRADED
        leads_to_the_window(guest)


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[Path]:
    """A file system of its own at this folder; skips, saying so, where this user may mount nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = subprocess.run(("mount", *options, str(folder)), capture_output=True, check=False)
    if mount.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(("umount", "-l", str(folder)), check=True)


def test_a_folder_that_cannot_be_written_costs_only_the_memory(
    qapp: QGuiApplication, shelf: Path, tmp_path: Path
) -> None:
    with mounted(tmp_path / "state", "-t", "tmpfs", "-o", "ro", "tmpfs") as state:
        with at_panel(of_demo(shelf / "release-2.db", state)) as guest:
            assert guest.state_of("memory") is State.DEGRADED
            leads_to_the_window(guest)
        folder = content_folder(tmp_path / "hall")
        with pytest.raises(KioskError, match="cannot be written"), at_panel(of_demo(folder, state)):
            pass


def test_a_full_disk_costs_only_the_memory(qapp: QGuiApplication, shelf: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "state", "-t", "tmpfs", "-o", "size=64k", "tmpfs") as state:
        full = state / "full"
        with pytest.raises(OSError, match="No space"):
            full.write_bytes(bytes(100_000))
        with at_panel(of_demo(shelf / "release-2.db", state)) as guest:
            guest.stage.state.set("release", "2")
            assert guest.stage.state.get("release") == "2"
            assert guest.state_of("memory") is State.DEGRADED
            assert guest.state_of("disk") is State.DEGRADED
            leads_to_the_window(guest)
        folder = content_folder(tmp_path / "hall")
        with pytest.raises(KioskError, match=r"no room|written"), at_panel(of_demo(folder, state)):
            pass


def test_a_clock_in_1970_stops_nobody(qapp: QGuiApplication, shelf: Path, tmp_path: Path) -> None:
    past = datetime(1970, 1, 1, 8, 0, 3, tzinfo=SHANGHAI)
    with at_panel(of_demo(shelf / "release-2.db", tmp_path / "state"), at=past) as guest:
        assert guest.state_of("clock") in (State.DEGRADED, State.FAILED)
        leads_to_the_window(guest)
        guest.clock.put(TUESDAY)
        guest.let_pass(0)
        guest.stage.vitals.look()
        assert guest.state_of("clock") is State.OK


def test_a_panel_that_stands_off_the_floor_still_finds(qapp: QGuiApplication, shelf: Path, tmp_path: Path) -> None:
    settings = of_demo(shelf / "release-2.db", tmp_path / "state")
    settings = replace(settings, panel=replace(settings.panel, at="4000,4000,0"))
    with at_panel(settings, prepared=True) as guest:
        assert guest.state_of("guidance") is State.FAILED
        guest.wake()
        guest.touch("找窗口")
        guest.type("huzhao")
        guest.touch(MATTER)
        guest.touch("带我去")
        assert any("人工帮助" in p.name for p in guest.pressables())
        assert "路" in guest.words()


# --- the process -----------------------------------------------------------------------------------------------------


def says_one_sentence(said: str) -> None:
    """No traceback, and exactly one sentence of ``kiosk run`` (what the log says before it stands apart)."""
    assert "Traceback" not in said, said
    sentences = [line for line in said.splitlines() if line.startswith("kiosk run: ")]
    assert len(sentences) == 1, said
    assert sentences[0].rstrip()[-1] in ".?)", said


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("gladss = 1", "glass"),
        ("[glass]\nprofile = 3", "glass.profile"),
        ("[visit]\nidle_s = 0", "idle_s"),
        ("[visit]\nlanguages = []", "languages"),
        ("x = [", "TOML"),
        ("\xff\xfe".encode("latin-1"), "read"),
        (None, "not there"),
    ],
)
def test_wrong_settings_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes | None, word: str
) -> None:
    file = tmp_path / "panel.toml"
    if text is not None:
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(["run", "--settings", str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    says_one_sentence(said.err)
    assert word in said.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--content", "nowhere"), "nowhere"),
        (("--profile", "99-inch"), "55-fhd"),
        (("--panel", "nobody"), "panel.id"),
        (("--at", "1,2"), "panel.at"),
    ],
)
def test_a_panel_that_cannot_stand_is_one_sentence(
    shelf: Path, tmp_path: Path, arguments: tuple[str, ...], word: str
) -> None:
    given = ("--state", str(tmp_path / "state"), "--content", str(shelf / "release-2.db"), *arguments)
    with panel_process(tmp_path / "said", _offscreen(tmp_path), *given) as panel:
        assert panel.wait() == 2
    says_one_sentence(panel.said)
    assert word in panel.said.splitlines()[-1]


def _offscreen(tmp_path: Path) -> dict[str, str]:
    return clean_environment(tmp_path / "home", QT_QPA_PLATFORM="offscreen")


@contextmanager
def standing(tmp_path: Path, state: Path, content: Path, name: str = "said") -> Iterator[PanelProcess]:
    arguments = ("--state", str(state), "--content", str(content))
    with panel_process(tmp_path / name, _offscreen(tmp_path), *arguments) as panel:
        yield panel


def test_a_second_panel_on_the_same_folder_says_so_and_ends(shelf: Path, tmp_path: Path) -> None:
    state, release = tmp_path / "state", shelf / "release-2.db"
    with standing(tmp_path, state, release) as first:
        first.stands()
        with standing(tmp_path, state, release, "second") as second:
            assert second.wait() == 2
            says_one_sentence(second.said)
            assert "Another panel" in second.said
        assert first.process.poll() is None
        code = first.end()
    assert code == 0
    assert "Traceback" not in first.said


#: Matters of a hall whose first build is broken off; the next size is tried when a build was over before the signal.
BUILDS = (1500, 6000, 24000)


def is_building(state: Path) -> bool:
    """Whether a release is being written that is not whole yet."""
    return any(state.rglob(".release-*.tmp"))


def has_built(state: Path) -> bool:
    return any(state.rglob("release-*.db"))


def has_begun(state: Path) -> bool:
    return is_building(state) or has_built(state)


def broken_off(tmp_path: Path, number: int) -> tuple[Path, Path, int, PanelProcess]:
    """A panel that is sent a signal in the middle of its first build: content, state, exit code and the panel."""
    for matters in BUILDS:
        rows = "".join(f"K{n},事项{n},Matter {n},,,GA,,0.1,0,\n" for n in range(matters))
        folder = content_folder(tmp_path / f"hall{matters}", matters=TABLES["matters"] + rows)
        state = tmp_path / f"state{matters}"
        with standing(tmp_path, state, folder) as panel:
            until(partial(has_begun, state), "a build")
            code = panel.end(number)
        if not has_built(state):
            return folder, state, code, panel
    pytest.fail(f"even {matters} matters were built before the signal came")


@pytest.mark.slow
def test_a_panel_killed_in_its_first_build_begins_again(tmp_path: Path) -> None:
    folder, state, code, _ = broken_off(tmp_path, signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert is_building(state), "it was killed in the middle"
    with standing(tmp_path, state, folder) as panel:
        panel.stands()
        code = panel.end()
    assert code == 0
    assert "Traceback" not in panel.said
    assert len(list(state.rglob("release-*.db"))) == 1
    assert not list(state.rglob("*.tmp*")), "nothing is left of the first build"


def test_a_signal_in_the_first_build_ends_it_cleanly(tmp_path: Path) -> None:
    _, state, code, panel = broken_off(tmp_path, signal.SIGTERM)
    assert code == 0
    assert "Traceback" not in panel.said
    assert not list(state.rglob("*.tmp*"))
