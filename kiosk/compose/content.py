"""Which content this panel shows: what a hub published, else what the settings name, else the last one built."""

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
from kiosk.compose.identity import read_identity
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


class NoContentError(KioskError):
    """Nothing was ever published to this panel, and its settings name nothing."""


@dataclass(frozen=True)
class Content:
    """One release as this panel sees it: its hall, and the venue with this machine standing in it.

    ``is_published``: it comes from the shelf, so that its number is the hub's.
    """

    release: Release
    venue: Venue
    panel: Panel | None
    is_published: bool = False


def shelf_folder(settings: Settings) -> Path:
    """Where published releases lie."""
    return Path(settings.content.shelf) if settings.content.shelf else settings.state_folder / "releases"


def open_content(settings: Settings, state: PanelState, health: HealthBoard, clock: Clock) -> Content:
    """Open the content to show. Raises NoContentError when there is nothing, KioskError when it cannot be used.

    Under a hub that is the shelf's newest good release, and what the settings name until the first one came; without
    a hub the settings come first.
    """
    shelf = ReleaseShelf(shelf_folder(settings), state, health)
    named = bool(settings.content.source)
    release = shelf.current() if settings.hub.url or not named else None
    published = release is not None
    if release is None and named:
        release = _named_release(settings, health, clock)
    if release is None:
        raise NoContentError(
            "There is no content to show.",
            where=str(shelf_folder(settings)),
            remedy="Name a release or a folder as content.source.",
        )
    try:
        return stand_in_release(release, settings, is_published=published)
    except BaseException:
        release.close()
        raise


def _named_release(settings: Settings, health: HealthBoard, clock: Clock) -> Release:
    """The release the settings name; when it is broken, the last good one that was made from the same source."""
    source, cache = Path(settings.content.source), settings.state_folder / "built"
    try:
        path = source if source.suffix == ".db" else built_release(source, cache, clock)
        release = open_release(path)
    except KioskError as error:
        earlier = _first_good(earlier_releases(source, cache))
        if earlier is None:
            raise  # whoever asked says it, once
        log.error("content: %s", error.sentence())
        health.report(PART, State.DEGRADED, fill(_OLD, reason=error.what))
        return earlier
    health.report(PART, State.OK, fill(_SHOWN, sequence=release.info.sequence))
    return release


def _first_good(releases: Sequence[Path]) -> Release | None:
    for path in releases:
        with suppress(ReleaseError):
            return open_release(path)
    return None


def stand_in_release(release: Release, settings: Settings, *, is_published: bool = False) -> Content:
    """A release with this machine standing in its plan. Raises KioskError when it has no place there."""
    venue = release.venue()
    if venue is None:
        hall = release.catalogue().hall
        return Content(release, Venue("none", hall.name, LocalFrame(0, 0), ()), None, is_published)
    wanted = settings.panel
    chosen = wanted.id or ("" if wanted.at else read_identity(settings.state_folder).kiosk_id)
    bearing = wanted.bearing_deg if wanted.bearing_deg >= 0 else None
    try:
        venue, panel = stand_in(venue, chosen, wanted.at, bearing)
    except KioskError as error:
        where = error.where or ("panel.at" if wanted.at else "panel.id")
        raise KioskError(error.what, where=where, remedy=error.remedy) from error
    return Content(release, venue, panel, is_published)
