"""What the editor of a notice asks while somebody writes: cleaned paste, and the text as the panel shows it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from kiosk.hub.access.gate import needs
from kiosk.hub.records.asking import WRITERS, hall_of
from kiosk.hub.records.reading import editable
from kiosk.hub.records.reading import preview as drawn
from kiosk.hub.records.rich_text import clean

_TEXT_LIMIT = 2_000_000


@needs(*WRITERS)
@require_POST
def cleaned(request: HttpRequest, hall_id: str) -> HttpResponse:
    """What may stay of something pasted."""
    text = request.POST.get("text", "")[:_TEXT_LIMIT]
    return HttpResponse(editable(clean(text), hall_of(request).pk), content_type="text/html; charset=utf-8")


@needs(*WRITERS)
@require_POST
def preview(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The text in the panel's own blocks."""
    text = clean(request.POST.get("text", "")[:_TEXT_LIMIT])
    return HttpResponse(drawn(text, hall_of(request).pk), content_type="text/html; charset=utf-8")
