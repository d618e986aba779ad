"""The everyday words of any hall, read from ``everyday.toml``: fillers, weak words, and groups that mean the same."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Everyday:
    """What ``everyday.toml`` holds, as written there."""

    fillers: tuple[str, ...]
    weak: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    acts: tuple[tuple[str, ...], ...]


@cache
def everyday() -> Everyday:
    """The packaged words; needed when a release is built, never while a visitor types."""
    data = tomllib.loads(files("kiosk.finding").joinpath("everyday.toml").read_text(encoding="utf-8"))
    groups, acts = (tuple(map(tuple, data[kind])) for kind in ("groups", "acts"))
    return Everyday(tuple(data["fillers"]), tuple(data["weak"]), groups, acts)
