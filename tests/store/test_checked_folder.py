"""A folder that was built before is read as the build read it; a plan that is lost costs only the plan."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from store.folders import content_folder

from kiosk.store.checked_folder import read_checked
from kiosk.store.content_folder import ContentError
from kiosk.store.release_draft import draft_release


def test_it_says_what_the_build_said(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall")
    read, drafted = read_checked(folder), draft_release(folder)
    assert read.venue is not None
    assert read.venue == drafted.venue
    assert read.content.synonyms == drafted.synonyms
    for facts in ("hall", "departments", "windows", "services", "themes", "calendar"):
        assert getattr(read.content.catalogue, facts) == getattr(drafted.catalogue, facts)
    assert any(window.place_id for window in read.content.catalogue.windows), "a window of the plan has its place"


@pytest.mark.parametrize("how", ["none", "broken"])
def test_a_hall_whose_plan_is_lost_keeps_its_facts(tmp_path: Path, how: str) -> None:
    folder = content_folder(tmp_path / "hall")
    shutil.rmtree(folder / "plan")
    if how == "broken":
        (folder / "plan.zip").write_bytes(b"PK no zip at all")
    read = read_checked(folder)
    assert (read.folder.plan is None, read.venue) == (how == "none", None)
    assert [window.number for window in read.content.catalogue.windows] == ["1", "2", "11"]


def test_no_folder_is_no_content(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        read_checked(tmp_path / "nowhere")
