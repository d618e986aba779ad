"""The real screens without a panel: shown, tapped and photographed by whoever asks, one request after the other.

A request is a JSON object, an answer too (docs/commands/preview.md). The clock stands but for the acts themselves, so
nothing goes idle and nobody is warned while an editor thinks.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent

from kiosk.base.clock import SetClock, SystemClock
from kiosk.base.errors import KioskError
from kiosk.base.texts import LANGUAGES, Text
from kiosk.compose.stage import Stage, open_stage
from kiosk.settings import Settings
from kiosk.ui.gallery import settle
from kiosk.ui.glass import PROFILES
from kiosk.ui.screens import is_available
from kiosk.visit.visit import IDLE

#: Bounds: a request's bytes, pictures kept on the disk.
LINE, KEPT = 8192, 3
MODES = {"normal": (False, False), "large": (True, False), "contrast": (False, True), "both": (True, True)}
#: The four keys by which every screen works.
KEYS = {
    "next": Qt.Key.Key_Right,
    "previous": Qt.Key.Key_Left,
    "choose": Qt.Key.Key_Return,
    "back": Qt.Key.Key_Escape,
}
_A_MOMENT = 1.0
#: How hard a PNG is pressed: little, it goes over one wire only.
_QUICK = 75

_NO_JSON = Text(zh="这个请求读不懂。", en="This request cannot be understood.")
_NO_SCREEN = Text(zh="没有这个页面。", en="There is no such screen.")
_NO_CHOICE = Text(zh="没有这个选项。", en="There is no such choice.")
_NOT_THERE = Text(zh="点在屏幕外面了。", en="That is beside the screen.")


class PreviewError(KioskError):
    """A request that cannot be done; ``text`` says why (zh and en)."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.within("en"))


class StandingClock(SetClock):
    """Stands, but can be put to another time of day."""

    def put(self, at: datetime) -> None:
        """It is this time now (aware)."""
        self._at = at


