"""The page of import and export: files out, and files in by way of a report that somebody confirms."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.access.gate import needs
from kiosk.hub.access.models import Role
from kiosk.hub.audit.log import record
from kiosk.hub.console.words import said
from kiosk.hub.project.confined import ConfinedError, confined
from kiosk.hub.records import uploads
from kiosk.hub.records.asking import WRITERS, hall_of, may_write, user_of
from kiosk.hub.records.exports import FORMATS, HEADINGS, export_all, file_name
from kiosk.hub.records.exports import export as export_table
from kiosk.hub.records.fields import title_of
from kiosk.hub.records.folder import FolderError, read_folder_into
from kiosk.hub.records.forms import speak
from kiosk.hub.records.imports import Entry, Kind, Report, column_words, compare, read_upload, take
from kiosk.hub.records.lists import name_of
from kiosk.hub.records.models import Hall
from kiosk.hub.records.redrawing import unpack
from kiosk.matters.columns import SCHEMAS

_READ_LIMIT = 200 << 20
_SHOWN = 300
_GONE = Text(zh="这份上传已经不在了，请再传一次。", en="This upload is gone; send it again.")
_ELSE = Text(
    zh="在您确认之前，内容又变了。下面是新的报告，请再看一遍。",
    en="The content changed before you confirmed. Here is the new report; please look again.",
)


@needs()
@require_GET
def transfer(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Both doors."""
    context = {
        "tables": [(name, speak(title_of(name))) for name in SCHEMAS],
        "chosen": request.GET.get("table", ""),
        "may_write": may_write(request),
        "may_replace": Role.MANAGER in _roles(request) or user_of(request).is_superuser,
    }
    return render(request, "records/transfer.html", context)


def _roles(request: HttpRequest) -> frozenset[str]:
    from kiosk.hub.access.gate import roles

    return roles(user_of(request), hall_of(request).pk)


