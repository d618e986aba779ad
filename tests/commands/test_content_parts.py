from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from store.test_release_parts import NOTICES, hall_with_notices

from kiosk.cli import main
from kiosk.store.media import keep_medium
from kiosk.store.release_info import read_info
from kiosk.store.release_join import join_release
from kiosk.sync.messages import MANIFEST_LIMIT, Manifest, unpacked


def built(folder: Path, out: Path, *more: str) -> Manifest:
    """Build ``folder`` with its parts in ``out / "parts"``."""
    arguments = ["content", "build", str(folder), "--out", str(out / "releases"), "--parts", str(out / "parts"), *more]
    assert main(arguments) == 0
    return unpacked(Manifest, (out / "parts" / "manifest.json").read_bytes(), MANIFEST_LIMIT)


def blob(out: Path, sha256: str) -> Path:
    return out / "parts" / "blobs" / sha256[:2] / sha256


def test_every_part_lies_under_its_own_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = built(hall_with_notices(tmp_path / "hall"), tmp_path, "--json", "--sequence", "7")
    report = json.loads(capsys.readouterr().out)
    assert report["parts"] == {
        "path": str(tmp_path / "parts" / "manifest.json"),
        "count": len(manifest.parts),
        "bytes": manifest.bytes,
    }
    assert (manifest.number, manifest.hall_id, manifest.built_at) == (7, "small", report["release"]["built_at"])
    for part in manifest.parts:
        data = blob(tmp_path, part.sha256).read_bytes()
        assert hashlib.sha256(data).hexdigest() == part.sha256
        assert len(data) == part.size
        assert len(data if part.size == part.unpacked else gzip.decompress(data)) == part.unpacked
    names = [part.name for part in manifest.parts]
    assert names == sorted(set(names))
    assert sum(name.startswith("media/") for name in names) == 2
    assert all(part.name == f"media/{part.sha256}" for part in manifest.parts if part.name.startswith("media/"))


def test_the_blobs_make_the_release_again(tmp_path: Path) -> None:
    manifest = built(hall_with_notices(tmp_path / "hall"), tmp_path)
    parts = {part.name: part for part in manifest.parts}
    shelf = tmp_path / "shelf"
    for part in (part for part in manifest.parts if part.name.startswith("media/")):
        keep_medium(shelf, blob(tmp_path, part.sha256), part.sha256, part.size)

    def read(name: str) -> bytes:
        data = blob(tmp_path, parts[name].sha256).read_bytes()
        return data if parts[name].size == parts[name].unpacked else gzip.decompress(data)

    info = join_release(
        parts,
        read,
        shelf,
        number=manifest.number,
        hall_id=manifest.hall_id,
        built_at=manifest.built_at,
        release_format=manifest.release_format,
    )
    assert info == read_info(tmp_path / "releases" / "release-1.db")


def test_a_small_change_adds_few_blobs(tmp_path: Path) -> None:
    hall = hall_with_notices(tmp_path / "hall")
    before = {part.sha256 for part in built(hall, tmp_path).parts}
    (hall / "notices.csv").write_text(NOTICES.replace("第二条政策", "又一条政策"))
    after = built(hall, tmp_path)
    assert after.number == 2
    assert [part.name for part in after.parts if part.sha256 not in before] == ["rows/notices/0"]
    assert all(blob(tmp_path, sha256).exists() for sha256 in before)  # of the release before, too


def test_another_process_makes_the_same_blobs(tmp_path: Path) -> None:
    """Sets of words have another order in each process; nothing of it may travel."""
    hall = hall_with_notices(tmp_path / "hall")
    mine = built(hall, tmp_path)
    out = tmp_path / "other"
    run = [sys.executable, "-m", "kiosk", "content", "build", str(hall)]
    run += ["--out", str(out / "releases"), "--parts", str(out / "parts")]
    subprocess.run(run, cwd=ROOT, env={"PYTHONHASHSEED": "1"}, check=True, capture_output=True)
    theirs = unpacked(Manifest, (out / "parts" / "manifest.json").read_bytes(), MANIFEST_LIMIT)
    assert theirs.parts == mine.parts
    other, own = (read_info(folder / "releases" / "release-1.db") for folder in (out, tmp_path))
    assert other.sha256 == own.sha256


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hall = hall_with_notices(tmp_path / "hall")
    (tmp_path / "file").write_text("")
    arguments = ["content", "build", str(hall), "--out", str(tmp_path / "out"), "--parts", str(tmp_path / "file" / "x")]
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "parts of the release" in said