class Preview:
    """An open stage and the folder its pictures go to."""

    def __init__(self, stage: Stage, clock: StandingClock, folder: Path) -> None:
        self._stage, self._clock, self._folder = stage, clock, folder
        self._count = 0
        self._screens = stage.screens

    def answer(self, line: bytes) -> bytes:
        """Do what one line asks; the answer as one line. Never raises for what stands in the line."""
        began = time.monotonic()
        try:
            asked = json.loads(line) if len(line) <= LINE else None
            if not isinstance(asked, dict):
                raise PreviewError(_NO_JSON)
            self._do(asked)
            told = self._photograph(began)
        except PreviewError as error:
            told = {"error": dict(error.text)}
        except (ValueError, RecursionError, TypeError, OverflowError):
            told = {"error": dict(_NO_JSON)}
        return json.dumps(told, ensure_ascii=False).encode() + b"\n"

    def _do(self, asked: Mapping[str, Any]) -> None:
        if "at" in asked:
            self._put(asked["at"])
        if "profile" in asked:
            self._screens.look(PROFILES[_known(asked["profile"], PROFILES)])
            self._screens.window.show()
        if "show" in asked:
            self._show(asked["show"])
        self._wear(asked)
        if "tap" in asked:
            self._tap(asked["tap"])
        if "key" in asked:
            self._press(KEYS[_known(asked["key"], KEYS)])

    def _put(self, at: object) -> None:
        if at == "now":
            self._clock.put(SystemClock(str(self._clock.now().tzinfo)).now())
            return
        moment = datetime.fromisoformat(str(at))
        self._clock.put(moment if moment.tzinfo else moment.replace(tzinfo=self._clock.now().tzinfo))
        self._screens.panel.way.forget_distances()

    def _show(self, wanted: object) -> None:
        """Go there as a fresh visitor would, but in the modes that are worn now."""
        page = {"screen": wanted} if isinstance(wanted, str) else wanted
        if not isinstance(page, Mapping) or not isinstance(page.get("screen"), str):
            raise PreviewError(_NO_SCREEN)
        screen, about = str(page["screen"]), page.get("about", {})
        if not isinstance(about, Mapping) or (screen != IDLE.screen and not is_available(screen)):
            raise PreviewError(_NO_SCREEN)
        worn = (self._screens.visit.language, self._screens.visit.large_text, self._screens.visit.high_contrast)
        self._screens.navigator.begin(IDLE)
        self._screens.visit.language, self._screens.visit.large_text, self._screens.visit.high_contrast = worn
        self._screens.modes.announce()
        if screen != IDLE.screen:
            self._screens.navigator.go("home")
        if screen not in (IDLE.screen, "home"):
            self._screens.navigator.go(screen, {str(key): value for key, value in about.items()})

    def _wear(self, asked: Mapping[str, Any]) -> None:
        visit = self._screens.visit
        if "language" in asked:
            visit.language = _known(asked["language"], dict.fromkeys(LANGUAGES))
        if "mode" in asked:
            visit.large_text, visit.high_contrast = MODES[_known(asked["mode"], MODES)]
        if "language" in asked or "mode" in asked:
            self._screens.modes.announce()

    def _tap(self, at: object) -> None:
        if not isinstance(at, list) or len(at) != 2 or not all(isinstance(v, int | float) for v in at):
            raise PreviewError(_NOT_THERE)
        window, place = self._screens.window, QPointF(float(at[0]), float(at[1]))
        if not (0 <= place.x() < window.width() and 0 <= place.y() < window.height()):
            raise PreviewError(_NOT_THERE)
        self._clock.advance(_A_MOMENT)
        left, none, no_keys = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        for kind, held in ((QEvent.Type.MouseButtonPress, left), (QEvent.Type.MouseButtonRelease, none)):
            event = QMouseEvent(kind, place, window.mapToGlobal(place), left, held, no_keys)
            QCoreApplication.sendEvent(window, event)
            self._screens.settle(1)

    def _press(self, key: Qt.Key) -> None:
        self._clock.advance(_A_MOMENT)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.sendEvent(self._screens.window, event)
            self._screens.settle(1)

    def _photograph(self, began: float) -> dict[str, Any]:
        self._screens.beat()
        settle(self._screens)
        image = self._screens.window.grabWindow()
        self._count += 1
        path = self._folder / f"view-{self._count}.png"
        if not image.save(str(path), "PNG", _QUICK):  # type: ignore[call-overload]
            raise KioskError("The picture cannot be kept.", where=str(self._folder))
        (self._folder / f"view-{self._count - KEPT}.png").unlink(missing_ok=True)
        page = self._screens.visit.page
        about = {str(key): value for key, value in page.about.items() if isinstance(value, str | int | float | bool)}
        return {
            "path": str(path),
            "screen": page.screen,
            "about": about,
            "language": self._screens.visit.language,
            "width": image.width(),
            "height": image.height(),
            "ms": round((time.monotonic() - began) * 1000),
        }


def _known(value: object, choices: Mapping[str, Any]) -> str:
    if not isinstance(value, str) or value not in choices:
        raise PreviewError(_NO_CHOICE)
    return value


@contextmanager
def open_preview(
    content: Path, folder: Path, *, panel: str = "", at: str = "", profile: str = "55-fhd"
) -> Iterator[Preview]:
    """The screens of a release or content folder; needs a QGuiApplication. KioskError when there is nothing to show.

    ``panel``: as which kiosk of the plan (default: the first); ``at``: "X,Y,LEVEL" instead.
    """
    clock = StandingClock(SystemClock().now())
    settings = preview_settings(content, folder / "state", panel, at)
    with open_stage(settings, clock=clock, glass=PROFILES[_known(profile, PROFILES)]) as stage:
        stage.screens.idle_watch.stop()
        stage.screens.window.show()
        stage.ways.start()
        yield Preview(stage, clock, folder)


def preview_settings(content: Path, state: Path, panel: str = "", at: str = "") -> Settings:
    """This content, silent, without motion, with a throw-away state."""
    plain = Settings(state=str(state))
    return replace(
        plain,
        content=replace(plain.content, source=str(content.resolve())),
        visit=replace(plain.visit, reduced_motion=True),
        speech=replace(plain.speech, driver="absent_voice", on=False),
        panel=replace(plain.panel, id=panel, at=at),
    )
