"""The themes, theme_steps and synonyms tables → themes (一件事) that can be walked, and groups of everyday words."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.base.texts import Text
from kiosk.matters.cells import Cells, shown
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import Notebook, Severity, TableFinding
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill
from kiosk.matters.table_matters import known_codes, server_types
from kiosk.matters.table_reading import rows_of
from kiosk.matters.themes import CircleError, Theme, ThemeStep, order_steps

_NO_THEME = Text(zh="没有主题“{code}”。", en="There is no theme '{code}'.")
_TWICE = Text(zh="这个主题里已经有“{code}”。", en="This theme has '{code}' already.")
_NOT_OF_THEME = Text(zh="“{code}”不是这个主题的一步。", en="'{code}' is no step of this theme.")
_CIRCLE = Text(zh="这些步骤互相等待：{codes}。", en="These steps wait for each other: {codes}.")
_CUT = Text(zh="请去掉其中一个 after。", en="Remove one of their 'after'.")
_EMPTY = Text(zh="“{name}”没有任何一步。", en="'{name}' has no step.")
_ONE_WORD = Text(zh="一组至少要有两个词，用 | 分开。", en="A group needs two words at least, separated by |.")


def read_themes(
    tables: Mapping[str, Table], matters: set[str], book: Notebook, languages: tuple[str, ...]
) -> tuple[Theme, ...]:
    """All themes in the order of their table, each with its steps."""
    rows = list(rows_of(tables.get("themes"), SCHEMAS["themes"], book, languages, unique="code"))
    steps = _read_steps(tables.get("theme_steps"), {cells.word("code") for cells in rows}, matters, book, languages)
    themes = tuple(_theme(cells, tuple(steps.get(cells.word("code"), ()))) for cells in rows)
    for cells, theme in zip(rows, themes, strict=True):
        if not theme.steps:
            what = fill(_EMPTY, name=theme.name)
            cells.fault("theme-empty", cells.column("code"), what, severity=Severity.WARNING)
        _tell_circle(theme, tables.get("theme_steps"), book)
    return themes


def _theme(cells: Cells, steps: tuple[ThemeStep, ...]) -> Theme:
    return Theme(
        code=cells.word("code"),
        name=cells.text("name"),
        summary=cells.text("summary", long=True),
        icon=cells.word("icon"),
        steps=steps,
        synonyms=cells.words("synonyms"),
        server_types=server_types(cells),
        popularity=cells.number("popularity", 0.0, 0, 1),
    )


def _read_steps(
    table: Table | None, themes: set[str], matters: set[str], book: Notebook, languages: tuple[str, ...]
) -> dict[str, list[ThemeStep]]:
    steps: dict[str, list[ThemeStep]] = {}
    rows: list[tuple[str, ThemeStep, Cells]] = []
    for place, cells in enumerate(rows_of(table, SCHEMAS["theme_steps"], book, languages), 1):
        theme_code = cells.word("theme_code")
        if theme_code not in themes:
            what = fill(_NO_THEME, code=shown(theme_code))
            cells.fault("reference-dangling", cells.column("theme_code"), what)
            continue
        for code in known_codes(cells, "matter_code", matters)[:1]:
            of_theme = steps.setdefault(theme_code, [])
            if any(step.matter_code == code for step in of_theme):
                cells.fault("code-duplicate", cells.column("matter_code"), fill(_TWICE, code=shown(code)))
                continue
            step = ThemeStep(
                matter_code=code,
                order=cells.whole("order_num", place, 0, 1_000_000) or 0,
                after=cells.words("after"),
                note=cells.text("note", long=True),
                optional=cells.flag("is_optional"),
            )
            of_theme.append(step)
            rows.append((theme_code, step, cells))
    for theme_code, step, cells in rows:
        of_theme_codes = {other.matter_code for other in steps[theme_code]}
        for code in step.after:
            if code not in of_theme_codes:
                cells.fault("reference-dangling", cells.column("after"), fill(_NOT_OF_THEME, code=shown(code)))
    return {code: sorted(found, key=lambda step: step.order) for code, found in steps.items()}


def _tell_circle(theme: Theme, table: Table | None, book: Notebook) -> None:
    try:
        order_steps(theme.steps)
    except CircleError as error:
        what = fill(_CIRCLE, codes=", ".join(error.codes))
        file = table.file if table else ""
        book.add(TableFinding("theme-circle", Severity.ERROR, what, _CUT, file, 0, theme.code))


def read_synonyms(tables: Mapping[str, Table], book: Notebook) -> tuple[tuple[str, ...], ...]:
    """Groups of words that mean the same to people, as they are written."""
    groups = []
    for cells in rows_of(tables.get("synonyms"), SCHEMAS["synonyms"], book, ()):
        words = cells.words("words")
        if len(words) < 2:
            cells.fault("group-small", cells.column("words"), _ONE_WORD, severity=Severity.WARNING)
            continue
        groups.append(words)
    return tuple(groups)
