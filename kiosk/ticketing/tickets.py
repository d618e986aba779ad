"""A ticket (号票): what it is, where it stands, and what may become of it. The words are those of docs/glossary.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kiosk.base.errors import KioskError
from kiosk.base.texts import EMPTY, Text

_ID = re.compile(r"[0-9a-f]{32}")


class State(StrEnum):
    """Where a ticket stands. A transferred ticket waits again, in another queue; its history says so."""

    ISSUED = "issued"  # it has a number, and nobody has said yet that the paper came out
    WAITING = "waiting"  # 等待
    CALLED = "called"  # 已叫
    SERVING = "serving"  # 办理中
    HELD = "held"  # 暂挂: sent for a paper, keeps its window
    MISSED = "missed"  # 过号
    DONE = "done"  # 完成
    VOID = "void"  # 弃号, 作废


#: States in which somebody may still come to a window; and those in which a window has the ticket.
LIVE = frozenset({State.ISSUED, State.WAITING, State.CALLED, State.SERVING, State.HELD, State.MISSED})
AT_WINDOW = frozenset({State.CALLED, State.SERVING})


class Kind(StrEnum):
    """How a ticket stands in its queue (普通、预约、优先、绿色通道)."""

    ORDINARY = "ordinary"
    APPOINTMENT = "appointment"
    PRIORITY = "priority"
    GREEN = "green"


class Reason(StrEnum):
    """Why a ticket goes first (老弱病残孕军)."""

    NONE = ""
    ELDERLY = "elderly"  # 老
    ILL = "ill"  # 弱、病
    DISABLED = "disabled"  # 残
    PREGNANT = "pregnant"  # 孕
    INFANT = "infant"  # 携婴
    SOLDIER = "soldier"  # 军


class Proof(StrEnum):
    """How the reason is known."""

    SAID = "said"  # 自报
    CARD = "card"  # 证件
    STAFF = "staff"  # 工作人员确认


class Voided(StrEnum):
    """Why a number serves nobody any more. Every number is a ticket or one of these."""

    WITHDRAWN = "withdrawn"  # the visitor gave it back
    NO_PAPER = "no-paper"  # the paper did not come out and nobody took the number
    REPLACED = "replaced"  # another label was printed for the same ticket
    GAVE_UP = "gave-up"  # called as often as the rules say
    DAY_OVER = "day-over"
    BY_STAFF = "by-staff"


@dataclass(frozen=True, slots=True)
class Ticket:
    """One person's place. Moments are aware; ``id`` is 32 hex digits, made by who asks (idempotency key).

    ``label`` is what stands on the paper ("A012", of a panel's own series "AK3-001"); ``number`` counts within
    (queue, day, series), ``series`` is "" for the authority's. ``arrived`` is the true moment of asking, by which
    tickets of a kind stand in line. ``stops``: queues still to come after this one (一次取号). ``overtaken``: how
    often a later one of another kind was called before it. ``behind``: so many others are called first (resumed after
    having been missed). ``confirmed``: paper came out, or the visitor took the number from the screen.
    """

    id: str
    queue: str
    day: date
    label: str
    number: int
    arrived: datetime
    series: str = ""
    state: State = State.WAITING
    kind: Kind = Kind.ORDINARY
    reason: Reason = Reason.NONE
    proof: Proof = Proof.SAID
    matters: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    window: str = ""
    only_window: str = ""
    calls: int = 0
    missed: int = 0
    resumed: int = 0
    behind: int = 0
    overtaken: int = 0
    called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    appointment_at: datetime | None = None
    confirmed: bool = True
    voided: str = ""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise TicketError("form", Text(zh="号票编号不对。", en="This is no ticket id."))


class TicketError(KioskError):
    """Something that cannot be done with a ticket now. ``word`` is one word for machines, ``text`` for people."""

    def __init__(self, word: str, text: Text, *, where: str = "", remedy: str = "", hint: Text = EMPTY) -> None:
        self.word, self.text, self.hint = word, text, hint
        super().__init__(text.within("en"), where=where, remedy=remedy)
