"""Server-sent events, read from bytes as they come: bounded, and never more than hints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kiosk.sync.sources import SourceError

_EVENT_LIMIT = 16 << 10


@dataclass(frozen=True, slots=True)
class HubEvent:
    """One event: ``open``, ``changed``, ``order``, ``bye`` … and what came with it."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


class EventReader:
    """Lines into events. A line may end in LF, CR LF or CR, and may come in pieces."""

    def __init__(self) -> None:
        self._rest = b""
        self._kind = ""
        self._data: list[str] = []
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[HubEvent]:
        """The events that these bytes complete. SourceError for one that does not end."""
        self._rest += chunk
        ends_open = self._rest.endswith(b"\r")  # the LF of it may still come
        lines = (
            (self._rest[:-1] if ends_open else self._rest).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        )
        self._rest = lines.pop() + (b"\r" if ends_open else b"")
        if len(self._rest) > _EVENT_LIMIT:
            raise SourceError("The hub's event does not end.")
        for line in lines:
            event = self._take(line.decode("utf-8", "replace"))
            if event is not None:
                yield event

    def _take(self, line: str) -> HubEvent | None:
        if not line:
            return self._complete()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._kind = value
        elif name == "data":
            self._size += len(value)
            if self._size > _EVENT_LIMIT:
                raise SourceError("The hub's event does not end.")
            self._data.append(value)
        return None

    def _complete(self) -> HubEvent | None:
        kind, data = self._kind, "\n".join(self._data)
        self._kind, self._data, self._size = "", [], 0
        if not kind:
            return None
        try:
            value = json.loads(data) if data else {}
        except (ValueError, RecursionError):
            value = {}
        return HubEvent(kind, value if isinstance(value, dict) else {})
