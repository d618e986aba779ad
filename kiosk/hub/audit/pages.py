"""The log to look at: filtered, in pages, as CSV, and examined from the first seal to the last."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.audit.act_words import act_words
from kiosk.hub.audit.log import record
from kiosk.hub.audit.models import Entry
from kiosk.hub.audit.verify import entries, rows, verify

READERS = (Role.AUDITOR, Role.MANAGER)
#: A CSV holds so many entries at most; the command line gives all.
EXPORTED = 100_000


@login_required
def audit(request: HttpRequest) -> HttpResponseBase:
    """A manager sees the own halls' entries; who audits every hall sees all and may have the seals examined."""
    user = cast(User, request.user)
    mine = [hall.id for hall in gate.halls(user) if gate.may(user, hall.id, *READERS)]
    everywhere = user.is_superuser or user.memberships.filter(hall=None, role=Role.AUDITOR).exists()
    if not mine and not everywhere:
        gate.refuse(request)
    asked = {key: request.GET.get(key, "").strip()[:100] for key in ("hall_id", "actor", "act", "words")}
    found = entries(**asked) if everywhere else entries(**asked).filter(hall_id__in=mine)
    if request.GET.get("as") == "csv":
        return _csv(user, found, asked)
    if request.GET.get("as") == "verify" and everywhere:
        verdict = verify()
        record(user, "audit.verified", holds=verdict.holds, entries=verdict.entries)
    else:
        verdict = None
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "rows": [(entry, act_words(entry.act), _said(entry.details)) for entry in page],
        "asked": asked,
        "query": urlencode({key: value for key, value in asked.items() if value}),
        "halls": mine,
        "everywhere": everywhere,
        "verdict": verdict,
    }
    return render(request, "audit/audit.html", context)


def _said(details: dict[str, Any]) -> str:
    return ", ".join(
        f"{key}: {json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value}"
        for key, value in details.items()
        if value not in ("", None, [], {})
    )


def _csv(user: User, found: QuerySet[Entry], asked: dict[str, str]) -> HttpResponse:
    record(
        user, "audit.exported", hall_id=asked["hall_id"], asked={key: value for key, value in asked.items() if value}
    )
    file = io.StringIO()
    file.write("\ufeff")
    csv.writer(file).writerows(rows(found[:EXPORTED]))
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response
