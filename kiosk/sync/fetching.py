"""Many blobs at once over a bad line: parallel, resumed, patient while anything moves, and stopped at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from kiosk.sync.blobs import BlobError, BlobStore
from kiosk.sync.messages import Part
from kiosk.sync.pace import Backoff
from kiosk.sync.sources import NotThereError, Source, SourceError

WORKERS = 4
#: Failures in a row, all downloads together, without anything having moved between them.
TRIES = 6
#: So many bytes between two failures count as movement; a trickle does not.
_MOVEMENT = 16 << 10
#: A blob that came wrong so often is wrong at its source.
_WRONG = 3


class StoppedError(Exception):
    """Somebody asked the download to stop."""


@dataclass(slots=True)
class Haul:
    """How far a download is: bytes there at its beginning, come since, and needed altogether."""

    total: int
    there: int = 0
    came: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, size: int) -> None:
        with self._lock:
            self.came += size


def fetch_all(
    parts: Iterable[Part],
    store: BlobStore,
    source: Source,
    stop: threading.Event,
    progress: Callable[[Haul], None] = lambda haul: None,
    *,
    workers: int = WORKERS,
    backoff: Callable[[], Backoff] = Backoff,
) -> Haul:
    """Bring every part that is not there. What was brought stays, whatever happens.

    Raises SourceError (nothing moved any more), BlobError (wrong at its source), NoRoomError, StoppedError.
    """
    wanted = {part.sha256: part for part in parts}
    missing = [part for digest, part in wanted.items() if not store.has(digest, part.size)]
    total = sum(part.size for part in missing)
    haul = Haul(total, sum(min(store.partial_bytes(part.sha256), part.size) for part in missing))
    if not missing:
        return haul
    store.refuse_too_much(total - haul.there)
    # The big ones first: they do not wait for a free worker at the end.
    missing.sort(key=lambda part: -part.size)
    fetching = _Fetching(store, source, stop, haul, progress, backoff)
    with ThreadPoolExecutor(workers, thread_name_prefix="fetch") as pool:
        futures = [pool.submit(fetching.bring, part) for part in missing]
        wait(futures, return_when=FIRST_EXCEPTION)
        fetching.give_up.set()
    _raise_first(futures)
    return haul


def _raise_first(futures: Iterable[Future[None]]) -> None:
    errors = [error for future in futures if (error := future.exception()) is not None]
    # A worker that was only told to stop says nothing of why.
    for error in sorted(errors, key=lambda error: isinstance(error, StoppedError)):
        raise error


class _Fetching:
    def __init__(
        self,
        store: BlobStore,
        source: Source,
        stop: threading.Event,
        haul: Haul,
        progress: Callable[[Haul], None],
        backoff: Callable[[], Backoff],
    ) -> None:
        self._store, self._source, self._stop, self._haul = store, source, stop, haul
        self._progress, self._backoff = progress, backoff
        self.give_up = threading.Event()
        self._lock = threading.Lock()
        self._failures = 0
        self._came_then = 0

    def bring(self, part: Part) -> None:
        pauses, wrong = self._backoff(), 0
        while True:
            self._heed()
            before = self._store.partial_bytes(part.sha256)
            try:
                self._store.fetch(part.sha256, part.size, self._source, self._came)
                self._moved()
                return
            except BlobError:
                wrong += 1
                if wrong >= _WRONG:
                    raise
                pause = pauses.pause()
            except SourceError as error:
                if self._store.partial_bytes(part.sha256) - before >= _MOVEMENT:
                    pauses.reset()
                self._count(error)
                pause = pauses.pause(error.after_s)
            self._rest(pause)

    def _came(self, size: int) -> None:
        self._heed()
        self._haul.add(size)
        self._progress(self._haul)

    def _heed(self) -> None:
        if self._stop.is_set() or self.give_up.is_set():
            raise StoppedError

    def _rest(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise StoppedError

    def _moved(self) -> None:
        with self._lock:
            self._failures = 0

    def _count(self, error: SourceError) -> None:
        with self._lock:
            if self._haul.came - self._came_then >= _MOVEMENT:
                self._failures = 0
            self._came_then = self._haul.came
            self._failures += 1
            if self._failures >= TRIES or isinstance(error, NotThereError):
                raise error
