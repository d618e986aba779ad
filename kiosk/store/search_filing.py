"""How names are filed when a release is built: by writing, by sound and by words, once however many entries share them.

Works out how everything sounds, which takes pypinyin and OpenCC; ``search_writing`` puts it into the release.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlite_utils

from kiosk.finding.entries import Entry, Kind
from kiosk.finding.everyday import everyday
from kiosk.finding.index import Name, Role
from kiosk.finding.signs import floor_number
from kiosk.finding.writing import plain
from kiosk.store.search_words import known_chars, name_of, simplified_chars, sound_of
from kiosk.store.search_writing import CharRow, EntryRow, FiledSubject, WordRow, write_search

_MOST_DETAIL = 600


@dataclass(slots=True)
class _Filed:
    """A subject while it is being collected."""

    kind: Kind
    names: tuple[Name, ...]
    details: dict[str, None]
    entries: list[Entry]


def _names_of(entry: Entry) -> tuple[Name, ...]:
    titles = [name_of(title, True) for title in entry.title.values()]
    others = [name_of(word) for word in entry.words]
    unique = {name.text: name for name in reversed([*titles, *others]) if name.text}
    return tuple(reversed(unique.values()))


def _collect(entries: Iterable[Entry]) -> Iterable[_Filed]:
    """Entries that share all their names are one subject."""
    filed: dict[object, _Filed] = {}
    for entry in entries:
        key = (entry.kind, entry.title, entry.words)
        subject = filed.get(key)
        if subject is None:
            subject = filed[key] = _Filed(entry.kind, _names_of(entry), {}, [])
        subject.entries.append(entry)
        if sum(map(len, subject.details)) < _MOST_DETAIL:
            subject.details.update(dict.fromkeys(entry.detail.split("\n")))
    return filed.values()


def _written_names(names: Iterable[Name]) -> str:
    return "\n".join(f"{'t' if n.is_title else 'w'}\t{n.text}\t{n.sound}\t{n.blurred}" for n in names)


def _subject(filed: _Filed) -> FiledSubject:
    simple = simplified_chars()
    detail = "\n".join(filter(None, (plain(part, simple) for part in filed.details)))
    rows = [_entry_row(entry) for entry in filed.entries]
    return FiledSubject(filed.kind.value, _written_names(filed.names), detail, rows)


def _entry_row(entry: Entry) -> EntryRow:
    level = json.dumps(dict(entry.level), ensure_ascii=False) if entry.level else None
    floor = floor_number(*entry.level.values()) if entry.level else 0
    title = json.dumps(dict(entry.title), ensure_ascii=False)
    return (entry.id, title, entry.window, level, floor, entry.popularity, entry.department)


def _words(synonyms: Sequence[Sequence[str]]) -> Iterable[WordRow]:
    simple = simplified_chars()
    words = everyday()
    roles: list[tuple[Role, Sequence[Sequence[str]]]] = [(Role.FILLER, [words.fillers])]
    roles += [(Role.WEAK, [words.weak]), (Role.GROUP, [*words.groups, *synonyms]), (Role.ACT, words.acts)]
    number = 0
    for role, groups in roles:
        for group in groups:
            number += 1
            for text in dict.fromkeys(plain(word, simple) for word in group):
                if text:
                    yield text, sound_of(text), role.value, number


def _chars() -> Iterable[CharRow]:
    return ((char, simplified, " ".join(readings)) for char, simplified, readings in known_chars())


def file_names(database: sqlite_utils.Database, entries: Sequence[Entry], synonyms: Sequence[Sequence[str]]) -> None:
    """File ``entries`` and the hall's own ``synonyms`` (groups of words that mean the same) in a release being built.

    Tables are called ``find_*`` and must not exist yet.
    """
    connection: sqlite3.Connection = database.conn
    with database.atomic():
        write_search(connection, map(_subject, _collect(entries)), _words(synonyms), _chars())
