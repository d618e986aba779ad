"""Events as they travel: server-sent events, a line for each field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: A comment: keeps the way open, says nothing. Both sides know by it that the other one lives.
HEARTBEAT = b":\n\n"
HEARTBEAT_S = 25.0
#: Asks browsers to wait this long before they connect again (ms).
RETRY = b"retry: 3000\n\n"


@dataclass(frozen=True, slots=True)
class Told:
    """An event of the outbox. ``number`` 0: of this stream alone, nothing to go on from."""

    number: int
    audience: str
    kind: str
    data: Mapping[str, Any]

    def packed(self) -> bytes:
        """``id``, ``event`` and ``data`` lines; JSON has no line breaks of its own."""
        number = f"id: {self.number}\n" if self.number else ""
        data = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return f"{number}event: {self.kind}\ndata: {data}\n\n".encode()


def bye(reason: str) -> Told:
    """The last event of a stream: "revoked", "token" (over), "slow", "newer" (another stream of this panel), "stop"."""
    return Told(0, "", "bye", {"reason": reason})
