"""What a hall's panels show of its queues: queues, windows, hours and rules, from the newest released edition's folder.

Read once a release, kept in the process; whether there is a newer release is asked once a second.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.publishing.editions import shown
from kiosk.hub.publishing.homes import edition_home
from kiosk.matters.catalogue import Catalogue
from kiosk.store.checked_folder import read_checked
from kiosk.store.queue_tables import read_desk
from kiosk.ticketing.queues import DeskRules, Queue
from kiosk.ticketing.tickets import TicketError

log = logging.getLogger("kiosk.hub.desk")

#: Seconds for which nobody asks whether there is a newer release.
LOOK_S = 1.0

_NO_RELEASE = Text(
    zh="这个大厅还没有发布内容，暂时不能取号。请到导办台。",
    en="This hall has published nothing yet, so there are no numbers. Please go to the help desk.",
)
_NO_QUEUE = Text(
    zh="没有这个业务队列。请重新选择要办的事，或请工作人员帮忙。",
    en="There is no such queue. Please choose your matter again, or ask our staff.",
)


@dataclass(frozen=True)
class Published:
    """A hall's desk as its panels know it. ``number``: of the release."""

    hall_id: str
    number: int
    catalogue: Catalogue
    queues: tuple[Queue, ...]
    rules: DeskRules
    phone_page: str = ""

    @cached_property
    def zone(self) -> ZoneInfo:
        """The hall's time zone: by it days begin and end."""
        return ZoneInfo(self.catalogue.hall.time_zone)

    @cached_property
    def by_code(self) -> Mapping[str, Queue]:
        return {queue.code: queue for queue in self.queues}

    @cached_property
    def by_matter(self) -> Mapping[str, str]:
        """Matter → the code of its queue."""
        return {matter: queue.code for queue in reversed(self.queues) for matter in queue.matters}

    @cached_property
    def by_window(self) -> Mapping[str, tuple[str, ...]]:
        """Window → the codes of the queues it serves."""
        found: dict[str, list[str]] = {window.number: [] for window in self.catalogue.windows}
        for queue in self.queues:
            for window in queue.windows:
                found.setdefault(window, []).append(queue.code)
        return {window: tuple(codes) for window, codes in found.items()}

    def local(self, now: datetime) -> datetime:
        """The same moment on the hall's clock."""
        return now.astimezone(self.zone)

    def day(self, now: datetime) -> date:
        """Which day it is in the hall."""
        return self.local(now).date()

    def queue(self, code: str) -> Queue:
        """The queue of this code; TicketError("queue") when there is none."""
        found = self.by_code.get(code)
        if found is None:
            raise TicketError("queue", _NO_QUEUE, where=code[:64])
        return found

    def queues_for(self, code: str, matters: tuple[str, ...]) -> tuple[str, ...]:
        """Where a visitor has to wait, in order, each queue once; TicketError("queue") when that is not known."""
        asked = [code] if code else []
        asked += [self.by_matter[matter] for matter in matters if matter in self.by_matter]
        found = tuple(dict.fromkeys(asked))
        if not found:
            raise TicketError("queue", _NO_QUEUE, where=",".join(matters)[:64])
        for one in found:
            self.queue(one)
        return found


@dataclass
class _Shelf:
    """What this process has read, by hall: the edition, when it was looked for, and what stood in it."""

    read: dict[str, tuple[int, Published]] = field(default_factory=dict)
    looked: dict[str, float] = field(default_factory=dict)
    reading: threading.Lock = field(default_factory=threading.Lock)


_shelf = _Shelf()


def published(hall_id: str) -> Published:
    """What the hall's panels show now; TicketError("no-release") for a hall that has published nothing."""
    known = _shelf.read.get(hall_id)
    if known is not None and time.monotonic() - _shelf.looked.get(hall_id, -LOOK_S) < LOOK_S:
        return known[1]
    release = shown(hall_id)
    _shelf.looked[hall_id] = time.monotonic()
    if release is None:
        raise TicketError("no-release", _NO_RELEASE, where=hall_id)
    if known is not None and known[0] == release.edition_id:
        return known[1]
    if known is not None and not _shelf.reading.acquire(blocking=False):
        return known[1]  # somebody reads the newer one already
    if known is None:
        _shelf.reading.acquire()
    try:
        again = _shelf.read.get(hall_id)
        if again is not None and again[0] == release.edition_id:
            return again[1]
        found = read_published(hall_id, release.number, edition_home(hall_id, release.edition_id) / "folder")
        _shelf.read[hall_id] = (release.edition_id, found)
        return found
    except KioskError as error:
        log.error("desk: the content of %s cannot be read: %s", hall_id, error)
        if known is not None:
            return known[1]
        raise TicketError("no-release", _NO_RELEASE, where=hall_id) from error
    finally:
        _shelf.reading.release()


def forget(hall_id: str = "") -> None:
    """Read again with the next question; without a hall: all of them."""
    for kept in (_shelf.read, _shelf.looked):
        if hall_id:
            kept.pop(hall_id, None)
        else:
            kept.clear()


def put(published: Published) -> None:
    """Give this process what it would otherwise read (rehearsals and tests); it stays until ``forget``."""
    _shelf.read[published.hall_id] = (-1, published)
    _shelf.looked[published.hall_id] = float("inf")


def read_published(hall_id: str, number: int, folder: Path) -> Published:
    """Read a content folder that was built and checked before it was released; KioskError when it cannot be read."""
    read = read_checked(folder)
    catalogue = read.content.catalogue
    desk = read_desk(read.folder.hall or {}, read.folder.tables, catalogue)
    return Published(hall_id, number, catalogue, desk.queues, desk.rules, phone_page=settings.OPTIONS.phone_page)
