"""The screens with everything behind them, opened in order and closed in reverse: for the panel, pictures and tests."""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from kiosk.base.clock import Clock, SystemClock
from kiosk.base.errors import KioskError
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.compose.content import Content, NoContentError, open_content, stand_in_release
from kiosk.compose.heap import keep_small
from kiosk.compose.scenery import Scenery, make_scenery, next_scenery, no_scenery, warm
from kiosk.compose.staff import staff_parts
from kiosk.compose.stage_glass import glass_from, panel_settings
from kiosk.compose.switchboard import GuideSwitchboard
from kiosk.compose.vitals import Vitals
from kiosk.compose.warming import warm_up
from kiosk.compose.ways import GuideWays
from kiosk.guidance.venue import Switches
from kiosk.matters.sentences import fill
from kiosk.matters.windows import Closure
from kiosk.settings import Settings
from kiosk.store.release import Release
from kiosk.store.state import PanelState
from kiosk.ui.engine import Screens, build_engine
from kiosk.ui.glass import Glass
from kiosk.ui.hub_parts import PART as HUB
from kiosk.ui.hub_parts import Hub
from kiosk.ui.panel import HelpCall, Speaker
from kiosk.visit.staff_pin import PinLock

__all__ = ["PART", "Stage", "glass_from", "open_stage"]

log = logging.getLogger("kiosk.content")

#: The part of the health board that tells of a change of content.
PART = "switch"
_FAREWELL_S = 1.0
#: After so many seconds no screen and no worker holds an old release any more.
REST_S = 5.0
#: Workers let the screens take their turn so often (Python's own 5 ms add up: a frame asks many times).
_TURN_S = 0.0005
_DONE = Text(zh="内容版本{number}已换上。", en="Release {number} was taken.")
_FAILED = Text(zh="新内容换不上，仍用原来的内容。{reason}", en="New content cannot be taken; the old stays. {reason}")
_FAULT = "The new content could not be made ready."

_libc = ctypes.CDLL(None)

Bring = Callable[[], Release]
Done = Callable[[KioskError | None], None]


