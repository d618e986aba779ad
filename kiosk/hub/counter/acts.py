"""What a window's page asks for, one act a request, done by the desk; the answer is what the page shows next."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kiosk.base.texts import Text
from kiosk.hub.access import gate
from kiosk.hub.access.models import Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.console.words import said
from kiosk.hub.counter.console import console_of
from kiosk.hub.desk import authority
from kiosk.hub.desk.models import Call, Seat, TicketRow
from kiosk.hub.project.statements import is_there
from kiosk.ticketing.tickets import AT_WINDOW, TicketError

#: Who calls from a window.
STAFF = (Role.COUNTER, Role.MANAGER)
_ID = re.compile(r"[0-9a-f]{32}")
_ENTRIES = 100

_FORM = Text(zh="这个操作无法完成，请刷新页面。", en="This cannot be done. Please load the page anew.")
_NOT_YOURS = Text(
    zh="这个窗口现在不在您名下，请先开窗。", en="This window is not yours at the moment. Please open it first."
)
_NOBODY_WAITS = Text(zh="现在没有人等候。", en="Nobody is waiting now.")
_REFUSED = {
    "form": Text(zh="号码或时间不对", en="number or time is wrong"),
    "state": Text(zh="系统里已有结果", en="already settled"),
    "window": Text(zh="没有这个窗口", en="no such window"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One press. ``call``: made for this press, sent again with every retry of it; ``ticket``: whom the page showed."""

    hall_id: str
    window: str
    user: User
    call: str
    ticket: str
    facts: Mapping[str, Any]
    now: datetime

    def text(self, name: str, limit: int = 100) -> str:
        value = self.facts.get(name, "")
        return value.strip()[:limit] if isinstance(value, str) else ""

    def seat(self) -> Seat:
        """The window, when it is this person's; TicketError("seat")."""
        found = Seat.objects.filter(hall=self.hall_id, window=self.window).select_related("user").first()
        if found is None or found.state == "closed" or found.user_id != self.user.pk:
            raise TicketError("seat", _NOT_YOURS, where=self.window)
        return found


@require_POST
@gate.needs(*STAFF)
def act(request: HttpRequest, hall_id: str) -> HttpResponse:
    """``{act, call, window, ticket?, …}`` → ``{state, said?}``; 409 when the desk says no, with the state as it is."""
    facts, user, now = _told(request), cast(User, request.user), timezone.now()
    window, call, ticket = (_word(facts, name) for name in ("window", "call", "ticket"))
    doing = _ACTS.get(_word(facts, "act"))
    if doing is None or not _ID.fullmatch(call) or (ticket and not _ID.fullmatch(ticket)) or not window:
        return JsonResponse({"error": "form", "said": dict(_FORM)}, status=400)
    asked = Asked(hall_id, window, user, call, ticket, facts, now)
    try:
        words = doing(asked)
    except TicketError as no:
        state = console_of(hall_id, window, user, timezone.now())
        return JsonResponse({"error": no.word, "said": dict(no.text), "state": state}, status=409)
    answer: dict[str, Any] = {"state": console_of(hall_id, window, user, timezone.now())}
    if words:
        answer["said"] = dict(words)
    return JsonResponse(answer)


@require_POST
@gate.needs(*STAFF)
def manual(request: HttpRequest, hall_id: str) -> HttpResponse:
    """``{entries}`` written by hand while the hub was away → ``{taken: [entry], refused: {entry: why}}``."""
    entries = _told(request).get("entries")
    if not isinstance(entries, list) or len(entries) > _ENTRIES:
        return JsonResponse({"error": "form", "said": dict(_FORM)}, status=400)
    user = cast(User, request.user)
    lines = [line for line in map(_line, entries) if line is not None]
    try:
        answers = authority.manual(hall_id, user.username, lines, timezone.now())
    except TicketError as no:
        return JsonResponse({"error": no.word, "said": dict(no.text)}, status=409)
    taken = [entry for entry, word in answers.items() if word in ("", "unknown")]
    refused = {entry: word for entry, word in answers.items() if word not in ("", "unknown")}
    record(user, "counter.manual_told", hall_id=hall_id, lines=len(lines), refused=len(refused))
    told = {entry: said(*_both(_REFUSED.get(word, _FORM))) for entry, word in refused.items()}
    return JsonResponse({"taken": taken, "refused": told})


