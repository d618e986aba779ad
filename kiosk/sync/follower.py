"""One panel's part in a hall: what it believes, which release it is to show, and that release whole on its shelf."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.base.clock import Clock
from kiosk.base.errors import KioskError
from kiosk.store.release_info import ReleaseError, ReleaseInfo, read_info, releases_in
from kiosk.store.whole_files import sole_writer, sweep, write_whole
from kiosk.sync.blobs import BlobStore, on_disk
from kiosk.sync.bringing import Bringer, Brought, Joiner
from kiosk.sync.device import Device
from kiosk.sync.fetching import Haul
from kiosk.sync.messages import ReleaseRef, Rollout, moment, unpacked
from kiosk.sync.sources import Source
from kiosk.sync.trust import Trusted, TrustedHall, TrustError, hall_of_root

_LOCK_S = 60.0
_REFS = "releases.json"
_REFS_KEPT = 4
#: A clock that is so far before the newest content is wrong.
_CLOCK_SLACK = timedelta(days=1)


class FollowError(KioskError):
    """The panel cannot take part in its hall as things are."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The release this panel is to show. ``activate_at``: "" = at once."""

    ref: ReleaseRef
    activate_at: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A release that is whole and may be shown from ``activate_at`` on."""

    number: int
    path: Path
    activate_at: str


class Follower:
    """A panel of one hall. ``panel_id`` and ``group`` are "" for one that was never admitted by a hub.

    Several processes may hold it at once (the panel's own and an import by hand).
    """

    def __init__(
        self,
        device: Device,
        hall_id: str,
        shelf: Path,
        join: Joiner,
        clock: Clock,
        *,
        panel_id: str = "",
        group: str = "",
        partial: str = "partial",
    ) -> None:
        root = device.root(hall_id)
        if root is None:
            raise FollowError("This panel does not know its hall's root.", where=hall_id, remedy="Admit the panel.")
        self.hall_id, self.panel_id, self.group = hall_id, panel_id, group
        self._folder, self._root, self._clock, self._shelf = device.hall_folder(hall_id), root, clock, shelf
        self._bringer = Bringer(hall_id, BlobStore(device.folder, partial=partial), shelf, join)
        self._seen: tuple[int, int] = (0, 0)
        self._hall = self._opened()
        self._mend_root(device)

    def trusted(self) -> Trusted:
        """What is believed now, without a network; also when another process came to believe more."""
        if self._mark() != self._seen:
            self._hall = self._opened()
        return self._hall.trusted()

    def believe(self, source: Source) -> Trusted:
        """Ask a source for news. Raises TrustError, SourceError, KioskError."""
        with on_disk(), self._alone():
            self._hall = self._opened()
            try:
                return self._hall.refresh(source, self.now())
            finally:
                self._seen = self._mark()

    def wanted(self) -> Wanted | None:
        """Which release this panel is to show."""
        rollout = self.trusted().rollout
        if rollout is None:
            return None
        ref, activate_at = self._of_panel(rollout)
        return Wanted(ref, activate_at) if ref is not None else None

    def bring(
        self,
        wanted: Wanted,
        source: Source,
        stop: threading.Event,
        progress: Callable[[Haul], None] = lambda haul: None,
    ) -> Brought:
        """The wanted release, whole on the shelf; at once when it is there. Raises KioskError, StoppedError."""
        with on_disk():
            return self._bringer.bring(wanted.ref, source, stop, progress)

    def tidy(self, wanted: Wanted, shown: int) -> None:
        """Remove what no release needs that is wanted, shown, or was wanted just before."""
        rollout = self.trusted().rollout
        listed = [rollout.stable, rollout.staged.release if rollout.staged else None] if rollout else []
        refs = {ref.number: ref for ref in (*self._earlier(), *(ref for ref in listed if ref), wanted.ref)}
        kept = [refs[number] for number in sorted(refs)[-_REFS_KEPT:]]
        self._bringer.sweep(wanted.ref.number, shown, kept)  # room first
        with on_disk():
            sweep(self._folder, _REFS)  # what a kill left behind; only the panel's own process comes here
            write_whole(self._folder / _REFS, json.dumps([asdict(ref) for ref in kept]).encode())

    def newest(self) -> ReleaseInfo | None:
        """The newest release of this hall on the shelf, as described (not proven here)."""
        for path in reversed(releases_in(self._shelf).values()):
            with suppress(ReleaseError):
                info = read_info(path)
                if info.hall_id == self.hall_id:
                    return info
        return None

    def now(self) -> datetime:
        """The time that signatures are held against: never before the newest content was built."""
        built = self._built_at()
        now = self._clock.now()
        return now if built is None else max(now, built)

    def is_clock_wrong(self) -> bool:
        """Whether the clock stands before the content that is here already."""
        built = self._built_at()
        return built is not None and self._clock.now() < built - _CLOCK_SLACK

    def _built_at(self) -> datetime | None:
        newest = self.newest()
        return moment(newest.built_at) if newest is not None else None

    def _of_panel(self, rollout: Rollout) -> tuple[ReleaseRef | None, str]:
        if self.panel_id or rollout.staged is None:
            return rollout.for_panel(self.panel_id, self.group)
        # Brought by hand to a panel no hub knows: it takes part in a rollout only when that is for everybody.
        if rollout.staged.percent >= 100 or rollout.stable is None:
            return rollout.staged.release, rollout.staged.activate_at
        return rollout.stable, ""

    def _earlier(self) -> list[ReleaseRef]:
        try:
            listed = json.loads((self._folder / _REFS).read_bytes())
            return [unpacked(ReleaseRef, json.dumps(ref).encode()) for ref in listed[:_REFS_KEPT]]
        except (OSError, ValueError, TypeError, KioskError):
            return []

    def _mend_root(self, device: Device) -> None:
        """The root that was given may be damaged while what came of it is not: then that takes its place."""
        try:
            hall_of_root(self._root)
        except TrustError:
            self._root = self._hall.root()
            with on_disk():
                device.keep_root(self.hall_id, self._root)

    def _opened(self) -> TrustedHall:
        self._seen = self._mark()
        return TrustedHall(self._folder, self._root, self.hall_id)

    def _mark(self) -> tuple[int, int]:
        try:
            facts = (self._folder / "trusted.json").stat()
        except OSError:
            return 0, 0
        return facts.st_mtime_ns, facts.st_ino

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only process that changes what is believed."""
        end = time.monotonic() + _LOCK_S
        while True:
            with sole_writer(self._folder) as ours:
                if ours:
                    yield
                    return
            if time.monotonic() > end:
                raise FollowError("Another process is asking the hub; try again in a minute.", where=self.hall_id)
            time.sleep(0.05)
