"""Folders and zips from strangers: nothing leaves, nothing fills the memory, every refusal is one sentence."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

import pytest
from guidance.small_plan import as_bytes, as_folder, as_zip, small_plan

from kiosk.guidance.archive import LIMITS, Limits, PlanError, read_members
from kiosk.guidance.imdf import read_plan


def rules(findings) -> list[str]:
    return [finding.rule for finding in findings]


def test_folder_and_zip_give_the_same_files(tmp_path: Path) -> None:
    documents = small_plan()
    folder = read_members(as_folder(documents, tmp_path / "plan"))
    packed = read_members(as_zip(documents, tmp_path / "plan.zip"))
    assert folder.files == packed.files == {name: as_bytes(document) for name, document in documents.items()}
    assert not folder.findings
    assert not packed.findings


def test_a_zip_with_one_folder_in_it_is_read(tmp_path: Path) -> None:
    path = as_zip({f"My plan/{name}": document for name, document in small_plan().items()}, tmp_path / "plan.zip")
    plan = read_plan(path)
    assert len(plan.venue.windows()) == 3
    assert not plan.findings


@pytest.mark.parametrize(
    "name", ["../evil.geojson", "a/../../evil.geojson", "/etc/evil.geojson", "C:/evil.geojson", "..\\evil.geojson"]
)
def test_a_path_that_leaves_the_archive_is_not_read(tmp_path: Path, name: str) -> None:
    path = as_zip({**small_plan(), name: b"{}"}, tmp_path / "plan.zip")
    members = read_members(path)
    assert rules(members.findings) == ["file-path-unsafe"]
    assert set(members.files) == set(small_plan())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plan.zip"]


def test_links_are_not_followed_out_of_a_zip(tmp_path: Path) -> None:
    path = as_zip(small_plan(), tmp_path / "plan.zip")
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("link.geojson")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    members = read_members(path)
    assert rules(members.findings) == ["file-path-unsafe"]
    assert "link.geojson" not in members.files


def test_links_pipes_and_hidden_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = as_folder(small_plan(), tmp_path / "plan")
    (folder / "out.geojson").symlink_to(tmp_path / "secret.txt")
    (folder / "in.txt").symlink_to(folder / "manifest.json")
    os.mkfifo(folder / "pipe.geojson")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "loop").symlink_to(folder)
    members = read_members(folder)
    assert sorted(rules(members.findings)) == ["file-path-unsafe"] * 3
    assert "in.txt" in members.files
    assert not {"out.geojson", "pipe.geojson", ".DS_Store"} & set(members.files)


def test_a_member_that_comes_twice_is_read_once(tmp_path: Path) -> None:
    path = as_zip(small_plan(), tmp_path / "plan.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("UNIT.geojson", b'{"features": []}')
    members = read_members(path)
    assert rules(members.findings) == ["file-duplicate"]
    assert members.files["unit.geojson"] == as_bytes(small_plan()["unit.geojson"])


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("level.geojson", "w", force_zip64=True) as stream,
    ):
        block = b" " * (1 << 20)
        for _ in range((LIMITS.member_bytes >> 20) + 1):
            stream.write(block)
    assert path.stat().st_size < 1 << 20
    with pytest.raises(PlanError, match="too big"):
        read_members(path)


def test_many_small_bombs_are_refused_together(tmp_path: Path) -> None:
    limits = Limits(total_bytes=10_000)
    path = as_zip({f"{n}.geojson": b" " * 2_000 for n in range(6)}, tmp_path / "plan.zip")
    with pytest.raises(PlanError, match="too big"):
        read_members(path, limits)


def _with_sizes(path: Path, name: str, size: int) -> None:
    """Let the directory of a zip say another unpacked size for one member."""
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
    data[at + 24 : at + 28] = struct.pack("<I", size)
    path.write_bytes(data)


@pytest.mark.parametrize("size", [10, 1_000_000])
def test_a_size_that_lies_makes_the_member_unreadable(tmp_path: Path, size: int) -> None:
    path = as_zip(small_plan(), tmp_path / "plan.zip")
    _with_sizes(path, "fixture.geojson", size)
    plan = read_plan(path)
    assert rules(plan.findings) == ["file-unreadable"]
    assert not plan.venue.fixtures


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    path = as_zip(small_plan(), tmp_path / "plan.zip")
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(PlanError, match="password"):
        read_members(path)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_archive_is_refused(tmp_path: Path, share: float) -> None:
    path = as_zip(small_plan(), tmp_path / "plan.zip")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(PlanError) as refusal:
        read_members(path)
    assert refusal.value.sentence().count("\n") == 0


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    limits = Limits(members=20)
    path = as_zip({f"{n}.txt": b"" for n in range(30)}, tmp_path / "plan.zip")
    with pytest.raises(PlanError, match="too big"):
        read_members(path, limits)
    folder = as_folder({f"{n}.txt": b"" for n in range(30)}, tmp_path / "plan")
    with pytest.raises(PlanError, match="too big"):
        read_members(folder, limits)


def test_a_big_extra_file_is_left_out_with_a_word(tmp_path: Path) -> None:
    limits = Limits(extra_bytes=1_000)
    folder = as_folder({**small_plan(), "photo.jpg": b"x" * 2_000, "note.txt": b"y" * 10}, tmp_path / "plan")
    members = read_members(folder, limits)
    assert rules(members.findings) == ["file-left-out"]
    assert members.files["note.txt"] == b"y" * 10
    assert "photo.jpg" not in members.files


@pytest.mark.parametrize("name", ["nowhere", "nowhere.zip", "bad\0name"])
def test_what_is_not_there_is_said_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(PlanError):
        read_members(tmp_path / name)


def test_another_kind_of_file_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "plan.dxf"
    path.write_text("  0\nSECTION\n")
    with pytest.raises(PlanError, match="neither a folder nor a zip"):
        read_members(path)
