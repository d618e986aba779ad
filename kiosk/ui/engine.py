"""Builds the screens: type registration, fonts, pictograms, languages, and the wiring of the four QML singletons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from kiosk.base.clock import Clock
from kiosk.base.errors import KioskError
from kiosk.base.health import HealthBoard
from kiosk.base.texts import Text
from kiosk.ui.emergencies import Emergencies
from kiosk.ui.fonts import load_fonts
from kiosk.ui.glass import Glass
from kiosk.ui.icons import PROVIDER, Icons
from kiosk.ui.idle_watch import IdleWatch
from kiosk.ui.modes import Modes
from kiosk.ui.moments import Moments
from kiosk.ui.navigator import Navigator
from kiosk.ui.panel import HelpCall, NobodyToCall, Panel, PanelSettings, SilentSpeaker, Speaker
from kiosk.ui.press_guard import PressGuard
from kiosk.ui.screens import QML
from kiosk.ui.staff_corner import StaffCorner
from kiosk.ui.theme import Theme
from kiosk.ui.ticket_ports import desk_of, scans_of
from kiosk.ui.translations import Translations
from kiosk.ui.view_model import ViewModel
from kiosk.ui.words import STILL_THERE
from kiosk.visit.find_way import FindWay
from kiosk.visit.idleness import Idleness
from kiosk.visit.visit import IDLE, LOUDEST, Visit

PULSE_MS = 1000
#: So long after an alarm came up, what a visitor looked at before it is wiped (monotonic seconds).
ALARM_WIPES_S = 60.0
UNDRAWN_MS = 1000

S = TypeVar("S", bound=QObject)


class _Post(QObject):
    """Brings calls from other threads to the screens' own."""

    came = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.came.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _deliver(self, call: Callable[[], None]) -> None:
        call()


