"""Matters (事项) with the fields of the national item library (facts: GB/T 39554, 实施清单要素)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from kiosk.base.texts import EMPTY, Text


class Need(IntEnum):
    """is_need: whether a material must be brought."""

    REQUIRED = 1
    OPTIONAL = 2
    LATER = 3  # 容缺后补: may follow later


@dataclass(frozen=True, slots=True)
class Material:
    """One thing to bring (申请材料)."""

    name: Text
    need: Need = Need.REQUIRED
    kind: int = 1  # material_type: 1 certificate, 2 form, 3 other
    format: int = 1  # material_format: 1 paper, 2 electronic, 3 either
    copies: int = 1  # page_num
    size: str = ""  # page_format
    source: Text = EMPTY
    standard: Text = EMPTY  # accept_stand
    note: Text = EMPTY  # fill_explain, remark
    condition: Text = EMPTY  # "only for minors" …
    key: str = ""  # the same key in two matters is the same paper: merged in themes


@dataclass(frozen=True, slots=True)
class Fee:
    """A charge (收费)."""

    name: Text
    standard: Text
    by_law: Text = EMPTY
    reduction: Text = EMPTY


@dataclass(frozen=True, slots=True)
class Question:
    """A frequent question with its answer (FAQ)."""

    question: Text
    answer: Text


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit: ``days`` of a unit ("working_day", "day", "hour", "minute"); 0 = done on the spot (即办)."""

    days: int
    unit: str = "working_day"
    note: Text = EMPTY


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter a citizen may come for. ``code`` is the implementing code (实施编码), unique in a hall."""

    code: str
    name: Text
    department_code: str
    short_name: Text = EMPTY
    catalog_code: str = ""
    task_type: str = ""
    project_type: str = ""  # 即办件 | 承诺件
    server_types: tuple[int, ...] = ()  # 1 natural person, 2 enterprise …
    topics: tuple[str, ...] = ()  # user_topic_type / corp_topic_type codes
    by_law: Text = EMPTY
    accept_condition: Text = EMPTY
    handle_flow: Text = EMPTY
    handle_form: Text = EMPTY
    legal_limit: TimeLimit | None = None  # anticipate_*
    promised_limit: TimeLimit | None = None  # promise_*
    minutes_at_window: int | None = None
    visits: int | None = None  # limit_scene_num
    is_fee: bool = False
    is_online: bool = False
    online_url: str = ""
    is_terminal: bool = False
    result_name: Text = EMPTY
    phone: str = ""
    supervision: Text = EMPTY
    synonyms: tuple[str, ...] = ()  # everyday words, any language
    popularity: float = 0.0
    materials: tuple[Material, ...] = ()
    fees: tuple[Fee, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Department:
    """A department (部门) present in the hall."""

    code: str
    name: Text
    short_name: Text = EMPTY
    phone: str = ""
    tint: str = ""  # "#DCEFE4": its pale tone on the map
    icon: str = ""
