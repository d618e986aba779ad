"""Which notices hang on the wall on a day, in which order, and what is to be said of those that do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kiosk.policy.notices import Column, Notice


class Standing(StrEnum):
    """Whether a notice holds on a day."""

    SHOWN = "shown"
    COMING = "coming"  # its day has not come: nobody knows of it yet
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def standing(notice: Notice, today: date) -> Standing:
    """How a notice stands on ``today``; a withdrawal counts from its own day on."""
    if notice.withdrawn is not None and notice.withdrawn <= today:
        return Standing.WITHDRAWN
    begins = notice.valid_from or notice.issued
    if begins is not None and begins > today:
        return Standing.COMING
    if notice.valid_until is not None and notice.valid_until < today:
        return Standing.EXPIRED
    return Standing.SHOWN


@dataclass(frozen=True, slots=True)
class Hanging:
    """A column with what is shown of it."""

    column: Column
    notices: tuple[Notice, ...]


class Wall:
    """The wall at a moment: columns in their order, each with its notices, pinned ones first, then the newest."""

    def __init__(self, columns: Iterable[Column], notices: Iterable[Notice], now: datetime) -> None:
        """``now`` in the hall's own time zone: a notice begins and ends with the hall's day."""
        self._today = now.date()
        self._known = {notice.code: notice for notice in notices}
        shown: dict[str, list[Notice]] = {column.code: [] for column in columns}
        for notice in self._known.values():
            if notice.column_code in shown and standing(notice, self._today) is Standing.SHOWN:
                shown[notice.column_code].append(notice)
        self.columns: tuple[Hanging, ...] = tuple(
            Hanging(column, tuple(sorted(shown[column.code], key=_order))) for column in columns if shown[column.code]
        )

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Everything that is shown, of all columns, pinned ones first, then the newest."""
        return tuple(sorted((n for hanging in self.columns for n in hanging.notices), key=_order))

    @property
    def known(self) -> tuple[Notice, ...]:
        """Every notice, shown or not, in the order of the table."""
        return tuple(self._known.values())

    def notice(self, code: str) -> tuple[Notice, Standing] | None:
        """A notice and how it stands; None when there is none, or nobody is to know of it yet."""
        known = self._known.get(code)
        if known is None:
            return None
        how = standing(known, self._today)
        return None if how is Standing.COMING else (known, how)


def _order(notice: Notice) -> tuple[bool, int, str]:
    newest = notice.issued or notice.valid_from
    return not notice.pinned, -(newest.toordinal() if newest else 0), notice.code
