from __future__ import annotations

from pathlib import Path

import pytest
from store.folders import HALL, content_folder

from kiosk.matters.findings import Severity
from kiosk.store.content_folder import ContentError, read_folder


def test_a_whole_folder(tmp_path: Path) -> None:
    content = read_folder(content_folder(tmp_path / "hall"))
    assert content.hall is not None
    assert content.hall["id"] == "small"
    assert len(content.tables) == 12
    assert content.plan == tmp_path / "hall" / "plan"
    assert [path.name for path in content.pictures] == ["logo.svg"]
    assert content.findings == []


def test_a_plan_alone_is_content(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall")
    content = read_folder(folder / "plan")
    assert content.hall is None
    assert content.plan == folder / "plan"


def test_a_plan_that_lies_elsewhere(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall")
    (folder / "plan").rename(tmp_path / "plans")
    (folder / "hall.toml").write_text(HALL.replace("format = 1", 'format = 1\nplan = "../plans"'))
    assert read_folder(folder).plan == folder / "../plans"
    (folder / "hall.toml").write_text(HALL.replace("format = 1", 'format = 1\nplan = "../nowhere\\u0000"'))
    content = read_folder(folder)
    assert content.plan is None
    assert [(finding.rule, finding.severity) for finding in content.findings] == [("plan-missing", Severity.ERROR)]


def test_a_table_in_two_places(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall")
    (folder / "matters.json").write_text("[]")
    (finding,) = read_folder(folder).findings
    assert (finding.rule, finding.file) == ("table-twice", "matters.json")


def test_a_misspelt_table_is_told(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall")
    (folder / "matter.csv").write_text("code\n")
    (folder / "~$matters.xlsx").write_text("a spreadsheet program's lock")
    (finding,) = read_folder(folder).findings
    assert "matters.csv" in finding.remedy["en"]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall", synonyms=None)
    secret = tmp_path / "synonyms.csv"
    secret.write_text("words\na|b\n")
    (folder / "synonyms.csv").symlink_to(secret)
    (folder / "pictures" / "a.png").symlink_to("/etc/hostname")
    content = read_folder(folder)
    assert "synonyms" not in content.tables
    assert [path.name for path in content.pictures] == ["logo.svg"]
    assert [finding.rule for finding in content.findings] == ["file-outside", "file-outside"]


@pytest.mark.parametrize(
    "hall", [b"id = ", b"\xff\xff\x80", b"x = 1\n" * 300_000, b"a=" + b"[" * 5000], ids=["toml", "bytes", "big", "deep"]
)
def test_a_hall_that_cannot_be_read(tmp_path: Path, hall: bytes) -> None:
    folder = content_folder(tmp_path / "hall")
    (folder / "hall.toml").write_bytes(hall)
    with pytest.raises(ContentError) as caught:
        read_folder(folder)
    assert caught.value.where == "hall.toml"


def test_no_such_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing", Path("\0")):
        with pytest.raises(ContentError):
            read_folder(path)
