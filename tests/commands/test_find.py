"""``kiosk find``: JSON as documented, a folder built once, faults as one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from guidance.small_plan import as_folder, small_plan
from store.folders import content_folder

from kiosk import cli
from kiosk.commands import find
from kiosk.store import release_build
from kiosk.store.release_build import build_release


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return content_folder(tmp_path / "hall")


def found(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, object]]]:
    code = cli.main(["find", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_json_is_as_documented(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, hits = found(capsys, "窗口", "--content", str(folder))
    assert code == 0
    assert hits
    for hit in hits:
        assert list(hit) == ["kind", "id", "title", "window", "level", "score"]
        assert hit["kind"] in {"matter", "window", "department", "theme", "place"}
        assert set(hit["title"]) == {"zh", "en"}  # type: ignore[call-overload]
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)  # type: ignore[type-var]


def test_a_folder_is_built_once_and_again_when_it_changes(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[Path] = []

    def counted(folder: Path, *rest: object, **named: object) -> object:
        built.append(folder)
        return build_release(folder, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(release_build, "build_release", counted)
    first = found(capsys, "窗口", "--content", str(folder))
    assert found(capsys, "窗口", "--content", str(folder)) == first
    assert len(built) == 1
    hall = folder / "hall.toml"
    hall.write_text(hall.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert found(capsys, "窗口", "--content", str(folder)) == first
    assert len(built) == 2


def test_a_damaged_copy_is_built_again(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first = found(capsys, "窗口", "--content", str(folder))
    (kept,) = (tmp_path / "cache").rglob("release-1.db")
    kept.write_bytes(kept.read_bytes()[:5000])
    assert found(capsys, "窗口", "--content", str(folder)) == first


def test_a_release_is_searched_as_it_is(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    info = build_release(folder, tmp_path / "out")
    from_folder = found(capsys, "窗口", "--content", str(folder))
    assert found(capsys, "窗口", "--content", str(tmp_path / "out" / info.file)) == from_folder


def test_a_bare_plan_is_content_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, hits = found(capsys, "11号窗口", "--content", str(as_folder(small_plan(), tmp_path / "plan")))
    assert code == 0
    assert hits


def test_the_limit_and_the_words_are_taken(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(found(capsys, "窗口", "--limit", "1", "--content", str(folder))[1]) == 1
    together = found(capsys, "window", "1", "--content", str(folder))
    assert together == found(capsys, "window 1", "--content", str(folder))


def test_nothing_found_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["find", "zzqqzz", "--content", str(folder)]) == 1
    assert "Nothing found" in capsys.readouterr().err
    assert found(capsys, "zzqqzz", "--content", str(folder)) == (1, [])


def test_a_table_for_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["find", "窗口", "--content", str(folder)]) == 0
    assert "window" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nowhere", "nowhere.db", "note.db", "note.txt", ""])
def test_what_is_not_readable_is_one_sentence(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if name.startswith("note"):
        (tmp_path / name).write_text("no release", encoding="utf-8")
    assert cli.main(["find", "x", "--content", str(tmp_path / name if name else tmp_path)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("kiosk find: ")
    assert "Traceback" not in told
    assert len(told.strip().splitlines()) == 1


@pytest.mark.parametrize("limit", ["0", "-1", "many", "100000"])
def test_a_limit_must_be_one(limit: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["find", "x", "--limit", limit])
    assert stopped.value.code == 2


def test_the_demo_hall_is_where_it_is_looked_for() -> None:
    assert (find.DEMO_CONTENT / "hall.toml").is_file()
