"""May this panel give a number of its own now? Hours and quotas as the release has them, without a network."""

from __future__ import annotations

from datetime import datetime

from kiosk.matters.catalogue import Catalogue
from kiosk.store.queue_hours import open_days
from kiosk.ticketing.hours import Giving, giving
from kiosk.ticketing.queues import DeskRules, Queue


def own_giving(catalogue: Catalogue, queue: Queue, rules: DeskRules, now: datetime, taken: int = 0) -> Giving:
    """Whether the queue gives a number at ``now`` (in the hall's zone); ``taken``: numbers this panel gave itself."""
    return giving(now, open_days(catalogue, queue, now.date()), queue, rules, taken)
