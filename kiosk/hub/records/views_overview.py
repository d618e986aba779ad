"""The first page of a hall's content: its tables, what is still wrong, what changed last; and the hall's own facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from kiosk.base.texts import LANGUAGES, Text
from kiosk.hub.access.gate import admit, needs
from kiosk.hub.console.words import said
from kiosk.hub.records.asking import WRITERS, hall_of, may_write, number_in, saved_words, user_of
from kiosk.hub.records.changes import StaleError, save_facts
from kiosk.hub.records.checks import check_facts, check_hall
from kiosk.hub.records.column_words import TABLES
from kiosk.hub.records.fields import LANGUAGE_NAMES, tags_of, title_of
from kiosk.hub.records.folder import row_at
from kiosk.hub.records.forms import speak
from kiosk.hub.records.lists import name_of
from kiosk.hub.records.models import Hall, Media, Row
from kiosk.hub.records.rows import as_string
from kiosk.hub.records.weeks import weeks_of
from kiosk.matters.columns import SCHEMAS, language_tag
from kiosk.matters.findings import Severity, TableFinding
from kiosk.matters.sentences import join

#: Shown as belonging to another table, not by themselves.
_BELONGING = frozenset({"materials", "fees", "questions", "services", "theme_steps"})
_FINDINGS = 60
_LANGUAGES = {
    "zh-CN": Text(zh="简体中文", en="Simplified Chinese"),
    "zh-Hant": LANGUAGE_NAMES["zh-Hant"],
    "en": LANGUAGE_NAMES["en"],
}
_TEXTS = (
    ("name", Text(zh="大厅名称", en="Name of the hall"), False),
    ("short_name", Text(zh="简称", en="Short name"), False),
    ("address", Text(zh="地址", en="Address"), False),
    ("help", Text(zh="到哪里找工作人员", en="Where people find a person"), True),
    ("emergency", Text(zh="紧急情况怎么办", en="What to do in an emergency"), True),
)
_WORDS = ("phone", "hours_id", "time_zone", "default_language", "logo")


@needs()
@require_GET
def overview(request: HttpRequest, hall_id: str) -> HttpResponse:
    """Every table with how much is in it."""
    hall = hall_of(request)
    counted = {
        each["table"]: each
        for each in Row.objects.filter(hall=hall).values("table").annotate(count=Count("id"), last=Max("changed_at"))
    }
    tables = [
        {
            "name": name,
            "title": speak(title_of(name)),
            "purpose": speak(TABLES[name][1]) if name in TABLES else "",
            "count": counted.get(name, {}).get("count", 0),
            "last": counted.get(name, {}).get("last"),
        }
        for name in SCHEMAS
    ]
    context = {
        "main": [each for each in tables if each["name"] not in _BELONGING],
        "belonging": [each for each in tables if each["name"] in _BELONGING],
        "media": Media.objects.filter(hall=hall).count(),
        "changed": [
            (row, speak(title_of(row.table)), name_of(row.table, row.data, row.key)) for row in _changed_last(hall)
        ],
        "may_write": may_write(request),
    }
    return render(request, "records/overview.html", context)


def _changed_last(hall: Hall) -> list[Row]:
    rows = Row.objects.filter(hall=hall, changed_by__isnull=False, table__in=SCHEMAS)
    return list(rows.select_related("changed_by").order_by("-changed_at")[:8])


@needs()
@require_GET
def findings(request: HttpRequest, hall_id: str) -> HttpResponse:
    """What is wrong with the whole working copy, each with a link to its row (asked for by the overview)."""
    hall = hall_of(request)
    found = check_hall(hall)
    context = {
        "errors": sum(finding.severity == Severity.ERROR for finding in found),
        "warnings": sum(finding.severity == Severity.WARNING for finding in found),
        "found": [_in_words(hall, finding) for finding in found if finding.severity != Severity.NOTE][:_FINDINGS],
    }
    return render(request, "records/findings.html", context)


def _in_words(hall: Hall, finding: TableFinding) -> dict[str, Any]:
    row = row_at(hall, finding.file, finding.line) if finding.file in SCHEMAS else None
    return {
        "stops": finding.severity == Severity.ERROR,
        "words": speak(join(finding.what, finding.remedy)),
        "title": speak(title_of(finding.file)) if finding.file in SCHEMAS else said("大厅信息", "The hall"),
        "table": finding.file if finding.file in SCHEMAS else "",
        "is_desk": finding.file not in SCHEMAS and finding.column.startswith("desk"),
        "row": row,
        "column": finding.column,
    }


@needs()
@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The hall's own facts (hall.toml)."""
    hall = hall_of(request)
    if request.method == "GET":
        return _facts_page(request, hall, hall.facts, hall.facts_version)
    admit(request, hall_id, *WRITERS)
    given = _posted(hall, request.POST)
    version = number_in(request.POST.get("version"))
    found = check_facts(hall.pk, given, weeks_of(hall))
    if any(finding.severity == Severity.ERROR for finding in found):
        return _facts_page(request, hall, given, version, status=422)
    try:
        save_facts(hall, given, version, user_of(request))
    except StaleError as stale:
        return _facts_page(request, hall, given, stale.version, status=409, theirs=stale.data)
    messages.success(request, saved_words(hall))
    return redirect("content-facts", hall.pk)


