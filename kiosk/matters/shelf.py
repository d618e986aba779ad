"""All matters of a hall in order, each built when it is first asked for: a hall with thousands still opens at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, overload

from kiosk.matters.matters import Matter


class MatterKey(NamedTuple):
    """What lists are made from, known of every matter without building it."""

    code: str
    department_code: str = ""
    topics: tuple[str, ...] = ()
    popularity: float = 0.0


class MatterShelf(Sequence[Matter]):
    """A sequence of matters; ``keys`` are theirs in the same order. ``build`` makes the matter at a position."""

    def __init__(self, keys: Sequence[MatterKey], build: Callable[[int], Matter]) -> None:
        self.keys = tuple(keys)
        self._build = build
        self._built: dict[int, Matter] = {}

    @classmethod
    def of(cls, matters: Iterable[Matter]) -> MatterShelf:
        """A shelf of matters that are there already."""
        given = tuple(matters)
        keys = [MatterKey(m.code, m.department_code, m.topics, m.popularity) for m in given]
        return cls(keys, given.__getitem__)

    @overload
    def __getitem__(self, position: int) -> Matter: ...

    @overload
    def __getitem__(self, position: slice) -> tuple[Matter, ...]: ...

    def __getitem__(self, position: int | slice) -> Matter | tuple[Matter, ...]:
        if isinstance(position, slice):
            return tuple(self[at] for at in range(*position.indices(len(self))))
        at = range(len(self.keys))[position]
        matter = self._built.get(at)
        if matter is None:
            matter = self._built[at] = self._build(at)
        return matter

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Matter]:
        return (self[at] for at in range(len(self.keys)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MatterShelf) and self.keys == other.keys and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(self.keys)
