"""What is asked of the desk, examined before anything is done: a ticket's body as facts the rules can take."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from kiosk.base.texts import Text
from kiosk.sync.desk_messages import TakeTicket
from kiosk.sync.messages import packed
from kiosk.ticketing.tickets import Kind, Proof, Reason, TicketError

E = TypeVar("E", bound=StrEnum)
_ID = re.compile(r"[0-9a-f]{32}")
_WORD = re.compile(r"[^\x00-\x1f\x7f]{1,64}")
#: Matters one ticket may be for (一次取号).
MATTERS = 12

FORM = Text(zh="这个请求不符合格式，请重新操作。", en="This request does not have the form it should have.")
OTHER_BODY = Text(
    zh="这个编号已经用于另一个请求。请重新取号。",
    en="This id was used for another request already. Please start again.",
)
NOT_HERE = Text(zh="没有找到这张号票。请到导办台。", en="There is no such ticket here. Please go to the help desk.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A ticket that is asked for. ``digest`` of all that the answer depends on."""

    id: str
    queue: str
    matters: tuple[str, ...]
    kind: Kind
    reason: Reason
    proof: Proof
    language: str
    appointment: str
    digest: str


def examine(asked: TakeTicket) -> Asked:
    """What was asked, believed; TicketError("form") when it does not fit."""
    if len(asked.matters) > MATTERS or len(asked.appointment) > 512:
        raise form("matters")
    kind = word_of(Kind, asked.kind, "kind")
    if kind is Kind.APPOINTMENT and not asked.appointment:
        raise form("appointment")
    # Moment and language may differ between two tries of one request.
    plain = replace(asked, asked_at="", language="")
    return Asked(
        id=id_of(asked.id),
        queue=short(asked.queue, "queue"),
        matters=tuple(dict.fromkeys(short(matter, "matters") for matter in asked.matters)),
        kind=kind,
        reason=word_of(Reason, asked.reason, "reason"),
        proof=word_of(Proof, asked.proof, "proof"),
        language=asked.language[:10],
        appointment=asked.appointment,
        digest=hashlib.sha256(packed(plain)).hexdigest(),
    )


def id_of(id: str) -> str:
    """An id of 32 hex digits, as it is; TicketError("form")."""
    if not _ID.fullmatch(id):
        raise form("id")
    return id


def short(word: str, where: str) -> str:
    """A code of at most 64 characters or ""; TicketError("form")."""
    if word and not _WORD.fullmatch(word):
        raise form(where)
    return word


def word_of(kind: type[E], word: str, where: str) -> E:
    """A member of an enumeration; TicketError("form")."""
    try:
        return kind(word)
    except ValueError:
        raise form(where) from None


def form(where: str) -> TicketError:
    """The refusal of what does not fit."""
    return TicketError("form", FORM, where=where)


def other_body(id: str) -> TicketError:
    """The refusal of an id that means something else already."""
    return TicketError("other-body", OTHER_BODY, where=id)


def not_here(id: str) -> TicketError:
    """The refusal of a ticket that the hall does not have."""
    return TicketError("unknown", NOT_HERE, where=id[:64])
