"""What the screens stand on: this visit, the glass, and the ports through which they reach the world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from kiosk.base.clock import Clock
from kiosk.base.health import HealthBoard
from kiosk.base.texts import EMPTY, LANGUAGES, Text
from kiosk.ui.glass import Glass
from kiosk.visit.find_way import FindWay
from kiosk.visit.idleness import Patience
from kiosk.visit.visit import Defaults, Page, Visit


class Speaker(Protocol):
    """Says sentences aloud, newest first: a new sentence ends the one before it."""

    def say(self, sentence: str, language: str) -> None: ...

    def hush(self) -> None: ...

    def set_volume(self, level: float) -> None:
        """Loudness from 0 (silent) to 1."""
        ...


class HelpCall(Protocol):
    """Calls a person of the staff to this panel."""

    def call(self, answered: Callable[[bool], None]) -> None:
        """Return at once; say later, on the screens' thread, whether the call went out."""
        ...


class SilentSpeaker:
    """The absent twin of a speaker."""

    def say(self, sentence: str, language: str) -> None:
        return

    def hush(self) -> None:
        return

    def set_volume(self, level: float) -> None:
        return


class NobodyToCall:
    """The absent twin of a help call: the screen then says where the service desk is."""

    def call(self, answered: Callable[[bool], None]) -> None:
        answered(False)


@dataclass(frozen=True)
class PanelSettings:
    """How this panel is set up."""

    glass: Glass
    languages: tuple[str, ...] = LANGUAGES
    defaults: Defaults = field(default_factory=Defaults)
    patience: Patience = field(default_factory=Patience)
    motion: bool = True
    help_desk: Text = EMPTY  # where people help: "一楼咨询台" …
    staff_pin: str = ""  # salted hash, checked by the staff screen


@dataclass(frozen=True)
class Panel:
    """Everything a view model may use. ``go`` opens a screen, ``more`` holds
    what single screens bring along, by their name."""

    settings: PanelSettings
    clock: Clock
    visit: Visit
    way: FindWay
    go: Callable[[str, Mapping[str, Any]], None]
    back: Callable[[], None]
    speaker: Speaker = field(default_factory=SilentSpeaker)
    help_call: HelpCall = field(default_factory=NobodyToCall)
    health: HealthBoard | None = None
    on_wipe: Callable[[], None] = lambda: None
    has_content: bool = True  # False: nothing was ever published to this panel; it shows how to admit it
    more: Mapping[str, Any] = field(default_factory=dict)

    def read(self, text: Text) -> str:
        """``text`` in the visitor's language."""
        return text.within(self.visit.language)

    def speak(self, sentence: str) -> None:
        """Say a sentence in the visitor's language, if the voice is on."""
        if sentence and self.visit.voice_on:
            self.speaker.say(sentence, self.visit.language)

    def open(self, page: Page) -> None:
        """Open a screen by its page."""
        self.go(page.screen, page.about)
