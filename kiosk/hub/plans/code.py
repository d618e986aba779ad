"""Serves the editor's modules under an address made of their content: kept for ever, never old beside new."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

_FOLDER = Path(__file__).parent / "static" / "plans"
_KINDS = {".js": "text/javascript; charset=utf-8"}


def _files() -> dict[str, Path]:
    found = (path for path in _FOLDER.rglob("*") if path.suffix in _KINDS)
    return {path.relative_to(_FOLDER).as_posix(): path for path in sorted(found)}


def _mark() -> str:
    digest = hashlib.sha256()
    for name, path in _files().items():
        digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


_CODE = _files()
MARK = _mark()


@require_GET
def module(request: HttpRequest, hall_id: str, mark: str, name: str) -> HttpResponse:
    """One module. Modules import each other by relative addresses, so all come from under the same mark."""
    path = _CODE.get(name)
    if path is None:
        raise Http404
    response = HttpResponse(path.read_bytes(), content_type=_KINDS[path.suffix])
    response["Cache-Control"] = "public, max-age=31536000, immutable" if mark == MARK else "no-store"
    return response
