from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from store.folders import content_folder

from kiosk.cli import main
from kiosk.store.release_build import build_release
from kiosk.ui.glass import PROFILES


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    info = build_release(content_folder(folder / "hall"), folder / "out")
    return folder / "out" / info.file


def shots(release: Path, out: Path, *more: str) -> int:
    return main(["shots", str(out), "--content", str(release), *more])


def test_pictures_are_named_as_documented_and_as_large_as_the_glass(
    qapp: QGuiApplication, release: Path, tmp_path: Path
) -> None:
    asked = ("--screen", "home", "--screen", "route", "--language", "en", "--mode", "normal", "--mode", "contrast")
    assert shots(release, tmp_path / "out", "--profile", "43p-fhd", "--profile", "55-fhd", *asked) == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        f"{screen}-{profile}-en-{mode}.png"
        for screen in ("home", "route")
        for profile in ("43p-fhd", "55-fhd")
        for mode in ("normal", "contrast")
    }
    for name in names:
        picture = QImage(str(tmp_path / "out" / name))
        glass = next(glass for key, glass in PROFILES.items() if f"-{key}-" in name)
        assert (picture.width(), picture.height()) == (glass.width_px, glass.height_px)
        corners = {picture.pixel(x, y) for x in range(0, glass.width_px, 40) for y in range(0, glass.height_px, 40)}
        assert len(corners) > 5, f"{name} is empty"


def test_the_same_pictures_each_time(qapp: QGuiApplication, release: Path, tmp_path: Path) -> None:
    asked = ("--profile", "55-fhd", "--screen", "route", "--language", "zh-CN", "--mode", "normal")
    for folder in ("one", "two"):
        assert shots(release, tmp_path / folder, *asked) == 0
    one, two = (next((tmp_path / folder).iterdir()).read_bytes() for folder in ("one", "two"))
    assert one == two


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--screen", "nothing"), "search-hits"),
        (("--profile", "nothing"), "86p-4k"),
        (("--content", "/nowhere/at/all"), "nowhere"),
        (("--at", "1,2"), "panel.at"),
    ],
)
def test_what_cannot_be_asked_for_is_one_sentence(
    qapp: QGuiApplication,
    release: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    said: str,
) -> None:
    assert shots(release, tmp_path / "out", *words) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert said in told.err


@pytest.mark.parametrize("place", ["file", "file/out", "file/out/deeper"])
def test_a_place_for_pictures_that_is_none_is_one_sentence(
    qapp: QGuiApplication, tmp_path: Path, capfd: pytest.CaptureFixture[str], place: str
) -> None:
    """It is said before the content is opened: that there is none here is not reached."""
    (tmp_path / "file").write_text("")
    assert shots(tmp_path / "no-content", tmp_path / place) == 2
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert str(tmp_path / place) in told.err
    assert "No pictures can be kept here" in told.err
    assert "no-content" not in told.err


def test_a_picture_that_cannot_be_kept_is_said_and_counted(
    qapp: QGuiApplication, release: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = ("--profile", "55-fhd", "--screen", "home", "--language", "en", "--mode", "normal")
    (tmp_path / "out" / "home-55-fhd-en-normal.png").mkdir(parents=True)
    assert shots(release, tmp_path / "out", *asked) == 1
    assert "home-55-fhd-en-normal.png could not be drawn" in capfd.readouterr().err
