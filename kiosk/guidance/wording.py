"""The sentences of a route in Chinese and English: short, polite, and with metres as people judge them."""

from __future__ import annotations

import re
from enum import Enum

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.journey import Turn
from kiosk.guidance.sightings import Passed, Side
from kiosk.guidance.venue import ConnectorKind

#: Up to here a distance is "a few steps" (metres).
FEW_STEPS_M = 3.5


class Move(Enum):
    """How one sets off on a stretch: zh, en (after a lead like "At Window 3"), and the pictogram."""

    STRAIGHT = ("直走", "walk straight on", Turn.STRAIGHT)
    SLIGHT_LEFT = ("向左前方走", "bear left and walk", Turn.SLIGHT_LEFT)
    SLIGHT_RIGHT = ("向右前方走", "bear right and walk", Turn.SLIGHT_RIGHT)
    LEFT = ("左转，走", "turn left and walk", Turn.LEFT)
    RIGHT = ("右转，走", "turn right and walk", Turn.RIGHT)
    SHARP_LEFT = ("向左后方转，走", "turn sharp left and walk", Turn.LEFT)
    SHARP_RIGHT = ("向右后方转，走", "turn sharp right and walk", Turn.RIGHT)
    BACK_LEFT = ("向左掉头，往回走", "turn left, double back and walk", Turn.AROUND)
    BACK_RIGHT = ("向右掉头，往回走", "turn right, double back and walk", Turn.AROUND)
    SET_OFF_STRAIGHT = ("请往前走", "Walk straight ahead", Turn.STRAIGHT)
    SET_OFF_PAST_PANEL = ("请从屏幕旁边往前走", "Go past this screen and walk straight on", Turn.STRAIGHT)
    SET_OFF_SLIGHT_LEFT = ("请向左前方走", "Walk ahead to your left", Turn.SLIGHT_LEFT)
    SET_OFF_SLIGHT_RIGHT = ("请向右前方走", "Walk ahead to your right", Turn.SLIGHT_RIGHT)
    SET_OFF_LEFT = ("请向左走", "Go to your left and walk", Turn.LEFT)
    SET_OFF_RIGHT = ("请向右走", "Go to your right and walk", Turn.RIGHT)
    SET_OFF_AROUND = ("请转身，直走", "Turn around and walk", Turn.AROUND)
    SET_OFF_AROUND_LEFT = ("请转身，再向左前方走", "Turn around, then walk ahead to your left", Turn.AROUND)
    SET_OFF_AROUND_RIGHT = ("请转身，再向右前方走", "Turn around, then walk ahead to your right", Turn.AROUND)
    FOLLOW_LINE = ("沿橙色路线走", "follow the orange line", Turn.STRAIGHT)

    @property
    def turn(self) -> Turn:
        return self.value[2]


def move_at_start(turn_deg: float | None, past_panel: bool = False) -> Move:
    """How to set off for somebody who must turn by ``turn_deg`` (positive to the left) from where they look."""
    if turn_deg is None:
        return Move.FOLLOW_LINE
    size, left = abs(turn_deg), turn_deg > 0
    if size <= 30:
        return Move.SET_OFF_PAST_PANEL if past_panel else Move.SET_OFF_STRAIGHT
    if size <= 60:
        return Move.SET_OFF_SLIGHT_LEFT if left else Move.SET_OFF_SLIGHT_RIGHT
    if size <= 118:
        return Move.SET_OFF_LEFT if left else Move.SET_OFF_RIGHT
    if size <= 152:  # once turned around, what was behind on the left is ahead on the right
        return Move.SET_OFF_AROUND_RIGHT if left else Move.SET_OFF_AROUND_LEFT
    return Move.SET_OFF_AROUND


def move_at_corner(turn_deg: float | None) -> Move:
    """What to do at a corner, or on leaving a connector, with a turn of ``turn_deg`` (positive to the left)."""
    if turn_deg is None:
        return Move.FOLLOW_LINE
    size, left = abs(turn_deg), turn_deg > 0
    if size < 38:
        return Move.STRAIGHT
    if size < 55:
        return Move.SLIGHT_LEFT if left else Move.SLIGHT_RIGHT
    if size <= 125:
        return Move.LEFT if left else Move.RIGHT
    if size < 150:
        return Move.SHARP_LEFT if left else Move.SHARP_RIGHT
    return Move.BACK_LEFT if left else Move.BACK_RIGHT


def rounded_metres(metres: float) -> int:
    """A distance as people judge it: by fives up to 30 m, by tens up to 100 m, by fifties beyond."""
    unit = 5 if metres < 32.5 else 10 if metres < 105 else 50
    return max(5, int(metres / unit + 0.5) * unit)


