"""A bad review is followed to its end: told at once, answered, put right within fifteen working days, closed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.access.models import User
from kiosk.hub.alerts.posting import tell_review
from kiosk.hub.audit.log import record
from kiosk.hub.desk.published import published
from kiosk.hub.live.outbox import tell
from kiosk.hub.phone.mail_box import tell_staff
from kiosk.hub.reviews.models import Followup, Review, Step
from kiosk.matters.hours import spans_on
from kiosk.ticketing.reviews import LEVEL_WORDS, Level, answer_by
from kiosk.ticketing.tickets import TicketError

log = logging.getLogger("kiosk.hub.reviews")

#: act → the states it may be done in, and the state after it.
ACTS = {
    "answered": (("new", "answered"), "answered"),
    "closed": (("answered",), "closed"),
    "reopened": (("closed",), "new"),
}
LONGEST_WORDS = 1000


class FollowupError(KioskError):
    """A step that cannot be taken now. ``text`` for people."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.within("en"))


_WORDS = Text(zh="请写清楚做了什么，或为什么。", en="Please write what was done, or why.")
_LONG = Text(zh=f"最多{LONGEST_WORDS}字。", en=f"At most {LONGEST_WORDS} characters.")
_STATE = Text(
    zh="这条评价的处理状态已经变了，请看看现在的内容再继续。",
    en="This review has moved on since. Look at it as it is now, then go on.",
)


def begin(review: Review, now: datetime) -> Followup:
    """A bad review was given, in the transaction in which it is kept; everybody at the console hears of it."""
    hall_id = review.service.hall_id
    made = Followup.objects.create(review=review, due=due_from(hall_id, _day(now)))
    Step.objects.create(followup=made, at=now, act="given")
    tell(f"console:{hall_id}", "review", **{"id": made.pk, "level": review.level, "window": review.service.window})
    return made


def alert(review: Review, now: datetime) -> None:
    """Tell the hall's receivers, managers and robots; whatever goes wrong there, the review is kept."""
    values = {"window": review.service.window, "level": LEVEL_WORDS[Level(review.level)]["zh"]}
    hall_id, key = review.service.hall_id, f"review-{review.pk}"
    tell_review(hall_id, key, values["window"], values["level"], now)
    try:
        tell_staff(hall_id, key, values, now)
    except KioskError as error:
        log.error("reviews: nobody could be told of a bad review: %s", error)


def take_step(
    followup_id: int, hall_id: str, act: str, words: str, version: int, user: User, now: datetime
) -> Followup:
    """Answer it, close it, or open it again; FollowupError. ``version``: of the page it was decided on."""
    said = words.strip().replace("\0", "")
    if not said:
        raise FollowupError(_WORDS)
    if len(said) > LONGEST_WORDS:
        raise FollowupError(_LONG)
    if act not in ACTS:
        raise FollowupError(_STATE)
    with transaction.atomic():
        found = Followup.objects.select_for_update().get(pk=followup_id, review__service__hall_id=hall_id)
        allowed, then = ACTS[act]
        if found.version != version or found.state not in allowed:
            raise FollowupError(_STATE)
        found.state, found.version = then, found.version + 1
        found.closed_at = now if act == "closed" else None
        if act == "reopened":
            found.reopened += 1
            found.due = due_from(hall_id, _day(now))
        found.save()
        Step.objects.create(followup=found, at=now, by=user.username, act=act, words=said)
        tell(f"console:{hall_id}", "review", **{"id": found.pk})
        record(user, f"review.{act}", hall_id=hall_id, subject=str(found.review_id), words=said)
    return found


def answer_of(review: Review) -> str:
    """The newest answer to a review, for the visitor; "" while there is none."""
    steps = Step.objects.filter(followup__review=review, act="answered").order_by("-at", "-pk")
    return steps.values_list("words", flat=True).first() or ""


def open_ones(hall_id: str) -> int:
    """How many wait for somebody."""
    return Followup.objects.filter(review__service__hall_id=hall_id).exclude(state="closed").count()


def due_from(hall_id: str, day: date) -> date:
    """The fifteenth working day of the hall after ``day``."""
    return answer_by(day, working(hall_id))


def working(hall_id: str) -> Callable[[date], bool]:
    """Whether the hall works on a day: its hours, holidays and make-up days; Monday to Friday while none are known."""
    try:
        catalogue = published(hall_id).catalogue
    except TicketError:
        return lambda day: day.weekday() < 5
    week, calendar = catalogue.hall.hours_id, catalogue.calendar
    if week not in calendar.weeks:
        return lambda day: day.weekday() < 5
    return lambda day: bool(spans_on(calendar, week, day))


def _day(now: datetime) -> date:
    return timezone.localtime(now).date()
