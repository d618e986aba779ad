"""The ticket desk as a visit sees it: queues, calls and a ticket in words for people, without disk, wire or screen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.catalogue import Catalogue

#: So many matters fit onto one ticket (一次取号).
MOST_MATTERS = 10


@dataclass(frozen=True, slots=True)
class QueueNow:
    """A queue at this moment. Minutes of waiting: ``likely`` (P50), ``at_most`` (P90), 0: not known. ``takes`` False:
    ``said`` says why and when to come."""

    code: str
    prefix: str
    name: Text
    waiting: int = 0
    likely: int = 0
    at_most: int = 0
    windows: tuple[str, ...] = ()
    open_windows: tuple[str, ...] = ()
    takes: bool = True
    said: Text = EMPTY
    matters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallNow:
    """A number that was called to a window; ``serial`` grows."""

    serial: int
    label: str
    window: str
    again: int = 0


@dataclass(frozen=True, slots=True)
class DeskNow:
    """The hall's desk at this moment. ``sms``: it can remind by text message."""

    queues: tuple[QueueNow, ...] = ()
    calls: tuple[CallNow, ...] = ()
    sms: bool = False


@dataclass(frozen=True, slots=True)
class TicketNow:
    """A ticket as it stands now. ``state``: a word of ticketing.State; ``ahead`` −1: does not wait; ``said``: one
    sentence for the visitor; ``address``: what the code for a phone holds, "" for none; ``stops``: names of the queues
    still to come after this one; ``is_own``: of the panel's own series, given without the desk."""

    id: str
    label: str
    state: str
    queue: str
    queue_name: Text
    matters: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()
    window: str = ""
    ahead: int = -1
    likely: int = 0
    at_most: int = 0
    kind: str = "ordinary"
    stops: tuple[Text, ...] = ()
    said: Text = EMPTY
    address: str = ""
    can_review: bool = False
    is_own: bool = False
    taken: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visitor wants a number for. ``kind``, ``reason``: words of ticketing.Kind and Reason. ``appointment``:
    the code of an appointment that is checked in; ``language``: of the slip."""

    queue: str = ""
    matters: tuple[str, ...] = ()
    kind: str = "ordinary"
    reason: str = ""
    appointment: str = ""
    language: str = "zh-CN"


class Outcome(StrEnum):
    """What became of a number that was given."""

    PRINTED = "printed"
    SCREEN = "screen"  # taken from the screen
    NO_PAPER = "no-paper"  # went to nobody: no paper came, nobody took it
    WITHDRAWN = "withdrawn"  # the visitor did not want it, or had left


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment that was scanned or typed. ``can_check_in`` False: ``said`` says when to come. ``code``: what
    checks it in; it is never shown or logged."""

    at: datetime
    queue: str
    name: Text
    matters: tuple[str, ...] = ()
    can_check_in: bool = True
    said: Text = EMPTY
    code: str = field(default="", repr=False)


class Meaning(StrEnum):
    """What a code that was read stands for."""

    TICKET = "ticket"
    APPOINTMENT = "appointment"
    OLD = "old"  # ours, but its day is over
    OTHER = "other"  # not ours: plain text
    UNHEARD = "unheard"  # ours, but the desk cannot be asked now
    LOOKING = "looking"  # the desk is being asked


@dataclass(frozen=True, slots=True)
class Found:
    """What was scanned or typed in this visit. ``text``: what stands in a code that is not ours; ``said``: what can be
    done. ``given_back``: by this visitor, in this visit."""

    meaning: Meaning
    ticket: TicketNow | None = None
    appointment: Appointment | None = None
    text: str = ""
    said: Text = EMPTY
    given_back: bool = False


def with_matter(wish: Wish, matter: str) -> Wish:
    """The wish with one more matter on the same ticket; the same one again, and more than fit, change nothing."""
    if matter in wish.matters or len(wish.matters) >= MOST_MATTERS:
        return wish
    return replace(wish, matters=(*wish.matters, matter))


def places_to_wait(ticket: TicketNow, catalogue: Catalogue) -> tuple[str, ...]:
    """Plan ids of the windows where this ticket is called, the one it is called to first; those without a place are
    left out."""
    numbers = dict.fromkeys([ticket.window, *ticket.windows] if ticket.window else ticket.windows)
    known = {window.number: window.place_id for window in catalogue.windows}
    return tuple(place for number in numbers if (place := known.get(number, "")))
