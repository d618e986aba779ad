"""A child that is none: what it was told, and a way to say what a real one would say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kiosk.compose.sync_child import Line
from kiosk.settings import Settings


@dataclass
class MadeChild:
    hear: Callable[[Line], None]
    ended: Callable[[int], None]
    told: list[dict[str, Any]] = field(default_factory=list)
    is_closed: bool = False
    renewed: int = 0

    def start(self) -> None:
        return

    def tell(self, word: str, /, **facts: Any) -> None:
        self.told.append({"tell": word, **facts})

    def renew(self) -> None:
        self.renewed += 1

    def close(self) -> None:
        self.is_closed = True

    def say(self, said: str, /, **facts: Any) -> None:
        self.hear({"say": said, **facts})

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [line for line in self.told if line["tell"] == kind]


class Nursery:
    """Makes children and keeps them."""

    def __init__(self) -> None:
        self.children: list[MadeChild] = []

    def make(self, settings: Settings, hear: Callable[[Line], None], ended: Callable[[int], None]) -> MadeChild:
        self.children.append(MadeChild(hear, ended))
        return self.children[-1]

    @property
    def child(self) -> MadeChild:
        return self.children[-1]