class Screens:
    """The running screens. ``window`` is the panel's one window; ``close`` takes everything down."""

    def __init__(
        self,
        settings: PanelSettings,
        clock: Clock,
        way: FindWay,
        *,
        speaker: Speaker | None = None,
        help_call: HelpCall | None = None,
        health: HealthBoard | None = None,
        more: Mapping[str, Any] | None = None,
        has_content: bool = True,
    ) -> None:
        load_fonts()
        self._glass = settings.glass
        self._motion = settings.motion
        self.clock = clock
        self.visit = Visit(settings.defaults)
        self.engine = QQmlApplicationEngine()
        self.engine.addImageProvider(PROVIDER, Icons())
        self.translations = Translations()
        self.theme = self._singleton(Theme)
        self.modes = self._singleton(Modes)
        self.guard = self._singleton(PressGuard)
        self.idle_watch = self._singleton(IdleWatch)
        self.navigator = self._singleton(Navigator)
        self.emergencies = self._singleton(Emergencies)
        self._post = _Post(self.engine)
        self.moments = Moments(self.visit, clock, lambda: self.guard.is_pressed)
        self.panel = Panel(
            settings=settings,
            clock=clock,
            visit=self.visit,
            way=way,
            go=self.navigator.go,
            back=self.navigator.back,
            speaker=speaker or SilentSpeaker(),
            help_call=help_call or NobodyToCall(),
            health=health,
            on_wipe=self._wiped,
            more=more or {},
            has_content=has_content,
        )
        self._wire()
        self.window = self._load()
        self.window.installEventFilter(self.idle_watch)
        self.staff_corner = StaffCorner(clock, lambda: self.theme.sizes, self._ask_for_staff, self.engine)
        self.window.installEventFilter(self.staff_corner)
        self._minute = clock.now()
        self._alarmed_at: float | None = None
        self._real: Panel | None = None
        self._pulse = QTimer(self.engine)
        self._pulse.setInterval(PULSE_MS)
        self._pulse.timeout.connect(self.beat)
        self._pulse.start()

    def _singleton(self, kind: type[S]) -> S:
        made = self.engine.singletonInstance("Kiosk", kind.__name__)
        assert isinstance(made, kind)
        return made

    def _wire(self) -> None:
        self.guard.use(self.clock)
        self.navigator.changed.connect(self.guard.screen_changed)
        self.navigator.changed.connect(partial(self.soon, partial(self.moments.look, page_turned=True)))
        self.navigator.changed.connect(self._page_turned)
        self.emergencies.use(self.visit, self.clock, self.panel.settings.languages, self._say, self._called)
        self.modes.use(self.visit, self.panel.settings.languages, self._modes_changed, self._say)
        self.navigator.use(self.panel)
        self.idle_watch.use(
            Idleness(self.clock, self.panel.settings.patience),
            is_slow=lambda: self.visit.needs_time,
            is_idle=lambda: self.visit.is_idle or self.navigator.keeps_awake or self.emergencies.is_alarm,
            on_gone=lambda: self.navigator.begin(IDLE),
            on_key=self.modes.workByKeys,
            on_doubt=lambda: self.panel.speak(self.panel.read(STILL_THERE)),
            is_personal=lambda: self.navigator.is_personal,
        )

    def _say(self, sentence: str) -> None:
        self.panel.speak(sentence)

    def _page_turned(self) -> None:
        self.emergencies.hide_from_staff(self.visit.page.screen.startswith("staff"))
        self.emergencies.look()

    def _called(self) -> str:
        """What the help screen says, for those who called from under an alarm."""
        page = self.navigator.property("viewModel")
        if self.visit.page.screen != "help" or not isinstance(page, ViewModel):
            return ""
        return "\n".join(part for part in (page.shown.heading, page.shown.explanation) if part)

    def _wiped(self) -> None:
        if not self.visit.page.screen.startswith("staff"):  # staff who try the volume end nobody's visit
            desk_of(self.panel).leave()
            scans_of(self.panel).look(False)
            scans_of(self.panel).drop()
        self.emergencies.new_visit()
        self.modes.announce()

    def soon(self, call: Callable[[], None]) -> None:
        """Do this on the screens' thread, soon; from any thread. Nothing happens once they are closed."""
        with suppress(RuntimeError):  # Qt's side of the post is gone
            self._post.came.emit(call)

    def take(self, way: FindWay, help_desk: Text, more: Mapping[str, Any], *, has_content: bool = True) -> None:
        """Show another release under the same window; the visit stays. ``more`` replaces what was there by its names.

        Best between two visits (``moments``): whoever reads a page would see it change.
        """
        before = self.panel
        self.panel = replace(
            before,
            settings=replace(before.settings, help_desk=help_desk),
            way=way,
            more={**before.more, **more},
            has_content=has_content,
        )
        self.navigator.take(self.panel)

    def when_drawn(self, call: Callable[[], None]) -> None:
        """Do this once what stands there now is on the glass; a window that is never drawn is waited for a second."""
        pending = [call]

        def drawn() -> None:
            if pending:
                pending.pop()()
                self.window.frameSwapped.disconnect(drawn)

        self.window.frameSwapped.connect(drawn, Qt.ConnectionType.QueuedConnection)
        QTimer.singleShot(UNDRAWN_MS, self.engine, drawn)
        self.window.requestUpdate()

    def picture(self) -> QImage:
        """What stands on the glass now, as it is drawn."""
        return self.window.grabWindow()

    def rehearse(self, more: Mapping[str, Any], *, has_content: bool = True) -> None:
        """Stand as if ``more`` were so, for pictures; without any, as it really is."""
        if self._real is None and not more:
            return
        real = self._real = self._real or self.panel
        self.panel = replace(real, more={**real.more, **more}, has_content=has_content) if more else real
        if not more:
            self._real = None
        self.navigator.take(self.panel)

    def _ask_for_staff(self) -> None:
        if not self.visit.page.screen.startswith("staff"):
            self.idle_watch.touched()
            self.navigator.go("staff")

    def _modes_changed(self) -> None:
        visit = self.visit
        self.theme.wear(
            self._glass, large_text=visit.large_text, high_contrast=visit.high_contrast, motion=self._motion
        )
        if self.translations.speak(visit.language):
            self.engine.retranslate()
        if not visit.voice_on:
            self.panel.speaker.hush()
        self.panel.speaker.set_volume(visit.volume / LOUDEST)
        self.emergencies.refresh()
        self.navigator.refresh()

    def _load(self) -> QQuickWindow:
        self.engine.load(QUrl.fromLocalFile(str(QML / "Main.qml")))
        roots = self.engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise KioskError("the screens cannot be drawn", where="ui/qml/Main.qml", remedy="Install the panel again.")
        return roots[0]

    def beat(self) -> None:
        """The clock moved on: the idle screen changes its language, other screens their minute or second."""
        self.emergencies.look()
        self._wipe_under_alarm()
        self.navigator.let_go()
        self.moments.look()
        minute = self.clock.now().replace(second=0, microsecond=0)
        if self.visit.is_idle or self.navigator.is_live or minute != self._minute:
            self._minute = minute
            self.navigator.refresh()

    def _wipe_under_alarm(self) -> None:
        """Nobody is asked "are you still there?" under an alarm; what they looked at goes after a minute."""
        now = self.clock.monotonic()
        if not self.emergencies.is_alarm or self.visit.is_idle:
            self._alarmed_at = None
        elif self._alarmed_at is None:
            self._alarmed_at = now
        elif now - self._alarmed_at >= ALARM_WIPES_S:
            self.navigator.begin(IDLE)

    def look(self, glass: Glass) -> None:
        """Show the screens on another glass (for pictures and rehearsals)."""
        self._glass = glass
        self._modes_changed()

    def settle(self, rounds: int = 3) -> None:
        """Draw and tidy up, for pictures and tests. A running loop does so by itself; without one, nothing that was
        deleted later would ever go: Qt waits for a loop to return to.
        """
        for _ in range(rounds):
            QCoreApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def close(self) -> None:
        """Take the screens down."""
        self.idle_watch.stop()
        self._pulse.stop()
        self.window.removeEventFilter(self.idle_watch)
        self.window.removeEventFilter(self.staff_corner)
        self.translations.close()
        self.window.close()
        # The root objects must go before the engine, or their bindings see singletons that are gone.
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete.value)
        self.engine.deleteLater()
        QCoreApplication.sendPostedEvents(self.engine, QEvent.Type.DeferredDelete.value)


def build_engine(
    settings: PanelSettings,
    clock: Clock,
    way: FindWay,
    *,
    speaker: Speaker | None = None,
    help_call: HelpCall | None = None,
    health: HealthBoard | None = None,
    more: Mapping[str, Any] | None = None,
    has_content: bool = True,
) -> Screens:
    """The panel's screens on the idle screen; needs a running QGuiApplication. KioskError when they cannot be drawn."""
    return Screens(
        settings,
        clock,
        way,
        speaker=speaker,
        help_call=help_call,
        health=health,
        more=more,
        has_content=has_content,
    )
