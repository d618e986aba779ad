"""One look at a hall's alarms: what each value is, how the alarms stand then, and who is told of what changed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from kiosk.base.texts import EMPTY, Text
from kiosk.hub.alerts.posting import AlarmTold, tell_alarm
from kiosk.hub.desk.published import Published, published
from kiosk.hub.insight.live import HallLive, hall_live
from kiosk.hub.insight.models import Alarm, Limit, Telling
from kiosk.hub.insight.thresholds import limits_of, receivers, rules_of
from kiosk.hub.live.outbox import tell
from kiosk.hub.project.locks import hold
from kiosk.hub.records.models import Hall
from kiosk.hub.reviews.models import Review
from kiosk.ticketing.alarms import CALM, KIND_WORDS, AlarmKind, AlarmRule, Level, Said, Standing, step, value_words
from kiosk.ticketing.tickets import TicketError

#: Seconds between two looks at a hall, by whichever process comes first.
EVERY_S = 15
#: A share of fewer than so many says nothing.
ENOUGH = 10
#: People wait and no window is open: more than any threshold, and yet a number that every database keeps.
NO_WINDOW = 9999.0


def look_everywhere(now: datetime) -> int:
    """Look at every hall whose turn it is; how many times something was said."""
    return sum(look(hall_id, now) for hall_id in Hall.objects.values_list("pk", flat=True))


def look(hall_id: str, now: datetime) -> int:
    """One look, unless somebody has just looked; how many times something was said."""
    try:
        hall = published(hall_id)
    except TicketError:
        return 0  # nothing is published: nobody can wait
    if not _is_due(hall_id, now):
        return 0
    live = hall_live(hall, limits_of(hall_id), now)
    values = dict(values_of(hall, live, now))
    is_over = live.waiting == 0 and live.counts.open == 0
    with transaction.atomic():
        hold(f"insight:{hall_id}")
        return _step_all(hall_id, values, now, is_over)


def _is_due(hall_id: str, now: datetime) -> bool:
    with transaction.atomic():
        hold(f"insight:{hall_id}")
        kept, _ = Limit.objects.get_or_create(hall_id=hall_id)
        if kept.looked_at is not None and timedelta(0) <= now - kept.looked_at < timedelta(seconds=EVERY_S):
            return False
        Limit.objects.filter(pk=kept.pk).update(looked_at=now)
        return True


def values_of(hall: Published, live: HallLive, now: datetime) -> Iterator[tuple[tuple[AlarmKind, str], float | None]]:
    """(kind, subject) → its value; None: there is nothing to measure."""
    for queue in live.queues:
        yield (AlarmKind.WAIT, queue.queue.code), queue.longest
        yield (AlarmKind.WINDOW_SATURATION, queue.queue.code), queue.saturation
    today = live.today
    late = None if live.in_time is None else 1 - live.in_time
    yield (AlarmKind.WAIT_RATE, ""), late if live.waiting >= ENOUGH else None
    yield (AlarmKind.HALL_SATURATION, ""), live.full
    yield (AlarmKind.LATE_RATE, ""), today["late-rate"] if (today["timed"] or 0) >= ENOUGH else None
    yield (AlarmKind.LATE_COUNT, ""), today["late"]
    yield (AlarmKind.ABANDONED, ""), today["abandoned-rate"] if (today["tickets"] or 0) >= ENOUGH else None
    bad = Review.objects.filter(service__hall_id=hall.hall_id, service__day=hall.day(now), level__lte=2).count()
    yield (AlarmKind.BAD_REVIEWS, ""), float(bad)
    for window in live.windows:
        yield (AlarmKind.LONG_WORK, window.number), window.unbroken


def _step_all(hall_id: str, values: dict[tuple[AlarmKind, str], float | None], now: datetime, is_over: bool) -> int:
    rules = rules_of(hall_id)
    standing = {(AlarmKind(a.kind), a.subject): a for a in Alarm.objects.filter(hall_id=hall_id, ended=None)}
    said = 0
    # A queue or window that is no longer there has nothing to measure, which ends its alarm.
    for kind, subject in {**values, **dict.fromkeys(standing, None)}:
        value = values.get((kind, subject))
        known = None if value is None else min(value, NO_WINDOW)
        said += _step_one(hall_id, rules[kind], subject, standing.get((kind, subject)), known, now, is_over)
    if said:
        tell(f"console:{hall_id}", "alarm")
    return said


def _step_one(
    hall_id: str, rule: AlarmRule, subject: str, alarm: Alarm | None, value: float | None, now: datetime, is_over: bool
) -> int:
    taken = step(rule, _standing(alarm), value, now)
    said, stands, found = taken.said, taken.standing, value or 0.0
    if alarm is None:
        if said is Said.NOTHING:
            return 0
        alarm = Alarm(hall_id=hall_id, kind=rule.kind.value, subject=subject[:64], since=now)
    if said is Said.AGAIN and (is_over or alarm.seen_at is not None):
        said = Said.NOTHING  # somebody looks after it, or the hall has closed and nobody can
    if said is Said.ENDED:
        alarm.ended, alarm.value = now, found
    else:
        alarm.level, alarm.worst, alarm.value, alarm.peak = stands.level, stands.worst, found, stands.peak
    if said is Said.WORSE:
        alarm.seen_by, alarm.seen_at = "", None
    if said is not Said.NOTHING:
        alarm.said_at = now
    alarm.save()
    if said is Said.NOTHING:
        return 0
    names = receivers(hall_id, taken.receivers)
    told = Telling.objects.create(
        alarm=alarm, at=now, said=said.value, level=stands.level, value=found, receivers=names
    )
    tell_alarm(hall_id, _told(alarm, told), now)
    return 1


def _told(alarm: Alarm, told: Telling) -> AlarmTold:
    kind = AlarmKind(alarm.kind)
    return AlarmTold(
        key=str(told.pk),
        said=told.said,
        level=told.level or alarm.worst,
        kind=kind.value,
        name=KIND_WORDS[kind],
        place=place_of(alarm.hall_id, kind, alarm.subject),
        value=value_words(kind, shown_value(told.value)),
        receivers=tuple(told.receivers),
    )


def place_of(hall_id: str, kind: AlarmKind, subject: str) -> Text:
    """Which queue or window it is about; nothing for the whole hall."""
    if not subject:
        return EMPTY
    if kind is AlarmKind.LONG_WORK:
        return Text(zh=f"{subject} 号窗口", en=f"window {subject}")
    try:
        return published(hall_id).queue(subject).name
    except TicketError:
        return Text(zh=subject, en=subject)


def _standing(alarm: Alarm | None) -> Standing:
    if alarm is None:
        return CALM
    return Standing(Level(alarm.level), alarm.since, Level(alarm.worst), alarm.peak, alarm.said_at)


def shown_value(value: float) -> float:
    """A kept value as the words know it."""
    return math.inf if value >= NO_WINDOW else value