def _posted(hall: Hall, given: QueryDict) -> dict[str, Any]:
    found: dict[str, Any] = dict(hall.facts)
    for key, _, _ in _TEXTS:
        by_tag = {tag: as_string(given.get(f"{key}_{tag}", "")) for tag in tags_of(hall.facts)}
        kept = {tag: words for tag, words in by_tag.items() if words}
        known = found.get(key)
        others = {t: w for t, w in known.items() if language_tag(t) not in by_tag} if isinstance(known, Mapping) else {}
        found[key] = {**others, **kept}
        if not found[key]:
            del found[key]
    for key in _WORDS:
        words = as_string(given.get(key, ""))
        found.pop(key, None)
        if words:
            found[key] = words
    chosen = [tag for tag in given.getlist("languages") if tag]
    if chosen:
        found["languages"] = chosen
    return found


def _facts_page(
    request: HttpRequest, hall: Hall, given: Mapping[str, Any], version: int, *, status: int = 200, **more: Any
) -> HttpResponse:
    found = check_facts(hall.pk, given, weeks_of(hall))
    told: dict[str, list[tuple[str, bool]]] = {}
    for finding in found:
        told.setdefault(finding.column, []).append(
            (speak(join(finding.what, finding.remedy)), finding.severity == Severity.ERROR)
        )
    texts = [
        {
            "key": key,
            "label": speak(label),
            "long": long,
            "notes": told.get(key, []),
            "inputs": [
                (f"{key}_{tag}", speak(LANGUAGE_NAMES.get(tag, Text(zh=tag, en=tag))), _text_in(given, key, tag), tag)
                for tag in tags_of(hall.facts)
            ],
        }
        for key, label, long in _TEXTS
    ]
    languages = given.get("languages") or list(LANGUAGES)
    context = {
        "hall": hall,
        "given": given,
        "version": version,
        "texts": texts,
        "told": told,
        "weeks": [(week, speak(words)) for week, words in weeks_of(hall).items()],
        "languages": [
            (tag, speak(_LANGUAGES.get(tag, Text(zh=tag, en=tag))), tag in languages)
            for tag in dict.fromkeys([*languages, *LANGUAGES])
        ],
        "zones": sorted(zone for zone in available_timezones() if "/" in zone),
        "pictures": Media.objects.filter(hall=hall, kind__startswith="image/").values_list("name", flat=True),
        "may_write": may_write(request),
        **more,
    }
    return render(request, "records/facts.html", context, status=status)


def _text_in(given: Mapping[str, Any], key: str, tag: str) -> str:
    value = given.get(key, "")
    if isinstance(value, Mapping):
        return next((str(words) for language, words in value.items() if language_tag(str(language)) == tag), "")
    return str(value) if tag == "zh" else ""
