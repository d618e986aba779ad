"""What the confined child works out of an edition: the difference in words, drawings of what is wrong, what can close.

``judge(payload)`` and its answer are JSON, so that the hub's own process never reads a plan. In: ``folder``,
``findings`` (as the build said them), ``before`` (the folder on the panels, or ""), ``before_findings``.
Out: ``difference``, ``changes`` (their number), ``floors``, ``places`` and ``panels``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.base.errors import KioskError
from kiosk.guidance.naming import floor_name, noun
from kiosk.guidance.venue import Venue
from kiosk.hub.project.confined import RefusedError
from kiosk.hub.publishing.difference import count, difference
from kiosk.hub.publishing.floor_svg import Pin, draw_sheet
from kiosk.hub.publishing.reading import read_side
from kiosk.hub.publishing.switchable import switchable

#: Findings drawn on one floor; the others are in the list.
PINS = 60


def judge(payload: bytes) -> bytes:
    """See the module; RefusedError when a folder cannot be read."""
    asked = json.loads(payload)
    try:
        after = read_side(Path(asked["folder"]), asked["findings"])
        before = read_side(Path(asked["before"]), asked["before_findings"]) if asked.get("before") else None
    except KioskError as error:
        raise RefusedError({"zh": error.what, "en": error.what}, where=error.where) from error
    groups = difference(before.side if before else None, after.side)
    venue = after.side.venue
    answer = {
        "difference": [group.written() for group in groups],
        "changes": count(groups),
        "floors": floors(venue, asked["findings"]) if venue else [],
        "places": switchable(venue, after.side.catalogue),
        "panels": panels(venue) if venue else [],
    }
    return json.dumps(answer, ensure_ascii=False).encode()


def floors(venue: Venue, findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Every floor on which something was found, lowest first, drawn with a pin for each finding that has a place.

    Pins carry the finding's number in the list (from 1).
    """
    drawn = []
    for level in sorted(venue.levels, key=lambda level: level.ordinal):
        numbered = [
            (number, f) for number, f in enumerate(findings, 1) if f.get("level_id") == level.id and f.get("at")
        ][:PINS]
        if not numbered:
            continue
        sheets = {}
        for language in ("zh-CN", "en"):
            pins = [
                Pin(
                    (float(f["at"][0]), float(f["at"][1])),
                    str(number),
                    str(f["zh" if language == "zh-CN" else "en"]),
                    f.get("severity") == "error",
                )
                for number, f in numbered
            ]
            sheets[language] = draw_sheet(venue, level.id, pins, language)
        sheet, name = sheets["zh-CN"], floor_name(level)
        drawn.append(
            {
                "level_id": level.id,
                "zh": name["zh"],
                "en": name["en"],
                "box": list(sheet.box),
                "bodies": {"zh": sheets["zh-CN"].body, "en": sheets["en"].body},
                "pins": {
                    str(number): [round(at[0], 2), round(at[1], 2)]
                    for (number, _), at in zip(numbered, sheet.pins, strict=True)
                },
            }
        )
    return drawn


def panels(venue: Venue) -> list[dict[str, str]]:
    """The plan's own panels, by name and floor."""
    found = []
    for number, panel in enumerate(venue.panels, 1):
        name, floor = panel.name or noun(panel), floor_name(venue.level(panel.level_id))
        found.append(
            {
                "id": panel.id,
                "zh": name.within("zh-CN") or f"{number}",
                "en": name.within("en") or f"{number}",
                "floor_zh": floor["zh"],
                "floor_en": floor["en"],
            }
        )
    return found
