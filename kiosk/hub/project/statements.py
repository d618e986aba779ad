"""Questions that nearly every request asks, in SQL that is written once: Django writes it anew each time.

Writing it takes ten times as long as the database needs for the answer. For rows by their keys only; the names of
tables and columns are the models' own, so SQLite and PostgreSQL read the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


def row(model: type[M], also: str = "", *, owned: bool = False, **keys: Any) -> M | None:
    """The row whose columns have these values; ``owned``: until the transaction ends. None: there is none.

    ``also``: a condition with its values written out, as an index for some of the rows has it.
    """
    lock = owned and connection.features.has_select_for_update
    columns = tuple(field.column for field in model._meta.concrete_fields)
    sql = _select(model, columns, tuple(keys), also=also, end=" LIMIT 1" + " FOR UPDATE" * lock)
    found = model._default_manager.raw(sql, list(keys.values()))
    return next(iter(found), None)


def cells(model: type[Model], columns: tuple[str, ...], **keys: Any) -> tuple[Any, ...] | None:
    """As ``row``, only these columns, as the database has them (words and numbers; no moments, no JSON)."""
    with connection.cursor() as cursor:
        cursor.execute(_select(model, columns, tuple(keys), end=" LIMIT 1"), list(keys.values()))
        found: tuple[Any, ...] | None = cursor.fetchone()
    return found


def rows(
    model: type[Model],
    columns: tuple[str, ...],
    keys: Mapping[str, Any],
    narrow: Mapping[str, Sequence[Any]],
    *,
    order: str,
    owned: bool = False,
) -> list[tuple[Any, ...]]:
    """These columns of all rows with these values, as the database has them.

    ``narrow``: columns and the values that they may have ([]: any). ``owned``: until the transaction ends.
    """
    lists = {name: values for name, values in narrow.items() if values}
    lock = owned and connection.features.has_select_for_update
    sizes = tuple((name, len(values)) for name, values in lists.items())
    sql = _select(model, columns, tuple(keys), sizes, end=f' ORDER BY "{order}"' + " FOR UPDATE" * lock)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*keys.values(), *(value for values in lists.values() for value in values)])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def is_there(model: type[Model], **keys: Any) -> bool:
    """Whether there is such a row."""
    return cells(model, (), **keys) is not None


@cache
def _select(
    model: type[Model],
    columns: tuple[str, ...],
    keys: tuple[str, ...],
    lists: tuple[tuple[str, int], ...] = (),
    *,
    also: str = "",
    end: str,
) -> str:
    where = [f'"{key}" = %s' for key in keys]
    where += [f'"{name}" IN ({", ".join(["%s"] * number)})' for name, number in lists]
    where += [also] * bool(also)
    wanted = ", ".join(f'"{name}"' for name in columns) or "1"
    return f'SELECT {wanted} FROM "{model._meta.db_table}" WHERE {" AND ".join(where)}{end}'
