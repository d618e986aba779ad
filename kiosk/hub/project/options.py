"""What an installation decides (config/hub.toml), read from a file, overruled by the environment ``kiosk hub`` sets."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kiosk.base.errors import KioskError

TLS = ("own", "files", "off")


class OptionsError(KioskError):
    """hub.toml says something that cannot be."""


@dataclass(frozen=True, slots=True)
class Options:
    """Every option of config/hub.toml; see there for what each means. Times in seconds unless the name says else."""

    host: str = "0.0.0.0"
    port: int = 8443
    data: str = str(Path.home() / ".local" / "state" / "hall-kiosk-hub")
    database: str = ""
    names: tuple[str, ...] = ()
    tls: str = "own"
    certificate: str = ""
    key: str = ""
    proxies: tuple[str, ...] = ()
    processes: int = 1
    time_zone: str = "Asia/Shanghai"
    sms: str = ""
    phone_page: str = ""
    session_hours: int = 12
    idle_minutes: int = 60
    upload_megabytes: int = 256
    open_requests: int = 256
    streams: int = 5000
    head_seconds: int = 10
    body_seconds: int = 15
    read_seconds: int = 20

    def __post_init__(self) -> None:
        if self.tls not in TLS:
            raise OptionsError(f"tls is {self.tls!r}.", where="hub.toml", remedy=f"Use one of {', '.join(TLS)}.")
        if self.tls == "files" and not (self.certificate and self.key):
            raise OptionsError('tls = "files" names no files.', where="hub.toml", remedy="Give certificate and key.")
        if not 1 <= self.port <= 65535:
            raise OptionsError(f"There is no port {self.port}.", where="hub.toml")
        if not 1 <= self.processes <= 64:
            raise OptionsError(f"{self.processes} processes cannot be.", where="hub.toml", remedy="Use 1 to 64.")


def read_options(path: Path | None, environment: Mapping[str, str]) -> Options:
    """The options of a hub.toml (None: the defaults) under ``KIOSK_HUB_<NAME>`` of the environment; OptionsError."""
    written: dict[str, Any] = {}
    if path is not None:
        try:
            written = tomllib.loads(path.read_text("utf-8"))
        except OSError as error:
            raise OptionsError("It cannot be read.", where=str(path), remedy=error.strerror or "") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise OptionsError(f"It is no TOML: {error}", where=str(path)) from None
    kinds = {field.name: type(field.default) for field in fields(Options)}
    if unknown := sorted(set(written) - set(kinds)):
        raise OptionsError(f"There is no option {unknown[0]!r}.", where=str(path), remedy="See config/hub.toml.")
    for name in kinds:
        if value := environment.get(f"KIOSK_HUB_{name.upper()}"):
            written[name] = value.split(",") if kinds[name] is tuple else value
    return Options(**{name: _fitted(name, kinds[name], value, path) for name, value in written.items()})


def _fitted(name: str, kind: type, value: Any, path: Path | None) -> Any:
    if kind is tuple and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(item for item in value if item)
    if kind is int and isinstance(value, str) and value.isdecimal():
        return int(value)
    if kind is tuple or not isinstance(value, kind) or isinstance(value, bool):
        raise OptionsError(
            f"{name} is no {'list of texts' if kind is tuple else kind.__name__}.", where=str(path or "hub")
        )
    return value


def options() -> Options:
    """The options of this process."""
    path = os.environ.get("KIOSK_HUB_SETTINGS", "")
    return read_options(Path(path) if path else None, os.environ)
