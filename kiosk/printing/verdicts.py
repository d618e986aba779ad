"""When a ticket counts as printed, and what is said to staff and visitors when the printer is in trouble."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kiosk.base.health import State
from kiosk.base.texts import EMPTY, Text
from kiosk.printing.status import PrinterFacts, Trouble

_FOR_STAFF = {
    Trouble.NONE: Text(zh="打印机正常。", en="The printer is ready."),
    Trouble.ABSENT: Text(zh="本机没有打印机，号码显示在屏幕上。", en="This panel has no printer; numbers are shown."),
    Trouble.UNREACHABLE: Text(
        zh="连不上打印机，请检查电源和连线。", en="The printer cannot be reached: check power and cable."
    ),
    Trouble.LOST: Text(zh="与打印机的连接断了，请检查连线。", en="The line to the printer broke: check the cable."),
    Trouble.SILENT: Text(zh="打印机没有回应，请关机再开机。", en="The printer does not answer: switch it off and on."),
    Trouble.BROKEN: Text(
        zh="打印机出了故障，请关机再开机；仍不行请报修。",
        en="The printer failed: switch it off and on; if that does not help, have it repaired.",
    ),
    Trouble.CUTTER: Text(zh="切纸刀卡住了，请打开上盖清理。", en="The cutter is stuck: open the cover and clear it."),
    Trouble.COVER: Text(zh="打印机上盖没有关好，请合上。", en="The printer's cover is open: close it."),
    Trouble.PAPER_END: Text(zh="打印机没纸了，请换纸卷。", en="The printer is out of paper: put in a new roll."),
    Trouble.JAM: Text(zh="打印机卡纸了，请打开上盖清理。", en="Paper is jammed: open the cover and clear it."),
    Trouble.FAULT: Text(zh="打印机报告故障，请检查。", en="The printer reports an error: look at it."),
    Trouble.STALLED: Text(zh="打印机停住不动，请检查是否卡纸。", en="The printer does not go on: look for a jam."),
    Trouble.OFFLINE: Text(zh="打印机处于脱机状态，请检查。", en="The printer is offline: look at it."),
    Trouble.HOT: Text(zh="打印头过热，正在冷却，稍后自动恢复。", en="The print head cools down; it goes on by itself."),
}
_PAPER_LOW = Text(zh="打印机正常，纸快用完了，请准备新纸卷。", en="The printer is ready; its paper is nearly used up.")
_FOR_VISITORS = {
    Trouble.ABSENT: Text(zh="这台机器不打印小票。", en="This machine prints no slips."),
    Trouble.PAPER_END: Text(
        zh="打印机没纸了，小票没有打出来。", en="The printer has run out of paper; your slip did not come out."
    ),
    Trouble.COVER: Text(
        zh="打印机盖子开着，小票没有打出来。", en="The printer's cover is open; your slip did not come out."
    ),
    Trouble.CUTTER: Text(zh="小票可能卡在出纸口了。", en="Your slip may be stuck in the printer."),
    Trouble.JAM: Text(zh="打印机卡纸了，小票没有打出来。", en="Paper is jammed; your slip did not come out."),
}
_NO_SLIP = Text(
    zh="打印机暂时用不了，小票没有打出来。", en="The printer cannot be used just now; your slip did not come out."
)
_PERHAPS = Text(zh="小票可能没有打出来。", en="Your slip may not have come out.")
_DEGRADED = frozenset({Trouble.HOT, Trouble.OFFLINE})


@dataclass(frozen=True, slots=True)
class PrinterHealth:
    """How the printer is, for staff and the hub. ``facts`` None: it did not say."""

    state: State
    trouble: Trouble
    sentence: Text
    facts: PrinterFacts | None = None

    @property
    def can_print(self) -> bool:
        """Whether a slip that is sent now can be expected to come out."""
        return self.state in (State.OK, State.DEGRADED)


def health_of(trouble: Trouble, facts: PrinterFacts | None) -> PrinterHealth:
    """The printer's health with this trouble."""
    if trouble is Trouble.NONE:
        low = facts is not None and facts.paper_low
        sentence = _PAPER_LOW if low else _FOR_STAFF[trouble]
        return PrinterHealth(State.DEGRADED if low else State.OK, trouble, sentence, facts)
    state = State.ABSENT if trouble is Trouble.ABSENT else State.DEGRADED if trouble in _DEGRADED else State.FAILED
    return PrinterHealth(state, trouble, _FOR_STAFF[trouble], facts)


class Outcome(StrEnum):
    """What became of a slip. ``UNKNOWN``: all of it was handed over, and nobody knows whether it came out."""

    PRINTED = "printed"
    NOT_PRINTED = "not-printed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one slip, and why. A ticket counts only with ``PRINTED``; ``trouble`` may come after that too."""

    outcome: Outcome
    trouble: Trouble = Trouble.NONE
    facts: PrinterFacts | None = None

    @property
    def reason(self) -> Text:
        """For staff, with what to do."""
        return self.health.sentence

    @property
    def said(self) -> Text:
        """For the visitor; nothing when the slip is in their hand."""
        if self.outcome is Outcome.PRINTED:
            return EMPTY
        if self.outcome is Outcome.UNKNOWN and self.trouble is not Trouble.CUTTER:
            return _PERHAPS
        return _FOR_VISITORS.get(self.trouble) or _NO_SLIP

    @property
    def health(self) -> PrinterHealth:
        """The printer's health after it."""
        return health_of(self.trouble, self.facts)
