"""The preview in the console: the panel's own picture, to be clicked on as the panel is touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from kiosk.base.errors import KioskError
from kiosk.base.texts import LANGUAGES, Text
from kiosk.hub.access import gate
from kiosk.hub.console.words import said
from kiosk.hub.publishing import previews
from kiosk.hub.publishing.edition_pages import STAFF
from kiosk.hub.publishing.editions import newest, shown
from kiosk.hub.publishing.homes import edition_home
from kiosk.hub.publishing.models import Edition
from kiosk.hub.records.models import Hall

#: What a browser may ask of the screens.
ASKED = ("show", "language", "mode", "profile", "tap", "key", "at")
LINE = 4096
PROFILES = (
    ("55-fhd", "55 寸横屏", "55 in, landscape"),
    ("43p-fhd", "43 寸竖屏", "43 in, portrait"),
    ("86-4k", "86 寸横屏", "86 in, landscape"),
    ("86p-4k", "86 寸竖屏", "86 in, portrait"),
)
LANGUAGE_NAMES = {"zh-CN": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
MODES = (
    ("normal", "普通", "Normal"),
    ("large", "大字", "Large text"),
    ("contrast", "高对比度", "High contrast"),
    ("both", "大字 + 高对比度", "Both"),
)


@require_GET
@gate.needs(*STAFF)
def preview(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The page: choices, and the picture that the script fetches."""
    hall = Hall.objects.get(pk=hall_id)
    wanted = request.GET.get("edition", "")
    draft = _edition(hall, wanted) if wanted else newest(hall)
    now = shown(hall_id)
    context = {
        "draft": draft if draft is not None and _content(draft) is not None else None,
        "now": now,
        "chosen": "now" if request.GET.get("what") == "now" or draft is None else "draft",
        "profiles": [(value, said(zh, en)) for value, zh, en in PROFILES],
        "languages": [(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in LANGUAGES],
        "modes": [(value, said(zh, en)) for value, zh, en in MODES],
        "panels": _panels(draft or (now.edition if now else None)),
    }
    return render(request, "publishing/preview.html", context)


@require_POST
@gate.needs(*STAFF)
def act(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Do something with the screens; a PNG, with what they say of themselves in X-Screen. 422 with words if not."""
    hall = Hall.objects.get(pk=hall_id)
    try:
        given = json.loads(request.body[:LINE]) if len(request.body) <= LINE else None
    except ValueError:
        given = None
    if not isinstance(given, dict):
        return JsonResponse({"zh": "请求不对。", "en": "This is no request."}, status=400)
    edition = _edition(hall, str(given.get("edition", "")))
    content = _content(edition) if edition is not None else None
    if content is None:
        words = {"zh": "这一版还没有做好，请稍等。", "en": "This edition is not built yet; please wait a moment."}
        return JsonResponse(words, status=422)
    asked = {key: given[key] for key in ASKED if key in given}
    try:
        picture, told = previews.look(content, _session(request), asked, str(given.get("panel", ""))[:64])
    except KioskError as error:
        text = getattr(error, "text", Text(zh=error.what, en=error.what))
        return JsonResponse({"zh": text.within("zh-CN"), "en": text.within("en")}, status=422)
    response = HttpResponse(picture, content_type="image/png")
    kept = {key: told[key] for key in ("screen", "about", "language", "width", "height", "ms") if key in told}
    response.headers["X-Screen"] = quote(json.dumps(kept, ensure_ascii=False))
    return response


def _session(request: HttpRequest) -> str:
    return str(request.session.session_key)


def _edition(hall: Hall, written: str) -> Edition | None:
    if not (written.isascii() and written.isdecimal() and len(written) < 16):
        return None
    return Edition.objects.filter(hall=hall, pk=int(written)).first()


def _content(edition: Edition) -> Path | None:
    """The built release of an edition."""
    found = sorted((edition_home(edition.hall_id, edition.pk) / "built").glob("release-*.db"))
    return found[-1] if found else None


def _panels(edition: Edition | None) -> list[tuple[str, str]]:
    """The plan's panels, to look from: (id, name)."""
    if edition is None:
        return []
    path = edition_home(edition.hall_id, edition.pk) / "panels.json"
    try:
        found: list[dict[str, Any]] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return []
    return [(panel["id"], f"{panel[said('zh', 'en')]} · {panel[said('floor_zh', 'floor_en')]}") for panel in found]
