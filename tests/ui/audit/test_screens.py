"""Every screen, in every language and mode, on every panel: judged by measuring what was drawn.

The check looks at each screen in chosen combinations (``combinations``); all of them: ``pytest -m lab tests/ui/audit``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from ui.audit.combinations import Combination, covering, every
from ui.audit.contrast import pixels_of
from ui.audit.keys import key_faults
from ui.audit.portrait import portrait
from ui.audit.rules import faults

from kiosk.base.clock import SetClock
from kiosk.base.texts import LANGUAGES
from kiosk.commands.shots import MOMENT, shot_settings
from kiosk.compose.stage import Stage, open_stage
from kiosk.guidance.routes import Guide
from kiosk.ui.gallery import Exhibit, exhibits, hang
from kiosk.ui.glass import PROFILES

LARGEST_PX = 4_000_000
#: Where the back key leads depends on the page alone: it is tried on every one, lying and standing in turn.
BACK_IS_TRIED = ("55-fhd", "43p-fhd")


@pytest.fixture(scope="module")
def stage(qapp: QGuiApplication, demo_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    settings = shot_settings(demo_release, Path(tmp_path_factory.mktemp("state")))
    with open_stage(settings, clock=SetClock(MOMENT)) as opened:
        # The routes that are drawn are worked out when they are asked for; the others would never be seen.
        with patch.object(Guide, "prepare", return_value=0):
            opened.ways.start()
            opened.ways.wait()
        opened.screens.panel.way.forget_distances()
        opened.screens.window.show()
        yield opened


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What Qt and QML complain of while a screen is drawn."""
    said: list[str] = []
    before = qInstallMessageHandler(lambda kind, context, message: said.append(message))
    yield said
    qInstallMessageHandler(before)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_can_be_read_reached_and_pressed(
    stage: Stage, complaints: list[str], profile: str, large: bool, language: str
) -> None:
    """Each screen in the combinations that are its own (``combinations``): here those of this glass, size, language."""
    here = [one for one in every() if (one.profile, one.language, one.large) == (profile, language, large)]
    judged, met = [], set[str]()
    for number, exhibit in enumerate(exhibits(stage.screens.panel.way)):
        own = covering(number, variant=exhibit.page.screen in met)
        met.add(exhibit.page.screen)
        judged.append((exhibit, [one.contrast for one in here if one in own]))
    found = list(_faults(stage, complaints, judged, Combination(profile, language, large, False)))
    assert not found, f"{len(found)} faults\n" + "\n".join(found)


@pytest.mark.lab
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_in_every_combination(
    stage: Stage, complaints: list[str], profile: str, large: bool, language: str
) -> None:
    judged = [(exhibit, [False, True]) for exhibit in exhibits(stage.screens.panel.way)]
    found = list(_faults(stage, complaints, judged, Combination(profile, language, large, False)))
    assert not found, f"{len(found)} faults\n" + "\n".join(found)


def _faults(
    stage: Stage, complaints: list[str], judged: Sequence[tuple[Exhibit, list[bool]]], where: Combination
) -> Iterator[str]:
    """Of each exhibit as it comes, then as it is when high contrast is pressed there; only what is asked for is judged.
    Then the four keys must reach everything that is needed, and lead out.

    All sizes are in millimetres: the largest panels are drawn with every pixel in one language and size, with half of
    them in the others.
    """
    glass = PROFILES[where.profile]
    with_every_pixel = where.language == LANGUAGES[0] and not where.large
    if glass.width_px * glass.height_px > LARGEST_PX and not with_every_pixel:
        glass = replace(glass, width_px=glass.width_px // 2, height_px=glass.height_px // 2)
    stage.screens.look(glass)
    stage.screens.window.requestActivate()
    for number, (exhibit, contrasts) in enumerate(judged):
        if not contrasts:
            continue
        hang(stage.screens, exhibit, where.language, large_text=where.large, high_contrast=False)
        for contrast in sorted(contrasts):
            if contrast:
                stage.screens.visit.high_contrast = True
                stage.screens.modes.announce()
            image, shown = portrait(stage.screens)
            name = f"{exhibit.name}{' in high contrast' if contrast else ''}"
            assert (image.width(), image.height()) == (glass.width_px, glass.height_px)
            assert shown.texts, name
            assert shown.covered is (exhibit.name == "idle-warning"), name
            assert shown.pressables or shown.covered, name  # any touch takes the dialog away
            wrong = faults(shown, pixels_of(image), glass, large=where.large, high_contrast=contrast)
            wrong += [f"Qt complains: {message}" for message in complaints]
            complaints.clear()
            yield from (f"{name}: {fault}" for fault in wrong)
        if exhibit.name != "idle-warning":
            tried = BACK_IS_TRIED[number % len(BACK_IS_TRIED)]
            out = (where.profile, where.language, where.large) == (tried, "en", True)
            yield from (f"{exhibit.name}: {fault}" for fault in key_faults(stage.screens, shown, and_out=out))
