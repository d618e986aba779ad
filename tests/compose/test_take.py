"""Another release under the running screens: between visits, whole or not at all, and nothing of the old one left."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from unittest.mock import patch

import psutil
import pytest
from compose.releases import of_hub, published, until
from journeys.guest import TUESDAY, Guest, HallClock, at_panel
from PySide6.QtGui import QGuiApplication

from kiosk.base.errors import KioskError
from kiosk.base.health import State
from kiosk.compose import stage as stage_module
from kiosk.compose.stage import PART, REST_S
from kiosk.store.release import Release, open_release
from kiosk.ui.moments import PATIENCE_S
from kiosk.visit.visit import IDLE


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return published(tmp_path_factory.mktemp("hub"), HallClock(TUESDAY))


@pytest.fixture
def guest(qapp: QGuiApplication, out: Path, tmp_path: Path) -> Iterator[Guest]:
    with at_panel(of_hub(tmp_path / "state", source=str(out / "release-1.db"))) as guest:
        yield guest


def take(guest: Guest, out: Path, number: int) -> list[KioskError | None]:
    done: list[KioskError | None] = []
    guest.stage.take(partial(open_release, out / f"release-{number}.db"), done.append)
    return done


def prepared(guest: Guest) -> bool:
    """Whether the next release waits for its moment."""
    return bool(guest.stage.screens.moments._wishes)


def test_a_sleeping_panel_changes_at_once(guest: Guest, out: Path) -> None:
    page = guest.stage.screens.navigator.property("viewModel")
    done = take(guest, out, 2)
    until(guest, lambda: done, "the switch")
    assert done == [None]
    assert guest.stage.content.release.info.sequence == 2
    assert guest.stage.screens.navigator.property("viewModel") is page, "nothing is drawn anew that need not be"
    assert guest.state_of(PART) is State.OK
    guest.wake()
    assert "护照申请2" in guest.words() or "办护照" in guest.words()
    guest.touch("找窗口")
    guest.type("hz")
    assert "护照申请2" in guest.words()
    assert "护照申请1" not in guest.words()


def test_a_visit_is_never_changed_in_the_middle(guest: Guest, out: Path) -> None:
    guest.wake()
    guest.touch("找窗口")
    guest.type("hz")
    done = take(guest, out, 2)
    until(guest, lambda: prepared(guest), "the next release")
    guest.let_pass(20)
    assert "护照申请1" in guest.words()
    assert not done
    guest.stage.screens.navigator.begin(IDLE)
    until(guest, lambda: done, "the switch after the visit")
    assert guest.stage.content.release.info.sequence == 2


def test_home_where_nothing_was_chosen_yet_changes_and_keeps_the_language(guest: Guest, out: Path) -> None:
    guest.wake()
    guest.stage.screens.modes.speakLanguage("en")
    done = take(guest, out, 3)
    until(guest, lambda: done, "the switch")
    assert guest.screen == "home"
    assert guest.stage.screens.visit.language == "en"
    assert "What brings you here?" in guest.words()


def test_who_stays_for_ever_gets_the_new_content_with_the_next_page(guest: Guest, out: Path) -> None:
    guest.wake()
    guest.touch("找窗口")
    guest.type("hz")
    done = take(guest, out, 2)
    until(guest, lambda: prepared(guest), "the next release")
    guest.touch("z")
    assert not done
    guest.clock.advance(PATIENCE_S + 1)
    guest.stage.screens.idle_watch.touched()
    guest.let_pass(1)
    assert not done, "not under somebody's eyes"
    assert guest.screen == "search"
    guest.stage.screens.navigator.go("matter", {"code": "M1"})
    until(guest, lambda: done, "the switch")
    assert guest.page.about == {"code": "M1"}
    assert "护照申请2" in guest.words()


def test_a_changed_plan_brings_its_own_ways(guest: Guest, out: Path) -> None:
    old = guest.stage.ways
    done = take(guest, out, 3)
    until(guest, lambda: done, "the switch")
    assert guest.stage.ways is not old
    window = guest.stage.content.venue.windows()[0]
    assert guest.stage.ways.way(window.id, "walk").steps
    again = take(guest, out, 3)
    ways = guest.stage.ways
    until(guest, lambda: again, "the same plan")
    assert guest.stage.ways is ways, "walkways of the same plan are kept"


def test_what_staff_switched_off_stays_off(guest: Guest, out: Path) -> None:
    connector = guest.stage.content.venue.connectors[0].id
    guest.stage.switchboard.turn(connector, True)
    done = take(guest, out, 3)
    until(guest, lambda: done, "the switch")
    assert guest.stage.ways.switches.closed == {connector}


@pytest.mark.parametrize("error", [KioskError("It is broken."), RuntimeError("a fault of ours")])
def test_what_fails_leaves_everything_as_it_is(guest: Guest, error: Exception) -> None:
    def bring() -> Release:
        raise error

    done: list[KioskError | None] = []
    guest.stage.take(bring, done.append)
    until(guest, lambda: done, "an answer")
    assert isinstance(done[0], KioskError)
    assert guest.state_of(PART) is State.DEGRADED
    assert guest.stage.content.release.info.sequence == 1
    guest.wake()
    guest.touch("找窗口")
    guest.type("hz")
    assert "护照申请1" in guest.words()


def test_a_release_this_panel_has_no_place_in_is_refused(qapp: QGuiApplication, out: Path, tmp_path: Path) -> None:
    settings = of_hub(tmp_path / "state", source=str(out / "release-1.db"))
    with at_panel(settings) as guest:
        bad = patch.object(stage_module, "stand_in_release", side_effect=KioskError("The plan has no panel 7."))
        with bad:
            done = take(guest, out, 2)
            until(guest, lambda: done, "an answer")
        assert isinstance(done[0], KioskError)
        assert guest.stage.content.release.info.sequence == 1


def test_the_last_one_asked_for_counts(guest: Guest, out: Path) -> None:
    guest.wake()
    guest.touch("找窗口")
    first, second = take(guest, out, 2), take(guest, out, 3)
    until(guest, lambda: prepared(guest), "a release that waits")
    guest.stage.screens.navigator.begin(IDLE)
    until(guest, lambda: second, "the switch")
    guest.let_pass(2)
    assert guest.stage.content.release.info.sequence == 3
    assert not first


def test_nothing_of_old_releases_is_left(guest: Guest, out: Path, request: pytest.FixtureRequest) -> None:
    gone: list[weakref.ref[object]] = []
    process = psutil.Process()
    gc.disable()  # Python's own collector may be long in coming
    request.addfinalizer(gc.enable)
    for number in (2, 1, 3, 1, 3, 2):
        scenery = guest.stage.scenery
        gone += [weakref.ref(thing) for thing in (scenery.way, scenery.way.catalogue, scenery.map)]
        gone.append(weakref.ref(guest.stage.content.release))
        if number == 3:
            gone.append(weakref.ref(guest.stage.ways))
        del scenery
        done = take(guest, out, number)
        until(guest, lambda done=done: done, "the switch")  # type: ignore[misc]
        guest.wake()
        guest.touch("找窗口")
        guest.stage.screens.navigator.begin(IDLE)
        guest.let_pass(1)
    until(guest, lambda: len([f for f in process.open_files() if f.path.startswith(str(out))]) <= 1, "closed files")
    guest.settle()
    guest.let_pass(REST_S)
    until(guest, lambda: not any(ref() is not None for ref in gone), "the end of old releases, by itself")
