from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.base.errors import KioskError
from kiosk.compose.sole import sole_panel


def test_a_folder_belongs_to_one_panel_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "state"
    with sole_panel(folder):
        with pytest.raises(KioskError, match="Another panel"), sole_panel(folder):
            pass
        with sole_panel(tmp_path / "other"):
            pass
    with sole_panel(folder):
        pass


def test_a_folder_that_cannot_be_written_is_not_fought_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with sole_panel(tmp_path / "file" / "state"), sole_panel(tmp_path / "file" / "state"):
        pass


def test_what_goes_wrong_inside_comes_out(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="inside"), sole_panel(tmp_path):
        raise OSError("inside")
