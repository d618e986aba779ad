"""What a hall calls its windows, queues and matters, as its panels show them now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from kiosk.base.texts import EMPTY, Text
from kiosk.hub.desk.published import Published, published
from kiosk.matters.matters import Need
from kiosk.ticketing.tickets import TicketError

Both: TypeAlias = "dict[str, str]"


def both(text: Text) -> Both:
    """A text for a page: Chinese and English, each something where there is something."""
    return {"zh": text.within("zh-CN"), "en": text.within("en")}


@dataclass(frozen=True, slots=True)
class WindowWords:
    """A window's sign: its number, name and department; ``queues``: code and name of each that it serves."""

    number: str
    name: Both
    department: Both
    queues: tuple[tuple[str, Both], ...]


@dataclass(frozen=True)
class HallWords:
    """The words of one release; ``of`` None: the hall has published nothing yet."""

    of: Published | None

    @cached_property
    def windows(self) -> Mapping[str, WindowWords]:
        """What stands on the signs of the windows, by number, in the hall's order."""
        return {number: self._window(number) for number in self.window_numbers}

    def window(self, number: str) -> WindowWords:
        """The same of any window, also one that the hall does not know."""
        return self.windows.get(number) or self._window(number)

    def _window(self, number: str) -> WindowWords:
        queues = tuple((code, self.queue_name(code)) for code in self.queues_of(number))
        return WindowWords(number, self.window_name(number), self.department_of(number), queues)

    @property
    def hall(self) -> Both:
        return both(self.of.catalogue.hall.name) if self.of else both(EMPTY)

    @property
    def window_numbers(self) -> tuple[str, ...]:
        return tuple(window.number for window in self.of.catalogue.windows) if self.of else ()

    def window_name(self, number: str) -> Both:
        """Its name; "3号窗口" for one that the hall does not know."""
        if self.of is not None:
            for window in self.of.catalogue.windows:
                if window.number == number and window.name:
                    return both(window.name)
        return {"zh": f"{number}号窗口", "en": f"Window {number}"}

    def department_of(self, number: str) -> Both:
        """Whose window it is: its departments, then nothing."""
        names: list[Text] = []
        if self.of is not None:
            known = {window.number: window for window in self.of.catalogue.windows}
            codes = known[number].department_codes if number in known else ()
            found = {one.code: one for one in self.of.catalogue.departments}
            names = [found[code].short_name or found[code].name for code in codes if code in found]
        told = [both(name) for name in names]
        return {"zh": "、".join(one["zh"] for one in told), "en": ", ".join(one["en"] for one in told)}

    def queues_of(self, window: str) -> tuple[str, ...]:
        """Codes of the queues a window serves."""
        return self.of.by_window.get(window, ()) if self.of else ()

    def queue_name(self, code: str) -> Both:
        """A queue's name; its code for one that is no more."""
        found = self.of.by_code.get(code) if self.of else None
        return both(found.name) if found else {"zh": code, "en": code}

    def queue_codes(self) -> tuple[str, ...]:
        return tuple(queue.code for queue in self.of.queues) if self.of else ()

    def matter(self, code: str) -> tuple[Both, int]:
        """A matter's name and how many materials must be brought for it."""
        if self.of is not None:
            try:
                found = self.of.catalogue.matter(code)
            except (KeyError, LookupError):
                return {"zh": code, "en": code}, 0
            wanted = sum(material.need is Need.REQUIRED for material in found.materials)
            return both(found.short_name or found.name), wanted
        return {"zh": code, "en": code}, 0


def hall_words(hall_id: str) -> HallWords:
    """The hall's words; empty ones before its first release."""
    try:
        of = published(hall_id)
    except TicketError:
        return _NO_WORDS
    known = _kept.get(hall_id)
    if known is None or known.of is not of:
        known = _kept[hall_id] = HallWords(of)
    return known


_NO_WORDS = HallWords(None)
_kept: dict[str, HallWords] = {}
