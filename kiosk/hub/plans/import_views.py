"""What people bring to the editor: IMDF archives, CAD drawings, pictures to draw over; each parsed in confinement."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from kiosk.guidance.archive import LIMITS
from kiosk.hub.access.gate import may, needs
from kiosk.hub.plans import keeping
from kiosk.hub.plans.answers import TooBigError, asked, hall_of, person_of, spoken, version_of
from kiosk.hub.plans.faults import refuse
from kiosk.hub.plans.models import Underlay
from kiosk.hub.plans.views import DRAWS, LOOKS, _underlay
from kiosk.hub.project.confined import confined
from kiosk.hub.records.changes import changing, noted
from kiosk.hub.records.redrawing import unpack

MOST_ARCHIVE, MOST_DRAWING, MOST_PICTURE = LIMITS.packed_bytes, 64 << 20, 32 << 20
_MOST_UNDERLAYS = 24


@require_POST
@needs(*DRAWS)
@spoken
def imdf(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    """Look at an archive or the files of a folder; with ``version``, make them the plan."""
    data = _archive(request)
    made = json.loads(confined("kiosk.hub.plans.incoming:imdf", data, seconds=60, megabytes=3072))
    report = {key: made[key] for key in ("findings", "counts", "publishable", "given_ids", "levels")}
    if "version" in request.POST:
        words = {"zh": "导入 IMDF", "en": "IMDF imported"}
        hall, person = hall_of(request), person_of(request)
        version = version_of(request.POST)
        report["version"] = keeping.put_files(hall, person, version, made["files"], "plan.imported", words)
    return JsonResponse(report)


def _archive(request: HttpRequest) -> bytes:
    """The one zip that was sent, or a zip of the files that were."""
    sent = request.FILES.getlist("files")
    if not sent:
        raise refuse("请选择文件。", "Choose a file.")
    _bound(sent, MOST_ARCHIVE)
    if len(sent) == 1 and (sent[0].name or "").lower().endswith(".zip"):
        return bytes(sent[0].read())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for file in sent:
            archive.writestr(str(file.name), file.read())
    return stream.getvalue()


def _bound(sent: list[UploadedFile], most: int) -> None:
    if sum(file.size or 0 for file in sent) > most:
        raise TooBigError(f"The file is too big: at most {most >> 20} MB.")


def _one(request: HttpRequest, most: int) -> bytes:
    sent = request.FILES.getlist("file")
    if len(sent) != 1:
        raise refuse("请选择一个文件。", "Choose one file.")
    _bound(sent, most)
    return bytes(sent[0].read())


@require_POST
@needs(*DRAWS)
@spoken
def dxf(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    """A drawing's layers; with ``roles`` and ``unit_m``, the rooms, doors and things in them."""
    data = _one(request, MOST_DRAWING)
    if "roles" not in request.POST:
        made = confined("kiosk.hub.plans.drawing_exchange:layers", data, seconds=90, megabytes=3072)
        return HttpResponse(made, content_type="application/json")
    head = json.dumps(_roles(request.POST)).encode() + b"\n"
    made = confined("kiosk.hub.plans.drawing_exchange:rooms", head + data, seconds=120, megabytes=3072)
    return HttpResponse(made, content_type="application/json")


def _roles(given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        unit, roles = float(given["unit_m"]), json.loads(given["roles"])
    except (KeyError, ValueError, TypeError, RecursionError):
        raise refuse("请选择单位和图层。", "Choose the unit and the layers.") from None
    if not isinstance(roles, dict) or len(roles) > 1000 or not math.isfinite(unit):
        raise refuse("请选择单位和图层。", "Choose the unit and the layers.")
    return {"unit_m": unit, "roles": {str(layer): str(role) for layer, role in roles.items()}}


@require_POST
@needs(*DRAWS)
@spoken
def underlays(request: HttpRequest, hall_id: str) -> HttpResponseBase:
    """Take in a picture to draw over: looked at by its head, bounded, drawn anew without what else it carried."""
    level = str(request.POST.get("level") or "")[:200]
    if not level:
        raise refuse("请选择楼层。", "Choose a floor.")
    if Underlay.objects.filter(hall_id=hall_id).count() >= _MOST_UNDERLAYS:
        raise refuse("底图太多，请先删除不用的。", "There are too many pictures; delete some first.")
    packed = confined("kiosk.hub.records.redrawing:picture", _one(request, MOST_PICTURE), seconds=40, megabytes=2048)
    facts, data = unpack(packed)[0]
    with changing(hall_of(request)) as hall:
        row = Underlay.objects.create(
            hall=hall,
            level_id=level,
            kind=facts.get("kind", "image/png"),
            width=facts["width"],
            height=facts["height"],
            data=data,
            place=_place({}),
            added_by=person_of(request),
        )
        noted(hall, person_of(request), "plan.underlay", f"plan/underlay/{row.pk}", level=level)
    return JsonResponse(_underlay(row))


def _place(given: Mapping[str, Any]) -> dict[str, Any]:
    bounds = {"x": (-5e3, 5e3, 0), "y": (-5e3, 5e3, 0), "metres_per_pixel": (1e-5, 10, 0.02),
              "turn_deg": (-360, 360, 0), "opacity": (0, 1, 0.5)}  # fmt: skip
    place: dict[str, Any] = {"shown": given.get("shown", True) is not False}
    for key, (low, high, default) in bounds.items():
        value = given.get(key, default)
        number = float(value) if isinstance(value, int | float) and math.isfinite(value) else float(default)
        place[key] = min(max(number, low), high)
    return place


@require_http_methods(["GET", "PATCH", "DELETE"])
@needs(*LOOKS)
@spoken
def underlay(request: HttpRequest, hall_id: str, number: int) -> HttpResponseBase:
    """One picture: its pixels, where it lies, or away with it."""
    row = Underlay.objects.filter(hall_id=hall_id, pk=number).first()
    if row is None:
        raise Http404
    if request.method == "GET":
        response = HttpResponse(bytes(row.data), content_type=row.kind)
        response["Cache-Control"] = "private, max-age=86400, immutable"
        return response
    if not may(request.user, hall_id, *DRAWS):
        return JsonResponse({"zh": "您没有修改权限。", "en": "You may not change the plan."}, status=403)
    if request.method == "DELETE":
        with changing(hall_of(request)) as hall:
            row.delete()
            noted(hall, person_of(request), "plan.underlay_deleted", f"plan/underlay/{number}")
        return JsonResponse({})
    row.place = _place(asked(request))
    row.save(update_fields=["place"])
    return JsonResponse(_underlay(row))
