"""Which content this panel shows: what the settings name, else the newest good release, else the last one built."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.base.clock import Clock
from kiosk.base.errors import KioskError
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.guidance.standing import stand_in
from kiosk.guidance.venue import LocalFrame, Panel, Venue
from kiosk.matters.sentences import fill
from kiosk.settings import Settings
from kiosk.store.built import built_release, earlier_releases
from kiosk.store.release import Release, open_release
from kiosk.store.release_info import ReleaseError
from kiosk.store.release_shelf import PART, ReleaseShelf
from kiosk.store.state import PanelState

log = logging.getLogger("kiosk.content")

_SHOWN = Text(zh="正在使用内容版本 {sequence}。", en="Release {sequence} of the content is shown.")
_OLD = Text(
    zh="内容不能更新，仍显示上一份可用的内容。{reason}",
    en="The content cannot be taken in; the last good one stays. {reason}",
)


@dataclass(frozen=True)
class Content:
    """One release as this panel sees it: its hall, and the venue with this machine standing in it."""

    release: Release
    venue: Venue
    panel: Panel | None


def open_content(settings: Settings, state: PanelState, health: HealthBoard, clock: Clock) -> Content:
    """Open what the settings name, else the shelf's newest good release. Raises KioskError when there is nothing."""
    folder = Path(settings.content.shelf) if settings.content.shelf else settings.state_folder / "releases"
    shelf = ReleaseShelf(folder, state, health)
    release = _named_release(settings, health, clock) if settings.content.source else shelf.current()
    if release is None:
        raise KioskError(
            "There is no content to show.", where=str(folder), remedy="Name a release or a folder as content.source."
        )
    return _stood_in(release, settings)


def _named_release(settings: Settings, health: HealthBoard, clock: Clock) -> Release:
    """The release the settings name; when it is broken, the last good one that was made from the same source."""
    source, cache = Path(settings.content.source), settings.state_folder / "built"
    try:
        path = source if source.suffix == ".db" else built_release(source, cache, clock)
        release = open_release(path)
    except KioskError as error:
        log.error("content: %s", error.sentence())
        earlier = _first_good(earlier_releases(source, cache))
        if earlier is None:
            raise
        health.report(PART, State.DEGRADED, fill(_OLD, reason=error.what))
        return earlier
    health.report(PART, State.OK, fill(_SHOWN, sequence=release.info.sequence))
    return release


def _first_good(releases: Sequence[Path]) -> Release | None:
    for path in releases:
        with suppress(ReleaseError):
            return open_release(path)
    return None


def _stood_in(release: Release, settings: Settings) -> Content:
    venue = release.venue()
    if venue is None:
        hall = release.catalogue().hall
        return Content(release, Venue("none", hall.name, LocalFrame(0, 0), ()), None)
    wanted = settings.panel
    bearing = wanted.bearing_deg if wanted.bearing_deg >= 0 else None
    try:
        venue, panel = stand_in(venue, wanted.id, wanted.at, bearing)
    except KioskError as error:
        where = error.where or ("panel.at" if wanted.at else "panel.id")
        raise KioskError(error.what, where=where, remedy=error.remedy) from error
    return Content(release, venue, panel)
