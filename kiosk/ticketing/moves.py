"""Every change of a ticket: pure functions from a ticket to what it becomes, or a ``TicketError`` that says why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kiosk.base.texts import Text
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import AT_WINDOW, LIVE, State, Ticket, TicketError, Voided

STATE_WORDS: dict[State, Text] = {
    State.ISSUED: Text(zh="正在出票", en="being printed"),
    State.WAITING: Text(zh="等待", en="waiting"),
    State.CALLED: Text(zh="已叫", en="called"),
    State.SERVING: Text(zh="办理中", en="being served"),
    State.HELD: Text(zh="暂挂", en="on hold"),
    State.MISSED: Text(zh="过号", en="missed"),
    State.DONE: Text(zh="已办结", en="done"),
    State.VOID: Text(zh="已作废", en="void"),
}
#: A void by one of these is what the visitor or the panel wanted: a printed label found later does not undo it.
_MEANT = frozenset({Voided.WITHDRAWN})


def confirm(ticket: Ticket, now: datetime) -> Ticket:
    """Its paper came out, or the visitor took the number from the screen. Said again it changes nothing.

    A ticket that was given up for want of paper is alive again: somebody holds it. Other voids stay.
    """
    if ticket.state is State.ISSUED:
        return replace(ticket, state=State.WAITING, confirmed=True)
    if ticket.state is State.VOID and ticket.voided == Voided.NO_PAPER:
        return _over(_waiting_again(ticket, confirmed=True), now)
    return ticket if ticket.confirmed else replace(ticket, confirmed=True)


def relabel(
    ticket: Ticket, label: str, number: int, now: datetime, *, series: str = "", arrived: datetime | None = None
) -> Ticket:
    """Another label was printed for it: the printed one wins, and it waits at its true arrival.

    Whatever became of the phantom (called, served, missed, given up): nobody with that paper was ever called. Only a
    visitor's own withdrawal stands, and the end of its day.
    """
    true = arrived or ticket.arrived
    if ticket.label == label:
        return replace(confirm(ticket, now), arrived=true)
    named = replace(ticket, label=label, number=number, series=series, arrived=true, confirmed=True)
    if named.state is State.VOID and named.voided in _MEANT:
        return named
    fresh = replace(_waiting_again(named, confirmed=True), missed=0, resumed=0, overtaken=0, only_window="")
    return _over(fresh, now)


def callable_from(ticket: Ticket, rules: DeskRules) -> datetime | None:
    """From when a window may call it; None: it does not wait. An unconfirmed one can be called after ``confirm_s``."""
    if ticket.state is State.WAITING:
        return ticket.arrived
    if ticket.state is State.ISSUED:
        return ticket.arrived + timedelta(seconds=rules.confirm_s)
    return None


def call(ticket: Ticket, window: str, now: datetime, rules: DeskRules) -> Ticket:
    """To ``window``, for the first time of this wait. Errors: "state", "window" (it was sent to another), "early"."""
    since = callable_from(ticket, rules)
    if since is None:
        raise _refusal(ticket, Text(zh="叫号", en="called"))
    if ticket.state is State.ISSUED and now < since:
        raise TicketError(
            "early", Text(zh=f"{ticket.label}还没有出票，请稍候。", en=f"{ticket.label} is still being printed.")
        )
    _at_right_window(ticket, window)
    return replace(ticket, state=State.CALLED, window=window, calls=1, called_at=now, started_at=None, behind=0)


def recall(ticket: Ticket, now: datetime) -> Ticket:
    """Called once more to its window, as often as staff like. ``called_at`` stays the moment of the first call."""
    _must_be(ticket, {State.CALLED}, Text(zh="重呼", en="called again"))
    return replace(ticket, calls=ticket.calls + 1)


def may_miss_from(ticket: Ticket, rules: DeskRules) -> datetime | None:
    """From when nobody need wait for it any longer: so many calls, and a gap after each. None: not yet called often."""
    if ticket.state is not State.CALLED or ticket.called_at is None or ticket.calls < rules.calls:
        return None
    return ticket.called_at + timedelta(seconds=rules.calls * rules.call_gap_s)


def begin(ticket: Ticket, now: datetime) -> Ticket:
    """The visitor is at the window. One taken back after a hold keeps the moment it began; again changes nothing."""
    if ticket.state is State.SERVING:
        return ticket
    _must_be(ticket, {State.CALLED}, Text(zh="开始办理", en="served"))
    return replace(ticket, state=State.SERVING, started_at=ticket.started_at or now)


def hold(ticket: Ticket, now: datetime) -> Ticket:
    """Sent for a paper: it keeps its window, which is free for others meanwhile."""
    _must_be(ticket, {State.SERVING}, Text(zh="暂挂", en="put on hold"))
    return replace(ticket, state=State.HELD)


def take_back(ticket: Ticket, window: str, now: datetime) -> Ticket:
    """A held one is called to its window again. Errors: "state", "window"."""
    _must_be(ticket, {State.HELD}, Text(zh="继续办理", en="taken back"))
    if window != ticket.window:
        raise _other_window(ticket, ticket.window)
    return replace(ticket, state=State.CALLED, calls=1, called_at=now)


def miss(ticket: Ticket, now: datetime, rules: DeskRules, *, by_staff: bool = True) -> Ticket:
    """Nobody came. Staff may say so at any time, the desk itself only after all calls ("calls").

    Missed as often as it may come back and once more: the number is given up.
    """
    _must_be(ticket, {State.CALLED}, Text(zh="过号", en="marked as missed"))
    since = may_miss_from(ticket, rules)
    if not by_staff and (since is None or now < since):
        raise TicketError(
            "calls",
            Text(zh=f"{ticket.label}还没有叫满{rules.calls}次。", en=f"{ticket.label} has more calls to come."),
        )
    gone = replace(ticket, state=State.MISSED, window="", missed=ticket.missed + 1, behind=0)
    if ticket.resumed >= rules.resumes:
        return _voided(gone, now, Voided.GAVE_UP)
    return gone


def return_missed(ticket: Ticket, now: datetime, rules: DeskRules) -> Ticket:
    """Back in line, behind the next ``rules.resume_behind`` others. Already back: nothing changes."""
    if ticket.state is State.WAITING and ticket.resumed:
        return ticket
    if ticket.voided == Voided.GAVE_UP or ticket.resumed >= rules.resumes:
        raise TicketError(
            "resumes",
            Text(
                zh=f"{ticket.label}已过号{ticket.missed}次，请重新取号。",
                en=f"{ticket.label} was missed {ticket.missed} times. Please take a new number.",
            ),
        )
    _must_be(ticket, {State.MISSED}, Text(zh="恢复排队", en="put back in line"))
    again = _waiting_again(ticket, confirmed=ticket.confirmed)
    return replace(again, behind=rules.resume_behind, resumed=ticket.resumed + 1)


def transfer(
    ticket: Ticket,
    now: datetime,
    rules: DeskRules,
    *,
    queue: str = "",
    window: str = "",
    keeps_place: bool | None = None,
) -> Ticket:
    """To another ``queue``, or to one ``window`` only. Its place is kept by its arrival, or lost (None: as ruled).

    Errors: "state"; "form" when neither is given.
    """
    _must_be(ticket, AT_WINDOW | {State.HELD, State.WAITING, State.MISSED}, Text(zh="转号", en="transferred"))
    if not queue and not window:
        raise TicketError("form", Text(zh="请选择转到哪个业务或窗口。", en="Please say to which queue or window."))
    keeps = rules.transfer_keeps_place if keeps_place is None else keeps_place
    moved = replace(
        _waiting_again(ticket, confirmed=True), queue=queue or ticket.queue, only_window=window, missed=0, resumed=0
    )
    return moved if keeps else replace(moved, arrived=now, overtaken=0)


def finish(ticket: Ticket, now: datetime) -> Ticket:
    """Served. With stops to come (一次取号) it waits in the next queue, its place kept by its first arrival."""
    if ticket.state is State.DONE:
        return ticket
    _must_be(ticket, {State.SERVING}, Text(zh="办结", en="finished"))
    if not ticket.stops:
        return replace(ticket, state=State.DONE, ended_at=now)
    further = replace(_waiting_again(ticket, confirmed=True), queue=ticket.stops[0], stops=ticket.stops[1:])
    return replace(further, missed=0, resumed=0, overtaken=0, only_window="")


def withdraw(ticket: Ticket, now: datetime, why: Voided) -> Ticket:
    """Its number serves nobody any more. A visitor cannot leave while being served; void already: nothing changes."""
    if ticket.state is State.VOID:
        return ticket
    allowed = LIVE if why is Voided.BY_STAFF else LIVE - {State.SERVING}
    _must_be(ticket, allowed, Text(zh="作废", en="given back"))
    return _voided(ticket, now, why)


def end_day(ticket: Ticket, now: datetime) -> Ticket:
    """The hall has closed: who is being served is done, everybody else's number is void."""
    if ticket.state is State.SERVING:
        return replace(ticket, state=State.DONE, ended_at=now)
    return _voided(ticket, now, Voided.DAY_OVER) if ticket.state in LIVE else ticket


