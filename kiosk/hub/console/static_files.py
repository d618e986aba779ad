"""Static files: named by their content, so that browsers keep them for long and never show an old one."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string


class ByContent(StaticFilesStorage):
    """``console.css?v=<first digits of its sha256>``: no build step, nothing to collect."""

    def url(self, name: str | None, force: bool = False) -> str:
        address = super().url(name)
        mark = _mark(name or "")
        return f"{address}?v={mark}" if mark else address


class Static:
    """WhiteNoise, giving each file in one piece: they are small, and an asynchronous server takes no open file."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._inner: Any = import_string("whitenoise.middleware.WhiteNoiseMiddleware")(get_response)
        self._inner.serve = _whole

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self._inner(request)
        return response


def _whole(static_file: Any, request: HttpRequest) -> HttpResponse:
    found = static_file.get_response(request.method, request.META)
    with found.file or io.BytesIO() as file:
        response = HttpResponse(file.read(), status=int(found.status))
    del response["content-type"]
    for name, value in found.headers:
        response[name] = value
    return response


@cache
def _mark(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:12] if found else ""
