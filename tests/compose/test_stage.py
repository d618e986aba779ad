from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from journeys.guest import at_panel, of_demo
from PySide6.QtGui import QGuiApplication
from store.folders import content_folder

from kiosk.base.errors import KioskError
from kiosk.compose.stage import glass_from
from kiosk.settings import GlassSettings, Settings
from kiosk.store.release_build import build_release
from kiosk.ui.glass import PROFILES
from kiosk.visit.visit import LOUDEST


def glass(**settings: object) -> object:
    return glass_from(Settings(glass=GlassSettings(**settings)))  # type: ignore[arg-type]


def test_a_profile_is_a_glass() -> None:
    for name, known in PROFILES.items():
        assert glass(profile=name) == known


def test_single_settings_override_the_profile() -> None:
    told = glass_from(Settings(glass=GlassSettings(profile="55-fhd", diagonal_in=65, lower_edge_mm=700)))
    assert (told.diagonal_in, told.lower_edge_mm) == (65, 700)
    assert (told.width_px, told.height_px) == (1920, 1080)
    turned = glass_from(Settings(glass=GlassSettings(profile="55-fhd", orientation="portrait")))
    assert (turned.width_px, turned.height_px) == (1080, 1920)
    same = glass_from(Settings(glass=GlassSettings(profile="55-fhd", orientation="landscape")))
    assert (same.width_px, same.height_px) == (1920, 1080)


def test_an_unknown_profile_lists_the_known() -> None:
    with pytest.raises(KioskError, match="43p-fhd"):
        glass(profile="none")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    info = build_release(content_folder(folder / "hall"), folder / "out")
    return folder / "out" / info.file


def test_the_settings_reach_the_screens(qapp: QGuiApplication, release: Path, tmp_path: Path) -> None:
    plain = of_demo(release, tmp_path)
    settings = replace(
        plain,
        visit=replace(plain.visit, languages=("en", "zh-CN"), idle_s=30, reduced_motion=False),
        speech=replace(plain.speech, on=False, volume=100),
    )
    with at_panel(settings, with_ways=False) as guest:
        visit = guest.stage.screens.visit
        assert (visit.language, visit.voice_on, visit.volume) == ("en", False, LOUDEST)
        assert guest.stage.screens.panel.settings.motion
        guest.wake()
        assert "What brings you here?" in guest.words()
        guest.let_pass(31)
        assert guest.stage.screens.idle_watch.property("doubtful")
        assert {part.part for part in guest.health.parts()} >= {"memory", "content", "disk", "clock", "glass"}


def test_a_stage_can_be_opened_again_and_again(qapp: QGuiApplication, release: Path, tmp_path: Path) -> None:
    for _ in range(3):
        with at_panel(of_demo(release, tmp_path), with_ways=False) as guest:
            guest.wake()
            assert guest.screen == "home"
    with at_panel(of_demo(release, tmp_path), glass="86p-4k", with_ways=False) as guest:
        assert (guest.window.width(), guest.window.height()) == (2160, 3840)
