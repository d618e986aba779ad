"""One visit: what this person chose and looked for at this panel, and nothing of it afterwards.

A visit holds no personal data: language, ways of seeing and hearing, the words looked for and the trail of screens.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.guidance.journey import PROFILES, WALK

LOUDEST = 5
TRAIL_LIMIT = 24


@dataclass(frozen=True, slots=True)
class Page:
    """A screen by its name, and what it is about (plain values only)."""

    screen: str
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Defaults:
    """How every visit begins; from the settings."""

    language: str = "zh-CN"
    voice_on: bool = True
    volume: int = 3
    profile: str = WALK.id


IDLE = Page("idle")
HOME = Page("home")


class Visit:
    """The only place that remembers a person, and only while that person stands here."""

    def __init__(self, defaults: Defaults | None = None) -> None:
        self._defaults = defaults or Defaults()
        self.wipe()

    def wipe(self) -> None:
        """Forget everything: the next person starts with the hall's defaults on the idle screen."""
        self.language = self._defaults.language
        self.large_text = False
        self.high_contrast = False
        self.voice_on = self._defaults.voice_on
        self.voice_was_chosen = False
        self.volume = self._defaults.volume
        self.profile = self._defaults.profile
        self.query = ""
        self.together: tuple[str, ...] = ()  # codes of the matters that shall share one ticket
        self._trail: list[Page] = [IDLE]

    @property
    def trail(self) -> tuple[Page, ...]:
        """The pages from the first to the one that is shown."""
        return tuple(self._trail)

    @property
    def page(self) -> Page:
        return self._trail[-1]

    @property
    def is_idle(self) -> bool:
        return self.page.screen == IDLE.screen

    @property
    def needs_time(self) -> bool:
        """Large text, or a voice the visitor asked for: such a visitor gets twice the time before the idle warning."""
        return self.large_text or (self.voice_on and self.voice_was_chosen)

    def open(self, page: Page) -> None:
        """Show ``page``. Home begins a new trail; the same page twice is once; a very long trail forgets its middle."""
        if page == self.page:
            return
        if page.screen in (HOME.screen, IDLE.screen):
            self._trail, self.together = [page], ()
            return
        if self.is_idle:
            self._trail = [HOME]
        self._trail.append(page)
        if len(self._trail) > TRAIL_LIMIT:
            del self._trail[1]

    def back(self) -> Page:
        """One page back; home at the latest."""
        if len(self._trail) > 1:
            self._trail.pop()
        elif not self.is_idle:
            self._trail = [HOME]
        return self.page

    def drop(self, screens: Collection[str]) -> None:
        """Take these screens out of the trail before the shown page: what they were for is done, nobody goes back."""
        self._trail = [page for page in self._trail[:-1] if page.screen not in screens] + self._trail[-1:]

    def walk_as(self, profile: str) -> None:
        """Choose a way of walking; an unknown one changes nothing."""
        if profile in PROFILES:
            self.profile = profile

    def hear(self, on: bool) -> None:
        """Voice on or off, by the visitor's own choice."""
        self.voice_on, self.voice_was_chosen = on, True

    def louder(self) -> None:
        """One step louder; after the loudest comes the softest."""
        self.volume = self.volume % LOUDEST + 1
