"""The page of the desk's rules ([desk] of hall.toml): how numbers are given, called, missed and put first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from kiosk.base.texts import Text
from kiosk.hub.access.gate import admit, needs
from kiosk.hub.console.words import said
from kiosk.hub.records.asking import WRITERS, hall_of, may_write, number_in, saved_words, user_of
from kiosk.hub.records.changes import StaleError, save_facts
from kiosk.hub.records.forms import speak
from kiosk.hub.records.models import Hall, Row
from kiosk.matters.findings import Notebook, Severity
from kiosk.store.queue_tables import RANGES, desk_rules, rules_facts
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.rule_words import RULES

#: The rules in the groups in which they are shown.
_GROUPS = (
    (Text(zh="叫号和过号", en="Calls, and who missed them"), ("calls", "call_gap_s", "resume_behind", "resumes")),
    (
        Text(zh="优先和预约", en="Priority and appointments"),
        ("overtakes", "weights.priority", "weights.appointment", "appointment_share", "early", "late"),
    ),
    (Text(zh="取号", en="Giving numbers"), ("last_take", "noon", "digits", "confirm_s")),
    (Text(zh="转号和评价", en="Transfers and reviews"), ("transfer_keeps_place", "review_s")),
)
_USUAL = rules_facts(DeskRules())


@dataclass(frozen=True, slots=True)
class Input:
    """One rule of the form. ``kind``: number, time or yes; ``value`` as it was typed or is kept."""

    name: str
    label: str
    hint: str
    unit: str
    kind: str
    value: Any
    usual: str
    changed: bool
    faults: tuple[str, ...]


@needs()
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, hall_id: str) -> HttpResponse:
    """The rules as they are in the working copy; saved they wait to be published, as everything else."""
    hall = hall_of(request)
    if request.method == "GET":
        return _page(request, hall, _kept(hall.facts), hall.facts_version)
    admit(request, hall_id, *WRITERS)
    given, version = _posted(request.POST), number_in(request.POST.get("version"))
    if _faults(given):
        return _page(request, hall, given, version, status=422)
    try:
        save_facts(hall, _with(hall.facts, given), version, user_of(request))
    except StaleError as stale:
        return _page(request, hall, given, stale.version, status=409, theirs=True)
    messages.success(request, saved_words(hall))
    return redirect("content-desk", hall.pk)


def _kept(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the working copy, by the names of the form; the usual value for the rest."""
    written = facts.get("desk")
    return _flat({**_USUAL, **written} if isinstance(written, Mapping) else _USUAL)


def _flat(rules: Mapping[str, Any]) -> dict[str, Any]:
    weights = rules.get("weights")
    known = {**_USUAL["weights"], **(weights if isinstance(weights, Mapping) else {})}
    return {key: known[key.partition(".")[2]] if "." in key else rules.get(key) for key in RULES}


def _posted(sent: QueryDict) -> dict[str, Any]:
    """What was typed: numbers where they are some, else the words, for the reader of hall.toml to refuse."""
    return {key: sent.get(key) == "yes" if _kind(key) == "yes" else _typed(key, sent.get(key, "")) for key in RULES}


def _typed(key: str, words: str) -> Any:
    plain = words.strip().replace("，", ".")[:20]
    if _kind(key) == "time":
        return plain
    try:
        return float(plain) if key.startswith("weights.") else int(plain)
    except ValueError:
        return plain


def _with(facts: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The hall's facts with these rules; what is as usual is left to the program."""
    known = facts.get("desk")
    others = {k: v for k, v in known.items() if k not in _USUAL} if isinstance(known, Mapping) else {}
    chosen = {key: value for key, value in given.items() if "." not in key and value != _USUAL[key]}
    written = known.get("weights") if isinstance(known, Mapping) else None
    weights = {k: v for k, v in written.items() if f"weights.{k}" not in RULES} if isinstance(written, Mapping) else {}
    weights |= {
        k.partition(".")[2]: v for k, v in given.items() if "." in k and v != _USUAL["weights"][k.partition(".")[2]]
    }
    rules = {**others, **chosen, **({"weights": weights} if weights else {})}
    kept = {key: value for key, value in facts.items() if key != "desk"}
    return {**kept, "desk": rules} if rules else kept


def _faults(given: Mapping[str, Any]) -> dict[str, list[str]]:
    """What hall.toml's own reader has against these values: rule → sentences."""
    book = Notebook()
    desk_rules(_with({}, given), book)
    found: dict[str, list[str]] = {}
    for finding in book.findings():
        if finding.severity == Severity.ERROR:
            key = finding.column.removeprefix("desk.")
            found.setdefault(key, []).append(_remedy(key))
    return found


def _remedy(key: str) -> str:
    if key in RANGES:
        low, high = (f"{bound:g}" for bound in RANGES[key])
        return said(
            f"没有保存：请填 {low} 到 {high} 之间的整数。", f"Not saved: give a whole number from {low} to {high}."
        )
    if key.startswith("weights."):
        return said("没有保存：请填大于 0 的数，普通号是 1。", "Not saved: give a number above 0; ordinary is 1.")
    return said("没有保存：请填一个时间，例如 12:00。", "Not saved: give a time, as 12:00.")


def _page(
    request: HttpRequest, hall: Hall, given: Mapping[str, Any], version: int, *, status: int = 200, **more: Any
) -> HttpResponse:
    faults, usual = _faults(given), _flat(_USUAL)
    groups = [(speak(title), [_input(key, given[key], usual[key], faults) for key in keys]) for title, keys in _GROUPS]
    context = {
        "groups": groups,
        "version": version,
        "faults": sum(map(len, faults.values())),
        "queues": Row.objects.filter(hall=hall, table="queues").count(),
        "may_write": may_write(request),
        **more,
    }
    return render(request, "records/desk.html", context, status=status)


def _input(key: str, value: Any, usual: Any, faults: Mapping[str, list[str]]) -> Input:
    words, kind = RULES[key], _kind(key)
    unit = speak(words.unit) if words.unit else ""
    shown = said("是", "yes") if usual is True else _plain(usual)
    shown_value = value if kind == "yes" else _plain(value)
    return Input(
        name=key,
        label=speak(words.name),
        hint=speak(words.hint),
        unit=unit,
        kind=kind,
        value=shown_value,
        usual=f"{shown} {unit}".strip(),
        changed=shown_value != (usual if kind == "yes" else _plain(usual)),
        faults=tuple(faults.get(key, ())),
    )


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def _kind(key: str) -> str:
    return "time" if key == "noon" else "yes" if isinstance(_USUAL.get(key), bool) else "number"
