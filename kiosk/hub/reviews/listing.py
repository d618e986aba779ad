"""Reviews as the console shows them: filtered, in words, without the number on the slip and the exact minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from kiosk.hub.access.models import User
from kiosk.hub.console.words import said
from kiosk.hub.desk.published import published
from kiosk.hub.reviews.models import Followup, Review
from kiosk.ticketing.reviews import LEVEL_WORDS, REASONS, Level
from kiosk.ticketing.tickets import TicketError

STATES = {
    "new": ("待处理", "To do", "bad"),
    "answered": ("已答复，整改中", "Answered", "warn"),
    "closed": ("已办结", "Closed", "ok"),
}
CHANNELS = {"window": ("窗口屏", "window screen"), "phone": ("手机", "phone"), "panel": ("触摸屏", "panel")}
_JUST_NOW = timedelta(seconds=30)
_SPAN = timedelta(days=30)
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Filter:
    """What somebody looks for. ``state`` "": all reviews; "open": bad ones that are not closed; "late": past due."""

    first: date
    last: date
    state: str = ""
    level: int = 0
    window: str = ""
    matter: str = ""

    @property
    def query(self) -> str:
        """As the end of an address."""
        values = {"from": self.first.isoformat(), "to": self.last.isoformat(), "state": self.state}
        values |= {"level": str(self.level or ""), "window": self.window, "matter": self.matter}
        return "&".join(f"{name}={value}" for name, value in values.items() if value)


@dataclass(frozen=True, slots=True)
class Shown:
    """One review in words."""

    id: int
    day: date
    hour: str
    window: str
    matters: tuple[str, ...]
    queue: str
    level: int
    level_words: str
    reasons: tuple[str, ...]
    words: str
    channel: str
    followup: Followup | None
    state_words: str
    state_badge: str
    due: date | None
    is_late: bool


def read_filter(sent: Mapping[str, str], now: datetime) -> Filter:
    """A filter of an address; what does not fit is left out. Without any day: what is open, else the last 30 days."""
    today = timezone.localtime(now).date()
    last = _day(sent.get("to", ""), today)
    first = max(min(_day(sent.get("from", ""), last - _SPAN), last), last - _LONGEST)
    state, level = sent.get("state", ""), sent.get("level", "")
    return Filter(
        first=first,
        last=last,
        state=state if state in (*STATES, "open", "late") else "",
        level=int(level) if level in ("1", "2", "3", "4", "5") else 0,
        window=sent.get("window", "")[:16],
        matter=sent.get("matter", "")[:64],
    )


def found(hall_id: str, wanted: Filter, viewer: User, now: datetime) -> QuerySet[Review]:
    """The reviews somebody may see: never of what they served themselves. What is open is there whatever the days."""
    rows = Review.objects.filter(service__hall_id=hall_id).exclude(service__staff=viewer)
    rows = rows.select_related("service", "followup")
    if wanted.state in ("open", "late"):
        rows = rows.filter(followup__isnull=False).exclude(followup__state="closed")
        if wanted.state == "late":
            rows = rows.filter(followup__due__lt=timezone.localtime(now).date())
    else:
        rows = rows.filter(service__day__range=(wanted.first, wanted.last))
        if wanted.state:
            rows = rows.filter(followup__state=wanted.state)
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    if wanted.window:
        rows = rows.filter(service__window=wanted.window)
    if wanted.matter:
        # JSON lists are not searched alike by all databases: a code in quotation marks is nowhere else in the text.
        rows = rows.filter(Q(service__matters__icontains=f'"{wanted.matter}"'))
    if wanted.state in ("open", "late"):
        return rows.order_by("followup__due", "pk")
    return rows.order_by("-given_at", "-pk")


def newest_bad(hall_id: str, viewer: User, now: datetime) -> Review | None:
    """A bad review that came in so recently that whoever looks at another page should hear of it."""
    rows = Review.objects.filter(service__hall_id=hall_id, followup__state="new", followup__reopened=0)
    recent = rows.filter(given_at__gt=now - _JUST_NOW).exclude(service__staff=viewer)
    return recent.select_related("service").order_by("-given_at").first()


def shown(rows: Iterable[Review], names: Mapping[str, str], now: datetime) -> list[Shown]:
    """In words."""
    today = timezone.localtime(now).date()
    return [_shown(one, names, today) for one in rows]


def matter_names(hall_id: str) -> dict[str, str]:
    """What each matter is called."""
    try:
        matters = published(hall_id).catalogue.matters
    except TicketError:
        return {}
    return {one.code: said(one.name.within("zh-CN"), one.name.within("en")) for one in matters}


def _shown(one: Review, names: Mapping[str, str], today: date) -> Shown:
    service = one.service
    followup: Followup | None = getattr(one, "followup", None)
    state = STATES[followup.state] if followup is not None else ("", "", "")
    ended = timezone.localtime(service.ended)
    level = LEVEL_WORDS[Level(one.level)]
    return Shown(
        id=one.pk,
        day=service.day,
        hour=f"{ended.hour:02}–{ended.hour + 1:02}",
        window=service.window,
        matters=tuple(names.get(code, code) for code in service.matters),
        queue=service.queue,
        level=one.level,
        level_words=said(level["zh"], level["en"]),
        reasons=tuple(said(REASONS[code]["zh"], REASONS[code]["en"]) for code in one.reasons if code in REASONS),
        words=one.words,
        channel=said(*CHANNELS.get(one.channel, (one.channel, one.channel))),
        followup=followup,
        state_words=said(state[0], state[1]),
        state_badge=state[2],
        due=followup.due if followup is not None else None,
        is_late=followup is not None and followup.state != "closed" and followup.due < today,
    )


def _day(words: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return otherwise
