"""What the screens say about queues and tickets: how many wait, how long, who goes first, where to go (no Qt)."""

from __future__ import annotations

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.sentences import fill
from kiosk.ticketing.tickets import Reason
from kiosk.ui.panel import Panel
from kiosk.visit.desk_facts import QueueNow, TicketNow
from kiosk.visit.find_way import Spot

NO_WAIT = Text(zh="无需等候", en="No waiting")
#: Nobody sits at a window of the queue: how long it will be is not known, and no number is called yet.
NOT_OPEN = Text(zh="窗口未开", en="Not open yet")
NOT_NOW = Text(zh="现在不取号", en="No numbers now")
PEOPLE = Text(zh="{count}人", en="{count}")
MINUTES = Text(zh="{minutes}分钟", en="{minutes} min")
AT_MOST = Text(zh="最多{minutes}分钟", en="At most {minutes} min")
LIST_COMMA = Text(zh="、", en=", ")
_WAITING = Text(zh="{count}人在等", en="{count} waiting")
_WAITS = Text(zh="{count}人 · 约{minutes}分", en="{count} · {minutes} min")
_JUST_WAITS = Text(zh="{count}人", en="{count} people")
_ABOUT = Text(zh="约{minutes}分钟", en="About {minutes} min")
_ABOUT_AT_MOST = Text(zh="约{likely}分钟，最多{at_most}分钟", en="About {likely}, at most {at_most} min")
_IN_ALL = Text(zh="{queues}个队列 · {count}人在等", en="{queues} queues · {count} waiting")

#: Who goes first (老弱病残孕军、携婴), in the order in which the buttons stand: the word for people, and its pictogram.
REASONS: tuple[tuple[Reason, Text, str], ...] = (
    (Reason.ELDERLY, Text(zh="60岁以上", en="Aged 60 or over"), "elderly"),
    (Reason.ILL, Text(zh="生病、体弱", en="Ill or frail"), "sick"),
    (Reason.DISABLED, Text(zh="残疾人", en="Disabled"), "accessible"),
    (Reason.PREGNANT, Text(zh="孕妇", en="Pregnant"), "pregnant_woman"),
    (Reason.INFANT, Text(zh="带着婴儿", en="With a baby"), "stroller"),
    (Reason.SOLDIER, Text(zh="军人、优抚对象", en="Military"), "military_tech"),
)
WHO_FIRST = Text(
    zh="老人、病人、残疾人、孕妇、军人和带婴儿的人可以优先，点一下就行；叫到时窗口可能请您出示证件。",
    en="Elderly, ill, disabled or pregnant people, soldiers and people with babies go first: one tap. "
    "The window may ask to see a card.",
)


def say_waiting(*queues: QueueNow) -> Text:
    """Of one or several queues together: "6人在等", "无需等候"."""
    count = sum(queue.waiting for queue in queues)
    served = next((queue for queue in queues if no_wait(queue) == NO_WAIT), queues[0] if queues else None)
    return fill(_WAITING, count=count) if count else no_wait(served)


def say_estimate(likely: int, at_most: int) -> Text:
    """ "约20分钟，最多35分钟"; empty when nothing is known."""
    if not likely:
        return EMPTY
    return fill(_ABOUT_AT_MOST, likely=likely, at_most=at_most) if at_most > likely else fill(_ABOUT, minutes=likely)


def no_wait(queue: QueueNow | None) -> Text:
    """What stands where nobody waits: that there is no waiting, when somebody sits there to call."""
    return NOT_OPEN if queue is not None and queue.windows and not queue.open_windows else NO_WAIT


def say_waits(queue: QueueNow) -> Text:
    """In a row of the board: "6人 · 约20分", "无需等候"."""
    if not queue.waiting:
        return no_wait(queue)
    return fill(_WAITS if queue.likely else _JUST_WAITS, count=queue.waiting, minutes=queue.likely)


def say_all_waits(queues: tuple[QueueNow, ...]) -> Text:
    """Of the whole desk: "5个队列 · 31人在等"."""
    return fill(_IN_ALL, queues=len(queues), count=sum(queue.waiting for queue in queues))


def spot_of(panel: Panel, ticket: TicketNow) -> Spot | None:
    """Where the holder of this ticket goes: the window it is called to, or the nearest of its windows."""
    numbers = (ticket.window,) if ticket.window else ticket.windows
    spots = [spot for number in numbers if (spot := panel.way.spot_of_window(number)) is not None]
    reached = [
        (reach.seconds, n) for n, spot in enumerate(spots) if (reach := panel.way.reach(spot, panel.visit.profile))
    ]
    return spots[min(reached)[1]] if reached else spots[0] if spots else None
