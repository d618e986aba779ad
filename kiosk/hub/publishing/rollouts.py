"""How a rollout document changes with each act: pure functions from the one that stands to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.sync.messages import ReleaseRef, Rollout, Staged, moment


def published(
    standing: Rollout, release: ReleaseRef, *, percent: int = 100, groups: tuple[str, ...] = (), activate_at: str = ""
) -> Rollout:
    """The new release for everybody at once, or staged: for a part of the panels, or from a moment on."""
    if percent >= 100 and not activate_at:
        return replace(standing, sequence=standing.sequence + 1, stable=release, staged=None)
    staged = Staged(release, min(percent, 100), groups, activate_at)
    return replace(standing, sequence=standing.sequence + 1, staged=staged)


def finished(standing: Rollout) -> Rollout:
    """What is staged, for everybody."""
    if standing.staged is None:
        return standing
    return replace(standing, sequence=standing.sequence + 1, stable=standing.staged.release, staged=None)


def widened(standing: Rollout, percent: int, groups: tuple[str, ...]) -> Rollout:
    """What is staged, for more of the panels."""
    if standing.staged is None:
        return standing
    staged = replace(standing.staged, percent=percent, groups=groups)
    return replace(standing, sequence=standing.sequence + 1, staged=staged)


def is_partial(rollout: Rollout) -> bool:
    """Whether some panels are meant to show another release than the others."""
    return rollout.staged is not None and rollout.staged.percent < 100


def is_due(rollout: Rollout, now: datetime) -> bool:
    """Whether what was planned for everybody has begun, so that it may be called the one that stands."""
    staged = rollout.staged
    if staged is None or staged.percent < 100:
        return False
    at = moment(staged.activate_at)
    return at is None or at <= now


def newest(rollout: Rollout) -> int:
    """The highest number the panels were told of."""
    refs = (rollout.stable, rollout.staged.release if rollout.staged else None)
    return max((ref.number for ref in refs if ref is not None), default=0)
