"""``kiosk plan check``: exit codes, the JSON contract and the table people read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, shared_plan
from guidance.small_plan import as_folder, as_zip, found_in, line, point, removed, small_plan, uid

from kiosk.cli import main


@pytest.fixture
def sound(tmp_path: Path) -> str:
    return str(as_zip(small_plan(), tmp_path / "sound.zip"))


@pytest.fixture
def broken(tmp_path: Path) -> str:
    documents = small_plan()
    removed(documents, "lift-joined")
    removed(documents, "stairs-joined")
    removed(documents, "lift1")
    removed(documents, "stairs1")
    found_in(documents, "door0")["geometry"] = line(4, 8, 4.8, 8)
    return str(as_folder(documents, tmp_path / "broken"))


def test_exit_0_and_one_line_when_publishable(sound: str, capsys) -> None:
    assert main(["plan", "check", sound, "--language", "en"]) == 0
    assert capsys.readouterr().out == "Fit to be published.\n"


def test_exit_1_when_not_publishable(broken: str, capsys) -> None:
    assert main(["plan", "check", broken, "--language", "zh"]) == 1
    out = capsys.readouterr().out
    assert out.index("错误") < out.index("警告")
    assert "11号窗口" in out
    assert out.endswith("不可发布。\n")


@pytest.mark.parametrize("what", ["nothing", "osm"])
def test_exit_2_and_one_sentence_when_not_readable(what: str, tmp_path: Path, capsys) -> None:
    plan = tmp_path / "nothing" if what == "nothing" else shared_plan("osm-indoor")
    assert main(["plan", "check", str(plan), "--json"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("kiosk plan: ")
    assert captured.err.count("\n") == 1


def test_the_json_contract(broken: str, capsys) -> None:
    assert main(["plan", "check", broken, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert set(report) == {"plan", "publishable", "counts", "findings"}
    assert report["plan"] == broken
    assert report["publishable"] is False
    assert sum(report["counts"].values()) == len(report["findings"])
    window = next(f for f in report["findings"] if f["feature_id"] == uid("window11"))
    assert set(window) == {
        "rule",
        "severity",
        "text",
        "remedy",
        "place",
        "feature_id",
        "feature_type",
        "level_id",
        "at",
        "lonlat",
        "count",
    }
    assert (window["rule"], window["severity"], window["level_id"]) == ("unreachable", "error", uid("level1"))
    assert set(window["text"]) == set(window["place"]) == set(window["remedy"]) == {"zh", "en"}
    expected = point(8, 2.4)["coordinates"]
    assert window["lonlat"] == pytest.approx(expected, abs=1e-6)  # a decimetre
    assert window["at"] == [pytest.approx(-2, abs=0.2), pytest.approx(-3.6, abs=0.2)]


def test_the_difference_to_the_previous_version(sound: str, tmp_path: Path, capsys) -> None:
    documents = small_plan()
    removed(documents, "window1")
    del documents["hall-extension.json"]["windows"][uid("window1")]
    now = str(as_folder(documents, tmp_path / "now"))
    assert main(["plan", "check", now, "--previous", sound, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [f["rule"] for f in report["findings"]] == ["window-lost"]
    assert main(["plan", "check", now, "--previous", str(tmp_path / "gone")]) == 2


def test_long_lists_are_cut_in_the_table_but_not_in_json(tmp_path: Path, capsys) -> None:
    documents = small_plan()
    for n in range(30):
        copied = json.loads(json.dumps(found_in(documents, "desk0")))
        copied["id"] = uid(f"extra{n}")
        copied["geometry"] = None
        documents["fixture.geojson"]["features"].append(copied)
    plan = str(as_folder(documents, tmp_path / "plan"))
    assert main(["plan", "check", plan, "--language", "en"]) == 1
    out = capsys.readouterr().out
    assert "Errors (must not be published): 30" in out
    assert "… and 18 more" in out
    main(["plan", "check", plan, "--json"])
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 30


def test_names_no_terminal_can_show_do_not_stop_it(tmp_path: Path) -> None:
    documents = small_plan()
    found_in(documents, "kiosk")["id"] = "\ud83d-half"
    found_in(documents, "hall0")["properties"]["name"] = {"zh": "\x1b[2J大厅"}
    plan = str(as_folder(documents, tmp_path / "plan"))
    for words in (["--json"], ["--language", "zh"]):
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", "plan", "check", plan, *words],
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONIOENCODING": "ascii", "PATH": ""},
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        assert b"Traceback" not in done.stderr
        assert b"\x1b" not in done.stdout
    assert done.stdout


def test_an_act_is_needed(capsys) -> None:
    with pytest.raises(SystemExit) as end:
        main(["plan"])
    assert end.value.code == 2
