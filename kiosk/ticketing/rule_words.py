"""What each rule of the desk is called, what it does, and in which unit it is given: for the people who set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.base.texts import EMPTY, Text


@dataclass(frozen=True, slots=True)
class RuleWords:
    """``name`` as a label; ``hint``: what it does, in a sentence; ``unit`` after the value."""

    name: Text
    hint: Text
    unit: Text = EMPTY


_TIMES = Text(zh="次", en="times")
_MINUTES = Text(zh="分钟", en="minutes")
_SECONDS = Text(zh="秒", en="seconds")
_PEOPLE = Text(zh="位", en="people")

#: In the order in which they are shown; the names are those of ``DeskRules``, weights as "weights.<kind>".
RULES: Mapping[str, RuleWords] = {
    "calls": RuleWords(
        Text(zh="一个号最多叫几次", en="Calls of a number"),
        Text(zh="叫满以后还没来，就算过号。", en="Who has not come after so many is missed."),
        _TIMES,
    ),
    "call_gap_s": RuleWords(
        Text(zh="两次叫号至少相隔", en="Time between two calls"),
        Text(zh="给老人和行动不便的人留出走过来的时间。", en="So that slow walkers can come."),
        _SECONDS,
    ),
    "resume_behind": RuleWords(
        Text(zh="过号后排到几位之后", en="A missed one comes back after"),
        Text(zh="过号的人回来，前面还要等这么多位。", en="Who comes back waits for so many others."),
        _PEOPLE,
    ),
    "resumes": RuleWords(
        Text(zh="过号后最多恢复几次", en="Times a missed one may come back"),
        Text(zh="用完以后要重新取号。", en="After that a new number is needed."),
        _TIMES,
    ),
    "overtakes": RuleWords(
        Text(zh="普通号最多被插队几次", en="An ordinary number is overtaken at most"),
        Text(zh="优先号和预约号再多，也不会让谁一直等下去。", en="So that priority never makes anybody wait for ever."),
        _TIMES,
    ),
    "weights.priority": RuleWords(
        Text(zh="优先号等一分钟算几分钟", en="A minute of a priority number counts as"),
        Text(zh="老弱病残孕军。越大越早叫到；普通号是 1。", en="The bigger, the sooner it is called; ordinary is 1."),
        _MINUTES,
    ),
    "weights.appointment": RuleWords(
        Text(zh="预约号等一分钟算几分钟", en="A minute of an appointment counts as"),
        Text(zh="按时来的预约号。普通号是 1。", en="Of appointments that came in time; ordinary is 1."),
        _MINUTES,
    ),
    "appointment_share": RuleWords(
        Text(zh="每叫几个号最多有一个预约号", en="At most one appointment in so many calls"),
        Text(zh="有普通号在等的时候才限制。", en="Only while others wait."),
        Text(zh="个", en="calls"),
    ),
    "early": RuleWords(
        Text(zh="预约最早提前多久取号", en="An appointment may be early by"),
        Text(zh="来得更早的请他到时再来。", en="Who comes sooner is asked to come later."),
        _MINUTES,
    ),
    "late": RuleWords(
        Text(zh="预约最多迟到多久仍按预约", en="An appointment may be late by"),
        Text(zh="再晚就按普通号排队。", en="After that it waits like all others."),
        _MINUTES,
    ),
    "last_take": RuleWords(
        Text(zh="下班前多久停止取号", en="No numbers in the last"),
        Text(zh="0：到下班为止都可以取。", en="0: until closing."),
        _MINUTES,
    ),
    "noon": RuleWords(
        Text(zh="上午和下午的分界", en="Where morning and afternoon meet"),
        Text(zh="上午、下午的限号按它分开计算。", en="The quotas of the half-days are counted by it."),
    ),
    "confirm_s": RuleWords(
        Text(zh="取号后多久没确认也可以叫", en="An unconfirmed number can be called after"),
        Text(zh="触摸屏没说票打出来没有时，等这么久。", en="When a panel has not said whether the slip came out."),
        _SECONDS,
    ),
    "digits": RuleWords(
        Text(zh="号码有几位数字", en="Digits of a number"),
        Text(zh="3 位：A001。当天有号时不要改。", en="3: A001. Do not change it while numbers are out."),
        Text(zh="位", en="digits"),
    ),
    "transfer_keeps_place": RuleWords(
        Text(zh="转号时保留排队位置", en="A transferred number keeps its place"),
        Text(zh="按原来的取号时间排；关掉就排到队尾。", en="By its first arrival; off: at the end of the line."),
    ),
    "review_s": RuleWords(
        Text(zh="窗口屏的评价停留", en="How long a window’s screen asks for a review"),
        Text(zh="没有人按就算未评价。", en="Silence is “not rated”."),
        _SECONDS,
    ),
}
