"""``kiosk shots``: every screen as a picture, in every language and mode, on every panel profile."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.base.errors import KioskError
from kiosk.base.texts import LANGUAGES
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.compose.stage import Stage
    from kiosk.ui.gallery import Exhibit
    from kiosk.ui.glass import Glass

MODES = {"normal": (False, False), "large": (True, False), "contrast": (False, True)}
#: A Tuesday morning on which nothing is closed: pictures are to be the same each time.
MOMENT = datetime(2026, 11, 24, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai"))
#: So that the PIN pad is drawn; no PIN opens it.
_ANY_PIN = "scrypt:AAAAAAAAAAAAAAAAAAAAAA==:" + "A" * 43 + "="
DEMO_CONTENT = Path(__file__).resolve().parents[2] / "config" / "demo-hall"


def declare(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk shots``."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="where SCREEN-PROFILE-LANGUAGE-MODE.png go")
    parser.add_argument("--profile", action="append", metavar="NAME", help="43p-fhd, 55-fhd, 86-4k, 86p-4k")
    parser.add_argument("--screen", action="append", metavar="NAME", help="home, search, route, map-0 …")
    parser.add_argument("--language", action="append", metavar="L", choices=LANGUAGES, help=", ".join(LANGUAGES))
    parser.add_argument("--mode", action="append", metavar="M", choices=tuple(MODES), help=", ".join(MODES))
    parser.add_argument("--content", type=Path, default=DEMO_CONTENT, help="content folder, release or plan")
    parser.add_argument("--at", default="", metavar="X,Y,LEVEL", help="where the panel stands, if the plan has none")


def run(arguments: argparse.Namespace) -> int:
    """0 when all were drawn, 1 when one could not be."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    os.environ["QSG_RENDER_LOOP"] = "basic"
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtGui import QGuiApplication

    from kiosk.base.clock import SetClock
    from kiosk.compose.stage import open_stage
    from kiosk.ui.gallery import exhibits
    from kiosk.ui.glass import PROFILES

    profiles = _known(arguments.profile, PROFILES, "profile")
    _make_room(arguments.folder)
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    complaints: list[str] = []
    qInstallMessageHandler(lambda kind, context, message: complaints.append(message))
    with tempfile.TemporaryDirectory() as state:
        settings = shot_settings(arguments.content, Path(state), arguments.at)
        with open_stage(settings, clock=SetClock(MOMENT)) as stage:
            stage.ways.start()
            stage.ways.wait()
            shown = exhibits(stage.screens.panel.way)
            names = _known(arguments.screen, {e.name: e for e in shown}, "screen")
            failed = 0
            for profile in profiles:
                stage.screens.look(PROFILES[profile])
                stage.screens.window.show()
                for exhibit in (e for e in shown if e.name in names):
                    failed += _take(stage, exhibit, PROFILES[profile], arguments, complaints)
    del application
    return int(failed > 0)


def shot_settings(content: Path, state: Path, at: str = "") -> Settings:
    """Settings for pictures: this content, no motion, and a throw-away state."""
    plain = Settings(state=str(state))
    return replace(
        plain,
        content=replace(plain.content, source=str(content.resolve())),
        visit=replace(plain.visit, reduced_motion=True),
        panel=replace(plain.panel, at=at),
        staff=replace(plain.staff, pin_hash=_ANY_PIN),
    )


def _make_room(folder: Path) -> None:
    """The folder for the pictures, before the long work begins; KioskError when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = (error.strerror or "it cannot be made").lower()
        raise KioskError(
            f"No pictures can be kept here: {why}.", where=str(folder), remedy="Name a folder that may be written to."
        ) from error


def _take(stage: Stage, exhibit: Exhibit, glass: Glass, arguments: argparse.Namespace, complaints: list[str]) -> int:
    from kiosk.ui.gallery import hang, settle

    failed = 0
    for language in arguments.language or LANGUAGES:
        for mode in arguments.mode or MODES:
            large, contrast = MODES[mode]
            hang(stage.screens, exhibit, language, large_text=large, high_contrast=contrast)
            settle(stage.screens)
            image = stage.screens.window.grabWindow()
            path = arguments.folder / f"{exhibit.name}-{glass.name}-{language}-{mode}.png"
            whole = not complaints and image.width() == glass.width_px and image.save(str(path))
            if not whole:
                why = complaints[0] if complaints else "no picture"
                print(f"kiosk shots: {path.name} could not be drawn ({why})", file=sys.stderr)
                failed += 1
            complaints.clear()
    return failed


def _known(asked: Sequence[str] | None, there: Iterable[str], word: str) -> list[str]:
    known = list(there)
    for name in asked or ():
        if name not in known:
            raise KioskError(f"There is no {word} {name}.", remedy=f"There are: {', '.join(known)}.")
    return list(asked or known)
