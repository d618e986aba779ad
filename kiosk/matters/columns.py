"""The columns of every table: which must have a value, which are texts in several languages, and their other names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-][A-Za-z0-9]{2,8}){0,3}")
_SIMPLIFIED = {"zh-cn", "zh-hans", "zh-hans-cn", "cn", "chs"}
_TRADITIONAL = {"zh-hant", "zh-tw", "zh-hk", "zh-hant-tw", "zh-hant-hk", "cht"}


@dataclass(frozen=True)
class Schema:
    """One table. ``codes`` and ``texts`` name all its columns; ``required`` those with a value in every row."""

    name: str
    required: tuple[str, ...]
    codes: tuple[str, ...]
    texts: tuple[str, ...] = ()  # each stands for base_zh, base_en …
    aliases: Mapping[str, str] = field(default_factory=dict)

    def place(self, column: str) -> tuple[str, str] | None:
        """What a column holds: (name, "") for a code, (base, language tag) for a text; None when it is not known."""
        name = column.strip().lstrip("\ufeff").strip()
        name = self.aliases.get(name.casefold(), name)
        folded = name.casefold()
        if folded in self.codes:
            return folded, ""
        if folded in self.texts:
            return folded, "zh"
        base, _, tag = name.rpartition("_")
        if base.casefold() in self.texts and _TAG.fullmatch(tag):
            return base.casefold(), language_tag(tag)
        return None


def language_tag(tag: str) -> str:
    """One tag for each way of writing it: zh for simplified Chinese, zh-Hant for traditional, else lower case."""
    folded = tag.replace("_", "-").casefold()
    if folded in _SIMPLIFIED:
        return "zh"
    return "zh-Hant" if folded in _TRADITIONAL else folded


SCHEMAS = {
    schema.name: schema
    for schema in (
        Schema(
            "departments",
            required=("code", "name"),
            codes=("code", "phone", "tint", "icon"),
            texts=("name", "short_name"),
            aliases={"dept_code": "code", "dept_name": "name_zh"},
        ),
        Schema(
            "windows",
            required=("number",),
            codes=("number", "department_codes", "type", "place_id", "hours_id", "phone", "accessible"),
            texts=("name",),
        ),
        Schema(
            "matters",
            required=("code", "name", "department_code"),
            codes=(
                *("code", "department_code", "catalog_code", "task_type", "project_type", "server_types", "topics"),
                *("anticipate_day", "anticipate_type", "promise_day", "promise_type", "minutes_at_window"),
                *("limit_scene_num", "is_fee", "is_online", "is_service_terminals", "online_url", "link_way"),
                *("synonyms", "popularity"),
            ),
            texts=(
                *("name", "short_name", "by_law", "accept_condition", "handle_flow", "handle_form"),
                *("anticipate_explain", "promise_explain", "result_name", "supervise_way"),
            ),
            aliases={
                "task_code": "code",
                "task_name": "name_zh",
                "dept_code": "department_code",
                "server_type": "server_types",
                "user_topic_type": "topics",
                "online_handle_url": "online_url",
                "handle_type": "handle_form_zh",
            },
        ),
        Schema(
            "materials",
            required=("matter_code", "material_name"),
            codes=(
                *("matter_code", "order_num", "is_need", "material_type", "material_format", "page_num"),
                *("page_format", "key"),
            ),
            texts=("material_name", "source_explain", "accept_stand", "fill_explain", "condition"),
            aliases={"task_code": "matter_code"},
        ),
        Schema(
            "fees",
            required=("matter_code", "fee_name", "fee_stand"),
            codes=("matter_code", "order_num"),
            texts=("fee_name", "fee_stand", "by_law", "desc_explain"),
            aliases={"task_code": "matter_code"},
        ),
        Schema(
            "questions",
            required=("matter_code", "question", "answer"),
            codes=("matter_code", "order_num"),
            texts=("question", "answer"),
            aliases={"task_code": "matter_code"},
        ),
        Schema(
            "services",
            required=("matter_code", "window_number"),
            codes=("matter_code", "window_number", "priority", "hours_id"),
            texts=("condition",),
        ),
        Schema(
            "themes",
            required=("code", "name"),
            codes=("code", "icon", "synonyms", "server_types", "popularity"),
            texts=("name", "summary"),
        ),
        Schema(
            "theme_steps",
            required=("theme_code", "matter_code"),
            codes=("theme_code", "order_num", "matter_code", "after", "is_optional"),
            texts=("note",),
        ),
        Schema(
            "hours",
            required=("id", "weekday", "start", "end"),
            codes=("id", "weekday", "start", "end", "on_holidays"),
        ),
        Schema(
            "special_days",
            required=("date",),
            codes=("date", "until", "start", "end", "as_weekday"),
            texts=("name",),
        ),
        Schema(
            "queues",
            required=("code", "prefix", "name"),
            codes=(
                *("code", "prefix", "window_numbers", "matter_codes", "department_codes", "hours_id"),
                *("quota_am", "quota_pm", "minutes", "order"),
            ),
            texts=("name",),
        ),
        Schema("synonyms", required=("words",), codes=("words", "note")),
        Schema("notice_columns", required=("code", "name"), codes=("code", "tint"), texts=("name",)),
        Schema(
            "notices",
            required=("code", "column_code", "title"),
            codes=(
                *("code", "column_code", "number", "cover", "pages", "issued", "valid_from", "valid_until"),
                *("withdrawn", "pinned", "synonyms", "matter_codes"),
            ),
            texts=("title", "issuer", "summary", "body"),
        ),
    )
}
