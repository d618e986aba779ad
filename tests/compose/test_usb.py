from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kiosk.compose.usb import bring_in, content_folders, is_export
from kiosk.settings import Settings


def export(folder: Path) -> Path:
    (folder / "metadata").mkdir(parents=True)
    (folder / "metadata" / "timestamp.json").write_text("{}")
    return folder


def test_drives_are_looked_into_one_folder_deep(tmp_path: Path) -> None:
    first = export(tmp_path / "media" / "user" / "DRIVE" / "hall")
    second = export(tmp_path / "media" / "user" / "OTHER")
    (tmp_path / "media" / "user" / "DRIVE" / "photos").mkdir()
    archive = tmp_path / "mnt" / "stick" / "hall-kiosk-shili.zip"
    archive.parent.mkdir(parents=True)
    archive.write_bytes(b"PK")
    (archive.parent / "other.zip").write_bytes(b"PK")
    export(tmp_path / "media" / "user" / "DRIVE" / "deep" / "deeper")
    found = content_folders(((str(tmp_path / "media"), 2), (str(tmp_path / "mnt"), 1), ("/no/such/place", 2)))
    assert set(found) == {first, second, archive}
    assert not is_export(tmp_path / "nowhere")


def test_what_is_no_content_is_refused_in_words(tmp_path: Path) -> None:
    plain = Settings(state=str(tmp_path / "state"))
    said = bring_in(export(tmp_path / "usb"), replace(plain, hub=plain.hub))
    assert said is not None
    assert said["zh"].startswith("没有导入")
    assert "Traceback" not in said["en"]
    assert len(said["en"]) > len("Not brought in: ")
