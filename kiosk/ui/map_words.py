"""What the map's screens say: the title of a route, no way, lifts with their floor, the card on the phone (no Qt)."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.journey import Leg, Step
from kiosk.guidance.naming import floor_name
from kiosk.guidance.venue import ConnectorKind, Level
from kiosk.guidance.vocabulary import term
from kiosk.matters.matters import Matter, Need
from kiosk.matters.sentences import fill
from kiosk.ui.pictograms import place_icon

HERE = Text(zh="您在这里", en="You are here")
COME_OUT = Text(zh="从这里出来", en="You come out here")
WINDOW = Text(zh="{number}号窗口", en="Window {number}")
PLACE = Text(zh="目的地", en="Destination")
WITH_MATTER = Text(zh="{head} · {matter}", en="{head} · {matter}")
ROUTE_TITLE = Text(zh="去{place}", en="To {place}")
DISTANCE = {
    "walk": Text(zh="步行约{metres}米", en="About {metres} m on foot"),
    "slow": Text(zh="慢走约{metres}米", en="About {metres} m, slowly"),
    "wheelchair": Text(zh="无台阶，约{metres}米", en="About {metres} m, step-free"),
}
MINUTES = Text(zh="{minutes}分钟", en="{minutes} min")
PROFILE_NAMES = {
    "walk": Text(zh="步行", en="Walking"),
    "slow": Text(zh="慢行", en="Slow"),
    "wheelchair": Text(zh="无台阶路线", en="Step-free"),
}
PROFILE_ICONS = {"walk": "directions_walk", "slow": "elderly", "wheelchair": "accessible"}
TO_FLOOR = Text(zh="{by} → {floor}", en="{by} → {floor}")
BRING = Text(zh="请带：{things}", en="Please bring: {things}")
BRING_ICON = "luggage"
NO_WAY = {
    "unreachable": Text(zh="这张图上找不到去{place}的路。", en="This map knows no way to {place}."),
    "no_step_free": Text(zh="去{place}没有无台阶的路线。", en="There is no step-free way to {place}."),
    "closed": Text(zh="去{place}的路现在关闭了。", en="The way to {place} is closed right now."),
    "unknown": Text(zh="地图上没有这个地方。", en="This place is not on the map."),
}
NO_WAY_ADVICE = {
    "no_step_free": Text(
        zh="请按“人工帮助”，工作人员来接您；也可以看看步行路线。",
        en="Press “Call staff” and somebody will come for you, or look at the walking route.",
    ),
    "closed": Text(
        zh="请按“人工帮助”，工作人员会告诉您怎么走。",
        en="Press “Call staff” and somebody will tell you how to get there.",
    ),
}
NO_WAY_OTHERWISE = Text(
    zh="请按“人工帮助”，工作人员会带您去。", en="Press “Call staff” and somebody will show you the way."
)
CHOOSE = Text(zh="点一类，看看最近的在哪里", en="Choose a kind to see the nearest one")
FLOOR_PLAN = Text(zh="楼层图 · {floor}", en="Floor map · {floor}")
FROM_HERE = Text(zh="{floor} · {metres}米 · 约{minutes}分钟", en="{floor} · {metres} m · about {minutes} min")


def window_name(number: str) -> Text:
    """ "11号窗口"."""
    return fill(WINDOW, number=number)


def connector_icon(kind: ConnectorKind | None) -> str:
    """The pictogram of a lift, stairs, an escalator or a ramp."""
    return place_icon(term(kind.value if kind is not None else "elevator").icon)


def by_connector(kind: ConnectorKind | None) -> Text:
    """ "电梯", "扶梯", "楼梯"."""
    return term(kind.value if kind is not None else "elevator").name


def to_floor(kind: ConnectorKind | None, level: Level) -> Text:
    """ "电梯 → 3楼"."""
    return fill(TO_FLOOR, by=by_connector(kind), floor=floor_name(level))


def title_of(place: Text, matter: Matter | None) -> Text:
    """ "去11号窗口 · 普通护照首次申请"."""
    head = fill(ROUTE_TITLE, place=place)
    if matter is None:
        return head
    return fill(WITH_MATTER, head=head, matter=matter.short_name or matter.name)


def bring_list(matter: Matter | None) -> Text:
    """ "请带：居民身份证、照片"; empty when nothing needs to be brought."""
    if matter is None:
        return EMPTY
    needed = [m.name for m in matter.materials if m.need is Need.REQUIRED and not m.condition]
    if not needed:
        return EMPTY

    def listed(language: str, comma: str) -> str:
        return comma.join(dict.fromkeys(name.within(language) for name in needed))

    return fill(BRING, things=Text(zh=listed("zh-CN", "、"), en=listed("en", ", ")))


def phone_text(title: str, distance: str, steps: Sequence[Step], bring: str, language: str) -> str:
    """The way as plain text for a phone: needs no network and names nobody."""
    lines = [title, distance]
    lines += [f"{i}. {step.text.within(language)}" for i, step in enumerate(steps, 1)]
    return "\n".join(line for line in [*lines, bring] if line)


def legs_of(legs: Sequence[Leg]) -> list[Leg]:
    """The legs that lead over a floor; a leg of no length between two flights of stairs is left out."""
    return [leg for i, leg in enumerate(legs) if len(leg.points) > 1 or i in {0, len(legs) - 1}]
