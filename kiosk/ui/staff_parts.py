"""What the staff page brings along: the lock before it, and the ports through which it sees and moves the machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from kiosk.base.texts import EMPTY, Text
from kiosk.ui.panel import Panel
from kiosk.visit.staff_pin import PinLock

PART = "staff"  # the key in ``Panel.more``

Answered = Callable[[bool], None]


class Switchboard(Protocol):
    """Which connectors are out of order. A turn counts at once and outlives a restart."""

    def closed(self) -> frozenset[str]: ...

    def by_hub(self) -> frozenset[str]:
        """Those that only the hub can put back into use."""
        ...

    def turn(self, connector_id: str, closed: bool) -> None: ...


class NoSwitches:
    """The absent twin: a panel without a plan has nothing to switch."""

    def closed(self) -> frozenset[str]:
        return frozenset()

    def by_hub(self) -> frozenset[str]:
        return frozenset()

    def turn(self, connector_id: str, closed: bool) -> None:
        return


@dataclass(frozen=True, slots=True)
class ContentFacts:
    """The release that is shown. ``built_at``: ISO 8601, ``size`` in bytes; ``findings`` in a language as
    (severity, place, sentence)."""

    hall: Text = EMPTY
    sequence: int = 0
    built_at: str = ""
    sha256: str = ""
    size: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    findings: Callable[[str], Sequence[tuple[str, str, str]]] = lambda language: ()


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """The running program: seconds since it began, resident memory in MB, and what it is made of ("Qt 6.11")."""

    seconds: float = 0.0
    megabytes: int = 0
    versions: tuple[str, ...] = ()


@dataclass(frozen=True)
class StaffParts:
    """``look`` asks disk, clock and glass how they are. None as ``ring``: no chime; as ``restart``: nobody
    restarts; as ``print_slip``: no ticket printer (else it says whether a test slip came out)."""

    lock: PinLock
    content: ContentFacts = field(default_factory=ContentFacts)
    switches: Switchboard = field(default_factory=NoSwitches)
    machine: Callable[[], MachineFacts] = MachineFacts
    look: Callable[[], None] = lambda: None
    log: Callable[[], Sequence[str]] = tuple
    ring: Callable[[Answered], None] | None = None
    is_speaking: Callable[[], bool] = lambda: False
    restart: Callable[[], None] | None = None
    print_slip: Callable[[Answered], None] | None = None


def staff_parts_of(panel: Panel) -> StaffParts:
    """The parts this panel was given; without them a lock that nothing opens but the PIN of the settings."""
    parts = panel.more.get(PART)
    if isinstance(parts, StaffParts):
        return parts
    return StaffParts(PinLock(panel.settings.staff_pin, panel.clock))
