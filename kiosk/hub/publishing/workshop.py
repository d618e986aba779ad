"""What a hub process does by itself for publishing: rehearses, builds, compares, signs what is left, keeps dates.

Two threads: the foreman looks around twice a second for what is quickly done, the builder builds. Several hub processes
may run them at once: everything is decided in the database, and what one leaves behind another takes up.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress

from django.utils import timezone

from kiosk.base.errors import KioskError
from kiosk.hub.project.rounds import Rounds
from kiosk.hub.publishing import queue, switching
from kiosk.hub.publishing.building import build, compare
from kiosk.hub.publishing.channel import NoKeysError, repository, rollout_of, try_to_sign
from kiosk.hub.publishing.editions import rehearse
from kiosk.hub.publishing.models import Channel
from kiosk.hub.publishing.releasing import settle
from kiosk.hub.publishing.rollouts import is_due
from kiosk.hub.publishing.tidying import tidy
from kiosk.hub.records.models import Hall

log = logging.getLogger("kiosk.hub.publishing")

#: Seconds: between two looks; from the last change to the rehearsal; between two looks at dates; between two tidyings.
LOOK_S, REST_S, DATES_S, TIDY_S = 0.5, 2.0, 3600.0, 1800.0
_AGAIN_S = 5.0


class Workshop:
    """Begun and ended with the hub process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rounds = (Rounds("foreman", self.look, LOOK_S, log), Rounds("builder", self.build_next, LOOK_S, log))
        #: hall → its revision, since when it rests, whether it was rehearsed
        self._seen: dict[str, tuple[int, float, bool]] = {}
        self._dates_at = self._tidy_at = 0.0
        self._sign_at: dict[str, float] = {}

    def start(self) -> None:
        """Begin; returns at once."""
        for rounds in self._rounds:
            rounds.start()

    def stop(self, seconds: float = 5.0) -> None:
        """End after what is being done; a build that takes longer is left to whoever comes next."""
        for rounds in self._rounds:
            rounds.end()
        for rounds in self._rounds:
            rounds.stop(seconds)

    def look(self) -> None:
        """One look around: everything that is quickly done."""
        self._sign_left()
        for hall_id in switching.due(timezone.now()):
            switching.expire(hall_id)
        for channel in Channel.objects.exclude(rollout={}).only("hall_id", "rollout"):
            if is_due(rollout_of(channel.hall_id), timezone.now()):
                settle(channel.hall_id)
        self._rehearse_rested()
        now = self._clock()
        if now >= self._dates_at:
            self._dates_at = now + DATES_S
            self._keep_dates()
        if now >= self._tidy_at:
            self._tidy_at = now + TIDY_S
            for hall_id in Hall.objects.values_list("pk", flat=True):
                tidy(hall_id)

    def build_next(self) -> bool:
        """Build one edition, else compare one anew; whether there was anything to do."""
        edition = queue.claim()
        if edition is not None:
            build(edition)
            return True
        stale = queue.claim_comparison(_shown_number)
        if stale is not None:
            try:
                compare(stale)
            finally:
                queue.release(stale)
            return True
        return False

    def _rehearse_rested(self) -> None:
        """Freeze the working copies that nobody has changed for a moment."""
        now = self._clock()
        for hall_id, revision in Hall.objects.filter(revision__gt=0).values_list("pk", "revision"):
            known = self._seen.get(hall_id)
            if known is None or known[0] != revision:
                self._seen[hall_id] = (revision, now, False)
            elif not known[2] and now - known[1] >= REST_S:
                self._seen[hall_id] = (revision, known[1], True)
                rehearse(hall_id)

    def _sign_left(self) -> None:
        """What was decided by somebody who could not sign it (a kill, a full disk)."""
        now = self._clock()
        for hall_id in Channel.objects.filter(unsigned=True).values_list("hall_id", flat=True):
            if now >= self._sign_at.get(hall_id, 0.0) and not try_to_sign(hall_id):
                self._sign_at[hall_id] = now + _AGAIN_S

    def _keep_dates(self) -> None:
        """Sign again what would expire; panels fetch it with their next look."""
        for hall_id in Hall.objects.values_list("pk", flat=True):
            with suppress(NoKeysError):
                try:
                    version = repository(hall_id).refresh_online()
                    Channel.objects.filter(hall_id=hall_id, version__lt=version).update(version=version)
                except (KioskError, OSError) as error:
                    if isinstance(error, NoKeysError):
                        raise
                    log.error("publishing: %s cannot be signed again: %s", hall_id, error)


def _shown_number(hall_id: str) -> int:
    rollout = rollout_of(hall_id)
    ref = rollout.stable or (rollout.staged.release if rollout.staged else None)
    return ref.number if ref is not None else 0
