"""A content folder that was built and checked before, read once more: its facts and its venue, no findings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.guidance.imdf import PlanError, read_plan
from kiosk.guidance.venue import Venue
from kiosk.matters.tables import Content
from kiosk.store.content_folder import ContentFolder, read_folder
from kiosk.store.plan_windows import read_with_plan


@dataclass(frozen=True, slots=True)
class CheckedFolder:
    """``venue`` is None for a hall without a plan, or with one that cannot be read any more."""

    folder: ContentFolder
    venue: Venue | None
    content: Content


def read_checked(path: Path) -> CheckedFolder:
    """ContentError when the folder cannot be read at all."""
    folder = read_folder(path)
    venue = _venue(folder)
    return CheckedFolder(folder, venue, read_with_plan(folder.hall or {}, folder.tables, venue))


def _venue(folder: ContentFolder) -> Venue | None:
    if folder.plan is None:
        return None
    try:
        return read_plan(folder.plan).venue
    except PlanError:
        return None
