from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT
from guidance.small_plan import as_folder, small_plan, uid
from hypothesis import given, settings
from hypothesis import strategies as st
from store.folders import HALL, TABLES, content_folder

from kiosk.cli import main
from kiosk.store.release import open_release


def test_build_says_what_it_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = content_folder(tmp_path / "hall"), tmp_path / "out"
    assert main(["content", "build", str(folder), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "release-1.db" in said.out
    assert "2 matters" in said.out
    assert said.err == ""


def test_the_json_of_build_is_a_contract(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = content_folder(tmp_path / "hall"), tmp_path / "out"
    assert main(["content", "build", str(folder), "--out", str(out), "--sequence", "5", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert set(report) == {"buildable", "release", "findings", "plan_findings", "parts"}
    assert report["parts"] is None
    release = report["release"]
    assert set(release) == {
        *("sequence", "file", "path", "sha256", "size", "hall_id", "built_at", "format", "counts"),
    }
    assert (report["buildable"], release["sequence"], release["hall_id"]) == (True, 5, "small")
    open_release(Path(release["path"])).close()


def test_findings_refuse_the_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = content_folder(tmp_path / "hall", services="matter_code,window_number\nM1,99\n")
    assert main(["content", "build", str(folder), "--out", str(tmp_path / "out"), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["release"] is None
    assert report["findings"][0] == {
        "rule": "reference-dangling",
        "severity": "error",
        "file": "services.csv",
        "line": 2,
        "column": "window_number",
        "what": {"zh": "没有窗口“99”。", "en": "There is no window '99'."},
        "remedy": {
            "zh": "请与 windows 表和平面图核对。",
            "en": "Compare it with the windows table and the plan.",
        },
    }
    assert not (tmp_path / "out").exists()
    assert main(["content", "build", str(folder), "--out", str(tmp_path / "out"), "--language", "en"]) == 1
    assert "error: services.csv:2:window_number: There is no window '99'." in capsys.readouterr().err


def test_check_builds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = content_folder(tmp_path / "hall")
    before = sorted(tmp_path.rglob("*"))
    assert main(["content", "check", str(folder)]) == 0
    assert capsys.readouterr().out == "0 errors, 0 warnings, 0 notes\n"
    assert sorted(tmp_path.rglob("*")) == before
    (folder / "matters.csv").unlink()
    assert main(["content", "check", str(folder), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["buildable"] is False


def test_a_bare_plan_builds(tmp_path: Path) -> None:
    plan = as_folder(small_plan(), tmp_path / "plan")
    assert main(["content", "build", str(plan), "--out", str(tmp_path / "out")]) == 0


@pytest.mark.parametrize("name", ["nothing", "file.txt", "empty"])
def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (tmp_path / "file.txt").write_text("no plan")
    (tmp_path / "empty").mkdir()
    assert main(["content", "build", str(tmp_path / name), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("kiosk content: ")


def test_a_bare_plan_with_errors_builds_and_only_warns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    documents = small_plan()
    documents["hall-extension.json"]["windows"][uid("window2")]["number"] = "1"
    plan = as_folder(documents, tmp_path / "plan")
    assert main(["content", "build", str(plan), "--out", str(tmp_path / "out"), "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["plan_findings"]
    assert {"window-number-shared": "warning"}.items() <= {f["rule"]: f["severity"] for f in findings}.items()


def test_a_place_where_nothing_can_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = content_folder(tmp_path / "hall")
    (tmp_path / "file").write_text("no folder")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        assert main(["content", "build", str(folder), "--out", str(out)]) == 2
        assert "nothing was changed" in capsys.readouterr().err


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([*TABLES, "hall"]),
    st.integers(0, 300),
    st.integers(0, 40),
    st.binary(max_size=8) | st.text(alphabet=',"\n|<>&;=-#1护', max_size=8).map(str.encode),
)
def test_no_change_of_a_table_makes_the_command_stumble(
    tmp_path_factory: pytest.TempPathFactory, name: str, at: int, less: int, noise: bytes
) -> None:
    folder = content_folder(tmp_path_factory.mktemp("fuzz") / "hall", hall=HALL.replace("format = 1", 'plan = "none"'))
    path = folder / ("hall.toml" if name == "hall" else f"{name}.csv")
    data = path.read_bytes()
    path.write_bytes(data[:at] + noise + data[at + less :])
    assert main(["content", "check", str(folder), "--json"]) in (0, 1, 2)


def test_the_demo_hall_has_nothing_to_mend(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["content", "check", str(ROOT / "config" / "demo-hall"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [f for f in report["findings"] if f["severity"] != "note"] == []
