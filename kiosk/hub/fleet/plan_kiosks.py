"""Which kiosks a hall's plan knows, so that a panel can be told which of them it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kiosk.hub.console.words import said
from kiosk.hub.records.models import PlanDraft


def plan_kiosks(hall_id: str) -> Sequence[tuple[str, str]]:
    """(id, words) of every kiosk in the working plan, in its order."""
    plan = PlanDraft.objects.filter(hall_id=hall_id).first()
    if plan is None:
        return ()
    levels = {level["id"]: level for level in _features(plan.files, "level.geojson")}
    found = []
    for number, kiosk in enumerate(_features(plan.files, "kiosk.geojson"), 1):
        level = levels.get(_properties(kiosk).get("level_id", ""))
        where = _label(_properties(level or {}).get("short_name")) or _label(_properties(level or {}).get("name"))
        words = said(f"触摸屏 {number}", f"Kiosk {number}")
        found.append((str(kiosk["id"]), f"{words} · {where}" if where else words))
    return found


def _features(files: Any, name: str) -> list[dict[str, Any]]:
    try:
        features = json.loads(files.get(name, "{}")).get("features", [])
    except (ValueError, AttributeError):
        return []
    return [feature for feature in features if isinstance(feature, dict) and feature.get("id")]


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _label(label: Any) -> str:
    if not isinstance(label, dict) or not label:
        return ""
    return str(said(label.get("zh-CN") or label.get("zh") or "", label.get("en") or "") or next(iter(label.values())))
