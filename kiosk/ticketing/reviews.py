"""好差评: five levels, the official reason codes, and the rules of rating a service (GB/T 39734, 国家“好差评”)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum

from kiosk.base.texts import Text
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.tickets import TicketError

#: Working days in which a bad review is answered and put right; longest free words.
ANSWER_DAYS, LONGEST_WORDS = 15, 300


class Level(IntEnum):
    """How satisfied; the number is the official one. Nobody's silence is a level: it is "not rated"."""

    VERY_BAD = 1
    BAD = 2
    FAIR = 3
    GOOD = 4
    VERY_GOOD = 5

    @property
    def is_bad(self) -> bool:
        """A 差评: the manager is told at once and it is followed to its end."""
        return self <= Level.BAD


LEVEL_WORDS: dict[Level, Text] = {
    Level.VERY_GOOD: Text(zh="非常满意", en="Very satisfied"),
    Level.GOOD: Text(zh="满意", en="Satisfied"),
    Level.FAIR: Text(zh="基本满意", en="Fairly satisfied"),
    Level.BAD: Text(zh="不满意", en="Dissatisfied"),
    Level.VERY_BAD: Text(zh="非常不满意", en="Very dissatisfied"),
}

#: The official codes with their official words; the first figure is the level. English is ours.
REASONS: dict[str, Text] = {
    "510": Text(zh="一窗受理一次办结", en="One window, done in one go"),
    "511": Text(zh="可以先受理后补材料", en="Accepted first, papers could follow later"),
    "512": Text(zh="不用提交证明", en="No certificates had to be handed in"),
    "513": Text(zh="可以全程网上办理", en="Everything can be done online"),
    "514": Text(zh="可以使用手机办理", en="It can be done on a phone"),
    "515": Text(zh="可以就近办理", en="It can be done close to home"),
    "516": Text(zh="无需材料直接办理", en="Done without any papers"),
    "517": Text(zh="服务热情效率高", en="Friendly and quick"),
    "406": Text(zh="填写一张表单就可完成申报", en="A single form was enough"),
    "407": Text(zh="在线提交材料窗口核验", en="Papers sent online, only checked at the window"),
    "408": Text(zh="一张清单告知全部申报材料", en="One list named all the papers"),
    "409": Text(zh="用告知承诺减免申报材料", en="A written promise replaced some papers"),
    "410": Text(zh="可以在线预约办理", en="Appointments can be booked online"),
    "411": Text(zh="跑大厅一次办完", en="Done in one visit to the hall"),
    "412": Text(zh="可以使用自助机办理", en="It can be done at a machine"),
    "413": Text(zh="服务态度较好", en="Rather friendly"),
    "307": Text(zh="一次性告知需要补正的材料", en="Told at once which papers were missing"),
    "308": Text(zh="提供申报材料样本", en="Samples of the papers were given"),
    "309": Text(zh="在承诺的时间内办结", en="Done within the promised time"),
    "310": Text(zh="办事指南指引准确", en="The guide was accurate"),
    "311": Text(zh="按办事指南要求的材料即可办理", en="The papers named in the guide were enough"),
    "312": Text(zh="可以快递送达", en="Delivered by courier"),
    "313": Text(zh="跑动次数与承诺的一致", en="As many visits as promised"),
    "314": Text(zh="服务态度一般", en="Neither friendly nor unfriendly"),
    "207": Text(zh="没有提供材料样本", en="No samples of the papers"),
    "208": Text(zh="没有提供材料清单", en="No list of the papers"),
    "209": Text(zh="未在承诺时间内办结", en="Not done within the promised time"),
    "210": Text(zh="同样内容的证明材料被要求多次提交", en="The same certificate was asked for more than once"),
    "211": Text(zh="承诺网办但无法在线办理", en="Promised online, but it could not be done online"),
    "212": Text(zh="在线预约办理后到实体大厅重复取号排队", en="Booked online, yet had to queue again in the hall"),
    "213": Text(zh="窗口人员业务不熟练", en="The staff did not know the work well"),
    "214": Text(zh="服务态度生硬", en="Curt manner"),
    "108": Text(zh="在办事指南之外增加新的审批条件", en="Conditions were added that are not in the guide"),
    "109": Text(zh="需提供办事指南之外的申报材料", en="Papers were asked for that are not in the guide"),
    "110": Text(zh="无理由超过法定办理时间", en="Longer than the law allows, without a reason"),
    "111": Text(zh="办事指南提供样本有错", en="The samples in the guide were wrong"),
    "112": Text(zh="承诺在线收取申报材料实际无法收取", en="Papers were promised to be taken online, but were not"),
    "113": Text(zh="多头跑窗口和部门", en="Sent from window to window and office to office"),
    "114": Text(zh="跑动次数与承诺的不一致", en="More visits than promised"),
    "115": Text(zh="服务态度差效率低", en="Unfriendly and slow"),
}


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody said about one service: who said it is not part of it."""

    level: Level
    reasons: tuple[str, ...] = ()
    words: str = ""


def reasons_of(level: Level) -> dict[str, Text]:
    """The codes that may be given with a level, in official order."""
    return {code: text for code, text in REASONS.items() if code[0] == str(int(level))}


def review(level: int, reasons: Iterable[str] = (), words: str = "") -> Review:
    """A review that can be kept. Raises ``TicketError`` ("form"): no such level, a code of another level, too long."""
    if isinstance(level, bool) or level not in set(Level):
        raise TicketError("form", Text(zh="请选择满意程度。", en="Please choose how satisfied you are."))
    found, given = Level(level), tuple(dict.fromkeys(reasons))
    if any(code not in reasons_of(found) for code in given):
        raise TicketError("form", Text(zh="请从所列的原因中选择。", en="Please choose from the reasons shown."))
    said = " ".join(words.split())
    if len(said) > LONGEST_WORDS:
        raise TicketError(
            "form", Text(zh=f"留言请不超过{LONGEST_WORDS}字。", en=f"Please write at most {LONGEST_WORDS} characters.")
        )
    return Review(found, given, said)


def open_until(ended_at: datetime, rules: DeskRules) -> datetime:
    """Until when the window screen asks for a review; after that nothing is said about it: "not rated"."""
    return ended_at + timedelta(seconds=rules.review_s)


def must_be_first(rated_already: bool) -> None:
    """Each case is rated once. Raises ``TicketError`` ("rated")."""
    if rated_already:
        raise TicketError("rated", Text(zh="您已评价过，谢谢！", en="You have rated this already. Thank you!"))


def answer_by(given: date, is_working: Callable[[date], bool]) -> date:
    """The last day on which a bad review of ``given`` may be closed: the fifteenth working day after it."""
    day, left = given, ANSWER_DAYS
    for _ in range(366):
        day += timedelta(days=1)
        left -= is_working(day)
        if left == 0:
            return day
    return given + timedelta(days=21)  # a calendar without working days: three weeks
