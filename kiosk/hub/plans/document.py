"""IMDF folder ⇄ the editor's document. What the editor does not know, and what nobody changed, stays as it was.

A document is ``{"format": 1, "sheet": {longitude, latitude, turn_deg}, "language": "zh", "items": [item, …]}``; an item
is one thing in metres on the sheet (``items.py``; docs/hub/plan-editor.md lists the keys). All functions are pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import shapely

from kiosk.guidance.extension import EXTENSION_FILE
from kiosk.guidance.imdf import Plan
from kiosk.hub.plans.acceptance import accepted
from kiosk.hub.plans.folder import Files, Folder, read_files
from kiosk.hub.plans.items import Item, ItemReader
from kiosk.hub.plans.sheet import Array, Sheet, building_turn
from kiosk.hub.plans.weaving import Weaver

Document = dict[str, Any]

FORMAT = 1
#: The key of hall-extension.json that remembers the sheet, so that the grid lies where it lay.
EDITOR_TABLE = "editor"


def open_document(files: Files, sheet: Sheet | None = None) -> Document:
    """The document of a draft's files, on its own sheet unless another is given; raises ``PlanError``."""
    plan = read_files(files)
    return _document(plan, sheet or own_sheet(plan))


def _document(plan: Plan, sheet: Sheet) -> Document:
    language = plan.manifest.get("language")
    language = language if isinstance(language, str) and language else "en"
    items = ItemReader(plan, sheet, language).read()
    return {"format": FORMAT, "sheet": sheet.as_json(), "language": language, "items": items}


def own_sheet(plan: Plan) -> Sheet:
    """The sheet a plan was last drawn on, else one turned with its walls around the middle of its levels."""
    table = plan.extension.raw.get(EDITOR_TABLE)
    try:
        return Sheet.of_json(table.get("sheet") if isinstance(table, Mapping) else None)
    except ValueError:
        frame = plan.venue.frame
        return Sheet(round(frame.longitude, 9), round(frame.latitude, 9), building_turn(_walls(plan)))


def _walls(plan: Plan) -> Iterator[Array]:
    areas = [*(unit.area for unit in plan.venue.units), *(level.area for level in plan.venue.levels)]
    for area in areas:
        if area is not None:
            for line in shapely.get_parts(shapely.get_parts(area.boundary)):
                yield np.diff(shapely.get_coordinates(line), axis=0)


def save_document(files: Files, given: object) -> dict[str, str]:
    """The files with everything in which ``given`` differs from them written; raises DraftError, ``PlanError``.

    Files in which nothing changed keep their text to the letter; of a changed feature only the changed properties are
    written. A document that equals its files gives equal files.
    """
    plan = read_files(files)
    document = accepted(given)
    sheet = Sheet.of_json(document["sheet"])
    before = {item["id"]: item for item in _document(plan, sheet)["items"]}
    after: dict[str, Item] = {item["id"]: item for item in document["items"]}
    if before == after:
        return dict(files)
    folder = Folder.of(files, plan)
    Weaver(folder, sheet, before, after).weave()
    folder.extension(EDITOR_TABLE)["sheet"] = sheet.as_json()
    return folder.files()


def same_features(one: Files, other: Files) -> bool:
    """Whether two drafts say the same (the sheet they were drawn on aside)."""
    first, second = (_comparable(files) for files in (one, other))
    return first == second


def _comparable(files: Files) -> dict[str, Any]:
    import json

    documents = {name: json.loads(text) for name, text in files.items() if name.endswith("json")}
    extension = documents.get(EXTENSION_FILE)
    if isinstance(extension, dict):
        extension.pop(EDITOR_TABLE, None)
    return documents