class Stage:
    """The screens and what moves behind them. ``take`` puts another release there while visitors come and go."""

    def __init__(
        self,
        settings: Settings,
        scenery: Scenery,
        state: PanelState,
        glass: Glass,
        clock: Clock,
        health: HealthBoard,
        more: Mapping[str, Any],
    ) -> None:
        self.settings, self.scenery, self.state, self.health, self.clock = settings, scenery, state, health, clock
        self._glass, self._more = glass, dict(more)
        staff = settings.staff
        self._lock = PinLock(staff.pin_hash, clock, tries=staff.tries, lock_s=staff.lock_s)
        self.switchboard = GuideSwitchboard(state, health)
        built_at = scenery.content.release.info.built_at if scenery.content is not None else ""
        self.vitals = Vitals(settings.state_folder, glass, built_at, clock, health)
        self._closed = threading.Event()
        self._asked = 0
        self._worker: threading.Thread | None = None

    def open(self, speaker: Speaker | None, help_call: HelpCall | None) -> None:
        """Draw the first screen. KioskError when that cannot be."""
        sys.setswitchinterval(_TURN_S)
        self.vitals.look()
        self.screens: Screens = build_engine(
            panel_settings(self.settings, self._glass, self.scenery.help_desk),
            self.clock,
            self.scenery.way,
            speaker=speaker,
            help_call=help_call,
            health=self.health,
            more=self._parts(self.scenery),
            has_content=self.scenery.content is not None,
        )
        self._listen(self.scenery.ways)
        self.switchboard.use(self.scenery.way.venue, self._obey)

    @property
    def content(self) -> Content:
        """What is shown. KioskError before anything was published."""
        if self.scenery.content is None:
            raise NoContentError("There is no content to show.")
        return self.scenery.content

    @property
    def ways(self) -> GuideWays:
        """The ways through it. KioskError before anything was published."""
        if self.scenery.ways is None:
            raise NoContentError("There is no content to walk in.")
        return self.scenery.ways

    def start(self) -> None:
        """As soon as the first screen is on the glass, begin what would hold it up: routes, words, the search."""
        self.screens.when_drawn(self._go_on)

    def _go_on(self) -> None:
        if self._closed.is_set():
            return
        warm_up()
        if self.scenery.ways is not None:
            self.scenery.ways.start()

    def follow(self, hub: Hub) -> None:
        """How this panel stands with its hub, for the screens."""
        self.furnish({HUB: hub})

    def furnish(self, parts: Mapping[str, Any]) -> None:
        """Further parts of the panel that the screens use, by the keys of ``Panel.more``."""
        self._more.update(parts)
        self._show(self.scenery)

    def take(self, bring: Bring, done: Done = lambda error: None) -> None:
        """Show another release. ``bring`` opens it, in a worker that also makes everything ready; the screens change
        between two visits. What fails leaves all as it is. ``done`` hears, on the screens' thread, what came of it.

        A release that is asked for later comes before one that still waits, whose ``done`` is never called.
        """
        self._asked += 1
        self._begin(self._asked, bring, done)

    def close(self) -> None:
        """Take everything down; a worker that is deep in a library is left behind."""
        self._closed.set()
        screens: Screens | None = getattr(self, "screens", None)
        if screens is not None:
            screens.close()
        if self._worker is not None:
            self._worker.join(_FAREWELL_S)
        _put_away(self.scenery, None)

    def _begin(self, asked: int, bring: Bring, done: Done) -> None:
        work = partial(self._prepare, asked, bring, done)
        self._worker = threading.Thread(target=work, name="content", daemon=True)
        self._worker.start()

    def _prepare(self, asked: int, bring: Bring, done: Done) -> None:
        """In the worker: everything that takes time."""
        before = self.scenery
        try:
            scenery = self._made(bring(), before)
        except KioskError as error:
            self.screens.soon(partial(self._failed, error, done))
        except Exception:
            log.exception("content: the next release could not be made ready")
            self.screens.soon(partial(self._failed, KioskError(_FAULT), done))
        else:
            if self._closed.is_set():
                _put_away(scenery, before)
            else:
                self.screens.soon(partial(self._wait_for_a_moment, partial(self._swap, asked, scenery, before, done)))

    def _made(self, release: Release, before: Scenery) -> Scenery:
        try:
            content = stand_in_release(release, self.settings, is_published=True)
            scenery = next_scenery(content, before, GuideWays(content, None), self.clock)
            if scenery.ways is not None and scenery.ways is not before.ways:
                scenery.ways.switches = self.switchboard.switches()
                scenery.ways.start()
                scenery.ways.wait_built()
            warm(scenery)
        except BaseException:
            release.close()
            raise
        return scenery

    def _wait_for_a_moment(self, swap: Callable[[], None]) -> None:
        self.screens.moments.between_visits(swap)

    def _swap(self, asked: int, scenery: Scenery, before: Scenery, done: Done) -> None:
        """On the screens' thread, between two visits: the new stands where the old stood."""
        if self._closed.is_set() or asked != self._asked:
            self._retire(scenery, self.scenery)
            return
        if scenery.ways is before.ways and before.ways is not self.scenery.ways and scenery.content is not None:
            # Its walkways went with a release that came and left in between: made ready once more.
            self._begin(asked, partial(_itself, scenery.content.release), done)
            return
        old, self.scenery = self.scenery, scenery
        if scenery.ways is not None and scenery.ways is not old.ways:
            self._listen(scenery.ways)
            scenery.ways.tell(self.health)
        if scenery.content is not None:
            self.vitals.built_at = scenery.content.release.info.built_at
        self.switchboard.use(scenery.way.venue, self._obey)
        self._show(scenery)
        self._retire(old, scenery)
        self.health.report(PART, State.OK, fill(_DONE, number=scenery.number))
        done(None)

    def _failed(self, error: KioskError, done: Done) -> None:
        log.error("content: %s", error.sentence())
        self.health.report(PART, State.DEGRADED, fill(_FAILED, reason=error.what))
        done(error)

    def _show(self, scenery: Scenery) -> None:
        has_content = scenery.content is not None
        self.screens.take(scenery.way, scenery.help_desk, self._parts(scenery), has_content=has_content)

    def _parts(self, scenery: Scenery) -> dict[str, Any]:
        staff = staff_parts(self._lock, scenery.facts(), self.switchboard, self.vitals, self._more)
        return {"map": scenery.map, "staff": staff, **self._more}

    def _listen(self, ways: GuideWays | None) -> None:
        if ways is not None:
            ways.when_ready = partial(self.screens.soon, self._learn_distances)

    def _learn_distances(self) -> None:
        self.screens.panel.way.forget_distances()
        self.screens.navigator.refresh()

    def _obey(self, switches: Switches, closures: Mapping[str, Closure]) -> None:
        """Something was switched: every distance is measured anew when it is asked for."""
        way, ways = self.scenery.way, self.scenery.ways
        way.close_windows(closures)
        if ways is not None and ways.switches != switches:
            ways.switch(switches)
            way.forget_distances()
        if self.screens.panel.way is way:
            self.screens.navigator.refresh()

    def _retire(self, old: Scenery, kept: Scenery) -> None:
        """Close what nobody reads any more, away from the screens: its worker may need a moment to end."""
        threading.Thread(target=self._put_away, args=(old, kept), name="retire", daemon=True).start()

    def _put_away(self, old: Scenery, kept: Scenery) -> None:
        _put_away(old, kept)
        self.screens.soon(self._want_tidy)

    def _want_tidy(self) -> None:
        if not self._closed.is_set():
            self.screens.moments.when_nobody_is_there(self._tidy, REST_S)

    def _tidy(self) -> None:
        """Give back what an old release took. A catalogue and its shelf hold each other, and Python would come by only
        after many switches; it takes a tenth of a second, so nobody should be waiting for an answer."""
        gc.collect()
        trim = getattr(_libc, "malloc_trim", None)
        if trim is not None:
            threading.Thread(target=trim, args=(0,), name="trim", daemon=True).start()


