"""How sync stands, in one word and one sentence: decided from facts, said to the panel's staff page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.base.texts import Text


class Standing(StrEnum):
    """The one thing to know, the gravest first."""

    REVOKED = "revoked"
    ENROLLING = "enrolling"
    NOT_ENROLLED = "not-enrolled"
    NO_ROOM = "no-room"
    REFUSED = "refused"
    CLOCK = "clock"
    FETCHING = "fetching"
    AWAY = "hub-away"
    STALE = "stale"
    NO_HUB = "no-hub"
    IN_STEP = "in-step"


_SENTENCES = {
    Standing.REVOKED: Text(
        zh="管理平台已停用本机；现有内容照常使用。如需恢复，请重新登记。",
        en="The hub does not admit this panel any more; what is shown stays. Enrol it again to go on.",
    ),
    Standing.ENROLLING: Text(
        zh="正在等待技术人员在管理平台确认。", en="Waiting for a technician to confirm this panel at the hub."
    ),
    Standing.NOT_ENROLLED: Text(zh="本机尚未在管理平台登记。", en="This panel is not enrolled at a hub."),
    Standing.FETCHING: Text(zh="正在下载新内容。", en="New content is being fetched."),
    Standing.AWAY: Text(
        zh="暂时联系不上管理平台；现有内容照常使用。", en="The hub cannot be reached now; what is shown stays."
    ),
    Standing.STALE: Text(
        zh="很久没有收到管理平台的确认；现有内容照常使用。",
        en="The hub has not been heard for long; what is shown stays.",
    ),
    Standing.NO_HUB: Text(zh="本机未设置管理平台，内容由现场导入。", en="No hub is set; content is imported by hand."),
    Standing.IN_STEP: Text(zh="内容已是最新。", en="The content is up to date."),
    Standing.CLOCK: Text(
        zh="本机时间不正确，请校准；现有内容照常使用。", en="This panel's clock is wrong; set it. What is shown stays."
    ),
}


@dataclass(slots=True)
class Facts:
    """What is known at a moment. ``refusal`` and ``no_room``: the sentence, or None."""

    has_hub: bool = False
    is_enrolled: bool = False
    is_enrolling: bool = False
    is_revoked: bool = False
    is_connected: bool = False
    is_stale: bool = False
    is_clock_wrong: bool = False
    fetching: int = 0
    there: int = 0
    total: int = 0
    refusal: Text | None = None
    no_room: Text | None = None


def standing(facts: Facts) -> Standing:
    """The gravest thing that is so."""
    order = (
        (Standing.REVOKED, facts.is_revoked and not facts.is_enrolling),
        (Standing.ENROLLING, facts.is_enrolling),
        (Standing.NOT_ENROLLED, facts.has_hub and not facts.is_enrolled),
        (Standing.NO_ROOM, facts.no_room is not None),
        (Standing.REFUSED, facts.refusal is not None),
        (Standing.CLOCK, facts.is_clock_wrong),
        (Standing.FETCHING, bool(facts.fetching)),
        (Standing.AWAY, facts.has_hub and not facts.is_connected and not facts.is_stale),
        (Standing.STALE, facts.is_stale),
        (Standing.NO_HUB, not facts.has_hub),
    )
    return next((word for word, holds in order if holds), Standing.IN_STEP)


def sentence(word: Standing, facts: Facts) -> Text:
    """The sentence of a standing."""
    own = {Standing.NO_ROOM: facts.no_room, Standing.REFUSED: facts.refusal}.get(word)
    return own or _SENTENCES[word]


def said(facts: Facts) -> Mapping[str, Any]:
    """The line for the panel."""
    word = standing(facts)
    text = sentence(word, facts)
    line: dict[str, Any] = {"state": word.value, "zh": text["zh"], "en": text["en"]}
    if word is Standing.FETCHING:
        line |= {"number": facts.fetching, "there": facts.there, "total": facts.total}
    return line
