"""The settings file: what is wrong is said in one sentence, and the file we ship is what the defaults say."""

from __future__ import annotations

import dataclasses
import typing
from pathlib import Path

import pytest

from kiosk.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).resolve().parent.parent


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "panel.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_file_we_ship_says_the_defaults() -> None:
    assert load_settings(ROOT / "config" / "panel.toml") == Settings()


def test_the_file_we_ship_names_every_setting() -> None:
    text = (ROOT / "config" / "panel.toml").read_text(encoding="utf-8")
    for group, kind in typing.get_type_hints(Settings).items():
        for name in [f.name for f in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else [group]:
            assert f"{name} =" in text


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, 'state = "var"\n[content]\nsource = "hall"\n'))
    assert settings.state_folder == tmp_path / "var"
    assert settings.content.source == str(tmp_path / "hall")
    assert load_settings(written(tmp_path, '[hub]\nca = "hub.pem"\n')).hub.ca == str(tmp_path / "hub.pem")


@pytest.mark.parametrize(
    "hub",
    [
        'url = "https://hub.example.org/"',
        'url = "http://127.0.0.1:8000"',
        'url = "http://[::1]:8000"',
        'url = "http://10.0.0.5:8000"\nplain = true',
    ],
)
def test_addresses_of_hubs(tmp_path: Path, hub: str) -> None:
    assert load_settings(written(tmp_path, f"[hub]\n{hub}\n")).hub.url.startswith("http")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[visit]\nidle = 30\n", "Did you mean visit.idle_s"),
        ("[visit]\nidle_s = 3\n", "between 10 and 600"),
        ('[visit]\nidle_s = "45"\n', "a whole number"),
        ("[visit]\nidle_s = true\n", "a whole number"),
        ('[visit]\nlanguages = ["fr"]\n', "must be a list of zh-CN"),
        ('[glass]\norientation = "sideways"\n', "must be one of"),
        ("visit = 3\n", "write it as [visit]"),
        ('[hub]\nurl = "hub.example.org"\n', "no address"),
        ('[hub]\nurl = "ftp://hub"\n', "no address"),
        ('[hub]\nurl = "https://hub:port"\n', "no address"),
        ('[hub]\nurl = "https://me:secret@hub"\n', "no address"),
        ('[hub]\nurl = "http://10.0.0.5:8000"\n', "not encrypted"),
        ("[hub]\nrate_kbit = -1\n", "between 0 and"),
        ("[visit\n", "not TOML"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(tmp_path: Path, text: str, part: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(written(tmp_path, text))
    assert part in caught.value.sentence()
    assert "panel.toml" in caught.value.sentence()


def test_a_missing_or_binary_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not there"):
        load_settings(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(broken)