def _put_away(old: Scenery, kept: Scenery | None) -> None:
    if old.ways is not None and (kept is None or old.ways is not kept.ways):
        old.ways.stop()
    if old.content is not None:
        old.content.release.close()


def _itself(release: Release) -> Release:
    return release


@contextmanager
def open_stage(
    settings: Settings,
    *,
    clock: Clock | None = None,
    glass: Glass | None = None,
    speaker: Speaker | None = None,
    help_call: HelpCall | None = None,
    health: HealthBoard | None = None,
    more: Mapping[str, Any] | None = None,
) -> Iterator[Stage]:
    """Everything a panel shows; needs a QGuiApplication. The ways are not begun: call ``stage.start()``.

    Raises KioskError when the screens cannot be drawn, and when there is no content: but a panel with a hub stands
    without any, and shows how to admit it.
    """
    keep_small()
    clock = clock or SystemClock()
    health = health or HealthBoard(clock)
    with ExitStack() as stack:
        state = PanelState(settings.state_folder / "state.db", health, clock)
        stack.callback(state.close)
        glass = glass or glass_from(settings)
        stage = Stage(settings, _first_scenery(settings, state, health, clock), state, glass, clock, health, more or {})
        stack.callback(stage.close)
        stage.open(speaker, help_call)
        yield stage


def _first_scenery(settings: Settings, state: PanelState, health: HealthBoard, clock: Clock) -> Scenery:
    try:
        content = open_content(settings, state, health, clock)
    except NoContentError:
        if not settings.hub.url:
            raise
        return no_scenery(clock)
    return make_scenery(content, GuideWays(content, health), clock)
