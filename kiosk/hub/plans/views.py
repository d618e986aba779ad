"""The editor's page and what it asks while somebody draws: document, saving, findings, routes, shapes, history."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kiosk.hub.access.gate import may, needs
from kiosk.hub.access.models import Role
from kiosk.hub.audit.log import record
from kiosk.hub.plans import keeping
from kiosk.hub.plans.answers import asked, hall_of, person_of, spoken, version_of
from kiosk.hub.plans.beginning import begin, checked
from kiosk.hub.plans.catalogue import catalogue, departments
from kiosk.hub.plans.code import MARK
from kiosk.hub.plans.examiner import ask
from kiosk.hub.plans.faults import DraftError, refuse
from kiosk.hub.plans.models import Underlay, unpacked
from kiosk.hub.publishing.models import Channel

DRAWS = (Role.EDITOR, Role.MANAGER)
LOOKS = (Role.EDITOR, Role.REVIEWER, Role.MANAGER, Role.AUDITOR, Role.TECHNICIAN)


@require_GET
@needs(*LOOKS)
def editor(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    """The editor, or the way to a first plan."""
    can_draw = may(request.user, hall_id, *DRAWS)
    if keeping.draft_of(hall_id) is None:
        return render(request, "plans/start.html", {"can_draw": can_draw, "mark": MARK, "given": {}})
    return render(request, "plans/editor.html", {"can_draw": can_draw, "mark": MARK})


@require_POST
@needs(*DRAWS)
def new(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    """Begin a plan from nothing."""
    given = {key: request.POST.get(key, "") for key in ("zh", "en", "width_m", "depth_m", "longitude", "latitude")}
    try:
        draft = keeping.draft_of(hall_id)
        if draft is not None:
            raise refuse("已经有平面图了。", "There is a plan already.")
        files = begin(checked(given))
        words = {"zh": "新建", "en": "Begun"}
        keeping.put_files(hall_of(request), person_of(request), 0, files, "plan.begun", words)
    except DraftError as error:
        facts = {"can_draw": True, "mark": MARK, "given": given, "error": error.text}
        return render(request, "plans/start.html", facts, status=422)
    return redirect("plan", hall_id=hall_id)


@require_http_methods(["GET", "PUT"])
@needs(*LOOKS)
@spoken
def document(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    """The document with all the editor needs to begin; PUT saves one that was drawn on ``version``."""
    if request.method == "PUT":
        return _save(request, hall_id)
    draft = keeping.draft_of(hall_id)
    if draft is None:
        raise refuse("还没有平面图。", "There is no plan yet.")
    sheet = json.loads(request.GET["sheet"]) if "sheet" in request.GET else None
    opened = ask("open", files=draft.files, sheet=sheet)
    sketch = keeping.sketch_of(hall_id, person_of(request))
    return JsonResponse(
        {
            "version": draft.version,
            "document": opened["document"],
            "can_draw": may(request.user, hall_id, *DRAWS),
            "catalogue": catalogue(),
            "departments": departments(hall_id),
            "closed": _closed(hall_id),
            "underlays": [_underlay(row) for row in Underlay.objects.filter(hall_id=hall_id).defer("data")],
            "sketch": {"base": sketch.base, "at": sketch.at.isoformat()} if sketch else None,
            "saved": {"by": draft.changed_by.get_username() if draft.changed_by else "", "at": draft.changed_at},
        }
    )


def _save(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    if not may(request.user, hall_id, *DRAWS):
        record(person_of(request), "access.refused", hall_id=hall_id, subject=request.path[:200], method="PUT")
        return JsonResponse({"zh": "您没有修改权限。", "en": "You may not change the plan."}, status=403)
    given = asked(request)
    saved = keeping.save_document(hall_of(request), person_of(request), version_of(given), given.get("document"))
    return JsonResponse({"version": saved.version, "document": saved.document})


def _closed(hall_id: str) -> dict[str, Any]:
    """What is switched off right now, so that the plan shows it."""
    channel = Channel.objects.filter(hall_id=hall_id).first()
    live = channel.live if channel else {}
    windows = [str(window.get("number")) for window in live.get("closed_windows") or () if isinstance(window, dict)]
    return {"places": [str(identity) for identity in live.get("closed") or ()], "windows": windows}


@require_POST
@needs(*LOOKS)
@spoken
def findings(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    """What is wrong with the plan as it is drawn now."""
    return JsonResponse(ask("findings", files=_files(hall_id), document=asked(request).get("document")))


@require_POST
@needs(*LOOKS)
@spoken
def route(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    """A way through the plan as it is drawn now."""
    given = asked(request)
    question = {key: given.get(key) for key in ("document", "from", "to", "profile", "closed")}
    return JsonResponse(ask("route", files=_files(hall_id), **question))


def _files(hall_id: str) -> dict[str, str]:
    draft = keeping.draft_of(hall_id)
    if draft is None:
        raise refuse("还没有平面图。", "There is no plan yet.")
    return dict(draft.files)


@require_POST
@needs(*DRAWS)
@spoken
def shapes(request: HttpRequest, hall_id: str, act: str) -> HttpResponseBase:
    """Exact geometry for the drawing hand."""
    if act not in ("make-room", "rest", "join"):
        raise refuse("请求不正确。", "The request is not right.")
    given = {key: value for key, value in asked(request).items() if key in _SHAPE_KEYS}
    return JsonResponse(ask(act, **given))


_SHAPE_KEYS = {"level", "grounds", "others", "placed", "freed", "shapes"}


@require_http_methods(["GET", "PUT", "DELETE"])
@needs(*DRAWS)
@spoken
def sketch(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    """What this person drew and did not save; kept while they draw."""
    hall, person = hall_of(request), person_of(request)
    if request.method == "PUT":
        given = asked(request)
        if not isinstance(given.get("document"), dict):
            raise refuse("请求不正确。", "The request is not right.")
        keeping.keep_sketch(hall, person, version_of(given), given["document"])
    elif request.method == "DELETE":
        keeping.drop_sketch(hall_id, person)
    kept = keeping.sketch_of(hall_id, person)
    if request.method == "GET" and kept is not None:
        return JsonResponse({"base": kept.base, "document": unpacked(kept.document)})
    return JsonResponse({"kept": kept is not None})


@require_GET
@needs(*LOOKS)
@spoken
def history(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    """The saved versions, newest first."""
    return JsonResponse(
        {
            "versions": [
                {
                    "version": kept.version,
                    "words": kept.words,
                    "by": kept.saved_by.get_username() if kept.saved_by else "",
                    "at": kept.saved_at,
                }
                for kept in keeping.versions(hall_id)
            ]
        }
    )


@require_POST
@needs(*DRAWS)
@spoken
def go_back(request: HttpRequest, hall_id: str, wanted: int) -> HttpResponseBase:
    """Make a former version the newest one again."""
    version = keeping.go_back(hall_of(request), person_of(request), version_of(asked(request)), wanted)
    return JsonResponse({"version": version})


@require_GET
@needs(*LOOKS)
@spoken
def export(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    """The saved plan as an IMDF archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(_files(hall_id).items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    response = HttpResponse(stream.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{hall_id}-imdf.zip"'
    return response


def _underlay(row: Underlay) -> dict[str, Any]:
    address = reverse("plan-underlay", kwargs={"hall_id": row.hall_id, "number": row.pk})
    return {
        "id": row.pk,
        "level": row.level_id,
        "width": row.width,
        "height": row.height,
        "place": row.place,
        "address": address,
    }
