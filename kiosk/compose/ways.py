"""The ways from this panel: built in a worker thread after the first screen stands, asked by the screens."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kiosk.base.errors import KioskError
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.compose.content import Content
from kiosk.guidance.venue import Switches
from kiosk.matters.sentences import fill
from kiosk.ui.map_parts import PlanWays, Way
from kiosk.visit.find_way import Reach

if TYPE_CHECKING:
    from kiosk.guidance.routes import Guide

log = logging.getLogger("kiosk.guidance")

PART = "guidance"
_PAUSE_S = 0.005
_FAREWELL_S = 1.0
_WAIT = Text(zh="正在准备路线。", en="The routes are being prepared.")
_READY = Text(zh="{count} 条路线已准备好。", en="{count} routes are ready.")
_NONE = Text(zh="平面图不能用于指路：{reason}", en="The plan cannot lead anybody: {reason}")


class GuideWays:
    """The ways from this panel, worked out by a worker thread after the first screen stands; asked by the screens."""

    def __init__(self, content: Content, health: HealthBoard | None) -> None:
        self._venue, self._panel, self._health = content.venue, content.panel, health
        self._told: tuple[State, Text] | None = None
        self.when_ready: Callable[[], None] = lambda: None  # called from the worker
        self._built = threading.Event()
        self._stopped = threading.Event()
        self._ways: PlanWays | None = None
        self._why = ""
        self.switches = Switches()
        self._thread = threading.Thread(target=self._work, name="walkways", daemon=True)
        self._prepare: Callable[[Switches], None] = _nothing

    def start(self) -> None:
        """Begin to work the routes out, once; not when they were stopped before."""
        if self.is_begun or self._stopped.is_set():
            return
        self._tell(State.DEGRADED, _WAIT)
        self._thread.start()

    @property
    def health(self) -> HealthBoard | None:
        """To whom it is told how the ways are."""
        return self._health

    def tell(self, health: HealthBoard) -> None:
        """From now on these are the ways of the panel: how they are is told to ``health``."""
        self._health = health
        if self._told is not None:
            health.report(PART, *self._told)

    @property
    def is_begun(self) -> bool:
        """Whether the work was begun."""
        return self._thread.ident is not None

    def wait_built(self) -> None:
        """Until somebody can be led, or until it is known that nobody can."""
        self._built.wait()

    def wait(self) -> None:
        """Until every route is ready (pictures and audits want to be the same each time)."""
        self._thread.join()

    def stop(self) -> None:
        """Ask the worker to end and give it a moment; deep in a library it hears nothing, and is left behind."""
        self._stopped.set()
        self._built.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_FAREWELL_S)
        # They hold each other, and tens of MB of walkways with them, until the collector comes by.
        self._ways, self._prepare, self.when_ready = None, _nothing, lambda: None

    def switch(self, switches: Switches) -> None:
        """From now on these are out of use: the next route obeys, and all of them are prepared anew in a worker."""
        self.switches = switches
        if self._ways is not None:
            self._thread = threading.Thread(target=self._prepare, args=(switches,), name="walkways", daemon=True)
            self._thread.start()

    def way(self, target_id: str, profile: str) -> Way:
        """The way to a place; the first one may have to wait a moment for the walkways."""
        self._built.wait()
        if self._ways is None:
            raise KioskError("There is no way.", where=target_id, remedy=self._why)
        return self._ways.way(target_id, profile)

    def reach(self, target_id: str, profile: str) -> Reach:
        """How far a place is; raises KioskError when there is no way (or none is known yet)."""
        if not self._built.is_set():
            raise KioskError("The routes are not ready yet.", where=target_id)
        route = self.way(target_id, profile).route
        return Reach(route.length_m, route.seconds)

    def _work(self) -> None:
        if self._panel is None:
            self._fail("no plan")
            return
        # SciPy takes a second to load: after the first screen, in this thread.
        from kiosk.guidance.routes import Guide

        try:
            guide = Guide(self._venue)
        except KioskError as error:
            self._fail(error.what)
            return
        except Exception:
            log.exception("guidance: the walkways could not be built")
            self._fail("the walkways could not be built")
            return
        if self._stopped.is_set():
            return
        panel_id = self._panel.id
        self._prepare = partial(self._prepared, guide, panel_id)
        self._ways = PlanWays(self._venue, guide, panel_id, lambda: self.switches)
        self._built.set()
        self.when_ready()
        self._prepare(self.switches)

    def _prepared(self, guide: Guide, panel_id: str, switches: Switches) -> None:
        """Every route under these switches; given up when they are switched again."""

        def stopped() -> bool:
            # The pause between two routes is the screens' turn: a touch comes before tomorrow's question.
            return self._stopped.wait(_PAUSE_S) or self.switches != switches

        try:
            count = guide.prepare(panel_id, switches=switches, stopped=stopped)
        except KioskError as error:  # the panel stands where nobody can walk
            self._tell(State.FAILED, fill(_NONE, reason=error.what))
            return
        if self.switches == switches and not self._stopped.is_set():
            self._tell(State.OK, fill(_READY, count=count))

    def _tell(self, state: State, sentence: Text) -> None:
        self._told = (state, sentence)
        if self._health is not None:
            self._health.report(PART, state, sentence)

    def _fail(self, why: str) -> None:
        self._why = why
        self._built.set()
        self._tell(State.FAILED, fill(_NONE, reason=why))


def _nothing(switches: Switches) -> None:
    """Nothing is prepared before there is a guide, nor after its end."""
