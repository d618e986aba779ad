"""The panel as it hangs in a hall: a process on a display of its own, pressed with a pointer, judged by its pixels."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from journeys.guest import SHANGHAI, Guest, at_panel, of_demo
from journeys.machine import Display, PanelProcess, alike, amount_of, clean_environment, display, panel_process, until
from PySide6.QtGui import QGuiApplication

ROUTE = "#FF6A13"
PASSPORT = "普通护照首次申请"
TYPED = "zsf4403"
SETTINGS = """
state = "state"
[content]
source = "{release}"
[speech]
device = "no-such-device"
"""
#: A finger rests between two touches; the panel takes nothing for 250 ms after a change of screens.
REST_S = 0.4


class Pair:
    """The real panel and its twin in this process, which tells where things are and what must be seen."""

    def __init__(self, screen: Display, twin: Guest) -> None:
        self.screen, self.twin = screen, twin
        self.times: dict[str, float] = {}

    def press(self, name: str) -> None:
        """Press on both what has this name; the real one must come to show what the twin shows."""
        at = self.twin.find(name).box.center().toPoint()
        before = self.screen.look()
        self.twin.touch(name)
        wanted = self.twin.look()
        pressed = self.screen.press(at.x(), at.y())
        until(lambda: (self.screen.look() != before).any(), f"an answer to {name}")
        answered = time.monotonic()
        # Each look at two million pixels is work that the panel would have the machine for.
        until(lambda: alike(self.screen.look(), wanted) > 0.97, f"the screen after {name}", pause=0.1)
        self.times[name] = answered - pressed
        time.sleep(REST_S)


@contextmanager
def real_and_twin(tmp_path: Path, release: Path) -> Iterator[tuple[Pair, PanelProcess]]:
    home = tmp_path / "home"
    (tmp_path / "panel.toml").write_text(SETTINGS.format(release=release), encoding="utf-8")
    with display(tmp_path / "pixels") as screen:
        environment = clean_environment(home, DISPLAY=screen.name, QT_QPA_PLATFORM="xcb")
        with (
            panel_process(tmp_path / "said", environment, "--settings", str(tmp_path / "panel.toml")) as panel,
            at_panel(of_demo(release, tmp_path / "twin"), at=datetime.now(SHANGHAI)) as twin,
        ):
            panel.stands()
            panel.knows("routes are ready")
            yield Pair(screen, twin), panel


@pytest.mark.slow
def test_a_visit_to_the_real_panel(
    qapp: QGuiApplication, demo_release: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with real_and_twin(tmp_path, demo_release) as (pair, panel):
        until(lambda: alike(pair.screen.look(), pair.twin.look()) > 0.9, "the idle screen")
        pair.press("碰一下")
        assert pair.twin.screen == "home"
        pair.twin.taps = 0

        pair.press(PASSPORT)
        expected = without_the_bar(pair.twin.look().shape[0])
        until(lambda: amount_of(ROUTE, pair.screen.look()[expected]) == 0, "a glass without a line")
        pair.press("带我去")
        assert pair.twin.taps <= 3
        assert pair.twin.screen == "route"
        line = amount_of(ROUTE, pair.twin.look()[expected])
        until(lambda: amount_of(ROUTE, pair.screen.look()[expected]) > 0.7 * line > 500, "the whole line")

        pair.press("重新开始")
        for name in ("找窗口", "h", "z", PASSPORT, "带我去"):
            pair.press(name)
        until(lambda: amount_of(ROUTE, pair.screen.look()[expected]) > 0.7 * line > 500, "the line again")

        pair.press("重新开始")
        for name in ("找窗口", *TYPED):
            pair.press(name)
        panel.knows("speech is absent")  # the machine has no such sound device, and that is no fault
        code = panel.end()
        said = panel.said
    assert code == 0
    assert "Traceback" not in said
    assert "WARNING" not in said.replace("UserWarning", "")
    assert nothing_is_left(tmp_path)
    record_property("milliseconds from touch to change", {name: round(1000 * t) for name, t in pair.times.items()})


def without_the_bar(height: int) -> slice:
    """The rows above the bar, whose call for staff has the route's colour too."""
    return slice(0, round(height * 0.9))


def nothing_is_left(tmp_path: Path) -> bool:
    """No temporary file, and the visitor's letters nowhere."""
    assert not list((tmp_path / "home" / "tmp").iterdir())
    assert not list((tmp_path / "state").rglob("*.tmp*"))
    places = [tmp_path / "said", *(tmp_path / "state").rglob("*"), *(tmp_path / "home").rglob("*")]
    for path in places:
        assert TYPED not in path.name
        assert not path.is_file() or TYPED.encode() not in path.read_bytes(), path
    return True
