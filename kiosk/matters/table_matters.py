"""The matters, materials, fees and questions tables → matters, each with all that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from kiosk.base.texts import Text
from kiosk.matters.cells import NAME_LIMIT, Cells, shown
from kiosk.matters.columns import SCHEMAS
from kiosk.matters.findings import Notebook
from kiosk.matters.matters import Fee, Material, Matter, Need, Question, TimeLimit
from kiosk.matters.rows import Table
from kiosk.matters.sentences import fill
from kiosk.matters.table_reading import rows_of

T = TypeVar("T")

SERVER_TYPES = {
    1: Text(zh="自然人", en="natural person"),
    2: Text(zh="企业法人", en="enterprise"),
    3: Text(zh="事业法人", en="public institution"),
    4: Text(zh="社会组织法人", en="social organisation"),
    5: Text(zh="非法人企业", en="unincorporated enterprise"),
    6: Text(zh="行政机关", en="authority"),
    9: Text(zh="其他", en="other"),
}
_TYPE_WORDS = {word: number for number, text in SERVER_TYPES.items() for word in (str(number), *text.values())}

UNITS = {
    "working_day": Text(zh="工作日", en="working day"),
    "day": Text(zh="自然日", en="day"),
    "hour": Text(zh="小时", en="hour"),
    "minute": Text(zh="分钟", en="minute"),
}
_UNIT_WORDS = {word: unit for unit, text in UNITS.items() for word in (unit, text["zh"])} | {Text(zh="天")["zh"]: "day"}

_UNKNOWN = Text(zh="没有事项“{code}”。", en="There is no matter '{code}'.")
_SEE = Text(zh="请与 matters 表核对。", en="Compare it with the matters table.")
_NO_TYPE = Text(zh="不认识服务对象“{value}”。", en="The server type '{value}' is not known.")
_TYPES = Text(zh="可填 1、2、3、4、5、6、9。", en="Possible: 1, 2, 3, 4, 5, 6, 9.")


@dataclass(frozen=True, slots=True)
class _Belonging(Generic[T]):
    order: float
    thing: T


def read_matters(tables: Mapping[str, Table], book: Notebook, languages: tuple[str, ...]) -> tuple[Matter, ...]:
    """All matters in the order of their table."""
    rows = list(rows_of(tables.get("matters"), SCHEMAS["matters"], book, languages, unique="code"))
    codes = {cells.word("code") for cells in rows}

    def belongings(name: str, build: Callable[[Cells], T]) -> dict[str, tuple[T, ...]]:
        return _read_belongings(tables.get(name), name, build, codes, book, languages)

    materials = belongings("materials", _material)
    fees = belongings("fees", _fee)
    questions = belongings("questions", _question)
    return tuple(
        _matter(
            cells,
            materials.get(cells.word("code"), ()),
            fees.get(cells.word("code"), ()),
            questions.get(cells.word("code"), ()),
        )
        for cells in rows
    )


def _read_belongings(
    table: Table | None,
    name: str,
    build: Callable[[Cells], T],
    codes: set[str],
    book: Notebook,
    languages: tuple[str, ...],
) -> dict[str, tuple[T, ...]]:
    """matter code → what belongs to it, by order_num, then by row."""
    found: dict[str, list[_Belonging[T]]] = {}
    for place, cells in enumerate(rows_of(table, SCHEMAS[name], book, languages)):
        thing = build(cells)
        order = cells.number("order_num", float(place), 0, 1_000_000)
        for code in known_codes(cells, "matter_code", codes):
            found.setdefault(code, []).append(_Belonging(order, thing))
    return {
        code: tuple(belonging.thing for belonging in sorted(things, key=lambda belonging: belonging.order))
        for code, things in found.items()
    }


def known_codes(cells: Cells, column: str, codes: set[str]) -> list[str]:
    """The matter codes of a cell; one that no matter has is an error."""
    found = cells.words(column)
    for code in found:
        if code not in codes:
            cells.fault("reference-dangling", cells.column(column), fill(_UNKNOWN, code=shown(code)), _SEE)
    return [code for code in found if code in codes]


def server_types(cells: Cells) -> tuple[int, ...]:
    """The people and bodies a matter or a theme is for (national code list)."""
    found = []
    for word in cells.words("server_types"):
        if word in _TYPE_WORDS:
            found.append(_TYPE_WORDS[word])
        else:
            cells.fault("choice-bad", cells.column("server_types"), fill(_NO_TYPE, value=shown(word)), _TYPES)
    return tuple(dict.fromkeys(found))


def _matter(
    cells: Cells, materials: tuple[Material, ...], fees: tuple[Fee, ...], questions: tuple[Question, ...]
) -> Matter:
    return Matter(
        code=cells.word("code"),
        name=cells.text("name"),
        department_code=cells.word("department_code"),
        short_name=cells.text("short_name"),
        catalog_code=cells.word("catalog_code"),
        task_type=cells.word("task_type"),
        project_type=cells.word("project_type"),
        server_types=server_types(cells),
        topics=cells.words("topics"),
        by_law=cells.text("by_law", long=True),
        accept_condition=cells.text("accept_condition", long=True),
        handle_flow=cells.text("handle_flow", long=True),
        handle_form=cells.text("handle_form", long=True),
        legal_limit=_limit(cells, "anticipate"),
        promised_limit=_limit(cells, "promise"),
        minutes_at_window=cells.whole("minutes_at_window", None, 0, 1_440),
        visits=cells.whole("limit_scene_num", None, 0, 100),
        is_fee=cells.flag("is_fee"),
        is_online=cells.flag("is_online"),
        online_url=cells.link("online_url"),
        is_terminal=cells.flag("is_service_terminals"),
        result_name=cells.text("result_name"),
        phone=cells.word("link_way", NAME_LIMIT),
        supervision=cells.text("supervise_way", long=True),
        synonyms=cells.words("synonyms"),
        popularity=cells.number("popularity", 0.0, 0, 1),
        materials=materials,
        fees=fees,
        questions=questions,
    )


def _limit(cells: Cells, prefix: str) -> TimeLimit | None:
    days = cells.whole(f"{prefix}_day", None, 0, 10_000)
    unit = cells.choice(f"{prefix}_type", _UNIT_WORDS, "working_day")
    note = cells.text(f"{prefix}_explain")
    return None if days is None else TimeLimit(days, unit, note)


def _material(cells: Cells) -> Material:
    return Material(
        name=cells.text("material_name"),
        need=Need(cells.whole("is_need", 1, 1, 3) or 1),
        kind=cells.whole("material_type", 1, 1, 3) or 1,
        format=cells.whole("material_format", 1, 1, 3) or 1,
        copies=cells.whole("page_num", 1, 0, 1_000) or 1,
        size=cells.word("page_format"),
        source=cells.text("source_explain", long=True),
        standard=cells.text("accept_stand", long=True),
        note=cells.text("fill_explain", long=True),
        condition=cells.text("condition"),
        key=cells.word("key"),
    )


def _fee(cells: Cells) -> Fee:
    return Fee(
        name=cells.text("fee_name"),
        standard=cells.text("fee_stand", long=True),
        by_law=cells.text("by_law", long=True),
        reduction=cells.text("desc_explain", long=True),
    )


def _question(cells: Cells) -> Question:
    return Question(question=cells.text("question", long=True), answer=cells.text("answer", long=True))
