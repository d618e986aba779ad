"""The hall's catalogue: every matter, department, window and theme, looked up in one step, and where to go for what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from kiosk.matters.advice import Advice, Choice, advise
from kiosk.matters.hall import Hall
from kiosk.matters.hours import Calendar, Openness, openness, shut
from kiosk.matters.matters import Department, Matter
from kiosk.matters.shelf import MatterKey, MatterShelf
from kiosk.matters.themes import Theme, ThemeMaterial, ThemeStep, merge_materials, order_steps
from kiosk.matters.windows import Closure, Service, Window

__all__ = ["Advice", "Catalogue", "Choice", "Hall", "number_order"]

K = TypeVar("K")
V = TypeVar("V")


def number_order(number: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which window 9 comes before window 10 and A2 before A10."""
    parts = re.findall(r"[0-9]+|[^0-9]+", number)
    return tuple((0, int(part), "") if part.isascii() and part.isdecimal() else (1, 0, part) for part in parts)


@dataclass(frozen=True)
class Catalogue:
    """All that can be done in a hall. Look-ups by code raise KeyError for a code that is not there.

    ``matters`` may be any matters; a ``MatterShelf`` builds each of them when it is first asked for.
    """

    hall: Hall
    departments: tuple[Department, ...] = ()
    matters: Sequence[Matter] = ()
    windows: tuple[Window, ...] = ()
    services: tuple[Service, ...] = ()
    themes: tuple[Theme, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)

    def __post_init__(self) -> None:
        if not isinstance(self.matters, MatterShelf):
            object.__setattr__(self, "matters", MatterShelf.of(self.matters))

    def matter(self, code: str) -> Matter:
        return self.matters[self._places[code]]

    def department(self, code: str) -> Department:
        return self._departments[code]

    def window(self, number: str) -> Window:
        return self._windows[number]

    def theme(self, code: str) -> Theme:
        return self._themes[code]

    def matters_of_department(self, code: str) -> tuple[Matter, ...]:
        """What a department does, most asked for first, then in the order of the table."""
        return self._at(self._by_department.get(code, ()))

    def matters_of_topic(self, topic: str) -> tuple[Matter, ...]:
        return self._at(self._by_topic.get(topic, ()))

    def popular_matters(self, limit: int) -> tuple[Matter, ...]:
        """What is asked for most, in the whole hall."""
        return self._at(self._asked_most[:limit])

    def topics(self) -> tuple[str, ...]:
        """Every topic code that a matter carries, in order of code."""
        return tuple(sorted(self._by_topic))

    def windows_of_department(self, code: str) -> tuple[Window, ...]:
        return self._windows_by_department.get(code, ())

    def windows_of_matter(self, code: str) -> tuple[Window, ...]:
        """The windows that serve a matter, first choice first, each once."""
        numbers = dict.fromkeys(service.window_number for service in self.services_of_matter(code))
        return tuple(self._windows[number] for number in numbers)

    def services_of_matter(self, code: str) -> tuple[Service, ...]:
        """Its services by priority, then those without a condition, then by window number."""
        return self._services_by_matter.get(code, ())

    def matters_of_window(self, number: str) -> tuple[Matter, ...]:
        """What a window does, most asked for first."""
        return self._at(self._by_window.get(number, ()))

    def themes_of_matter(self, code: str) -> tuple[Theme, ...]:
        return tuple(theme for theme in self.themes if any(step.matter_code == code for step in theme.steps))

    def steps_of(self, theme: Theme) -> tuple[ThemeStep, ...]:
        """A theme's steps in an order that can be walked; CircleError when there is none."""
        return order_steps(theme.steps)

    def merged_materials(self, theme: Theme) -> tuple[ThemeMaterial, ...]:
        """All papers of a theme, each once, with the matters that need it (rules: ``themes.merge_materials``)."""
        return merge_materials((step, self.matter(step.matter_code)) for step in self.steps_of(theme))

    def hours_of_window(self, window: Window, now: datetime, closure: Closure | None = None) -> Openness:
        """Whether a window is open at ``now`` (its own hours, else the hall's), a ``closure`` coming before them."""
        return self._hours(window.hours_id or self.hall.hours_id, now, closure)

    def hours_of_hall(self, now: datetime) -> Openness:
        return openness(self.calendar, self.hall.hours_id, now)

    def where(
        self,
        matter_code: str,
        now: datetime,
        paused: frozenset[str] = frozenset(),
        closures: Mapping[str, Closure] = {},
    ) -> Advice:
        """Which window to go to for a matter at ``now`` (aware), which else, and when it opens, in words.

        ``paused`` are the numbers of windows that are passed over in silence; ``closures``, by number, are told of:
        "Window 11: closed until 14:00. Please go to window 12."
        """
        if matter_code not in self._places:
            raise KeyError(matter_code)
        choices = []
        for service in self.services_of_matter(matter_code):
            window = self._windows[service.window_number]
            if window.number not in paused:
                hours_id = service.hours_id or window.hours_id or self.hall.hours_id
                choices.append(Choice(window, service, self._hours(hours_id, now, closures.get(window.number))))
        return advise(matter_code, choices, now, self.hall.help)

    def _hours(self, hours_id: str, now: datetime, closure: Closure | None) -> Openness:
        if closure is None:
            return openness(self.calendar, hours_id, now)
        return shut(self.calendar, hours_id, now, closure.until, closure.reason)

    def _at(self, places: Iterable[int]) -> tuple[Matter, ...]:
        return tuple(self.matters[place] for place in places)

    @cached_property
    def _keys(self) -> tuple[MatterKey, ...]:
        assert isinstance(self.matters, MatterShelf)
        return self.matters.keys

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key.code: place for place, key in enumerate(self._keys)}

    @cached_property
    def _departments(self) -> dict[str, Department]:
        return {department.code: department for department in self.departments}

    @cached_property
    def _windows(self) -> dict[str, Window]:
        return {window.number: window for window in self.windows}

    @cached_property
    def _themes(self) -> dict[str, Theme]:
        return {theme.code: theme for theme in self.themes}

    @cached_property
    def _asked_most(self) -> tuple[int, ...]:
        return tuple(sorted(range(len(self._keys)), key=lambda place: -self._keys[place].popularity))

    @cached_property
    def _by_department(self) -> dict[str, tuple[int, ...]]:
        return _index(self._asked_most, lambda place: (self._keys[place].department_code,))

    @cached_property
    def _by_topic(self) -> dict[str, tuple[int, ...]]:
        return _index(self._asked_most, lambda place: self._keys[place].topics)

    @cached_property
    def _windows_by_department(self) -> dict[str, tuple[Window, ...]]:
        return _index(self.windows, lambda window: window.department_codes)

    @cached_property
    def _services_by_matter(self) -> dict[str, tuple[Service, ...]]:
        known = (service for service in self.services if service.window_number in self._windows)
        ordered = sorted(known, key=lambda s: (s.priority, bool(s.condition), number_order(s.window_number)))
        return _index(ordered, lambda service: (service.matter_code,))

    @cached_property
    def _by_window(self) -> dict[str, tuple[int, ...]]:
        numbers: dict[str, set[str]] = {}
        for service in self.services:
            numbers.setdefault(service.matter_code, set()).add(service.window_number)
        return _index(self._asked_most, lambda place: sorted(numbers.get(self._keys[place].code, ())))


def _index(things: Iterable[V], keys: Callable[[V], Iterable[K]]) -> dict[K, tuple[V, ...]]:
    """Things by each of their keys, in the given order."""
    found: dict[K, list[V]] = {}
    for thing in things:
        for key in dict.fromkeys(keys(thing)):
            found.setdefault(key, []).append(thing)
    return {key: tuple(values) for key, values in found.items()}
