"""Proofs that an edit is on the glass: which panels show a release, and how long after the click."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from statistics import median

from kiosk.hub.fleet.models import Panel, Showing
from kiosk.hub.publishing.models import Release


@dataclass(frozen=True, slots=True)
class Proof:
    """A panel showed a release; ``seconds`` after it was published, or after the time it was set to begin."""

    panel: Panel
    number: int
    shown_at: datetime
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the newest release has come."""

    release: Release
    panels: int
    shown: int
    median_s: float | None
    last_s: float | None

    @property
    def complete(self) -> bool:
        return self.panels > 0 and self.shown >= self.panels


def due(release: Release) -> datetime:
    """From when a release was to be seen."""
    return max(release.clicked_at, release.activate_at) if release.activate_at else release.clicked_at


def proofs_of(panel: Panel, limit: int = 10) -> list[Proof]:
    """The newest of one panel."""
    releases = {release.number: release for release in Release.objects.filter(hall_id=panel.hall_id)}
    found = Showing.objects.filter(panel=panel).order_by("-shown_at")[:limit]
    return [Proof(panel, one.number, one.shown_at, _seconds(releases.get(one.number), one)) for one in found]


def reach(hall_id: str) -> Reach | None:
    """Of a hall's newest release; None before the first."""
    release = Release.objects.filter(hall_id=hall_id).order_by("-number").first()
    if release is None:
        return None
    panels = Panel.objects.filter(hall_id=hall_id, revoked_at=None)
    shown = Showing.objects.filter(panel__in=panels, number=release.number)
    seconds = sorted(taken for one in shown if (taken := _seconds(release, one)) is not None)
    return Reach(
        release,
        panels.count(),
        panels.filter(shown_release=release.number).count(),
        median(seconds) if seconds else None,
        seconds[-1] if seconds else None,
    )


def _seconds(release: Release | None, showing: Showing) -> float | None:
    if release is None:
        return None
    return max((showing.shown_at - due(release)).total_seconds(), 0.0)
