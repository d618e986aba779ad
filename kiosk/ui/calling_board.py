"""The calling board of home and the waits over the map: what the desk says, in rows (no Qt)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.venue import Venue
from kiosk.ui.panel import Panel
from kiosk.ui.ticket_ports import desk_of
from kiosk.ui.ticket_words import NO_WAIT, NOT_NOW, say_all_waits, say_waiting, say_waits
from kiosk.ui.words import say_window
from kiosk.visit.desk_facts import CallNow, DeskNow, QueueNow

if TYPE_CHECKING:
    from kiosk.ui.map_signs import Mark

MOST_MARKS = 6
_LONG_WAIT_MIN = 40


def board_rows(panel: Panel) -> list[dict[str, Any]]:
    """A row for each queue, the last called first: label, window, name, waits, tone ("ok", "warn" or "").

    None while the whole desk rests: then the floors say more than a page of closed queues.
    """
    now = desk_of(panel).now()
    if now is None:
        return []
    last = {queue.code: _last_call(queue, now) for queue in now.queues}
    if not any(queue.takes or queue.waiting or last[queue.code] for queue in now.queues):
        return []

    def rank(queue: QueueNow) -> tuple[bool, int]:
        call = last[queue.code]
        return (not queue.takes and call is None, -(call.serial if call is not None else 0))

    return [_row(panel, queue, last[queue.code]) for queue in sorted(now.queues, key=rank)]


def _last_call(queue: QueueNow, now: DeskNow) -> CallNow | None:
    """The newest call of a number of this queue; a prefix may begin another one's, so the window counts too."""
    mine = [
        c for c in now.calls if c.label.startswith(queue.prefix) and (not queue.windows or c.window in queue.windows)
    ]
    return max(mine, key=lambda call: call.serial, default=None)


def _row(panel: Panel, queue: QueueNow, call: CallNow | None) -> dict[str, Any]:
    closed = not queue.takes and not queue.waiting
    tone = "" if closed else "ok" if say_waits(queue) == NO_WAIT else "warn" if queue.likely >= _LONG_WAIT_MIN else ""
    return {
        "label": call.label if call is not None else "",
        "window": panel.read(say_window(call.window)) if call is not None else "",
        "name": panel.read(queue.name),
        "waits": panel.read(NOT_NOW if closed else say_waits(queue)),
        "tone": tone,
    }


def all_waits(panel: Panel) -> Text:
    """ "5个队列 · 31人在等", of the queues that give numbers or have people waiting; that none does."""
    now = desk_of(panel).now()
    if now is None or not now.queues:
        return EMPTY
    awake = tuple(queue for queue in now.queues if queue.takes or queue.waiting)
    return say_all_waits(awake) if awake else NOT_NOW


def waits_of_window(panel: Panel, number: str) -> Text:
    """How many wait for this window's queues; empty without a desk, or where nobody is served by number."""
    now = desk_of(panel).now()
    mine = [queue for queue in now.queues if number in queue.windows] if now is not None else []
    return say_waiting(*mine) if mine else EMPTY


def marks_of_waits(panel: Panel, level_id: str, venue: Venue) -> tuple[Mark, ...]:
    """Where people wait on this floor: at the middle one of each queue's windows.

    At most ``MOST_MARKS``, the longest lines first: more would hide the floor.
    """
    from kiosk.ui.map_signs import Mark  # only where a map is shown; home has its rows without it

    now = desk_of(panel).now()
    if now is None:
        return ()
    places = {w.number: w.at for w in venue.windows() if w.number is not None and w.level_id == level_id}
    marks: list[tuple[int, Mark]] = []
    for queue in now.queues:
        here = sorted(places[number] for number in queue.windows if number in places)
        if here and queue.waiting:
            waits, name = panel.read(say_waiting(queue)), panel.read(queue.name)
            marks.append((queue.waiting, Mark(here[len(here) // 2], waits, name)))
    return tuple(mark for _, mark in sorted(marks, key=lambda pair: -pair[0])[:MOST_MARKS])
