"""How messages leave the hub: the port, and the drivers a hall can choose."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from kiosk.base.errors import KioskError
from kiosk.hub.phone.numbers import masked
from kiosk.hub.phone.wording import Composed


@dataclass(frozen=True, slots=True)
class Sent:
    """The gateway has it. ``provider_id``: by which the provider finds it again, "" when it gives none."""

    provider_id: str = ""


class GatewayError(KioskError):
    """The message was not taken. ``again``: it may be tried once more. The sentence holds no number."""

    def __init__(self, what: str, *, again: bool, where: str = "", remedy: str = "") -> None:
        self.again = again
        super().__init__(what, where=where, remedy=remedy)


class Gateway(Protocol):
    """Sends one message; returns when the provider has it, else GatewayError. Called outside of any transaction."""

    def send(self, number: str, message: Composed, now: datetime) -> Sent: ...


class FileGateway:
    """For the demo: a line of JSON for each message, the number masked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, number: str, message: Composed, now: datetime) -> Sent:
        line = {"at": now.isoformat(), "to": masked(number), "kind": message.kind, "text": message.text}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise GatewayError("The file cannot be written.", again=True, where=str(self._path)) from error
        return Sent(message.key)
