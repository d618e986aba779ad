"""Who this panel is to its hub, as ``kiosk sync`` keeps it: read here, written there."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_LIMIT = 64 << 10
_RECORD, _KEY = "enrolment.json", "device.pem"


@dataclass(frozen=True, slots=True)
class Identity:
    """``kiosk_id``: which kiosk of the plan the hub says this panel is, "" when it does not say."""

    panel_id: str = ""
    hall_id: str = ""
    group: str = ""
    kiosk_id: str = ""


def read_identity(state: Path) -> Identity:
    """The panel's identity; an empty one when it was never admitted, or the record is damaged."""
    try:
        with (state / "sync" / _RECORD).open("rb") as stream:
            facts = json.loads(stream.read(_LIMIT))
        words = {name: facts.get(name, "") for name in Identity.__dataclass_fields__}
    except (OSError, ValueError, AttributeError, RecursionError):
        return Identity()
    return Identity(**words) if all(isinstance(word, str) for word in words.values()) else Identity()


def knows_a_hall(state: Path) -> bool:
    """Whether some hall's content was believed here before, from a hub or from USB."""
    return any((state / "sync" / "halls").glob("*/root.json"))


def forget_identity(state: Path) -> None:
    """Throw record and key away: the next code makes another panel of this machine. The content stays."""
    for name in (_RECORD, _KEY):
        with suppress(OSError):
            (state / "sync" / name).unlink(missing_ok=True)
