from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.compose.log import open_log
from kiosk.settings import Settings

log = logging.getLogger("kiosk.test")


def settings(folder: Path, **changes: object) -> Settings:
    plain = Settings(state=str(folder))
    return replace(plain, log=replace(plain.log, **changes))


def test_a_line_goes_to_the_file_the_memory_and_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_log(settings(tmp_path)) as recent:
        log.info("the sun shines: 太阳")
    log.info("nobody hears this")
    said = (tmp_path / "log" / "panel.log").read_text("utf-8")
    assert said.count("\n") == 1
    assert "INFO kiosk.test: the sun shines: 太阳" in said
    assert capsys.readouterr().err == said
    assert [line + "\n" for line in recent.lines()] == [said]


def test_the_level_is_the_one_of_the_settings(tmp_path: Path) -> None:
    with open_log(settings(tmp_path, level="WARNING")) as recent:
        log.info("no")
        log.warning("yes")
    assert len(recent.lines()) == 1


def test_memory_and_files_have_an_end(tmp_path: Path) -> None:
    with open_log(settings(tmp_path, megabytes=1)) as recent:
        for number in range(700):
            log.info("%d %s", number, "x" * 10_000)
    assert len(recent.lines()) == 500
    assert " 699 " in recent.lines()[-1]
    files = sorted((tmp_path / "log").iterdir())
    assert len(files) == 5
    assert all(file.stat().st_size <= 1_000_000 for file in files)


def test_a_folder_that_cannot_be_written_costs_only_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    with open_log(settings(tmp_path / "state")) as recent:
        log.info("still here")
    said = capsys.readouterr().err.splitlines()
    assert "going on without it" in said[0]
    assert said[1].endswith("still here")
    assert len(recent.lines()) == 1


def test_a_disk_that_fills_up_prints_no_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "panel.log").symlink_to("/dev/full")
    with open_log(settings(tmp_path)) as recent:
        log.info("one")
        log.info("two")
    assert len(recent.lines()) == 2
    assert capsys.readouterr().err.count("\n") == 2
