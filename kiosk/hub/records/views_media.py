"""The page of pictures and documents: bring in, look at, take out."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kiosk.hub.access.gate import admit, needs
from kiosk.hub.console.words import said
from kiosk.hub.project.confined import ConfinedError
from kiosk.hub.records import media_store
from kiosk.hub.records.asking import WRITERS, back_to, hall_of, may_write, user_of
from kiosk.hub.records.changes import ChangeError
from kiosk.hub.records.forms import speak
from kiosk.hub.records.lists import name_of
from kiosk.hub.records.media import delete_medium, take_in
from kiosk.hub.records.models import Hall, Media, Row

_FILES = 20
_READ_LIMIT = 65 << 20


@needs()
@require_http_methods(["GET", "POST"])
def shelf(request: HttpRequest, hall_id: str) -> HttpResponse:
    """All media of the hall, newest first; a POST brings in files."""
    hall = hall_of(request)
    if request.method == "POST":
        admit(request, hall_id, *WRITERS)
        return _take_in(request, hall)
    media = Media.objects.filter(hall=hall).order_by("-added_at", "-pk")
    words = request.GET.get("q", "")
    if words:
        media = media.filter(name__icontains=words)
    pages = {name for listed in Media.objects.filter(hall=hall).values_list("pages", flat=True) for name in listed}
    shown = Paginator(media.exclude(name__in=pages), 40).get_page(request.GET.get("page", "1"))
    context = {"page": shown, "words": words, "may_write": may_write(request), "next": back_to(request, "")}
    return render(request, "records/media.html", context)


def _take_in(request: HttpRequest, hall: Hall) -> HttpResponse:
    files = request.FILES.getlist("files")[:_FILES]
    taken = 0
    for file in files:
        name = file.name or ""
        try:
            take_in(hall, name, file.read(_READ_LIMIT), user_of(request))
            taken += 1
        except (ChangeError, ConfinedError) as fault:
            shown = "".join(c for c in name if c.isprintable())[:60]
            messages.error(request, said(f"“{shown}”：", f"“{shown}”: ") + speak(fault.text))
    if taken:
        messages.success(request, said(f"已收下 {taken} 个文件。", f"{taken} files were taken in."))
    elif not files:
        messages.error(request, said("请先选文件。", "Choose a file first."))
    return redirect("media", hall.pk)


@needs()
@require_GET
def file(request: HttpRequest, hall_id: str, name: str) -> HttpResponseBase:
    """The bytes of a medium; a document is for saving, never opened in this site's name."""
    medium = Media.objects.filter(hall=hall_of(request), name=name).first()
    path = media_store.path_of(medium.sha256) if medium else None
    if medium is None or path is None or not path.is_file():
        raise Http404
    is_document = medium.kind in ("application/pdf", "image/svg+xml")
    response = FileResponse(path.open("rb"), content_type=medium.kind, as_attachment=is_document, filename=medium.name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    response["ETag"] = f'"{medium.sha256}"'
    return response


@needs(*WRITERS)
@require_POST
def delete(request: HttpRequest, hall_id: str, name: str) -> HttpResponse:
    """Take a medium out, unless something shows it."""
    hall = hall_of(request)
    try:
        delete_medium(hall, name, user_of(request), uses_of(hall, name))
    except ChangeError as fault:
        messages.error(request, speak(fault.text))
    else:
        messages.success(request, said(f"已删除“{name}”。", f"“{name}” was deleted."))
    return redirect("media", hall.pk)


def uses_of(hall: Hall, name: str) -> list[str]:
    """What shows this medium, in words."""
    medium = Media.objects.filter(hall=hall, name=name).first()
    names = {name, *(medium.pages if medium else [])}
    found = [said("大厅的标志", "the hall's logo")] if hall.facts.get("logo") in names else []
    for row in Row.objects.filter(hall=hall):
        if any(name_used(value, names) for value in row.data.values()):
            found.append(name_of(row.table, row.data, row.key))
    return found


def name_used(value: str, names: set[str]) -> bool:
    """Whether a cell is one of these names, lists one, or shows one in its text."""
    if "." not in value:
        return False
    return value in names or any(part in names for part in value.split("|")) or any(f'"{n}"' in value for n in names)
