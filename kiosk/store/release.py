"""A published release on this panel: trusted byte for byte before it is opened, then only read."""

from __future__ import annotations

import sqlite3
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING

from kiosk.guidance.venue import Venue
from kiosk.matters.catalogue import Catalogue
from kiosk.policy.blocks import Bodies, read
from kiosk.store.media import is_whole, medium_path
from kiosk.store.notice_tables import Notices
from kiosk.store.queue_tables import Desk, default_queues
from kiosk.store.release_info import ReleaseError, ReleaseInfo, read_info, verify
from kiosk.store.release_reading import read_catalogue, read_desk_of, read_wall
from kiosk.store.release_schema import APPLICATION_ID, FORMAT
from kiosk.store.search_index import open_index
from kiosk.store.venue_facts import LayoutError, unpack_venue

if TYPE_CHECKING:
    from kiosk.finding.find import Finder
    from kiosk.guidance.imdf import Plan

_REBUILD = "Build the release again with this version of the program."


class Release:
    """One open release. Read by one thread at a time; close it when another takes its place."""

    def __init__(self, path: Path, info: ReleaseInfo, connection: sqlite3.Connection) -> None:
        self.path, self.info = path, info
        self._connection = connection
        self._proven: dict[str, Path | None] = {}
        #: Called once with the name of each medium that is not what it was when it was published.
        self.when_damaged: Callable[[str], None] = lambda name: None

    def catalogue(self) -> Catalogue:
        """The hall's catalogue; a matter is read when it is first asked for."""
        return self._catalogue

    def venue(self) -> Venue | None:
        """The building, ready for guidance; None when the release has no plan."""
        return self._venue

    def finder(self) -> Finder:
        """The search over this release."""
        return self._finder

    def plan(self) -> Plan | None:
        """The plan with every file it came with; slower than ``venue``. None when there is none."""
        rows = self._connection.execute("SELECT name, size, packed FROM plan_files ORDER BY name").fetchall()
        if not rows:
            return None
        from kiosk.guidance.imdf import read_plan  # a panel that starts reads the venue and needs no IMDF

        with tempfile.TemporaryDirectory(prefix="kiosk-plan-") as folder:
            for name, size, packed in rows:
                target = Path(folder, *PurePosixPath(name).parts)
                if not target.resolve().is_relative_to(Path(folder).resolve()):
                    raise ReleaseError("The plan in the release is damaged.", where=self.path.name, remedy=_REBUILD)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(zlib.decompressobj().decompress(packed, size))
            return replace(read_plan(Path(folder)), source=self.path)

    def picture(self, name: str) -> bytes:
        """A picture's bytes; KeyError when the release has none of this name."""
        row = self._connection.execute("SELECT data FROM pictures WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise KeyError(name)
        return bytes(row[0])

    def pictures(self) -> tuple[str, ...]:
        """The names of all pictures."""
        return tuple(str(name) for (name,) in self._connection.execute("SELECT name FROM pictures ORDER BY name"))

    def wall(self) -> Notices:
        """Every column and notice of the release, shown or not; a notice's words are read with ``words_of_notice``."""
        return self._wall

    def words_of_notice(self, code: str) -> Bodies:
        """A notice's words by language; nothing for an unknown one."""
        select = "SELECT language, blocks FROM notice_bodies WHERE notice_code = ?"
        return {str(language): read(str(blocks)) for language, blocks in self._connection.execute(select, (code,))}

    def desk(self) -> Desk:
        """The hall's queues and the rules of its ticket desk."""
        return self._desk

    def media(self) -> tuple[tuple[str, int], ...]:
        """(sum, size in bytes) of every medium the release shows."""
        try:
            rows = self._connection.execute("SELECT DISTINCT sha256, size FROM media ORDER BY sha256").fetchall()
        except sqlite3.OperationalError:  # built before there were media
            return ()
        return tuple((str(sha256), int(size)) for sha256, size in rows)

    def medium(self, name: str) -> Path:
        """A medium's file, proven when it is first asked for; KeyError when there is none or it is damaged."""
        if name not in self._proven:
            self._proven[name] = self._prove(name)
        path = self._proven[name]
        if path is None:
            raise KeyError(name)
        return path

    def findings(self, language: str = "zh") -> tuple[tuple[str, str, str], ...]:
        """(severity, place, sentence) of what was found when the release was built, for staff."""
        column = "zh" if language.startswith("zh") else "en"
        select = (
            f"SELECT severity, place, {column} FROM table_findings UNION ALL "
            f"SELECT severity, coalesce(feature_id, ''), {column} FROM plan_findings"
        )
        return tuple((str(s), str(p), str(words)) for s, p, words in self._connection.execute(select))

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Release:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _catalogue(self) -> Catalogue:
        return read_catalogue(self._connection)

    @cached_property
    def _wall(self) -> Notices:
        try:
            return read_wall(self._connection)
        except sqlite3.OperationalError:  # built before there were notices
            return Notices()

    @cached_property
    def _desk(self) -> Desk:
        try:
            desk = read_desk_of(self._connection)
        except sqlite3.OperationalError:
            desk = Desk()
        # Published before there were queues: any hall has some.
        return desk if desk.queues else replace(desk, queues=default_queues(self.catalogue()))

    def _prove(self, name: str) -> Path | None:
        row = self._connection.execute("SELECT sha256, size FROM media WHERE name = ?", (name,)).fetchone()
        if row is None:
            return None
        path = medium_path(self.path.parent, str(row[0]))
        if is_whole(path, str(row[0]), int(row[1])):
            return path
        self.when_damaged(name)
        return None

    @cached_property
    def _finder(self) -> Finder:
        from kiosk.finding.find import Finder  # nobody searches before the first screen stands

        return Finder(open_index(self._connection))

    @cached_property
    def _venue(self) -> Venue | None:
        row = self._connection.execute("SELECT layout, facts, shapes FROM venue").fetchone()
        if row is None:
            return None
        try:
            return unpack_venue(*row)
        except LayoutError:  # built by another version of the program: its files still say it all
            plan = self.plan()
            return plan.venue if plan is not None else None


def open_release(path: Path) -> Release:
    """Open a release after every byte of it was checked against its description; ReleaseError otherwise."""
    info = read_info(path)
    if info.format != FORMAT:
        what = f"The release is of format {info.format}; this program reads format {FORMAT}."
        raise ReleaseError(what, where=path.name, remedy=_REBUILD)
    verify(path, info)
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        connection.execute("PRAGMA query_only=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        meta = dict(connection.execute("SELECT key, value FROM meta"))
    except sqlite3.Error as error:
        raise ReleaseError("This is no release file.", where=path.name, remedy=_REBUILD) from error
    is_itself = meta.get("sequence") == str(info.sequence) and meta.get("hall_id") == info.hall_id
    if application != APPLICATION_ID or not is_itself:
        connection.close()
        raise ReleaseError("The release is not the one its description names.", where=path.name, remedy=_REBUILD)
    return Release(path, info, connection)
