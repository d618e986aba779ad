"""Writes hall.toml: strings, numbers, lists and inline tables, which is all that a hall's facts are made of."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from kiosk.base.errors import KioskError

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write_toml(facts: Mapping[str, Any]) -> str:
    """One ``key = value`` a line; KioskError for a value TOML has no word for."""
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in facts.items() if value is not None)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _string(key)


def _string(text: str) -> str:
    # A TOML basic string is a JSON string, but for DEL, which TOML wants escaped, and lone surrogates.
    clean = text.encode("utf-8", "replace").decode()
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007F")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(str(key))} = {_value(part)}" for key, part in value.items() if part is not None)
        return "{ " + inner + " }" if inner else "{}"
    raise KioskError(f"A hall's facts hold no {type(value).__name__}.", where="hall.toml")
