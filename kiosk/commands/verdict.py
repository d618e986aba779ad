"""What ``kiosk doctor`` says about one part."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.base.health import State


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one part; ``remedy`` says what to do when it is not well."""

    part: str
    state: State
    sentence: str
    remedy: str = ""
