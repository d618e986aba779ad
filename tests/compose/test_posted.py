from __future__ import annotations

from pathlib import Path

from matters.hall import at
from store.test_release_parts import hall_with_notices

from kiosk.base.clock import SetClock
from kiosk.base.health import HealthBoard, State
from kiosk.compose.posted import PART, ReleasePosted
from kiosk.store.media import medium_path
from kiosk.store.release import open_release
from kiosk.store.release_build import build_release


def test_a_damaged_picture_is_absent_and_told_once(tmp_path: Path) -> None:
    info = build_release(hall_with_notices(tmp_path / "hall"), tmp_path / "out")
    board = HealthBoard(SetClock(at("2026-11-20T10:00")))
    with open_release(tmp_path / "out" / info.file) as release:
        posted = ReleasePosted(release, lambda: board)
        assert [column.code for column in posted.columns] == ["GG", "ZC"]
        assert [notice.code for notice in posted.notices] == ["N1", "N2"]
        assert set(posted.words("N1")) == {"zh", "en"}
        assert Path(posted.medium("b.png")).exists()
        assert not board.parts()
        path = medium_path(
            tmp_path / "out", next(sha for sha, _ in release.media() if sha not in posted.medium("b.png"))
        )
        path.unlink()
        assert posted.medium("a.png") == posted.medium("a.png") == ""
        (part,) = board.parts()
        assert (part.part, part.state) == (PART, State.DEGRADED)
        assert "a.png" in part.sentence["zh"]
        assert posted.medium("never.png") == ""