def _waiting_again(ticket: Ticket, *, confirmed: bool) -> Ticket:
    return replace(
        ticket,
        state=State.WAITING,
        window="",
        calls=0,
        behind=0,
        called_at=None,
        started_at=None,
        ended_at=None,
        voided="",
        confirmed=confirmed,
    )


def _over(ticket: Ticket, now: datetime) -> Ticket:
    """A ticket that comes to life after its day (told late) is counted, but nobody can be called any more."""
    return _voided(ticket, now, Voided.DAY_OVER) if now.date() > ticket.day else ticket


def _voided(ticket: Ticket, now: datetime, why: Voided) -> Ticket:
    return replace(ticket, state=State.VOID, window="", behind=0, ended_at=now, voided=why.value)


def _at_right_window(ticket: Ticket, window: str) -> None:
    if ticket.only_window and ticket.only_window != window:
        raise _other_window(ticket, ticket.only_window)


def _other_window(ticket: Ticket, window: str) -> TicketError:
    return TicketError(
        "window",
        Text(zh=f"{ticket.label}要到{window}号窗口办理。", en=f"{ticket.label} goes to window {window}."),
    )


def _must_be(ticket: Ticket, states: frozenset[State] | set[State], act: Text) -> None:
    if ticket.state not in states:
        raise _refusal(ticket, act)


def _refusal(ticket: Ticket, act: Text) -> TicketError:
    stands = STATE_WORDS[ticket.state]
    return TicketError(
        "state",
        Text(
            zh=f"{ticket.label}现在是“{stands['zh']}”，不能{act['zh']}。",
            en=f"{ticket.label} is {stands['en']}: it cannot be {act['en']} now.",
        ),
    )