def _open(asked: Asked) -> Text | None:
    queues = asked.facts.get("queues", [])
    chosen = [code for code in queues if isinstance(code, str)][:50] if isinstance(queues, list) else []
    over = asked.facts.get("over") is True
    before = Seat.objects.filter(hall=asked.hall_id, window=asked.window).select_related("user").first()
    authority.open_seat(asked.hall_id, asked.window, asked.user, asked.now, chosen, over)
    if over and before is not None and before.user is not None and before.user_id != asked.user.pk:
        colleague = before.user.username
        record(asked.user, "counter.seat_taken_over", hall_id=asked.hall_id, subject=asked.window, before=colleague)
    return None


def _go_on(asked: Asked) -> Text | None:
    seat = asked.seat()
    authority.open_seat(asked.hall_id, asked.window, asked.user, asked.now, list(seat.queues))
    return None


def _pause(asked: Asked) -> Text | None:
    asked.seat()
    authority.pause_seat(asked.hall_id, asked.window, asked.user, asked.now, asked.text("reason"))
    return None


def _close(asked: Asked) -> Text | None:
    if Seat.objects.filter(hall=asked.hall_id, window=asked.window, state="closed").exists():
        return None
    asked.seat()
    authority.close_seat(asked.hall_id, asked.window, asked.user, asked.now)
    return None


def _next(asked: Asked) -> Text | None:
    """The next one; whoever is named and still served is finished first: one press a visitor."""
    seat = asked.seat()
    if asked.ticket and not is_there(Call, id=asked.call):
        authority.finish(seat, asked.now, asked.ticket)
    call = authority.call_next(seat, asked.call, asked.now)
    return _NOBODY_WAITS if call.ticket_id is None else None


def _recall(asked: Asked) -> Text | None:
    seat = asked.seat()
    if not is_there(Call, id=asked.call) and not _is_there(asked):
        return None
    authority.call_again(seat, asked.call, asked.now)
    return None


def _take_back(asked: Asked) -> Text | None:
    authority.take_back(asked.seat(), asked.ticket, asked.call, asked.now)
    return None


def _return(asked: Asked) -> Text | None:
    authority.return_missed(asked.hall_id, asked.ticket, asked.user.username, asked.now)
    return None


def _transfer(asked: Asked) -> Text | None:
    keeps = asked.facts.get("keeps")
    authority.transfer(
        asked.seat(),
        asked.text("queue", 64),
        asked.text("to", 16),
        keeps if isinstance(keeps, bool) else None,
        asked.now,
        asked.ticket,
    )
    return None


def _simple(doing: Callable[[Seat, datetime, str], TicketRow]) -> Callable[[Asked], Text | None]:
    def done(asked: Asked) -> Text | None:
        doing(asked.seat(), asked.now, asked.ticket)
        return None

    return done


_ACTS: Mapping[str, Callable[[Asked], Text | None]] = {
    "open": _open,
    "go-on": _go_on,
    "pause": _pause,
    "close": _close,
    "next": _next,
    "recall": _recall,
    "begin": _simple(authority.begin),
    "done": _simple(authority.finish),
    "missed": _simple(authority.miss),
    "hold": _simple(authority.hold),
    "take-back": _take_back,
    "return": _return,
    "transfer": _transfer,
}


def _is_there(asked: Asked) -> bool:
    """Whether the ticket that the page showed is still at the window: a late retry recalls nobody else."""
    return TicketRow.objects.filter(
        hall=asked.hall_id, id=asked.ticket, window=asked.window, state__in=AT_WINDOW
    ).exists()


def _line(entry: Any) -> authority.ManualEntry | None:
    names = ("entry", "label", "window", "called", "ended", "outcome")
    if not isinstance(entry, dict) or not all(isinstance(entry.get(name), str) for name in names):
        return None
    return authority.ManualEntry(**{name: entry[name][:64] for name in names})


def _word(facts: Mapping[str, Any], name: str) -> str:
    value = facts.get(name, "")
    return value[:64] if isinstance(value, str) else ""


def _told(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _both(text: Text) -> tuple[str, str]:
    return text.within("zh-CN"), text.within("en")
