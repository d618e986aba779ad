"""Which screen is shown: opens screens by name, goes back, starts over, and keeps the view models of the trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.ui.panel import Panel
from kiosk.ui.screens import SCREENS, is_available
from kiosk.ui.view_model import ViewModel
from kiosk.visit.visit import HOME, IDLE, Page, Visit

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


#: So many screens that were left are kept until QML has thrown them away, should nobody ask for them to be let go.
MOST_LEAVING = 4


@QmlElement
@QmlSingleton
class Navigator(QObject):
    """The trail of the visit, as screens. QML shows ``source`` and hands it ``viewModel``."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panel: Panel | None = None
        self._alive: list[tuple[Page, ViewModel]] = []
        self._screen, self._can_go_back = "", False
        self._shown: ViewModel | None = None
        self._leaving: list[ViewModel] = []
        self._left: list[ViewModel] = []

    @property
    def keeps_awake(self) -> bool:
        """Whether the shown screen ends by itself."""
        return self._shown is not None and self._shown.keeps_awake

    @property
    def is_live(self) -> bool:
        """Whether the shown screen is derived anew every second."""
        return self._shown is not None and self._shown.is_live

    @property
    def is_personal(self) -> bool:
        """Whether the shown screen holds something of the visitor that others should not see."""
        return self._shown is not None and self._shown.is_personal

    def use(self, panel: Panel) -> None:
        """Show this panel's visit."""
        self._panel = panel
        self.show_page()

    @Property(str, notify=changed)
    def screen(self) -> str:
        return self._screen

    @Property(QUrl, notify=changed)
    def source(self) -> QUrl:
        return QUrl.fromLocalFile(str(SCREENS[self._kind(self._screen)].path)) if self._screen else QUrl()

    @Property(QObject, notify=changed)
    def viewModel(self) -> QObject | None:
        return self._shown

    @Property(bool, notify=changed)
    def canGoBack(self) -> bool:
        return self._can_go_back

    @Property(bool, notify=changed)
    def isIdle(self) -> bool:
        return self._screen == IDLE.screen

    @Slot(str)
    @Slot(str, "QVariantMap")
    def go(self, screen: str, about: Mapping[str, Any] | None = None) -> None:
        """Open a screen; one that this panel does not have is not opened."""
        if self._panel is not None and is_available(screen):
            self._panel.visit.open(Page(screen, dict(about or {})))
            self.show_page()

    @Slot()
    def back(self) -> None:
        """The screen before this one; home at the latest."""
        if self._panel is not None:
            self._panel.visit.back()
            self.show_page()

    @Slot()
    def startOver(self) -> None:
        """A new person, or the same one from the beginning: everything is wiped and home is shown."""
        self.begin(HOME)

    def begin(self, *pages: Page, as_if: Callable[[Visit], None] = lambda visit: None) -> None:
        """Wipe the visit and show the last of ``pages``, as if one had come there by the others.

        ``as_if`` sets what this visitor chose before (for pictures and rehearsals).
        """
        if self._panel is not None:
            self._panel.visit.wipe()
            as_if(self._panel.visit)
            for page in pages:
                self._panel.visit.open(page)
            gone = [model for _, model in self._alive] + self._leaving + self._left
            self._alive.clear()
            self._panel.speaker.hush()
            self._panel.on_wipe()
            self.show_page()
            # At once: whoever still holds one (QML for a second, a wrapper, a kept traceback) holds no words.
            for model in gone:
                model.forget()

    def take(self, panel: Panel) -> None:
        """Another release stands behind the screens. Those that ask for everything anew go on, all others are made
        again when they are shown next; the visit stays as it is."""
        same = self._panel is not None and self._panel.has_content == panel.has_content
        self._panel = panel
        self._alive = [(page, model) for page, model in self._alive if same and model.follows_content]
        for _, model in self._alive:
            model.panel = panel
        if any(model is self._shown for _, model in self._alive):
            self.refresh()
        else:
            self.show_page(aloud=False)

    def let_go(self) -> None:
        """Asked every second: let go what was left before the last time; by now QML has thrown it away."""
        self._left, self._leaving = self._leaving, []

    def refresh(self) -> None:
        """The shown screen derives its picture anew (language, mode or time changed)."""
        if self._shown is not None:
            self._shown.refresh()

    def refresh_live(self) -> None:
        """The same for a screen that shows what happens behind the screens."""
        if self.is_live:
            self.refresh()

    def show_page(self, *, aloud: bool = True) -> None:
        """Show the page the visit stands on, and read its main sentence."""
        assert self._panel is not None
        visit = self._panel.visit
        self._alive = [(page, model) for page, model in self._alive if any(page is kept for kept in visit.trail)]
        model = next((model for page, model in self._alive if page is visit.page), None)
        if model is None:
            model = SCREENS[self._kind(visit.page.screen)].make(self._panel, visit.page.about)
            self._alive.append((visit.page, model))
        elif model is self._shown:
            return
        else:
            model.refresh()  # one that was left a while ago: minute, language and modes may be others now
        # The old screen goes only after the new one has come: its bindings still look at its view model.
        if self._shown is not None:
            self._leaving = [*self._leaving[1 - MOST_LEAVING :], self._shown]
        self._screen, self._shown = visit.page.screen, model
        self._can_go_back = len(visit.trail) > 1
        self.changed.emit()
        if aloud:
            self._panel.speak(model.sentence())

    def _kind(self, screen: str) -> str:
        """The screen that stands for ``screen``: a panel without content can only be admitted."""
        empty = self._panel is not None and not self._panel.has_content
        return "enrolment" if empty and screen in (IDLE.screen, HOME.screen) else screen
