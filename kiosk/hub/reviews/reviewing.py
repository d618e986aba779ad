"""Rating a service: who may be asked, the form, and one review for each case, sealed as it was given."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import QueryDict

from kiosk.base.texts import Text
from kiosk.hub.audit.log import record
from kiosk.hub.desk.models import Seat, TicketEvent, TicketRow
from kiosk.hub.desk.published import published
from kiosk.hub.project import statements
from kiosk.hub.project.secret import keyed
from kiosk.hub.reviews import following
from kiosk.hub.reviews.models import Review, Service
from kiosk.ticketing import reviews as rules
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import State, TicketError

CHANNELS = ("window", "phone", "panel")
#: With the slip in hand a service can be rated for so long after the window's screen has stopped asking.
LATER = timedelta(days=5)

_NOT_YET = Text(zh="办完事以后才能评价。", en="You can rate the service once it is finished.")
_OVER = Text(zh="评价时间已过，谢谢您。", en="The time for rating this is over. Thank you.")


def served(row: TicketRow, act: str, now: datetime) -> None:
    """A case was finished: it can be rated from now on. In the transaction of the act.

    A ticket with further stops waits again at once; what was finished is then in its history.
    """
    if act != "done":
        return
    window = row.window or _last(row, "done").get("window", "")
    if not window:
        return  # ended with the day, or before anybody served it
    seat = statements.row(Seat, hall_id=row.hall_id, window=window)
    began = row.started_at or _at(row, "began")
    ended = row.ended_at or now
    turn = Service.objects.filter(ticket_id=row.id).count()
    queue, matters = _turn(row)
    Service.objects.create(
        hall_id=row.hall_id,
        ticket_id=row.id,
        turn=turn,
        queue=queue,
        window=window,
        matters=matters,
        kind=row.kind,
        staff_id=seat.user_id if seat is not None else None,
        day=row.day,
        began=began,
        ended=ended,
        screen_until=rules.open_until(ended, _rules(row.hall_id)),
    )


def give(
    hall_id: str,
    ticket_id: str,
    window: str,
    level: int,
    reasons: Sequence[str],
    words: str,
    channel: str,
    now: datetime,
    *,
    turn: int = -1,
) -> Review:
    """Rate a finished case; the same review again is the same. ``window``: "" for whoever holds the slip.

    ``turn`` −1: the newest one that nobody has rated. TicketError: form, unknown (no such case, or not finished),
    over (too late), rated (it was rated already).
    """
    said = rules.review(level, reasons, words)
    if channel not in CHANNELS:
        raise TicketError("form", _NOT_YET, where=channel[:20])
    with transaction.atomic():
        found = Service.objects.select_for_update().filter(hall_id=hall_id, ticket_id=ticket_id)
        found = found.filter(window=window) if window else found
        cases = list((found if turn < 0 else found.filter(turn=turn)).order_by("-turn"))
        if not cases:
            raise TicketError("unknown", _NOT_YET, where=ticket_id[:32])
        known = {one.service_id: one for one in Review.objects.filter(service__in=cases)}
        for one in known.values():
            if _same(one, said, channel):
                return one
        case = next((one for one in cases if one.pk not in known), None)
        if case is None:
            rules.must_be_first(rated_already=True)
            raise AssertionError("unreachable")
        if now >= (case.screen_until if channel == "window" else case.ended + LATER):
            raise TicketError("over", _OVER, where=ticket_id)
        made = _keep(case, said, channel, now)
        if said.level.is_bad:
            following.begin(made, now)
        record("visitor", "review.given", hall_id=hall_id, subject=str(made.pk), level=level, seal=made.seal)
    if said.level.is_bad:
        following.alert(made, now)
    return made


def asked_at(hall_id: str, window: str, now: datetime) -> Service | None:
    """The case that the screen of this window asks about at this moment."""
    recent = Service.objects.filter(hall_id=hall_id, window=window, ended__lte=now, screen_until__gt=now)
    newest = recent.order_by("-ended").first()
    return newest if newest is not None and not Review.objects.filter(service=newest).exists() else None


def standing(hall_id: str, ticket_id: str, now: datetime) -> dict[str, Any]:
    """How it stands for the visitor: ``{open, turn, window, level, answer}``.

    ``open``: the case of this turn can be rated. ``level``: of the newest review (0: none); ``answer``: what the hall
    says to a bad one.
    """
    cases = list(Service.objects.filter(hall_id=hall_id, ticket_id=ticket_id).order_by("-turn"))
    given = {one.service_id: one for one in Review.objects.filter(service__in=cases)} if cases else {}
    asked = next((one for one in cases if one.pk not in given and now < one.ended + LATER), None)
    newest = next((given[one.pk] for one in cases if one.pk in given), None)
    return {
        "open": asked is not None,
        "turn": asked.turn if asked is not None else 0,
        "window": asked.window if asked is not None else "",
        "level": newest.level if newest is not None else 0,
        "answer": following.answer_of(newest) if newest is not None else "",
    }


def of_form(sent: QueryDict) -> rules.Review:
    """A sent form as a review; TicketError("form"). Reasons that stand under another level are not meant."""
    level = sent.get("level", "")
    given = int(level) if level in ("1", "2", "3", "4", "5") else 0
    reasons = [code for code in sent.getlist("reason")[:60] if code.startswith(str(given))]
    return rules.review(given, reasons, sent.get("words", "")[:2000])


def form(tongue: str) -> list[dict[str, Any]]:
    """The form: levels from best to worst, each with its official reasons, in one language ("zh", "en")."""
    language = "en" if tongue == "en" else "zh-CN"
    return [
        {
            "level": int(level),
            "words": rules.LEVEL_WORDS[level].within(language),
            "reasons": [(code, text.within(language)) for code, text in rules.reasons_of(level).items()],
        }
        for level in sorted(rules.Level, reverse=True)
    ]


def seal_of(review: Review) -> str:
    """What its content is sealed with; another content has another seal, and only this hub can make it."""
    facts = [review.service_id, review.level, review.reasons, review.words, review.channel]
    words = json.dumps([*facts, int(review.given_at.timestamp())], ensure_ascii=False, separators=(",", ":"))
    return keyed(settings.SECRET_KEY, "review", words)


def _turn(row: TicketRow) -> tuple[str, list[str]]:
    """The queue and the matters of the case that was just finished."""
    if row.state == State.DONE:
        before = row.queue
    else:  # it waits in the next queue already
        order = _queues(row)
        place = len(order) - len(row.stops) - 2
        before = order[place] if 0 <= place < len(order) else row.origin
    try:
        by_matter = published(row.hall_id).by_matter
    except TicketError:
        by_matter = {}
    return before, [code for code in row.matters if by_matter.get(code, before) == before]


def _queues(row: TicketRow) -> list[str]:
    """Where the ticket goes, in order, each queue once."""
    try:
        by_matter = published(row.hall_id).by_matter
    except TicketError:
        return []
    return list(dict.fromkeys([row.origin, *(by_matter.get(code, row.origin) for code in row.matters)]))


def _last(row: TicketRow, act: str) -> dict[str, Any]:
    found = TicketEvent.objects.filter(ticket=row, act=act).order_by("-pk").values_list("facts", flat=True).first()
    return found or {}


def _at(row: TicketRow, act: str) -> datetime | None:
    return TicketEvent.objects.filter(ticket=row, act=act).order_by("-pk").values_list("at", flat=True).first()


def _keep(service: Service, said: rules.Review, channel: str, now: datetime) -> Review:
    made = Review(
        service=service,
        level=int(said.level),
        reasons=list(said.reasons),
        words=said.words.replace("\0", ""),
        channel=channel,
        given_at=now,
    )
    made.seal = seal_of(made)
    made.save()
    return made


def _same(known: Review, said: rules.Review, channel: str) -> bool:
    mine = (int(said.level), list(said.reasons), said.words, channel)
    return (known.level, list(known.reasons), known.words, known.channel) == mine


def _rules(hall_id: str) -> DeskRules:
    try:
        return published(hall_id).rules
    except TicketError:
        return DeskRules()