def setting_off(
    move: Move,
    metres: float,
    lead: Text = EMPTY,
    passed: Passed | None = None,
    toward: Text = EMPTY,
    into: Text = EMPTY,
) -> Text:
    """One stretch: where and how to turn, how far to go, what is passed or entered, or what one walks toward."""
    zh_move, en_move, _ = move.value
    if toward:
        zh_move, en_move = f"朝{toward['zh']}的方向走", f"walk towards {toward['en']}"
    zh = (lead["zh"] if lead else "") + zh_move
    en = f"{lead['en']} {en_move}" if lead else en_move
    if not lead and move is Move.FOLLOW_LINE:
        zh = f"请{zh}"
    if metres <= FEW_STEPS_M:
        zh, en = f"{zh}几步", f"{en} a few steps"
    else:
        about = rounded_metres(metres)
        comma = "," if toward else " for" if not en.endswith(" walk") else ""
        zh, en = f"{zh}约{about}米", f"{en}{comma} about {about} metres"
    if passed is not None:
        name = passed.landmark.name
        zh += f"，经过{_hand(passed.side)}的{name['zh']}"
        en += f", passing {name['en']} on your {passed.side.value}"
    elif into:
        zh, en = f"{zh}，进入{into['zh']}", f"{en}, into {into['en']}"
    return sentence(zh, en)


def sentence(zh: str, en: str) -> Text:
    """A Chinese and an English clause made into sentences."""
    first = 1 if en.startswith("“") else 0
    return Text(zh=f"{zh}。", en=f"{en[:first]}{en[first : first + 1].upper()}{en[first + 1 :]}.")


def at_landmark(name: Text) -> Text:
    """The lead of a turn at a landmark."""
    return Text(zh=f"在{name['zh']}处", en=f"At {name['en']}")


THEN = Text(zh="然后", en="Then")


def left_behind(kind: ConnectorKind, up: bool) -> Text:
    """The lead of the first stretch after a connector."""
    if kind is ConnectorKind.ELEVATOR:
        return Text(zh="出电梯后", en="When you leave the lift,")
    if kind is ConnectorKind.ESCALATOR:
        return Text(zh="下扶梯后", en="When you step off the escalator,")
    if kind is ConnectorKind.STAIRS:
        return (
            Text(zh="上楼后", en="At the top of the stairs")
            if up
            else Text(zh="下楼后", en="At the foot of the stairs")
        )
    return Text(zh="走完坡道后", en="At the end of the ramp")


def riding(kind: ConnectorKind, name: Text, side: Side | None, floors: tuple[Text, ...], up: bool) -> Text:
    """Taking a connector to one or more floors in a row; ``name`` is its noun, the last floor is where one gets off."""
    zh_where = f"{_hand(side)}的" if side else ""
    en_where = f" {_where(side)}" if side else ""
    to_zh, to_en = floors[-1]["zh"], floors[-1]["en"]
    zh_way, en_way = ("上", "up ") if up else ("下", "down ")
    if re.search(r"\b(up|down)\b", name["en"]):
        en_way = ""
    en = f"take {name['en']}{en_where} {en_way}to {to_en}"
    if kind is ConnectorKind.ELEVATOR:
        return sentence(f"请乘{zh_where}{name['zh']}到{to_zh}", f"take {name['en']}{en_where} to {to_en}")
    if kind is ConnectorKind.ESCALATOR:
        if len(floors) > 1:
            first = floors[0]
            zh = f"请乘{zh_where}{name['zh']}到{first['zh']}，接着再乘扶梯到{to_zh}"
            en = f"take {name['en']}{en_where} {en_way}to {first['en']}, then the next one to {to_en}"
            return sentence(zh, en)
        return sentence(f"请乘{zh_where}{name['zh']}到{to_zh}", en)
    verb = "走" if kind is ConnectorKind.STAIRS else "沿"
    return sentence(f"请{verb}{zh_where}{name['zh']}{zh_way}到{to_zh}", en)


def arriving(name: Text, side: Side | None) -> Text:
    """The last sentence: where the goal is for somebody who has walked there; None when no side can be proven."""
    if side is None:
        return sentence(f"{name['zh']}就在您面前", f"{name['en']} {_be(name['en'])} right in front of you")
    return sentence(f"{name['zh']}就在您{_hand(side)}", f"{name['en']} {_be(name['en'])} {_where(side)}")


def already_there(name: Text) -> Text:
    """For a route that leads nowhere else."""
    return sentence(f"您就在{name['zh']}旁边", f"you are already at {name['en']}")


OTHER_FLOOR = Text(zh="另一层", en="the other floor")
YOUR_GOAL = Text(zh="目的地", en="your destination")


def _be(name: str) -> str:
    """is or are: "the toilets are", "the east stairs are"."""
    return "are" if re.search(r"(stairs|steps|toilets|lockers|seats|terminals|desks|counters)$", name) else "is"


def _hand(side: Side) -> str:
    return {Side.LEFT: "左手边", Side.RIGHT: "右手边", Side.AHEAD: "正前方"}[side]


def _where(side: Side) -> str:
    return "straight ahead" if side is Side.AHEAD else f"on your {side.value}"
