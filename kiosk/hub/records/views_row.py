"""The page of a row: its form, what was found, what points to it, and what to do when two people were at it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kiosk.hub.access.gate import admit, needs
from kiosk.hub.console.words import said
from kiosk.hub.records.asking import (
    WRITERS,
    back_to,
    hall_of,
    known_table,
    may_write,
    number_in,
    row_of,
    saved_words,
    user_of,
)
from kiosk.hub.records.changes import ChangeError, StaleError, changed_columns, delete_row, save_row
from kiosk.hub.records.checks import Said, check_row
from kiosk.hub.records.fields import Field, fields_of, tags_of, title_of
from kiosk.hub.records.forms import form_of, labels_of, posted, speak
from kiosk.hub.records.lists import found, name_of
from kiosk.hub.records.models import Hall, Media, Row
from kiosk.hub.records.references import code_of, codes_in, pointing_to, reference
from kiosk.hub.records.sections import belonging, sections_of
from kiosk.matters.columns import SCHEMAS

_SHOWN = 8
_FOUND = 30


@needs()
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, hall_id: str, table: str, row_id: int) -> HttpResponse:
    """Show a row, or save it."""
    hall, row = hall_of(request), row_of(hall_of(request), table, row_id)
    if request.method == "POST":
        admit(request, hall_id, *WRITERS)
        return save(request, hall, table, row)
    return _page(request, hall, table, row, row.data, check_row(hall, table, row.data, row))


@needs(*WRITERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, hall_id: str, table: str) -> HttpResponse:
    """An empty form (with what the address gives), or save a new row."""
    hall = hall_of(request)
    known_table(table)
    if request.method == "POST":
        return save(request, hall, table, None)
    given = {column: str(value) for column, value in request.GET.items() if SCHEMAS[table].place(column)}
    copied = Row.objects.filter(hall=hall, table=table, pk=number_in(request.GET.get("like"))).first()
    return _page(request, hall, table, None, {**(copied.data if copied else {}), **given}, [])


@needs()
@require_GET
def find(request: HttpRequest, hall_id: str, table: str) -> HttpResponse:
    """Rows of a table whose name or code has these words, for a field that names one of them."""
    hall = hall_of(request)
    rows = found(hall, known_table(table), request.GET.get("find", ""))[:_FOUND]
    return render(
        request, "records/finder_rows.html", {"found": [(row.key, name_of(table, row.data, row.key)) for row in rows]}
    )


@needs(*WRITERS)
@require_POST
def check(request: HttpRequest, hall_id: str, table: str) -> HttpResponse:
    """What is found about a form as it stands: only the sentences, each for its place beside the field."""
    hall = hall_of(request)
    row = Row.objects.filter(hall=hall, table=known_table(table), pk=number_in(request.POST.get("row"))).first()
    data = posted(hall, table, request.POST, row.data if row else {})
    form = form_of(hall, table, data, check_row(hall, table, data, row))
    touched = set(request.POST.get("touched", "").split()) if row is None else None
    return render(request, "records/found.html", {"form": form, "touched": touched})


@needs(*WRITERS)
@require_http_methods(["GET", "POST"])
def delete(request: HttpRequest, hall_id: str, table: str, row_id: int) -> HttpResponse:
    """Ask, saying what points to the row; then delete it."""
    hall, row = hall_of(request), row_of(hall_of(request), table, row_id)
    home = reverse("content-table", args=[hall.pk, table])
    if request.method == "POST":
        try:
            delete_row(hall, table, row.key, number_in(request.POST.get("version")), user_of(request))
        except StaleError as stale:
            messages.error(request, speak(stale.text))
            return redirect("content-row", hall.pk, table, row_id)
        messages.success(request, said(f"已删除“{name_of(table, row.data, row.key)}”。", "Deleted."))
        return redirect(back_to(request, home))
    context = {
        "row": row,
        "table": table,
        "title": speak(title_of(table)),
        "name": name_of(table, row.data, row.key),
        "pointing": pointing(hall, row),
        "next": back_to(request, home),
    }
    return render(request, "records/delete.html", context)


def pictures_of(hall: Hall) -> list[str]:
    """The names of the pictures a notice may show."""
    return list(
        Media.objects.filter(hall=hall, kind__startswith="image/").order_by("-pk").values_list("name", flat=True)
    )


def pointing(hall: Hall, row: Row) -> list[dict[str, Any]]:
    """What points to a row, in words: table, how many, the first of them."""
    pointers = []
    for ref, rows in pointing_to(hall, row.table, code_of(row.table, row.data)):
        shown = [{"id": r.pk, "table": r.table, "name": _in_words(hall, r)} for r in rows[:_SHOWN]]
        pointers.append({"title": speak(title_of(ref.table)), "count": len(rows), "rows": shown, "table": ref.table})
    return pointers


def _in_words(hall: Hall, row: Row) -> str:
    """A row by its own name, else by that of the matter it belongs to."""
    own = name_of(row.table, row.data, row.key)
    if own != row.key:
        return own
    for column in ("matter_code", "theme_code"):
        ref = reference(row.table, column)
        codes = codes_in(row.data.get(column, ""), True) if ref else []
        target = Row.objects.filter(hall=hall, table=ref.target, key__in=codes[:1]).first() if ref else None
        if target is not None:
            return name_of(target.table, target.data, target.key)
    return own


def _page(
    request: HttpRequest,
    hall: Hall,
    table: str,
    row: Row | None,
    data: Mapping[str, str],
    findings: list[Said],
    *,
    status: int = 200,
    ask_anyway: bool = False,
    version: int | None = None,
) -> HttpResponse:
    home = reverse("content-table", args=[hall.pk, table])
    context = {
        "row": row,
        "table": table,
        "title": speak(title_of(table)),
        "name": name_of(table, row.data, row.key) if row else said("新的一条", "New"),
        "form": form_of(hall, table, data, findings),
        "version": version if version is not None else row.version if row else 0,
        "seen": json.dumps(row.data if row else {}, ensure_ascii=False),
        "next": back_to(request, home),
        "home": home,
        "ask_anyway": ask_anyway,
        "may_write": may_write(request),
        "pointing": [one for one in pointing(hall, row) if one["table"] not in belonging(table)] if row else [],
        "sections": sections_of(hall, row) if row and table in ("matters", "themes") else [],
        "here_address": request.get_full_path(),
        "pictures": pictures_of(hall) if table == "notices" else [],
    }
    return render(request, "records/row.html", context, status=status)


def save(request: HttpRequest, hall: Hall, table: str, row: Row | None) -> HttpResponse:
    """Save what the form sent: findings that stop a publication are asked about once, a faster writer is shown."""
    known = row.data if row else {}
    data = posted(hall, table, request.POST, known)
    findings = check_row(hall, table, data, row)
    version = number_in(request.POST.get("version"))
    if any(one.stops for one in findings) and "anyway" not in request.POST:
        return _page(request, hall, table, row, data, findings, status=422, ask_anyway=True, version=version)
    try:
        saved = save_row(hall, table, row.key if row else "", data, version, user_of(request))
    except StaleError as stale:
        return _conflict(request, hall, table, row, data, stale)
    except ChangeError as fault:
        findings.append(Said(fault.column, fault.text, True))
        return _page(request, hall, table, row, data, findings, status=422, version=version)
    return _saved(request, hall, table, saved)


def _saved(request: HttpRequest, hall: Hall, table: str, row: Row) -> HttpResponse:
    name = name_of(table, row.data, row.key)
    messages.success(request, saved_words(hall, name))
    if "another" in request.POST:
        keep = {c: row.data[c] for c in ("matter_code", "theme_code") if c in row.data}
        query = urlencode({**keep, "next": back_to(request, "")})
        return redirect(f"{reverse('content-new', args=[hall.pk, table])}?{query}")
    home = reverse("content-table", args=[hall.pk, table])
    target = back_to(request, home)
    mark = urlencode({"done": row.pk})
    return redirect(f"{target}{'&' if '?' in target else '?'}{mark}" if target.split("?")[0] == home else target)


def _conflict(
    request: HttpRequest, hall: Hall, table: str, row: Row | None, mine: dict[str, str], stale: StaleError
) -> HttpResponse:
    """409: both texts of every field that differs; what only one of them changed is chosen already."""
    if stale.data is None or row is None:
        context: dict[str, Any] = {"table": table, "gone": True, "title": speak(title_of(table)), "mine": mine}
        context["home"] = reverse("content-table", args=[hall.pk, table])
        return render(request, "records/conflict.html", context, status=409)
    seen = _seen(request.POST)
    fields = {each.column: each for each in fields_of(table, tags_of(hall.facts, ("zh", "en")))}
    differing = []
    for column, (theirs, own) in changed_columns(stale.data, mine).items():
        before = seen.get(column, "")
        chosen = "theirs" if own == before else "mine" if theirs == before else ""
        differing.append(_difference(hall, fields.get(column), column, theirs, own, chosen))
    differing.sort(key=lambda each: bool(each["chosen"]))
    open_columns = {each["column"] for each in differing}
    context = {
        "table": table,
        "row": row,
        "title": speak(title_of(table)),
        "name": name_of(table, stale.data, row.key),
        "by": stale.by,
        "version": stale.version,
        "differing": differing,
        "same": {column: value for column, value in mine.items() if column not in open_columns},
        "seen": json.dumps(stale.data, ensure_ascii=False),
        "next": back_to(request, ""),
    }
    return render(request, "records/conflict.html", context, status=409)


def _difference(hall: Hall, field: Field | None, column: str, theirs: str, mine: str, chosen: str) -> dict[str, Any]:
    def shown(value: str) -> str:
        if field is None or not value:
            return value
        if field.kind == "flag":
            return said("是", "yes") if value == "1" else said("否", "no")
        if field.reference is not None:
            known = dict(labels_of(hall, field.reference.target))
            return said("、", ", ").join(known.get(code, code) for code in codes_in(value, True))
        return next((speak(text) or key for key, text in field.choices if key == value), value)

    label = speak(field.label) + (f" · {speak(field.language)}" if field.tag else "") if field else column
    return {
        "column": column,
        "label": label,
        "theirs": theirs,
        "mine": mine,
        "theirs_shown": shown(theirs),
        "mine_shown": shown(mine),
        "chosen": chosen,
    }


def _seen(given: QueryDict) -> dict[str, str]:
    """What the form showed when it was opened; it only decides what is chosen beforehand."""
    try:
        shown = json.loads(given.get("seen", "{}")[:400_000])
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in shown.items()} if isinstance(shown, dict) else {}
