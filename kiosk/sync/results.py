"""What the panel answered to the hub's orders, until the hub has it."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.sync.answers import HubError, RevokedError
from kiosk.sync.client import Hub
from kiosk.sync.duties import Duty
from kiosk.sync.sources import SourceError

log = logging.getLogger("kiosk.sync")

_LIMIT = 16 << 20
_TYPES = {".png": "image/png"}
#: After so long nobody waits for it any more.
_LASTS_S = 24 * 3600.0


@dataclass(slots=True)
class _Result:
    id: str
    path: Path | None
    outcome: str
    duty: Duty = field(default_factory=Duty)
    since: float = field(default_factory=time.monotonic)


class Results:
    """Results on their way. Files under ``own`` are removed when they are brought (or nobody wants them)."""

    def __init__(self, own: Path) -> None:
        self._own = own
        self._waiting: dict[str, _Result] = {}

    @property
    def at(self) -> float:
        """When the next one is due (monotonic seconds)."""
        return min((result.duty.at for result in self._waiting.values()), default=float("inf"))

    def take(self, id_: str, path: str, outcome: str) -> None:
        """A result of the panel; ``path``: its file, "" = none."""
        result = _Result(id_, Path(path) if path else None, "refused" if outcome == "refused" else "done")
        result.duty.urge(time.monotonic())
        self._waiting[id_] = result

    def has(self, id_: str) -> bool:
        """Whether the panel answered already."""
        return id_ in self._waiting

    def clear(self) -> None:
        self._waiting.clear()

    def send_due(self, hub: Hub) -> None:
        """Bring what is due. Raises RevokedError; everything else is tried again, or is for nobody any more."""
        now = time.monotonic()
        for result in [result for result in self._waiting.values() if result.duty.is_due(now)]:
            if self._is_settled(hub, result):
                del self._waiting[result.id]
                if result.path is not None and result.path.is_relative_to(self._own):
                    result.path.unlink(missing_ok=True)

    def _is_settled(self, hub: Hub, result: _Result) -> bool:
        now = time.monotonic()
        body, media_type, outcome = _read(result)
        try:
            hub.put_order(result.id, body, media_type, outcome)
        except RevokedError:
            raise
        except SourceError as error:
            is_final = isinstance(error, HubError) and error.status not in (401, 408, 425, 429) and error.status < 500
            if is_final or now - result.since > _LASTS_S:
                log.warning("sync: nobody wants the result of %s: %s", result.id, error.sentence())
                return True
            result.duty.failed(now, error.after_s)
            return False
        return True


def _read(result: _Result) -> tuple[bytes, str, str]:
    if result.path is None:
        return b"", "text/plain", result.outcome
    try:
        with result.path.open("rb") as stream:
            body = stream.read(_LIMIT)
    except OSError as error:
        log.warning("sync: the result %s cannot be read (%s)", result.path.name, error.strerror)
        return b"", "text/plain", "refused"
    return body, _TYPES.get(result.path.suffix.lower(), "text/plain"), result.outcome