@needs()
@require_GET
def export(request: HttpRequest, hall_id: str) -> HttpResponse:
    """A file to save."""
    hall, table = hall_of(request), request.GET.get("table", "")
    kind, headings = request.GET.get("kind", "xlsx"), request.GET.get("headings", "own")
    if kind not in FORMATS or headings not in HEADINGS or (table and table not in SCHEMAS):
        raise Http404
    if table and kind != "zip":
        data = export_table(hall, table, kind, headings)
    elif kind in ("xlsx", "zip"):
        data, table = export_all(hall, kind, headings), ""
    else:
        raise Http404
    record(user_of(request), "table.exported", hall_id=hall.pk, subject=table or "*", kind=kind)
    stamp = f"{timezone.localtime():%Y%m%d}"
    name = file_name(hall, table, kind) if table else f"{hall.pk}-{stamp}.{kind}"
    response = HttpResponse(data, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@needs(*WRITERS)
@require_POST
def upload(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Read a file in a child process and show what it would do."""
    hall, file = hall_of(request), request.FILES.get("file")
    if file is None:
        messages.error(request, said("请先选文件。", "Choose a file first."))
        return redirect("transfer", hall.pk)
    name = "".join(c for c in (file.name or "") if c.isprintable())[-100:]
    data = file.read(_READ_LIMIT)
    try:
        if name.lower().endswith(".zip"):
            return _whole_hall(request, hall, name, data)
        table = request.POST.get("table", "")
        read = read_upload(name, table if table in SCHEMAS else "", data)
    except ConfinedError as fault:
        record(user_of(request), "upload.refused", hall_id=hall.pk, subject=name, why=fault.text.within("en"))
        messages.error(request, f"{name}: {speak(fault.text)}")
        return redirect("transfer", hall.pk)
    whole = request.POST.get("mode") == "whole"
    token = uploads.put(hall, user_of(request), {"name": name, "read": read, "whole": whole})
    return _report(request, hall, compare(hall, read, whole=whole), token, name, whole)


@needs(*WRITERS)
@require_POST
def apply_file(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Do what the confirmed report said."""
    hall, user, token = hall_of(request), user_of(request), request.POST.get("token", "")
    kept = uploads.get(hall, user, token)
    if kept is None:
        messages.error(request, speak(_GONE))
        return redirect("transfer", hall.pk)
    facts, data = kept
    if facts.get("zip"):
        return _take_hall(request, hall, token, facts["name"], data)
    how = {"whole": facts["whole"], "good_lines": "good_lines" in request.POST, "file": facts["name"]}
    report = take(hall, facts["read"], request.POST.get("digest", ""), user, **how)
    if report is None:
        messages.warning(request, speak(_ELSE))
        fresh = compare(hall, facts["read"], whole=facts["whole"])
        return _report(request, hall, fresh, token, facts["name"], facts["whole"], status=409)
    uploads.drop(token)
    done = {kind: sum(table.count(kind) for table in report.tables) for kind in Kind}
    zh = f"已导入：新增 {done[Kind.ADDED]} 条，修改 {done[Kind.CHANGED]} 条，删除 {done[Kind.REMOVED]} 条。"
    en = f"Imported: {done[Kind.ADDED]} added, {done[Kind.CHANGED]} changed, {done[Kind.REMOVED]} removed."
    messages.success(request, said(zh, en))
    return (
        redirect("content-table", hall.pk, report.tables[0].table)
        if len(report.tables) == 1
        else redirect("content", hall.pk)
    )


def _report(
    request: HttpRequest, hall: Hall, report: Report, token: str, name: str, whole: bool, *, status: int = 200
) -> HttpResponse:
    tables = []
    for table in report.tables:
        told = [entry for entry in table.entries if entry.kind is not Kind.UNCHANGED]
        told.sort(key=lambda entry: (entry.kind is not Kind.REFUSED, entry.line == 0, entry.line))
        tables.append(
            {
                "name": table.table,
                "title": speak(title_of(table.table)),
                "counts": [(kind.value, table.count(kind)) for kind in Kind],
                "faults": [speak(fault) for fault in table.faults],
                "notes": [speak(note) for note in table.notes],
                "entries": [_told(hall, table.table, entry) for entry in told[:_SHOWN]],
                "more": max(0, len(told) - _SHOWN),
            }
        )
    good = sum(e.kind in (Kind.ADDED, Kind.CHANGED, Kind.REMOVED) for t in report.tables for e in t.entries)
    context = {
        "name": name,
        "token": token,
        "digest": report.digest,
        "whole": whole,
        "tables": tables,
        "faults": [speak(fault) for fault in report.faults],
        "is_sound": report.is_sound,
        "good": good,
        "bad": sum(table.count(Kind.REFUSED) for table in report.tables),
        "can_take_good": good > 0 and not report.faults and not any(table.faults for table in report.tables),
    }
    return render(request, "records/report.html", context, status=status)


def _told(hall: Hall, table: str, entry: Entry) -> dict[str, Any]:
    def named(column: str) -> str:
        return speak(column_words(hall, table, column)) if column else ""

    return {
        "line": entry.line,
        "kind": entry.kind.value,
        "name": name_of(table, entry.data, entry.key) or entry.key,
        "changes": [(named(column), old, new) for column, (old, new) in entry.changes.items()],
        "reasons": [(named(column), speak(why)) for column, why in entry.reasons],
    }


def _whole_hall(request: HttpRequest, hall: Hall, name: str, data: bytes) -> HttpResponse:
    """A zipped content folder would replace everything: said plainly, for a manager to confirm."""
    if Role.MANAGER not in _roles(request) and not user_of(request).is_superuser:
        messages.error(
            request, said("换掉整个大厅要由大厅负责人来做。", "Only a hall manager may replace a whole hall.")
        )
        return redirect("transfer", hall.pk)
    files = unpack(confined("kiosk.hub.records.table_upload:folder", data, seconds=60, megabytes=2048))
    names = [str(facts["name"]) for facts, _ in files]
    token = uploads.put(hall, user_of(request), {"name": name, "zip": True}, data)
    context = {
        "name": name,
        "token": token,
        "tables": sorted(n for n in names if "/" not in n and Path(n).stem in (*SCHEMAS, "tables")),
        "plan": sum(n.startswith("plan/") or n == "plan.zip" for n in names),
        "media": sum(n.startswith(("media/", "pictures/")) for n in names),
    }
    return render(request, "records/whole.html", context)


def _take_hall(request: HttpRequest, hall: Hall, token: str, name: str, data: bytes) -> HttpResponse:
    if Role.MANAGER not in _roles(request) and not user_of(request).is_superuser:
        raise Http404
    try:
        files = unpack(confined("kiosk.hub.records.table_upload:folder", data, seconds=60, megabytes=2048))
        with tempfile.TemporaryDirectory(prefix="hall-") as place:
            root = Path(place) / "hall"
            for facts, content in files:
                (root / facts["name"]).parent.mkdir(parents=True, exist_ok=True)
                (root / facts["name"]).write_bytes(content)
            tally = read_folder_into(hall, root, user_of(request))
    except FolderError as fault:
        messages.error(request, fault.sentence())
        return redirect("transfer", hall.pk)
    except KioskError as fault:
        text = getattr(fault, "text", None)
        messages.error(request, speak(text) if text else fault.sentence())
        return redirect("transfer", hall.pk)
    uploads.drop(token)
    count = sum(tally.rows.values())
    messages.success(request, said(f"整个大厅已换成“{name}”：{count} 条。", f"The hall is now “{name}”: {count} rows."))
    return redirect("content", hall.pk)
