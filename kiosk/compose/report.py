"""What a panel says of itself, as a document for its hub: figures and health, never a visitor's words."""

from __future__ import annotations

from datetime import UTC, datetime

from kiosk.base.health import HealthBoard
from kiosk.sync.messages import PartReport, Report

_PARTS = 60
_LONGEST = 400


def make_report(
    health: HealthBoard,
    now: datetime,
    *,
    release: int,
    activated_at: datetime | None,
    waiting: int,
    live: int,
    program: str,
    started_at: datetime,
    visits: int,
) -> Report:
    """The report of this moment. How long the hub was away is filled in by ``kiosk sync``, which knows."""
    return Report(
        release=release,
        activated_at=utc(activated_at) if activated_at is not None else "",
        waiting=waiting,
        live=live,
        program=program,
        started_at=utc(started_at),
        now=utc(now),
        visits_today=visits,
        parts=tuple(
            PartReport(
                part.part,
                part.state.value,
                part.sentence.within("zh-CN")[:_LONGEST],
                part.sentence.within("en")[:_LONGEST],
                utc(part.since),
            )
            for part in health.parts()[:_PARTS]
        ),
    )


def utc(at: datetime) -> str:
    """A moment as documents write it; to the millisecond, for it proves how fast something was shown."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
