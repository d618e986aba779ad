"""``kiosk plan route``: its JSON contract, its words, its exit codes."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, shared_plan

from kiosk.cli import main
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.venue import ConnectorKind, Venue

DEMO = ROOT / "floorplans" / "demo-hall"


@pytest.fixture(scope="module")
def demo() -> Venue:
    if not (DEMO / "manifest.json").is_file():
        pytest.skip(f"the demo hall is not here ({DEMO})")
    return read_plan(DEMO).venue


def upstairs(venue: Venue) -> str:
    """The number of a window that is not on the panel's floor."""
    home = venue.panels[0].level_id
    return next(window.number for window in venue.windows() if window.number and window.level_id != home)


def walked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["plan", "route", *words])
    return code, capsys.readouterr().out


def test_one_route_is_one_documented_object(demo: Venue, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = walked(capsys, str(DEMO), "--to", upstairs(demo), "--json")
    assert code == 0
    route = json.loads(out)
    assert route["from"] == demo.panels[0].id
    assert route["profile"] == "walk"
    assert len(route["legs"]) >= 2
    length = 0.0
    for leg in route["legs"]:
        assert leg["level_id"] in {level.id for level in demo.levels}
        points = np.array(leg["points"])
        assert np.abs(demo.frame.to_local(np.array(leg["lonlat"])) - points).max() < 1e-3
        length += float(np.hypot(*np.diff(points, axis=0).T).sum())
    assert route["length_m"] == pytest.approx(length, abs=0.01)
    assert route["seconds"] > route["length_m"] / 1.0
    assert route["min_clearance_m"] >= 0.25
    assert route["legs"][-1]["connector_id"] is None
    assert all(step["zh"] and step["en"] and len(step["at"]) == 2 for step in route["steps"])
    assert route["steps"][-1]["turn"] == "arrive"


def test_people_read_steps_metres_and_minutes(demo: Venue, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = walked(capsys, str(DEMO), "--to", upstairs(demo), "--language", "zh")
    assert code == 0
    assert "1. " in out
    assert "分钟" in out
    code, out = walked(capsys, str(DEMO), "--to", upstairs(demo), "--language", "en")
    assert "minutes" in out


def test_a_wheelchair_goes_by_lift_and_is_told_when_all_lifts_are_out(
    demo: Venue, capsys: pytest.CaptureFixture[str]
) -> None:
    number = upstairs(demo)
    code, out = walked(capsys, str(DEMO), "--to", number, "--profile", "wheelchair", "--json")
    assert code == 0
    assert {leg["connector_kind"] for leg in json.loads(out)["legs"]} == {"elevator", None}
    lifts = ",".join(c.id for c in demo.connectors if c.kind is ConnectorKind.ELEVATOR)
    words = (str(DEMO), "--to", number, "--profile", "wheelchair", "--closed", lifts)
    code, out = walked(capsys, *words, "--json")
    assert code == 1
    refusal = json.loads(out)
    assert refusal["reason"] == "closed"
    assert refusal["error"]["zh"]
    assert refusal["error"]["en"]
    code, out = walked(capsys, *words, "--language", "en")
    assert code == 1
    assert "closed right now" in out
    code, _ = walked(capsys, str(DEMO), "--to", number, "--closed", lifts)
    assert code == 0


def test_all_walks_to_every_window_occupant_amenity_and_unit(demo: Venue, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = walked(capsys, str(DEMO), "--all")
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    wanted = {thing.id for thing in (*demo.occupants, *demo.amenities, *demo.units)}
    assert {line["to"] for line in lines} == wanted
    assert {line["kind"] for line in lines} >= {"window", "amenity", "unit"}
    assert all(line["min_clearance_m"] >= 0.25 for line in lines)


def test_what_cannot_be_reached_is_a_line_with_words_and_exit_1(
    demo: Venue, capsys: pytest.CaptureFixture[str]
) -> None:
    shut = ",".join(connector.id for connector in demo.connectors)
    code, out = walked(capsys, str(DEMO), "--all", "--closed", shut)
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    refused = [line for line in lines if "error" in line]
    assert refused
    assert len(refused) < len(lines)
    assert {line["reason"] for line in refused} == {"closed"}


def test_a_route_may_start_anywhere(demo: Venue, capsys: pytest.CaptureFixture[str]) -> None:
    window = min(demo.windows(), key=lambda window: window.at[0])
    assert window.at[0] < 0  # a point that begins with a minus sign is still a point
    ordinal = demo.level(window.level_id).ordinal
    code, out = walked(
        capsys, str(DEMO), "--from", f"{window.at[0]},{window.at[1]},{ordinal}", "--to", window.id, "--json"
    )
    assert code == 0
    assert json.loads(out)["length_m"] < 1.5


@pytest.mark.parametrize(
    "words",
    [
        ("--to", "no such place"),
        ("--to", "1", "--from", "no such place"),
        ("--to", "1", "--closed", "no such thing"),
        ("--to", "1", "--from", "0,0,77"),
    ],
)
def test_bad_words_are_one_sentence_and_exit_2(
    demo: Venue, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert main(["plan", "route", str(DEMO), *words]) == 2
    said = capsys.readouterr().err
    assert said.startswith("kiosk plan: ")
    assert len(said.splitlines()) == 1


def test_a_plan_without_a_panel_asks_where_to_start(capsys: pytest.CaptureFixture[str]) -> None:
    plan = shared_plan("polymap-spbstu")
    assert main(["plan", "route", str(plan), "--all"]) == 2
    assert "--from" in capsys.readouterr().err


def test_a_plan_that_is_not_there_is_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "route", str(tmp_path / "none"), "--to", "1"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_lengths_add_up_to_what_a_ruler_says(demo: Venue, capsys: pytest.CaptureFixture[str]) -> None:
    window = next(w for w in demo.windows() if w.level_id == demo.panels[0].level_id)
    _, out = walked(capsys, str(DEMO), "--to", window.id, "--json")
    route = json.loads(out)
    assert route["length_m"] >= math.dist(route["legs"][0]["points"][0], route["legs"][-1]["points"][-1]) - 1e-3
