"""What a text message says: one sentence, no link, nothing about the person, at most 70 characters in all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

#: One segment of a message with Chinese in it (3GPP TS 23.038, UCS-2).
LIMIT = 70
#: A signature leaves at least so much for the sentence.
SIGNATURE_LIMIT = 22


class Kind(StrEnum):
    """The occasions on which a message is sent."""

    TAKEN = "taken"  # 取号成功
    NEAR = "near"  # 前方还有3人
    CALLED = "called"  # 请到X窗口
    MISSED = "missed"  # 过号提醒
    BOOKED = "booked"  # 预约成功
    APPOINTMENT = "appointment"  # 预约提醒
    REBOOKED = "rebooked"  # 预约改期
    CANCELLED = "cancelled"  # 预约取消
    ALERT = "alert"  # to staff: a bad review
    ALARM = "alarm"  # to staff: an alarm stands


#: kind → language → sentences, the fullest first; the first that fits and whose values are all known is sent.
_SENTENCES: dict[Kind, dict[str, tuple[str, ...]]] = {
    Kind.TAKEN: {
        "zh": (
            "您的号码是{label}（{queue}），{next}，请留意叫号。",
            "您的号码是{label}，{next}，请留意叫号。",
            "您的号码是{label}（{queue}），前面{ahead}人，约等{p50}分钟，最多{p90}分钟。",
            "您的号码是{label}，前面{ahead}人，约等{p50}分钟，最多{p90}分钟。",
            "您的号码是{label}（{queue}），前面{ahead}人。",
            "您的号码是{label}，前面{ahead}人。",
            "您的号码是{label}。",
        ),
        "en": (
            "Your number is {label}: {next}.",
            "Your number is {label}: {ahead} ahead, about {p50}, at most {p90} min.",
            "Number {label}: {ahead} ahead, {p50}-{p90} min.",
            "Number {label}: {ahead} ahead.",
            "Your number is {label}.",
        ),
    },
    Kind.NEAR: {
        "zh": (
            "{label}号，{next}，请回到窗口附近等候叫号。",
            "{label}号，您前面还有{ahead}人，请回到{queue}的窗口附近等候叫号。",
            "{label}号，您前面还有{ahead}人，请回到窗口附近等候叫号。",
            "{label}号快到了，请回到窗口附近。",
        ),
        "en": (
            "{label}: {next}. Please come back.",
            "{label}: {ahead} ahead of you. Please come back.",
            "{label}: nearly your turn.",
        ),
    },
    Kind.CALLED: {
        "zh": ("请{label}号到{window}号窗口办理。",),
        "en": ("{label}: please go to window {window}.", "{label}: window {window}."),
    },
    Kind.MISSED: {
        "zh": (
            "{label}号叫号时您不在，已过号。请扫一扫小票或到导办台，还可以重新排队。",
            "{label}号已过号，请到导办台重新排队。",
        ),
        "en": ("{label} was called. Scan your slip to queue again.", "{label} was missed."),
    },
    Kind.BOOKED: {
        "zh": (
            "预约成功：{when}办理{queue}。请提前到大厅，凭预约码取号，带好材料。",
            "预约成功：{when}。请提前到大厅，凭预约码取号。",
        ),
        "en": ("Appointment made: {when}.",),
    },
    Kind.REBOOKED: {
        "zh": (
            "您的预约改为{when}办理{queue}，预约码不变，请提前到大厅取号。",
            "您的预约改为{when}，预约码不变。",
        ),
        "en": ("Appointment moved to {when}.",),
    },
    Kind.CANCELLED: {
        "zh": ("您{when}办理{queue}的预约已取消。需要办理可以重新预约或到大厅取号。", "您{when}的预约已取消。"),
        "en": ("Appointment {when} cancelled.",),
    },
    Kind.APPOINTMENT: {
        "zh": (
            "您预约了{when}办理{queue}，请提前到大厅取号，带好材料。",
            "您预约了{when}办事，请提前到大厅取号。",
        ),
        "en": ("You have an appointment: {when}.",),
    },
    Kind.ALERT: {
        "zh": ("{window}号窗口收到“{level}”评价，请到管理中心查看并处理。", "收到差评，请到管理中心查看。"),
        "en": ("Window {window}: a bad review came in.", "A bad review came in."),
    },
    Kind.ALARM: {
        "zh": (
            "{level}预警（{what}）：{name}，{place}，{value}。请到管理中心查看。",
            "{level}预警（{what}）：{name}，{place}，{value}。",
            "{level}预警（{what}）：{name}，{value}。请到管理中心查看。",
            "{level}预警（{what}）：{name}，{value}。",
            "{level}预警：{name}。",
        ),
        "en": ("Alarm ({level}): {name}, {value}.", "Alarm ({level}): {name}."),
    },
}


@dataclass(frozen=True, slots=True)
class Composed:
    """A message to be sent. ``text`` has its signature; ``values`` are for gateways that know templates by a name."""

    kind: Kind
    text: str
    signature: str
    key: str
    values: Mapping[str, str] = field(default_factory=dict)


def compose(kind: Kind, values: Mapping[str, object], signature: str, language: str, key: str) -> Composed:
    """The fullest sentence that fits. An empty value is not known, and a sentence that needs it is not said."""
    known = {name: str(value) for name, value in values.items() if str(value) != ""}
    mark = f"【{signature[:SIGNATURE_LIMIT]}】"
    room = LIMIT - len(mark)
    sentences = _SENTENCES[kind]["en" if language.startswith("en") else "zh"]
    said = (_filled(sentence, known) for sentence in sentences)
    text = next((words for words in said if words and len(words) <= room), "")
    if not text:  # a label of 24 characters under the longest signature: what is left is the label
        text = known.get("label", "")[:room]
    return Composed(kind, mark + text, signature, key, known)


def when_zh(at: datetime) -> str:
    """A moment of the hall's clock, short."""
    return f"{at.month}月{at.day}日{at:%H:%M}"


def _filled(sentence: str, known: Mapping[str, str]) -> str:
    try:
        return sentence.format_map(known)
    except KeyError:
        return ""
