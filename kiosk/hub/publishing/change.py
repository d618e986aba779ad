"""One change in words, and the words that all kinds of change share: names in quotes, counts, lists with an end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill

K = TypeVar("K")
V = TypeVar("V")

#: How many names a sentence says before it only counts, and how long a name in it may be.
MOST, LONGEST = 5, 40
_QUOTED = Text(zh="“{name}”", en="“{name}”")
_AND_MORE = Text(zh="{names}等 {count} 项", en="{names} and {more} more")


class Kind(StrEnum):
    """What sort of change a line tells; ``warning`` is something to look at before it is published."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Change:
    """One line. ``about``: the code, number or feature id it is about; ``times``: how many changes it sums up."""

    kind: Kind
    text: Text
    about: str = ""
    times: int = 1


def say(kind: Kind, zh: str, en: str, about: str = "", times: int = 1, /, **parts: Text | str | int) -> Change:
    """A change from a sentence with gaps."""
    return Change(kind, fill(Text(zh=zh, en=en), **parts), about, times)


def short(name: Text) -> Text:
    """A name that fits into a sentence."""
    return Text({tag: words if len(words) <= LONGEST else words[: LONGEST - 1] + "…" for tag, words in name.items()})


def quoted(name: Text | str) -> Text:
    """A name as it is quoted in a sentence; "" stays a pair of quotes."""
    return fill(_QUOTED, name=short(Text(zh=name) if isinstance(name, str) else name))


def listed(names: Sequence[Text], most: int = MOST) -> Text:
    """ "“A”、“B”" / "“A”, “B”", at most ``most`` of them and then how many there are."""
    told = [quoted(name) for name in names[:most]]
    words = Text(
        zh="、".join(name.within("zh-CN") for name in told),
        en=", ".join(name.within("en") for name in told),
    )
    if len(names) <= most:
        return words
    return fill(_AND_MORE, names=words, count=len(names), more=len(names) - most)


def counted(count: int, zh: str, one: str, many: str) -> Text:
    """ "3 件事" / "3 matters": ``zh`` is measure word and noun, the English noun agrees with the number."""
    return Text(zh=f"{count} {zh}", en=f"{count} {one if count == 1 else many}")


def compared(
    before: Mapping[K, V], after: Mapping[K, V]
) -> tuple[list[tuple[K, V]], list[tuple[K, V]], list[tuple[K, V, V]]]:
    """What only ``after`` has, what only ``before`` had, and what both have, each in its own order."""
    added = [(key, value) for key, value in after.items() if key not in before]
    removed = [(key, value) for key, value in before.items() if key not in after]
    kept = [(key, before[key], value) for key, value in after.items() if key in before]
    return added, removed, kept


def fields_changed(before: object, after: object, fields: Mapping[str, Text]) -> list[Text]:
    """The names of the fields (attribute → name) in which two things differ."""
    return [name for field, name in fields.items() if getattr(before, field) != getattr(after, field)]


def plainly(names: Iterable[Text]) -> Text:
    """Names without quotes, one after the other: "申请材料、办理时限" / "papers, time limit"."""
    told = list(dict.fromkeys(names))
    return (
        Text(zh="、".join(name.within("zh-CN") for name in told), en=", ".join(name.within("en") for name in told))
        if told
        else EMPTY
    )
