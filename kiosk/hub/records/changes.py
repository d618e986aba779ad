"""Changes of a hall's working copy: each in one transaction, against the version its author saw, remembered and told.

Whoever changes a hall locks it first, so writers of one hall follow each other on SQLite (IMMEDIATE) and on PostgreSQL
(FOR UPDATE) alike, and ``hall.revision`` counts every change once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Max

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.access.models import User
from kiosk.hub.audit.log import record
from kiosk.hub.live.outbox import tell
from kiosk.hub.records.models import Hall, Row
from kiosk.hub.records.references import renamed
from kiosk.hub.records.rows import STEP, key_after, normal, repeats, stem_of
from kiosk.matters.columns import SCHEMAS

_SHOWN = 300


class ChangeError(KioskError):
    """A change that cannot be made. ``text`` says why, ``column`` where in the row ("" = the row itself)."""

    def __init__(self, text: Mapping[str, str], *, column: str = "", where: str = "") -> None:
        self.text, self.column = Text(text), column
        super().__init__(self.text.within("en"), where=where)


class StaleError(ChangeError):
    """Somebody else was faster. ``data`` and ``version`` are theirs; ``data`` None: they deleted it."""

    def __init__(self, data: Mapping[str, Any] | None, version: int, by: str = "", *, where: str = "") -> None:
        self.data, self.version, self.by = data, version, by
        text = _STALE if data is not None else _GONE
        super().__init__(text, where=where)


_STALE = Text(zh="刚刚有人改过这一条，没有保存。", en="Someone has just changed this; nothing was saved.")
_GONE = Text(zh="刚刚有人删除了这一条，没有保存。", en="Someone has just deleted this; nothing was saved.")
_NO_TABLE = Text(zh="没有这张表。", en="There is no such table.")
_NO_KEY = Text(zh="这一格必须填写。", en="This must have a value.")
_TAKEN = Text(zh="已经有一条用了这个名称，请换一个。", en="Another row goes by this already; choose another.")


@contextmanager
def changing(hall: Hall | str) -> Iterator[Hall]:
    """A transaction that owns the hall: ``with changing(hall) as locked``. Call ``noted`` in it for every change."""
    with transaction.atomic():
        locked = Hall.objects.select_for_update().get(pk=hall if isinstance(hall, str) else hall.pk)
        yield locked


def noted(hall: Hall, user: User | None, act: str, subject: str, **details: Any) -> None:
    """Count, remember and tell one change, in the transaction of ``changing``."""
    hall.revision += 1
    hall.save(update_fields=["revision"])
    record(user if user is not None else "hub", act, hall_id=hall.pk, subject=subject[:200], **details)
    tell(f"console:{hall.pk}", "changed", what=act, subject=subject[:200], revision=hall.revision)


def save_row(
    hall: Hall | str, table: str, key: str, data: Mapping[str, Any], version: int, user: User | None, *, after: str = ""
) -> Row:
    """Save a row whole. ``key`` "": a new one (put after the row ``after``, else last), ``version`` then 0.

    A row whose code changes takes along what points to it. Raises StaleError when ``version`` is not the row's,
    ChangeError when it has no key or another row has it.
    """
    cells = normal(_schema(table), data)
    with changing(hall) as locked:
        if key:
            row = _current(locked, table, key, version)
            return _save_known(locked, row, cells, user)
        row = Row(hall=locked, table=table, key=_free_key(locked, table, cells), data=cells, changed_by=user)
        row.place = _place_after(locked, table, after)
        row.save()
        noted(locked, user, "row.added", f"{table}/{row.key}", values=_shortened(cells))
        return row


def _save_known(hall: Hall, row: Row, cells: dict[str, str], user: User | None) -> Row:
    table, before, former = row.table, row.data, row.key
    changes = changed_columns(before, cells)
    if not changes:
        return row
    if stem_of(table, cells) != stem_of(table, before):
        row.key = _free_key(hall, table, cells, except_for=former)
    row.data, row.version, row.changed_by = cells, row.version + 1, user
    row.save()
    details: dict[str, Any] = {"values": {column: [_cut(old), _cut(new)] for column, (old, new) in changes.items()}}
    if row.key != former:
        details["renamed_from"] = former
        details["along"] = _take_along(hall, table, former, row.key, user)
    noted(hall, user, "row.changed", f"{table}/{row.key}", **details)
    return row


def _take_along(hall: Hall, table: str, former: str, key: str, user: User | None) -> int:
    """Rows (and the hall's own hours) that named the former code name the new one; how many."""
    changed = renamed(hall, table, former, key)
    for row in changed:
        row.key = _free_key(hall, row.table, row.data, except_for=row.key)
        row.version += 1
        row.changed_by = user
        row.save()
    return len(changed)


def delete_row(hall: Hall | str, table: str, key: str, version: int, user: User | None) -> None:
    """Take a row out; StaleError when it is no longer what its author saw."""
    with changing(hall) as locked:
        row = _current(locked, table, key, version)
        noted(locked, user, "row.deleted", f"{table}/{key}", values=_shortened(row.data))
        row.delete()


def move_row(hall: Hall | str, table: str, key: str, after: str, user: User | None) -> None:
    """Put a row right after the row ``after`` ("" = first). Its version stays: nothing in it changed."""
    with changing(hall) as locked:
        row = _current(locked, table, key, None)
        row.place = _place_after(locked, table, after, first=not after, but=row.pk)
        row.save(update_fields=["place"])
        noted(locked, user, "row.moved", f"{table}/{key}", after=after)


def save_facts(hall: Hall | str, facts: Mapping[str, Any], version: int, user: User | None) -> Hall:
    """Save hall.toml's facts whole (``id``, ``format`` and ``plan`` are not among them)."""
    with changing(hall) as locked:
        if locked.facts_version != version:
            raise StaleError(locked.facts, locked.facts_version, where="hall.toml")
        kept = {key: value for key, value in facts.items() if key not in ("id", "format", "plan")}
        changed = sorted(key for key in {*kept, *locked.facts} if kept.get(key) != locked.facts.get(key))
        if changed:
            values = {key: [_cut(locked.facts.get(key)), _cut(kept.get(key))] for key in changed}
            locked.facts, locked.facts_version = kept, version + 1
            locked.save(update_fields=["facts", "facts_version"])
            noted(locked, user, "hall.changed", "hall.toml", values=values)
        return locked


def changed_columns(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """column → (old, new) of every cell that differs."""
    return {
        column: (before.get(column, ""), now.get(column, ""))
        for column in sorted({*before, *now})
        if before.get(column, "") != now.get(column, "")
    }


def _schema(table: str) -> Any:
    if table not in SCHEMAS:
        raise ChangeError(_NO_TABLE, where=table[:40])
    return SCHEMAS[table]


def _current(hall: Hall, table: str, key: str, version: int | None) -> Row:
    row = Row.objects.select_related("changed_by").filter(hall=hall, table=table, key=key).first()
    if row is None:
        raise StaleError(None, 0, where=f"{table}/{key}")
    if version is not None and row.version != version:
        by = row.changed_by.get_username() if row.changed_by else ""
        raise StaleError(row.data, row.version, by, where=f"{table}/{key}")
    return row


def _free_key(hall: Hall, table: str, cells: Mapping[str, str], except_for: str = "") -> str:
    stem = stem_of(table, cells)
    if not stem:
        raise ChangeError(_NO_KEY, column=SCHEMAS[table].required[0], where=table)
    rows = Row.objects.filter(hall=hall, table=table, key__startswith=stem).exclude(key=except_for)
    taken = set(rows.values_list("key", flat=True))
    if stem in taken and not repeats(table):
        raise ChangeError(_TAKEN, column=SCHEMAS[table].required[0], where=f"{table}/{stem}")
    return key_after(stem, taken)


def _place_after(hall: Hall, table: str, after: str, *, first: bool = False, but: int | None = None) -> int:
    """A free place right after a row; makes room when there is none left."""
    rows = Row.objects.filter(hall=hall, table=table).exclude(pk=but or 0)
    before = 0 if first else rows.filter(key=after).values_list("place", flat=True).first() if after else None
    if before is None:
        return (rows.aggregate(last=Max("place"))["last"] or 0) + STEP
    following = rows.filter(place__gt=before).order_by("place").values_list("place", flat=True).first()
    if following is None:
        return before + STEP
    if following - before > 1:
        return (before + following) // 2
    _spread(hall, table)
    return _place_after(hall, table, after, first=first, but=but)


def _spread(hall: Hall, table: str) -> None:
    """Every row of the table STEP apart again, in its order."""
    rows = list(Row.objects.filter(hall=hall, table=table).order_by("place", "pk").only("pk", "place"))
    for number, row in enumerate(rows, 1):
        row.place = number * STEP
    Row.objects.bulk_update(rows, ["place"], batch_size=500)


def _cut(value: Any) -> Any:
    return value[:_SHOWN] + "…" if isinstance(value, str) and len(value) > _SHOWN else value


def _shortened(cells: Mapping[str, str]) -> dict[str, Any]:
    return {column: _cut(value) for column, value in cells.items()}
