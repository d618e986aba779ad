"""Why somebody is called before others, in a sentence that may be read by everybody: no name, no number of a person."""

from __future__ import annotations

from datetime import datetime

from kiosk.base.texts import Text
from kiosk.ticketing.appointments import on_time
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import Kind, Reason, State, Ticket

REASON_WORDS: dict[Reason, Text] = {
    Reason.NONE: Text(zh="优先", en="priority"),
    Reason.ELDERLY: Text(zh="老年人优先", en="priority for older people"),
    Reason.ILL: Text(zh="病弱优先", en="priority for people who are ill"),
    Reason.DISABLED: Text(zh="残疾人优先", en="priority for disabled people"),
    Reason.PREGNANT: Text(zh="孕妇优先", en="priority for pregnant women"),
    Reason.INFANT: Text(zh="携婴优先", en="priority for people with a baby"),
    Reason.SOLDIER: Text(zh="军人优先", en="priority for soldiers and veterans"),
}

KIND_WORDS: dict[Kind, Text] = {
    Kind.ORDINARY: Text(zh="普通", en="ordinary"),
    Kind.APPOINTMENT: Text(zh="预约", en="appointment"),
    Kind.PRIORITY: Text(zh="优先", en="priority"),
    Kind.GREEN: Text(zh="绿色通道", en="green channel"),
}


def why_called(ticket: Ticket, passes: int, now: datetime, rules: DeskRules) -> Text:
    """Why it is this one's turn, for staff: its kind, how long it waited, and how many earlier ones it overtakes."""
    first = _first(ticket, now, rules)
    waited = max(0, int((now - ticket.arrived).total_seconds() // 60))
    zh, en = f"{first['zh']}，已等{waited}分钟", f"{first['en']}, waited {waited} {_minutes(waited)}"
    if passes:
        zh += f"；先于{passes}位先到的人（每人最多让{rules.overtakes}次）"
        en += f"; before {passes} who came earlier (each is overtaken at most {rules.overtakes} times)"
    return Text(zh=f"{zh}。", en=f"{en[0].upper()}{en[1:]}.")


def why_waiting(ticket: Ticket, rules: DeskRules) -> Text:
    """How this ticket stands in line, for the slip and the phone; empty when it does not wait."""
    if ticket.state not in (State.WAITING, State.ISSUED):
        return Text()
    if ticket.behind > 0:
        return Text(
            zh=f"您已重新排队，再叫{ticket.behind}位就轮到您。",
            en=f"You are back in line: your turn comes after {ticket.behind} more.",
        )
    most = rules.overtakes
    if ticket.kind is Kind.GREEN:
        return Text(zh="绿色通道：马上为您叫号。", en="Green channel: you are called next.")
    if ticket.kind is Kind.PRIORITY:
        weight, words = _times(rules.weights.get("priority", 1.0)), REASON_WORDS[ticket.reason]
        return Text(
            zh=f"{words['zh']}：您的等候时间按{weight}倍计算。",
            en=f"{words['en'][0].upper()}{words['en'][1:]}: each minute you wait counts {weight} times.",
        )
    if ticket.kind is Kind.APPOINTMENT and on_time(ticket, rules):
        return Text(
            zh="预约已签到：到了预约时间就优先叫您。", en="Checked in: you are called first from your booked time on."
        )
    if ticket.kind is Kind.APPOINTMENT:
        weight = _times(rules.weights.get("appointment", 1.0))
        return Text(
            zh=f"预约时间已过，您与大家一起排队，等候时间按{weight}倍计算。",
            en=f"Your booked time has passed: you wait with the others, each minute counts {weight} times.",
        )
    return Text(
        zh=f"按取号先后叫号；老弱病残孕军等可优先，您最多让{most}次。",
        en=f"First come, first served; people with priority may go before you, at most {most} times.",
    )


def _first(ticket: Ticket, now: datetime, rules: DeskRules) -> Text:
    if ticket.resumed and ticket.kind is Kind.ORDINARY:
        return Text(zh=f"过号后回来，已让{rules.resume_behind}位", en="back after a missed call")
    if ticket.overtaken and ticket.kind is Kind.ORDINARY:
        return Text(zh=f"先到，已让过{ticket.overtaken}次", en=f"came first, was overtaken {ticket.overtaken} times")
    if ticket.kind is Kind.GREEN:
        return KIND_WORDS[Kind.GREEN]
    if ticket.kind is Kind.PRIORITY:
        weight, words = _times(rules.weights.get("priority", 1.0)), REASON_WORDS[ticket.reason]
        return Text(zh=f"{words['zh']}，等候按{weight}倍计", en=f"{words['en']}, minutes count {weight} times")
    if ticket.kind is Kind.APPOINTMENT and ticket.appointment_at is not None:
        at = ticket.appointment_at.astimezone(now.tzinfo).strftime("%H:%M")
        if on_time(ticket, rules):
            return Text(zh=f"预约{at}，按时到达", en=f"appointment at {at}, on time")
        return Text(zh=f"预约{at}，迟到", en=f"appointment at {at}, late")
    return Text(zh="按先后顺序", en="first come, first served")


def _times(weight: float) -> str:
    return f"{weight:g}"


def _minutes(count: int) -> str:
    return "minute" if count == 1 else "minutes"
