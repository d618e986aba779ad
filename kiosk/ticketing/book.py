"""A line of a panel's ticket book: what became of a number while nobody else could know it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One line, told when the hub can be reached; the same ``entry`` again changes nothing.

    ``act``: "printed" (paper came out), "screen" (the visitor took the number from the screen), "void" (the number
    went to nobody; ``why`` as in ticketing.Voided), "offline" (a ticket of the panel's own series, printed or taken).
    ``label`` "": the id is all that is known, the desk may hold a number for it that nobody has.
    ``arrived``: when it was asked for, in the panel's best knowledge; ``sure`` False: its clock was not believed, then
    ``waited_s`` counts from the asking to the moment of telling (−1: the panel was restarted in between).
    """

    entry: str
    id: str
    act: str
    label: str
    at: str
    series: str = ""
    number: int = 0
    queue: str = ""
    day: str = ""
    matters: tuple[str, ...] = ()
    kind: str = "ordinary"
    reason: str = ""
    proof: str = "said"
    arrived: str = ""
    sure: bool = True
    waited_s: float = -1.0
    why: str = ""
