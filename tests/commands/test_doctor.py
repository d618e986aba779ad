"""kiosk doctor: the demo panel is well, what is broken is named with what to do, and nothing is ever a traceback."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import pytest
from conftest import ROOT
from store.folders import content_folder

from kiosk.base.health import State
from kiosk.cli import main
from kiosk.commands import doctor_panel
from kiosk.settings import Settings, StaffSettings
from kiosk.visit.staff_pin import make_pin_hash

DEMO = (ROOT / "config" / "demo-panel.toml").read_text(encoding="utf-8")


def settings_file(tmp_path: Path, content: Path | str, extra: str = "") -> Path:
    path = tmp_path / "panel.toml"
    (tmp_path / "state").mkdir(exist_ok=True)
    path.write_text(f'state = "state"\n{extra}\n[content]\nsource = "{content}"\n', encoding="utf-8")
    return path


def verdicts(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, str]]]:
    code = main(["doctor", "--settings", str(path), "--json"])
    said = capsys.readouterr()
    assert said.err == ""
    listed = json.loads(said.out)
    assert all(set(verdict) == {"part", "state", "sentence", "remedy"} for verdict in listed)
    assert all(verdict["sentence"] for verdict in listed)
    assert len({verdict["part"] for verdict in listed}) == len(listed)
    return code, {verdict["part"]: verdict for verdict in listed}


def test_the_demo_panel_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "panel.toml"
    text = DEMO.replace('"../var/demo"', '"state"').replace('"demo-hall"', f'"{ROOT / "config" / "demo-hall"}"')
    path.write_text(text, encoding="utf-8")
    (tmp_path / "state").mkdir()
    code, found = verdicts(path, capsys)
    assert code == 0
    assert set(found) == {
        *("settings", "python", "qt", "display", "database", "fonts", "disk", "clock"),
        *("glass", "staff", "content", "plan", "voice", "sound", "camera", "scanner", "printer"),
    }
    for part in ("settings", "glass", "staff", "content", "plan", "voice"):
        assert found[part]["state"] == "ok", found[part]
    assert "0.634 mm per pixel" in found["glass"]["sentence"]
    assert "reach line 420 mm" in found["glass"]["sentence"]
    assert (
        "release 1 of Shili District Government Service Centre: 344 matters, 54 windows" in found["content"]["sentence"]
    )
    assert "publishable" in found["plan"]["sentence"]
    assert "espeakng-loader" in found["voice"]["sentence"]
    seconds = float(found["voice"]["sentence"].split("takes ")[1].split(" s")[0])
    assert 0.3 < seconds < 3
    assert found["sound"]["state"] in ("ok", "absent", "degraded")


def test_a_content_folder_without_a_plan_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = content_folder(tmp_path / "hall")
    shutil.rmtree(folder / "plan")
    code, found = verdicts(settings_file(tmp_path, folder), capsys)
    assert code == 0
    assert found["content"]["state"] == "ok"
    assert "2 matters" in found["content"]["sentence"]
    assert found["plan"]["state"] == "absent"
    assert found["staff"]["state"] == "absent"
    assert "--make-pin" in found["staff"]["remedy"]


def test_a_missing_release_is_named_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = verdicts(settings_file(tmp_path, "release-9.db"), capsys)
    assert code == 1
    assert found["content"]["state"] == "failed"
    assert "no such release" in found["content"]["sentence"]
    assert found["content"]["remedy"]
    assert found["plan"]["state"] == "absent"
    assert found["voice"]["state"] == "ok"  # the rest is looked at all the same


def test_an_empty_shelf_has_nothing_to_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = verdicts(settings_file(tmp_path, ""), capsys)
    assert code == 1
    assert found["content"]["sentence"] == "There is no content to show."


def test_the_last_good_release_is_shown_as_degraded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = content_folder(tmp_path / "hall")
    path = settings_file(tmp_path, folder)
    assert verdicts(path, capsys)[0] == 0
    (folder / "matters.csv").unlink()
    code, found = verdicts(path, capsys)
    assert code == 0
    assert found["content"]["state"] == "degraded"
    assert "last good" in found["content"]["sentence"]
    assert "content check" in found["content"]["remedy"]


@pytest.mark.parametrize("text", ["glass = 3", "[glas]", "state = [", "[speech]\nvolume = 900"])
def test_broken_settings_are_the_only_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    path = tmp_path / "panel.toml"
    path.write_text(text, encoding="utf-8")
    code, found = verdicts(path, capsys)
    assert code == 1
    assert {part: verdict["state"] for part, verdict in found.items()} == {"settings": "failed"}


def test_settings_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--settings", str(tmp_path / "nothing.toml")]) == 1
    said = capsys.readouterr().out
    assert "FAILED  settings  The settings file is not there." in said
    assert "→ Name another file." in said


def test_a_glass_that_cannot_be_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = content_folder(tmp_path / "hall")
    path = settings_file(tmp_path, folder, '[glass]\nprofile = "9000-inch"')
    code, found = verdicts(path, capsys)
    assert code == 1
    assert found["glass"]["state"] == "failed"
    assert "55-fhd" in found["glass"]["remedy"]
    assert found["content"]["state"] == "ok"


def test_a_panel_without_a_voice_is_no_fault() -> None:
    settings = Settings()
    quiet = doctor_panel.replace(settings, speech=doctor_panel.replace(settings.speech, driver="absent_voice"))
    assert doctor_panel.voice(quiet).state is State.ABSENT


def test_no_sound_device_is_no_failure() -> None:
    settings = Settings()
    deaf = doctor_panel.replace(settings, speech=doctor_panel.replace(settings.speech, device="no-such-device"))
    assert doctor_panel.sound(deaf).state in (State.ABSENT, State.DEGRADED)


@pytest.mark.parametrize(
    ("pin_hash", "state"),
    [("", State.ABSENT), ("246810", State.FAILED), ("scrypt:x", State.FAILED), (make_pin_hash("246810"), State.OK)],
    ids=["none", "plain", "broken", "sound"],  # a salted hash is another one in each worker
)
def test_a_pin_is_told_from_its_hash(pin_hash: str, state: State) -> None:
    assert doctor_panel.staff(Settings(staff=StaffSettings(pin_hash=pin_hash))).state is state


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = settings_file(tmp_path, content_folder(tmp_path / "hall"))
    state = tmp_path / "state"
    if os.geteuid() == 0:  # an administrator may write everywhere, and must not
        os.chown(state, 12345, 12345)
    else:
        state.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        _, found = verdicts(path, capsys)
        assert found["content"]["state"] == "ok"
        assert list(state.iterdir()) == []
    finally:
        state.chmod(stat.S_IRWXU)


def test_a_new_pin_is_printed_as_a_line_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("246810\n"))
    assert main(["doctor", "--make-pin"]) == 0
    line = capsys.readouterr().out.strip()
    pin_hash = line.removeprefix('pin_hash = "').removesuffix('"')
    assert doctor_panel.staff(Settings(staff=StaffSettings(pin_hash=pin_hash))).state is State.OK
    monkeypatch.setattr("sys.stdin", io.StringIO("12\n"))
    assert main(["doctor", "--make-pin"]) == 2
    assert "4 to 12 digits" in capsys.readouterr().err
