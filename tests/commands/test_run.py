from __future__ import annotations

import argparse
import signal
from pathlib import Path

import pytest
from conftest import ROOT
from journeys.machine import clean_environment, panel_process
from store.folders import content_folder

from kiosk.cli import main
from kiosk.commands.run import chosen_settings, declare
from kiosk.settings import Settings
from kiosk.store.release_build import build_release

FILE = """
state = "s"
[content]
source = "c"
[glass]
profile = "86-4k"
[panel]
at = "1,2,0"
bearing_deg = 90
"""


def given(*words: str) -> Settings:
    parser = argparse.ArgumentParser()
    declare(parser)
    return chosen_settings(parser.parse_args(words))


def test_without_arguments_the_defaults_hold() -> None:
    assert given() == Settings()


def test_what_is_given_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "panel.toml"
    file.write_text(
        'state = "s"\n[content]\nsource = "c"\n[glass]\nprofile = "86-4k"\n[panel]\nat = "1,2,0"\nbearing_deg = 90\n'
    )
    monkeypatch.chdir(tmp_path)
    told = given(
        "--settings", "panel.toml", "--content", "other", "--state", "mine", "--profile", "43p-fhd", "--panel", "p"
    )
    assert told.content.source == str(tmp_path / "other")
    assert told.state_folder == tmp_path / "mine"
    assert told.glass.profile == "43p-fhd"
    assert (told.panel.id, told.panel.at) == ("p", "")
    assert told.panel.bearing_deg == 90
    kept = given("--settings", "panel.toml")
    assert kept.content.source == str(tmp_path / "c")
    assert (kept.panel.at, kept.glass.profile) == ("1,2,0", "86-4k")


def test_the_settings_of_the_demo_are_sound() -> None:
    told = given("--settings", str(ROOT / "config" / "demo-panel.toml"))
    assert Path(told.content.source) == ROOT / "config" / "demo-hall"
    assert told.staff.pin_hash


def test_the_documented_settings_are_the_defaults() -> None:
    assert given("--settings", str(ROOT / "config" / "panel.toml")) == Settings()


def test_without_a_display_one_sentence_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert main(["run"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "packaging/demo" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_standing_panel(tmp_path: Path, number: signal.Signals) -> None:
    info = build_release(content_folder(tmp_path / "hall"), tmp_path / "out")
    environment = clean_environment(tmp_path / "home", QT_QPA_PLATFORM="offscreen")
    arguments = ("--state", str(tmp_path / "state"), "--content", str(tmp_path / "out" / info.file))
    with panel_process(tmp_path / "said", environment, *arguments) as panel:
        code = panel.stands().end(number)
    assert code == 0
    assert panel.said.rstrip().endswith("the panel ends")
    assert "Traceback" not in panel.said
    log = (tmp_path / "state" / "log" / "panel.log").read_text("utf-8")
    assert log == panel.said, "the log holds what the terminal shows"
    assert not list((tmp_path / "home" / "tmp").iterdir())
