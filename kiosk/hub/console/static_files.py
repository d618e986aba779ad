"""Names static files by their content, so that browsers keep them for long and never show an old one."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class ByContent(StaticFilesStorage):
    """``console.css?v=<first digits of its sha256>``: no build step, nothing to collect."""

    def url(self, name: str | None, force: bool = False) -> str:
        address = super().url(name)
        mark = _mark(name or "")
        return f"{address}?v={mark}" if mark else address


@cache
def _mark(name: str) -> str:
    found = finders.find(name)
    return hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:12] if found else ""
