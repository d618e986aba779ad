"""What this room's views ask of a request: the hall, who may change it, the table, and refusals as pages."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from kiosk.hub.access.gate import may
from kiosk.hub.access.models import Role, User
from kiosk.hub.console.words import said
from kiosk.hub.records.models import Hall, Row
from kiosk.matters.columns import SCHEMAS

#: Who changes content; everybody with a part in the hall may read it.
WRITERS = (Role.EDITOR, Role.MANAGER)


def hall_of(request: HttpRequest) -> Hall:
    """The hall the gate let this request into."""
    return cast(Hall, cast(Any, request).hall)


def user_of(request: HttpRequest) -> User:
    """The person asking (the gate has seen to it that there is one)."""
    return cast(User, request.user)


def may_write(request: HttpRequest) -> bool:
    """Whether this person may change the hall's content."""
    return may(user_of(request), hall_of(request).pk, *WRITERS)


def known_table(table: str) -> str:
    """The table's name; 404 when there is none."""
    if table not in SCHEMAS:
        raise Http404
    return table


def row_of(hall: Hall, table: str, row_id: int) -> Row:
    """The row of this hall and table; 404 when there is none."""
    row = Row.objects.select_related("changed_by").filter(hall=hall, table=known_table(table), pk=row_id).first()
    if row is None:
        raise Http404
    return row


def number_in(written: str | None) -> int:
    """A number that a form or an address gives; 0 for what is none."""
    return int(written) if written and written.isdecimal() and written.isascii() and len(written) <= 15 else 0


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Where to go after saving: ``next`` when it leads inside this hub."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=False)
    return wanted if wanted.startswith("/") and safe else otherwise


def saved_words(hall: Hall, name: str = "") -> SafeString:
    """It is saved, and what is still to do, with a link to it."""
    zh, en = (f"已保存“{name}”。", f"Saved “{name}”.") if name else ("已保存。", "Saved.")
    words = said(f"{zh}发布以后，触摸屏上才会看到。", f"{en} Panels show it once it is published.")
    address = reverse("publishing", args=[hall.pk])
    return format_html('{} <a href="{}">{}</a>', words, address, said("去发布", "Publish"))
