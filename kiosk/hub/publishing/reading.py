"""A frozen content folder as one side of a difference; runs in the confined child, never in the hub's own process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.base.texts import Text
from kiosk.guidance.naming import noun
from kiosk.guidance.venue import Venue
from kiosk.hub.publishing.difference import Side
from kiosk.store.checked_folder import read_checked
from kiosk.store.content_folder import ContentFolder
from kiosk.store.queue_tables import read_desk

UNREACHABLE = "unreachable"
_NOTICES = "notices"


@dataclass(frozen=True)
class Reading:
    """What was read, with the findings that the build had for it."""

    side: Side
    findings: tuple[Mapping[str, Any], ...]


def read_side(folder: Path, findings: Iterable[Mapping[str, Any]]) -> Reading:
    """Read a folder that was built before; KioskError when it cannot be read at all."""
    read = read_checked(folder)
    known = tuple(findings)
    lost, notices = _unreachable(read.venue, known), _notices(read.folder)
    catalogue = read.content.catalogue
    found = read_desk(read.folder.hall or {}, read.folder.tables, catalogue)
    side = Side(catalogue, read.venue, lost, notices, read.content.synonyms, (found.rules, found.queues))
    return Reading(side, known)


def _unreachable(venue: Venue | None, findings: Iterable[Mapping[str, Any]]) -> dict[str, Text]:
    names = {thing.id: noun(thing) for thing in venue.destinations()} if venue else {}
    lost = {str(f["feature_id"]) for f in findings if f.get("rule") == UNREACHABLE and f.get("feature_id")}
    return {id_: names.get(id_) or Text(zh="未命名的地方", en="a place without a name") for id_ in sorted(lost)}


def _notices(content: ContentFolder) -> dict[str, tuple[Text, str]]:
    """code → (title, a digest of the whole row), as the notices table has them."""
    table = content.tables.get(_NOTICES)
    found: dict[str, tuple[Text, str]] = {}
    for row in table.rows if table is not None else ():
        cells = {str(column): value for column, value in row.cells.items()}
        code = str(cells.get("code") or cells.get("id") or "").strip()
        titles = {tag: str(cells.get(f"title_{tag}") or "").strip() for tag in ("zh", "en")}
        title = Text(titles if any(titles.values()) else {"zh": str(cells.get("title") or code)})
        if code:
            digest = hashlib.sha256(json.dumps(cells, sort_keys=True, default=str).encode()).hexdigest()
            found[code] = (title, digest)
    return found
