"""The settings of messages (sms.toml, named by ``sms`` in hub.toml): which gateway, what each hall does with it."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from kiosk.base.errors import KioskError
from kiosk.hub.phone.gateways import FileGateway, Gateway
from kiosk.hub.phone.http_gateway import HttpGateway
from kiosk.hub.phone.wording import SIGNATURE_LIMIT

_HTTP = tuple(one.name for one in fields(HttpGateway) if one.name not in ("secret", "transport", "clock", "templates"))


@dataclass(frozen=True, slots=True)
class HallMessages:
    """What one hall does. ``signature`` "": the hall's short name. ``quiet``: from … to, in which nobody is sent
    anything (the hall's time). ``a_number``: messages to one number in an hour; ``a_panel``: numbers one panel may tell
    in an hour. ``staff``: mobile numbers that hear of a bad review at once.
    """

    signature: str = ""
    off: bool = False
    quiet: tuple[time, time] = (time(21, 0), time(7, 0))
    a_number: int = 12
    a_panel: int = 120
    staff: tuple[str, ...] = ()

    def quiet_until(self, now: datetime) -> datetime | None:
        """When the quiet hours that hold at ``now`` (aware, the hall's zone) are over; None when they do not hold."""
        start, end = self.quiet
        clock = now.timetz().replace(tzinfo=None)
        inside = start <= clock < end if start <= end else clock >= start or clock < end
        if not inside:
            return None
        over = now.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
        return over if over > now else over + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Messages:
    """All of it. ``gateway`` None: no message is ever sent."""

    gateway: Gateway | None
    everywhere: HallMessages
    halls: Mapping[str, HallMessages]

    def of(self, hall_id: str) -> HallMessages:
        """A hall's own, else what holds everywhere."""
        return self.halls.get(hall_id, self.everywhere)

    def sends(self, hall_id: str) -> bool:
        """Whether this hall sends messages at all."""
        return self.gateway is not None and not self.of(hall_id).off


NONE = Messages(None, HallMessages(), {})


def messages() -> Messages:
    """The settings of this process, read again when the file changes; KioskError when they cannot be used."""
    name = os.environ.get("KIOSK_HUB_SMS", "") or getattr(settings.OPTIONS, "sms", "")
    if not name:
        return NONE
    path = Path(name)
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise KioskError("The settings of messages cannot be read.", where=name, remedy=error.strerror or "") from None


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Messages:
    return read_messages(path)


def read_messages(path: Path) -> Messages:
    """A file's settings; KioskError names what cannot be."""
    try:
        written = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KioskError(f"This is no TOML: {error}", where=str(path)) from None
    known = {"driver", "gateway", "templates", "file", "messages", "halls"}
    if unknown := sorted(set(written) - known):
        raise KioskError(f"There is no option {unknown[0]!r}.", where=str(path), remedy="See config/sms.toml.")
    everywhere = _hall(written.get("messages", {}), HallMessages(), "messages")
    halls = {name: _hall(one, everywhere, f"halls.{name}") for name, one in written.get("halls", {}).items()}
    return Messages(_gateway(written, path), everywhere, halls)


def _gateway(written: Mapping[str, Any], path: Path) -> Gateway | None:
    driver = written.get("driver", "absent")
    if driver == "absent":
        return None
    if driver == "file":
        return FileGateway(path.parent / str(written.get("file", "sms.jsonl")))
    if driver != "http_gateway":
        raise KioskError(f"There is no driver {driver!r}.", where=str(path), remedy="absent, file or http_gateway.")
    options = dict(written.get("gateway", {}))
    secret_file = options.pop("secret_file", "")
    if unknown := sorted(set(options) - set(_HTTP)):
        raise KioskError(f"There is no option {unknown[0]!r}.", where=f"{path}: gateway")
    if missing := sorted({"url", "body"} - set(options)):
        raise KioskError(f"{missing[0]} is missing.", where=f"{path}: gateway")
    secret = _secret(path.parent / secret_file) if secret_file else ""
    return HttpGateway(**options, secret=secret, templates=written.get("templates", {}))


def _secret(path: Path) -> str:
    """A secret has a file of its own, which nobody else may read."""
    try:
        if path.stat().st_mode & 0o077:
            raise KioskError("Others may read this secret.", where=str(path), remedy=f"chmod 600 {path}")
        return path.read_text("utf-8").strip()
    except OSError as error:
        raise KioskError("The secret cannot be read.", where=str(path), remedy=error.strerror or "") from None


def _hall(written: Mapping[str, Any], base: HallMessages, where: str) -> HallMessages:
    values = {one.name: getattr(base, one.name) for one in fields(HallMessages)}
    for name, value in written.items():
        if name not in values:
            raise KioskError(f"There is no option {name!r}.", where=where, remedy="See config/sms.toml.")
        values[name] = _quiet(value, where) if name == "quiet" else tuple(value) if name == "staff" else value
    for name in ("a_number", "a_panel"):
        if not isinstance(values[name], int) or values[name] < 1:
            raise KioskError(f"{name} must be a number above 0.", where=where)
    if not isinstance(values["signature"], str) or len(values["signature"]) > SIGNATURE_LIMIT:
        raise KioskError(f"A signature has at most {SIGNATURE_LIMIT} characters.", where=where)
    return HallMessages(**values)


def _quiet(value: Any, where: str) -> tuple[time, time]:
    if isinstance(value, list) and len(value) == 2 and all(re.fullmatch(r"\d\d:\d\d", str(one)) for one in value):
        try:
            return time.fromisoformat(value[0]), time.fromisoformat(value[1])
        except ValueError:
            pass
    raise KioskError("quiet is two times.", where=where, remedy='As ["21:00", "07:00"].')
