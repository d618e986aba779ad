"""Slows down guessing: each try is written down before it is examined, and every further one has to wait longer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max

from kiosk.hub.access.models import LoginTry
from kiosk.hub.project.locks import hold
from kiosk.hub.project.secret import keyed

KEPT = timedelta(hours=24)
LONGEST = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a try is counted against: ``free`` tries cost nothing, then the wait doubles each time."""

    kind: str
    name: str
    free: int
    within: timedelta = KEPT

    @property
    def key(self) -> str:
        return keyed(settings.SECRET_KEY, f"try:{self.kind}", self.name.casefold())


@dataclass(frozen=True, slots=True)
class Tried:
    """A try that was let through (``ids``: to be forgotten when it was right), or how long to wait."""

    ids: tuple[int, ...] = ()
    wait: timedelta = timedelta(0)

    @property
    def allowed(self) -> bool:
        return not self.wait


def attempt(subjects: Iterable[Subject], now: datetime) -> Tried:
    """Count a try against all subjects, unless one of them has to wait."""
    subjects = tuple(subjects)
    with transaction.atomic():
        for subject in sorted(subjects, key=lambda one: one.key):
            hold(f"try {subject.key}")
        LoginTry.objects.filter(at__lt=now - KEPT).delete()
        wait = max((_wait(subject, now) for subject in subjects), default=timedelta(0))
        if wait > timedelta(0):
            return Tried(wait=wait)
        made = [LoginTry.objects.create(key=subject.key) for subject in subjects]
        LoginTry.objects.filter(id__in=[one.id for one in made]).update(at=now)
    return Tried(ids=tuple(one.id for one in made))


def forgive(tried: Tried, *subjects: Subject) -> None:
    """The try was right: it counts no longer, nor do earlier ones against these subjects."""
    LoginTry.objects.filter(id__in=tried.ids).delete()
    LoginTry.objects.filter(key__in=[subject.key for subject in subjects]).delete()


def _wait(subject: Subject, now: datetime) -> timedelta:
    tries = LoginTry.objects.filter(key=subject.key, at__gt=now - subject.within)
    found = tries.aggregate(number=Count("id"), last=Max("at"))
    last: datetime | None = found["last"]
    over = int(found["number"]) - subject.free
    if over < 0 or last is None:
        return timedelta(0)
    pause = min(timedelta(seconds=2 ** min(over, 12)), LONGEST)
    return max(last + pause - now, timedelta(0))
