from __future__ import annotations

import string
from dataclasses import replace
from datetime import date, time

import sqlite_utils
from hypothesis import given, settings
from hypothesis import strategies as st
from matters.hall import CATALOGUE, NOON, PASSPORT

from kiosk.base.texts import Text
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hours import Calendar, Span, SpecialDay
from kiosk.matters.matters import Fee, Material, Matter, Need, Question, TimeLimit
from kiosk.matters.themes import Theme, ThemeStep
from kiosk.matters.windows import Window, WindowType
from kiosk.store.release_reading import read_catalogue
from kiosk.store.release_schema import create_indexes, create_tables, write_catalogue


def through_the_file(catalogue: Catalogue) -> Catalogue:
    database = sqlite_utils.Database(memory=True)
    create_tables(database)
    write_catalogue(database, catalogue, [["a", "b"]])
    create_indexes(database)
    return read_catalogue(database.conn)


def test_a_catalogue_comes_back_as_it_was() -> None:
    assert through_the_file(CATALOGUE) == CATALOGUE


def test_hours_and_special_days_come_back() -> None:
    day = date(2026, 10, 10)
    special = {
        day: SpecialDay(day, Text(zh="调休"), as_weekday=0),
        date(2026, 12, 31): SpecialDay(date(2026, 12, 31), spans=(Span(time(9), time(11)), Span(time(20), time(0)))),
    }
    calendar = Calendar({"noon": replace(NOON, on_holidays=True)}, special)
    assert through_the_file(replace(CATALOGUE, calendar=calendar)).calendar == calendar


def test_matters_are_read_when_they_are_asked_for() -> None:
    database = sqlite_utils.Database(memory=True)
    create_tables(database)
    write_catalogue(database, CATALOGUE, [])
    catalogue = read_catalogue(database.conn)
    statements: list[str] = []
    database.conn.set_trace_callback(statements.append)
    assert catalogue.topics() == ("090", "105")
    assert len(catalogue.matters) == 3
    assert not statements
    assert catalogue.matter("CR-001") == PASSPORT
    read = len(statements)
    assert read
    assert catalogue.matter("CR-001") is catalogue.matter("CR-001")
    assert len(statements) == read


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
codes = st.text(string.ascii_letters + string.digits + "-护", min_size=1, max_size=6)
texts = st.dictionaries(st.sampled_from(["zh", "en", "zh-Hant", "ug"]), words, max_size=3).map(Text)
limits = st.none() | st.builds(TimeLimit, st.integers(0, 99), st.sampled_from(["day", "hour"]), texts)
small = st.integers(1, 3)
materials = st.builds(Material, texts, st.sampled_from(Need), small, small, st.integers(1, 9), codes, texts, key=codes)
matters = st.builds(
    Matter,
    code=codes,
    name=texts,
    department_code=codes,
    server_types=st.lists(st.integers(1, 9), max_size=3).map(tuple),
    synonyms=st.lists(codes, max_size=3).map(tuple),
    by_law=texts,
    legal_limit=limits,
    promised_limit=limits,
    minutes_at_window=st.none() | st.integers(0, 99),
    is_fee=st.booleans(),
    popularity=st.floats(0, 1),
    materials=st.lists(materials, max_size=3).map(tuple),
    fees=st.lists(st.builds(Fee, texts, texts), max_size=2).map(tuple),
    questions=st.lists(st.builds(Question, texts, texts), max_size=2).map(tuple),
)
windows = st.builds(Window, codes, texts, st.lists(codes, max_size=2).map(tuple), st.sampled_from(WindowType))
steps = st.builds(ThemeStep, codes, st.integers(0, 9), st.lists(codes, max_size=2).map(tuple), texts, st.booleans())
themes = st.builds(Theme, codes, texts, texts, steps=st.lists(steps, max_size=3).map(tuple))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(matters, max_size=4, unique_by=lambda matter: matter.code).map(tuple),
    st.lists(windows, max_size=3, unique_by=lambda window: window.number).map(tuple),
    st.lists(themes, max_size=2, unique_by=lambda theme: theme.code).map(tuple),
)
def test_any_facts_come_back_exactly(
    some_matters: tuple[Matter, ...], some_windows: tuple[Window, ...], some_themes: tuple[Theme, ...]
) -> None:
    catalogue = Catalogue(CATALOGUE.hall, (), some_matters, some_windows, (), some_themes)
    assert through_the_file(catalogue) == catalogue
