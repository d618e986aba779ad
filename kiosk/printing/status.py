"""What a receipt printer says about itself: status bytes as facts, facts as one trouble.

Bits of the answers to ``DLE EOT n``: ESC/POS command reference; a byte is an answer when ``(b & 0x93) == 0x12``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """What keeps a printer from printing; the first that holds, the gravest first. ``NONE``: it can print."""

    NONE = ""
    ABSENT = "absent"  # this panel has no printer
    UNREACHABLE = "unreachable"  # the line cannot be opened
    LOST = "lost"  # the line broke
    SILENT = "silent"  # it does not answer
    BROKEN = "broken"  # an error only switching off and on helps against
    CUTTER = "cutter"
    COVER = "cover"
    PAPER_END = "paper-end"
    JAM = "jam"
    FAULT = "fault"  # an error it does not explain
    STALLED = "stalled"  # it answers, and does not go on
    OFFLINE = "offline"
    HOT = "hot"  # the head cools down; it goes on by itself


#: It goes on by itself: wait for it.
PASSING = frozenset({Trouble.NONE, Trouble.HOT, Trouble.OFFLINE})


@dataclass(frozen=True, slots=True)
class PrinterFacts:
    """The four answers, taken apart. ``recovers``: the error goes by itself. ``jammed``: a mechanical error."""

    offline: bool = False
    cover_open: bool = False
    feed_button: bool = False
    paper_end: bool = False
    paper_low: bool = False
    error: bool = False
    jammed: bool = False
    cutter_failed: bool = False
    broken: bool = False
    recovers: bool = False

    @property
    def trouble(self) -> Trouble:
        """The gravest of what is wrong."""
        found = (
            (self.broken, Trouble.BROKEN),
            (self.cutter_failed, Trouble.CUTTER),
            (self.cover_open, Trouble.COVER),
            (self.paper_end, Trouble.PAPER_END),
            (self.jammed, Trouble.JAM),
            (self.recovers, Trouble.HOT),
            (self.error, Trouble.FAULT),
            (self.offline, Trouble.OFFLINE),
        )
        return next((trouble for holds, trouble in found if holds), Trouble.NONE)


def facts_from(answers: Mapping[int, int]) -> PrinterFacts:
    """From the answers by their ``n`` (1 printer, 2 offline, 3 error, 4 paper); a missing one says nothing."""
    one, two, three, four = (answers.get(n, 0) for n in (1, 2, 3, 4))
    return PrinterFacts(
        offline=bool(one & 0x08),
        cover_open=bool(two & 0x04),
        feed_button=bool(two & 0x08) or bool(one & 0x40),
        paper_end=bool(two & 0x20) or bool(four & 0x60),
        paper_low=bool(four & 0x0C),
        error=bool(two & 0x40),
        jammed=bool(three & 0x04),
        cutter_failed=bool(three & 0x08),
        broken=bool(three & 0x20),
        recovers=bool(three & 0x40),
    )
