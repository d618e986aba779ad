"""What the staff page is given: the lock, and the ports to the content, the switches, the machine and the sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from kiosk.compose.switchboard import GuideSwitchboard
from kiosk.compose.vitals import Vitals
from kiosk.ui.staff_parts import ContentFacts, StaffParts
from kiosk.visit.staff_pin import PinLock


def staff_parts(
    lock: PinLock, facts: ContentFacts, switches: GuideSwitchboard, vitals: Vitals, more: Mapping[str, Any]
) -> StaffParts:
    """The parts. ``more`` may hold "log" (RecentLines), "chime" (Chime), "voice" (Announcer), "restart" and
    "print-slip" (prints a test slip and says whether it came out)."""
    parts = StaffParts(lock, facts, switches, vitals.machine, vitals.look, restart=more.get("restart"))
    parts = replace(parts, print_slip=more.get("print-slip"))
    log, chime, voice = (more.get(name) for name in ("log", "chime", "voice"))
    ports: dict[str, Any] = {}
    if log is not None:
        ports["log"] = log.lines
    if chime is not None:
        ports["ring"] = chime.call
    if voice is not None:
        ports["is_speaking"] = partial(getattr, voice, "speaking", False)
    return replace(parts, **ports)
