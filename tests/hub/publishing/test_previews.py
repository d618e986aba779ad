"""The pool of previews with real screens in real children: opened once, shared by name, ended for the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from store.folders import content_folder

from kiosk.hub.publishing import previews
from kiosk.store.release_build import build_release

PNG = b"\x89PNG\r\n"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("previewed")
    return home / "built" / build_release(content_folder(home / "content"), home / "built").file


@pytest.fixture(autouse=True)
def _ended(_hub_settings: Any) -> Iterator[None]:
    yield
    previews.end_all()


def doors() -> list[Path]:
    return list(previews._home().glob(f"{previews._prefix()}*.s"))


def test_one_person_clicks_through_the_same_screens(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture, told = previews.look(release, "session", {"show": {"screen": "matter", "about": {"code": "M1"}}})
    assert picture.startswith(PNG)
    assert told["screen"] == "matter"
    assert len(doors()) == 1
    monkeypatch.setattr(previews, "_open", None)  # another one would be opened by this: it must not be needed
    assert previews.look(release, "session", {"key": "back"})[1]["screen"] == "home"
    with pytest.raises(previews.PreviewError) as refused:
        previews.look(release, "session", {"tap": [-1, -1]})
    assert refused.value.text["zh"]
    assert previews.look(release, "session", {"language": "en"})[1]["language"] == "en"


def test_the_one_that_was_looked_at_longest_ago_makes_room(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "AT_ONCE", 1)
    previews.look(release, "one", {"show": "home"})
    (first,) = doors()
    previews.look(release, "two", {"show": "home"})
    (second,) = doors()
    assert first != second


def test_what_cannot_be_shown_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "release-1.db"
    broken.write_bytes(b"no release")
    with pytest.raises(previews.PreviewError):
        previews.look(broken, "session", {"show": "home"})
