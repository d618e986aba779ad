"""The staff page at its worst: wrong and locked PINs, everything failing, long logs and findings, all lifts closed."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from ui.audit.contrast import pixels_of
from ui.audit.portrait import portrait
from ui.audit.rules import faults

from kiosk.base.clock import SetClock
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.commands.shots import MODES, MOMENT, shot_settings
from kiosk.compose.stage import Stage, open_stage
from kiosk.ui.gallery import Exhibit, hang
from kiosk.ui.glass import PROFILES
from kiosk.ui.staff_parts import PART, StaffParts
from kiosk.ui.staff_view_model import StaffViewModel
from kiosk.visit.visit import Page

LONG = "A sentence that says at length what has happened to some part of this panel, with a name in it and a figure, "
FINDINGS = tuple(
    (severity, f"services.csv:{line}:window_number", LONG * 2)
    for line, severity in enumerate(("note", "warning", "error") * 4)
)


class Log:
    def lines(self) -> tuple[str, ...]:
        levels = ("INFO", "WARNING", "ERROR") * 20
        return tuple(
            f"2026-11-24 09:42:{i:02},1 {level} kiosk.content: {LONG * (i % 4)}" for i, level in enumerate(levels)
        )


class Bell:
    def call(self, answered: Callable[[bool], None]) -> None:
        return


@pytest.fixture(scope="module")
def stage(qapp: QGuiApplication, demo_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    clock = SetClock(MOMENT)
    health = HealthBoard(clock)
    settings = shot_settings(demo_release, Path(tmp_path_factory.mktemp("state")))
    settings = replace(settings, staff=replace(settings.staff, tries=10))
    more = {"log": Log(), "chime": Bell(), "restart": lambda: None}
    with open_stage(settings, clock=clock, health=health, more=more) as opened:
        for part in ("speech", "chime", "guidance", "printer", "scanner"):
            health.report(part, State.FAILED, Text(zh="这个部件没有装好，画面照常使用。", en=LONG))
        parts: StaffParts = opened.screens.panel.more[PART]
        content = replace(parts.content, findings=lambda language: FINDINGS)
        opened.screens.panel.more[PART] = replace(parts, content=content)  # type: ignore[index]
        for connector in opened.content.venue.connectors:
            parts.switches.turn(connector.id, True)
        opened.screens.window.show()
        gc.collect()
        gc.freeze()  # what stands all the time is not gone through again after each picture
        yield opened
        gc.unfreeze()


def _page(stage: Stage) -> StaffViewModel:
    page: object = stage.screens.navigator.property("viewModel")
    assert isinstance(page, StaffViewModel)
    return page


def _wrong(stage: Stage) -> None:
    for digit in "1111":
        _page(stage).type(digit)
    _page(stage).enter()


def _typed(stage: Stage) -> None:
    for digit in "123456789012345":
        _page(stage).type(digit)


def _asked(stage: Stage) -> None:
    _page(stage).admit("program")
    _page(stage).act("restart")


def _section(name: str) -> Callable[[Stage], None]:
    return lambda stage: _page(stage).admit(name)


STATES: dict[str, Callable[[Stage], None]] = {
    "typed": _typed,
    **{name: _section(name) for name in ("health", "content", "log", "sound", "switches")},
    "asked": _asked,
    "wrong": _wrong,
}


@pytest.mark.parametrize("profile", ["55-fhd", "43p-fhd"])
@pytest.mark.parametrize("mode", ["normal", "large"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_worst_can_be_read_reached_and_pressed(stage: Stage, profile: str, mode: str, language: str) -> None:
    glass = PROFILES[profile]
    large, contrast = MODES[mode]
    stage.screens.look(glass)
    found = []
    for name, prepare in STATES.items():
        hang(stage.screens, Exhibit(name, Page("staff")), language, large_text=large, high_contrast=contrast)
        prepare(stage)
        found += [f"{name}: {fault}" for fault in _faults(stage, profile, large, contrast)]
    assert not found, "\n".join(found)


def test_no_pin_and_a_locked_pad_can_be_read(stage: Stage) -> None:
    stage.screens.look(PROFILES["43p-fhd"])
    hang(stage.screens, Exhibit("locked", Page("staff")), "en", large_text=True, high_contrast=False)
    for _ in range(10):
        _wrong(stage)
    assert _page(stage).property("locked")
    assert not list(_faults(stage, "43p-fhd", True, False))


def _faults(stage: Stage, profile: str, large: bool, contrast: bool) -> list[str]:
    image, shown = portrait(stage.screens)
    wrong = faults(shown, pixels_of(image), PROFILES[profile], large=large, high_contrast=contrast)
    # Wrappers of items that are gone must not outlive them: Qt gives their addresses to new items.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    return wrong
