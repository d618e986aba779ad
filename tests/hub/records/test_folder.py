"""The working copy and the content folder are the same thing."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from kiosk.hub.records.folder import FolderError, make_hall, read_folder_into, row_at, write_folder
from kiosk.hub.records.models import Row
from kiosk.hub.records.toml import write_toml
from kiosk.store.release_draft import draft_release

DEMO = Path(__file__).parents[3] / "config" / "demo-hall"


def _rows(hall):
    return list(Row.objects.filter(hall=hall).order_by("table", "place").values_list("table", "key", "place", "data"))


def test_the_demo_hall_goes_round(db, tmp_path):
    hall, tally = make_hall(DEMO)
    assert hall.pk == "shili"
    assert tally.rows["windows"] == 54
    write_folder(hall, tmp_path / "out")
    draft = draft_release(tmp_path / "out")
    assert (draft.findings, draft.plan_findings) == ((), ())
    again, _ = make_hall(tmp_path / "out", hall_id="again")
    assert _rows(again) == _rows(hall)
    assert again.facts == hall.facts
    assert again.plan.files == hall.plan.files
    assert row_at(hall, "windows", 2).key == "2"


def test_a_second_reading_replaces_and_versions_go_on(db, tmp_path):
    hall, _ = make_hall(DEMO)
    folder = tmp_path / "hall"
    folder.mkdir()
    (folder / "hall.toml").write_text('id = "shili"\nname = "甲"\n', encoding="utf-8")
    (folder / "windows.csv").write_text("number,phone\n1,12\n", encoding="utf-8")
    read_folder_into(hall, folder)
    (row,) = Row.objects.filter(hall=hall)
    assert (row.key, row.version, row.data) == ("1", 2, {"number": "1", "phone": "12"})
    assert hall.facts == {"name": "甲"}
    assert hall.plan.files  # the folder brought none


def test_a_folder_with_an_unreadable_file_leaves_everything_as_it_was(db, tmp_path):
    hall, _ = make_hall(DEMO)
    before = _rows(hall)
    shutil.copytree(DEMO, tmp_path / "bad")
    text = (tmp_path / "bad" / "hall.toml").read_text(encoding="utf-8")
    (tmp_path / "bad" / "hall.toml").write_text(text.replace("../../floorplans", str(DEMO.parents[1] / "floorplans")))
    (tmp_path / "bad" / "windows.csv").write_bytes(b'number,phone\n"1,2')
    with pytest.raises(FolderError) as caught:
        read_folder_into(hall, tmp_path / "bad")
    assert "windows.csv" in str(caught.value)
    assert _rows(hall) == before
    with pytest.raises(FolderError):
        make_hall(DEMO)


def test_toml_reads_back():
    facts = {
        "a": 'quote " back \\ line\nbreak \x7f \x01 中文 😀',
        "odd key.": True,
        "list": ["x", 1, 2.5, False],
        "name": {"zh": "大厅", "zh-Hant": "大廳", "en": "Hall"},
        "empty": {},
        "none": None,
    }
    assert tomllib.loads(write_toml(facts)) == {k: v for k, v in facts.items() if v is not None}
