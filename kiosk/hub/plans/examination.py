"""What the editor asks about a plan while it is drawn: its document, what is wrong with it, a way through it.

Every act is pure: a JSON object in, a JSON object out; positions are metres on the document's sheet. The examiner runs
them in a process of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kiosk.guidance.check import check, publishable
from kiosk.guidance.directions import describe, summary
from kiosk.guidance.findings import Finding, counts
from kiosk.guidance.imdf import Plan
from kiosk.guidance.journey import PROFILES
from kiosk.guidance.places import Place, find_place, place_of
from kiosk.guidance.routes import Guide, NoWay
from kiosk.guidance.venue import Panel, Switches, Venue
from kiosk.hub.plans import shapes
from kiosk.hub.plans.document import open_document, own_sheet, save_document
from kiosk.hub.plans.folder import read_files
from kiosk.hub.plans.items import frame_to_sheet
from kiosk.hub.plans.sheet import Sheet

_MOST_FINDINGS = 1_000
_MOST_KEPT = 3


@dataclass
class _Known:
    """A plan that was asked about lately."""

    plan: Plan
    sheet: Sheet
    guide: Guide | None = None


_known: OrderedDict[str, _Known] = OrderedDict()


def examine(act: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What ``act`` makes of ``given``; KeyError for an act that is none, KioskError for what cannot be done."""
    return _ACTS[act](given)


def _open(given: Mapping[str, Any]) -> dict[str, Any]:
    sheet = Sheet.of_json(given["sheet"]) if given.get("sheet") else None
    return {"document": open_document(given["files"], sheet)}


def _save(given: Mapping[str, Any]) -> dict[str, Any]:
    files = save_document(given["files"], given["document"])
    sheet = Sheet.of_json(given["document"]["sheet"])
    return {"files": files, "document": open_document(files, sheet), "changed": files != given["files"]}


def _plan(given: Mapping[str, Any]) -> _Known:
    """The plan of these files with this document's changes (null: none), read once while it is asked about."""
    text = json.dumps([given["files"], given.get("document")], sort_keys=True)
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    known = _known.get(key)
    if known is None:
        document = given.get("document")
        files = save_document(given["files"], document) if document is not None else given["files"]
        plan = read_files(files)
        sheet = Sheet.of_json(document["sheet"]) if document is not None else own_sheet(plan)
        known = _known[key] = _Known(plan, sheet)
        while len(_known) > _MOST_KEPT:
            _known.popitem(last=False)
    _known.move_to_end(key)
    return known


def _findings(given: Mapping[str, Any]) -> dict[str, Any]:
    known = _plan(given)
    previous = read_files(given["previous"]) if given.get("previous") else None
    findings = check(known.plan, previous)
    told = [_finding(known, finding) for finding in findings[:_MOST_FINDINGS]]
    return {"publishable": publishable(findings), "counts": counts(findings), "findings": told}


def _finding(known: _Known, finding: Finding) -> dict[str, Any]:
    at = None
    if finding.at is not None:
        at = frame_to_sheet(known.plan.venue, known.sheet, np.array([finding.at]))[0].tolist()
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "text": dict(finding.text),
        "remedy": dict(_REMEDIES.get(finding.rule, finding.remedy)),
        "place": dict(finding.place),
        "item": finding.feature_id,
        "level": finding.level_id,
        "at": at,
        "count": finding.count,
    }


#: What to do here, where the rulebook speaks of files that the editor writes itself.
_REMEDIES: Mapping[str, Mapping[str, str]] = {
    "panel-missing": {"zh": "请用“导引屏”工具放置一块屏。", "en": "Place a screen with the tool “Panel”."},
    "panel-bearing-missing": {
        "zh": "选中导引屏，拖动箭头指出使用者面向的方向。",
        "en": "Select the panel and drag its arrow to where its visitor looks.",
    },
    "escalator-direction": {
        "zh": "选中扶梯，在属性里选择方向。",
        "en": "Select the escalator and choose its direction in its properties.",
    },
    "connector-unconfirmed": {
        "zh": "到现场核对后，选中它并按“确认连接”。",
        "en": "Look at it on site, then select it and press “Confirm”.",
    },
    "connector-no-partner": {
        "zh": "选中它，用“连接到其他楼层”指定对应的单元。",
        "en": "Select it and join it to its partner on another floor.",
    },
    "window-number-shared": {
        "zh": "选中窗口，改成没有用过的号码。",
        "en": "Select the window and give it a number that no other has.",
    },
    "unreachable-room": {
        "zh": "如对公众开放，请补画门；否则在属性里设为“仅限内部”。",
        "en": "Draw its door if the public may enter; if not, set it to staff only.",
    },
}


def _route(given: Mapping[str, Any]) -> dict[str, Any]:
    known = _plan(given)
    venue = known.plan.venue
    if known.guide is None:
        known.guide = Guide(venue)
    origin, target = _place(venue, known, given["from"]), _place(venue, known, given["to"])
    profile = PROFILES[str(given.get("profile") or "walk")]
    switches = Switches(frozenset(str(identity) for identity in given.get("closed") or ()))
    try:
        route = known.guide.route(origin, target, profile, switches)
    except NoWay as no_way:
        return {"no_way": dict(no_way.text), "reason": no_way.reason}
    bearing = next((panel.bearing_deg for panel in venue.panels if panel.id == origin.id), None)
    steps = describe(venue, route, bearing)
    return {
        "legs": [
            {"level": leg.level_id, "points": frame_to_sheet(venue, known.sheet, np.array(leg.points)).tolist()}
            for leg in route.legs
        ],
        "steps": [{"text": dict(step.text), "level": step.level_id, "turn": step.turn.value} for step in steps],
        "summary": dict(summary(route)),
        "length_m": round(route.length_m, 1),
    }


def _place(venue: Venue, known: _Known, reference: object) -> Place:
    for thing in venue.destinations():
        if thing.id == reference:
            return place_of(thing)
    if reference is None:
        panel: Panel | None = next(iter(venue.panels), None)
        if panel is not None:
            return place_of(panel)
    return find_place(venue, str(reference))


_ACTS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "open": _open,
    "save": _save,
    "findings": _findings,
    "route": _route,
    "make-room": shapes.make_room,
    "rest": shapes.rest,
    "join": shapes.join,
}
