"""Short sentences about notices: their day, and that they are over (zh and en, no Qt)."""

from __future__ import annotations

from datetime import date

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill
from kiosk.policy.notices import Notice
from kiosk.policy.wall import Standing

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_STANDING = {
    Standing.EXPIRED: Text(zh="已过期", en="Out of date"),
    Standing.WITHDRAWN: Text(zh="已撤回", en="Withdrawn"),
}
_EXPIRED = Text(
    zh="这份通知{day}已经到期，下面的内容只供参考。要办事，请问工作人员。",
    en="This notice ended on {day}; what follows is for reference only. Please ask the staff before you act on it.",
)
_WITHDRAWN = Text(
    zh="这份通知{day}已经撤回，不再有效。有疑问，请点“人工帮助”。",
    en="This notice was withdrawn on {day} and no longer holds. If you have questions, press “Call staff”.",
)
GONE = Text(zh="这份通知已经不在这里了", en="This notice is no longer here")
ASK = Text(zh="请看看其他公告，或者点“人工帮助”。", en="Please look at the other notices, or press “Call staff”.")


def say_day(day: date | None) -> Text:
    """ "2026年3月2日"; empty when there is none."""
    if day is None:
        return EMPTY
    return Text(zh=f"{day.year}年{day.month}月{day.day}日", en=f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


def say_standing(how: Standing) -> Text:
    """One word for what is over; empty for what holds."""
    return _STANDING.get(how, EMPTY)


def say_over(notice: Notice, how: Standing) -> Text:
    """A kind sentence about a notice that is over; empty for what holds."""
    if how is Standing.EXPIRED:
        return fill(_EXPIRED, day=say_day(notice.valid_until))
    return fill(_WITHDRAWN, day=say_day(notice.withdrawn)) if how is Standing.WITHDRAWN else EMPTY
