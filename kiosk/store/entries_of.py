"""A hall's catalogue and its plan → what a visitor can find: matters, windows, departments, themes and places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from kiosk.base.texts import EMPTY, Text
from kiosk.finding.entries import Entry, Kind
from kiosk.guidance.naming import chinese_name, floor_name
from kiosk.guidance.venue import Amenity, Level, Occupant, Unit, Venue
from kiosk.guidance.vocabulary import known, term
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.matters import Matter
from kiosk.matters.windows import Window, WindowType
from kiosk.policy.blocks import words_of
from kiosk.store.notice_tables import Notices

#: How much of a notice's words finds it.
_BODY_LINES = 12
_HAN = re.compile("[\u3400-\u9fff]")

#: Rooms that visitors ask for even without a sign of their own.
_ASKED_FOR = ("restroom", "elevator", "escalator", "stairs", "mothersroom", "firstaid", "parking", "smokingarea")
#: Rooms that are no destination: their names name the space, not a place.
_NO_DESTINATION = ("walkway", "walkway.island", "opentobelow", "nonpublic", "structure", "road", "column")
#: Categories whose word would find too much to help.
_TOO_COMMON = ("room", "unspecified")


def entries_of(catalogue: Catalogue, venue: Venue | None, wall: Notices | None = None) -> tuple[Entry, ...]:
    """Everything that can be found, in a fixed order."""
    floors = _Floors(catalogue, venue)
    entries: list[Entry] = [_matter(matter, catalogue, floors) for matter in catalogue.matters]
    entries += (_window(window, catalogue, floors) for window in catalogue.windows)
    entries += _departments(catalogue, floors)
    entries += _themes(catalogue)
    entries += _notices(wall) if wall is not None else ()
    if venue is not None:
        windows = {window.number for window in catalogue.windows}
        entries += _places(venue, windows)
    return tuple(entries)


class _Floors:
    """On which floor a window is, in words."""

    def __init__(self, catalogue: Catalogue, venue: Venue | None) -> None:
        self._names = {level.id: floor_name(level) for level in venue.levels} if venue else {}
        self._levels = {occupant.id: occupant.level_id for occupant in venue.occupants} if venue else {}
        self._places = {window.number: window.place_id for window in catalogue.windows}
        self._signs = {occupant.id: occupant.name for occupant in venue.occupants} if venue else {}

    def of_window(self, number: str | None) -> Text | None:
        level_id = self._levels.get(self._places.get(number or "", ""), "")
        return self._names.get(level_id)

    def sign_of_window(self, number: str) -> Text:
        """What the plan calls the window."""
        return self._signs.get(self._places.get(number, ""), EMPTY)

    def of_windows(self, windows: Iterable[Window]) -> Text | None:
        """The floor when all of them are on one."""
        found = {self.of_window(window.number) for window in windows}
        return found.pop() if len(found) == 1 else None


def _said(*texts: Text) -> tuple[str, ...]:
    """Every word of some texts in every language, each once."""
    return tuple(dict.fromkeys(words for text in texts for words in text.values()))


def _matter(matter: Matter, catalogue: Catalogue, floors: _Floors) -> Entry:
    services = catalogue.services_of_matter(matter.code)
    window = services[0].window_number if services else None
    department = [d for d in catalogue.departments if d.code == matter.department_code]
    detail = [
        *_said(*(d.name for d in department), matter.result_name),
        *_said(*(material.name for material in matter.materials)),
    ]
    return Entry(
        kind=Kind.MATTER,
        id=matter.code,
        title=matter.name,
        words=tuple(dict.fromkeys((*_said(matter.short_name), *matter.synonyms))),
        detail="\n".join(detail),
        window=window,
        level=floors.of_window(window),
        popularity=matter.popularity,
        department=matter.department_code,
    )


#: What people call the window of a type; an ordinary one (special) has no name of its own.
_KIND_WORDS = {
    WindowType.GENERAL: Text(zh="综合窗口", en="general window"),
    WindowType.ACCESSIBLE: Text(zh="无障碍窗口", en="accessible window"),
    WindowType.GREEN: Text(zh="绿色通道", en="green channel"),
}


def _kind_words(window: Window) -> tuple[Text, ...]:
    types = {window.type} | ({WindowType.ACCESSIBLE} if window.accessible else set())
    return tuple(_KIND_WORDS[kind] for kind in sorted(types & _KIND_WORDS.keys()))


def _window(window: Window, catalogue: Catalogue, floors: _Floors) -> Entry:
    title = window.title
    signs = (window.number, *_said(floors.sign_of_window(window.number), *_kind_words(window)))
    names = [d.name for d in catalogue.departments if d.code in window.department_codes]
    return Entry(
        kind=Kind.WINDOW,
        id=window.number,
        title=title,
        words=tuple(word for word in signs if word not in title.values()),
        detail="\n".join(_said(*names)),
        window=window.number,
        level=floors.of_window(window.number),
        department=window.department_codes[0] if window.department_codes else "",
    )


def _departments(catalogue: Catalogue, floors: _Floors) -> Iterator[Entry]:
    for department in catalogue.departments:
        yield Entry(
            kind=Kind.DEPARTMENT,
            id=department.code,
            title=department.name,
            words=_said(department.short_name),
            level=floors.of_windows(catalogue.windows_of_department(department.code)),
            department=department.code,
        )


def _themes(catalogue: Catalogue) -> Iterator[Entry]:
    for theme in catalogue.themes:
        names = [catalogue.matter(step.matter_code).name for step in theme.steps]
        yield Entry(
            kind=Kind.THEME,
            id=theme.code,
            title=theme.name,
            words=theme.synonyms,
            detail="\n".join(_said(*names, theme.summary)),
            popularity=theme.popularity,
        )


def _notices(wall: Notices) -> Iterator[Entry]:
    """Found by title, number and everyday words; its words count for less. One that is over is found too: the reader
    then says so, which is kinder than nothing."""
    names = {column.code: column.name for column in wall.columns}
    for notice in wall.notices:
        bodies = wall.bodies.get(notice.code, {})
        lines = (line for blocks in bodies.values() for line in words_of(blocks))
        said = (*_said(notice.summary, names.get(notice.column_code, EMPTY)), *islice(lines, _BODY_LINES))
        yield Entry(
            kind=Kind.NOTICE,
            id=notice.code,
            title=notice.title,
            words=tuple(word for word in (notice.number, *notice.synonyms) if word),
            detail="\n".join(said),
        )


def _places(venue: Venue, windows: set[str]) -> Iterator[Entry]:
    """Amenities, occupants that are no window, and rooms; a room that one of them stands for is left out."""
    floors: dict[str, Level] = {level.id: level for level in venue.levels}
    taken: set[tuple[str, Text]] = set()
    covered: set[str] = set()
    for amenity in venue.amenities:
        covered.update(amenity.unit_ids)
        taken.add((amenity.level_id, _title(amenity)))
        yield _place(amenity, floors)
    for occupant in venue.occupants:
        if occupant.number is None or occupant.number not in windows:
            if not occupant.name:
                continue
            if occupant.unit_id:
                covered.add(occupant.unit_id)
            taken.add((occupant.level_id, _title(occupant)))
            yield _place(occupant, floors)
    for unit in venue.units:
        if _is_destination(unit) and not (unit.id in covered and not unit.name):
            if (unit.level_id, _title(unit)) in taken and unit.name:
                continue
            yield _place(unit, floors)


def _is_destination(unit: Unit) -> bool:
    if unit.category in _NO_DESTINATION:
        return False
    return bool(unit.name or unit.alt_name) or unit.category.split(".")[0] in _ASKED_FOR


def _title(thing: Amenity | Occupant | Unit) -> Text:
    """Its sign in Chinese and English; its category's word where it has no name."""
    name = thing.name or (EMPTY if isinstance(thing, Occupant) else thing.alt_name)
    word = term(thing.category).name
    if not name:
        return word
    zh, en = chinese_name(name, thing.category), name.within("en")
    if thing.category.split(".")[0] in _ASKED_FOR:  # everybody must be able to read these
        zh = zh if _HAN.search(zh) else word["zh"]
        en = en if en.isascii() else word["en"]
    return Text({**name, "zh": zh, "en": en})


def _place(thing: Amenity | Occupant | Unit, floors: dict[str, Level]) -> Entry:
    words = _said(term(thing.category).name) if known(thing.category) and thing.category not in _TOO_COMMON else ()
    other = () if isinstance(thing, Occupant) else _said(thing.alt_name)
    title = _title(thing)
    level = floors.get(thing.level_id)
    return Entry(
        kind=Kind.PLACE,
        id=thing.id,
        title=title,
        words=tuple(word for word in dict.fromkeys((*other, *words)) if _is_word(word) and word not in title.values()),
        level=floor_name(level) if level is not None else None,
    )


def _is_word(word: str) -> bool:
    return any(character.isalnum() for character in word)
