"""config/*.toml → one frozen, checked Settings: every key known, every value in range, or a sentence that says so."""

from __future__ import annotations

import dataclasses
import difflib
import tomllib
import types
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kiosk.base.errors import KioskError
from kiosk.base.texts import LANGUAGES

_ADDRESS = 'Write it as "https://hub.example.org" or "https://10.0.0.5:8443".'


class SettingsError(KioskError):
    """A settings file that cannot be used as it is."""


def _value(
    default: Any, *, low: float | None = None, high: float | None = None, one_of: tuple[str | int, ...] = ()
) -> Any:
    """A field with its bounds; the loader checks them."""
    return field(default=default, metadata={"low": low, "high": high, "one_of": one_of})


@dataclass(frozen=True, slots=True)
class GlassSettings:
    """The screen as it is mounted. ``profile`` names a known one; the others override it (0, "" = from it)."""

    profile: str = "55-fhd"
    diagonal_in: float = _value(0.0, low=0, high=150)
    orientation: str = _value("", one_of=("", "landscape", "portrait"))
    width_px: int = _value(0, low=0, high=16384)
    height_px: int = _value(0, low=0, high=16384)
    lower_edge_mm: int = _value(0, low=0, high=2000)


@dataclass(frozen=True, slots=True)
class PanelSettings:
    """Which of the plan's panels this machine is. ``id`` = kiosk id; ``at`` = "X,Y,LEVEL" instead."""

    id: str = ""
    at: str = ""
    bearing_deg: float = _value(-1.0, low=-1, high=360)
    full_screen: bool = True


@dataclass(frozen=True, slots=True)
class ContentSettings:
    """Where content comes from: a release file, a content folder or a bare plan; releases stay under ``shelf``."""

    source: str = ""
    shelf: str = ""


@dataclass(frozen=True, slots=True)
class VisitSettings:
    """How long a visit may rest before it is wiped, in seconds."""

    languages: tuple[str, ...] = LANGUAGES
    idle_s: int = _value(45, low=10, high=600)
    idle_slow_s: int = _value(90, low=10, high=600)
    idle_personal_s: int = _value(20, low=10, high=600)
    warning_s: int = _value(20, low=20, high=120)
    reduced_motion: bool = False


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """The voice: ``driver`` is a file in kiosk/devices; ``on`` is how each visit begins."""

    driver: str = _value("espeak_voice", one_of=("espeak_voice", "absent_voice"))
    on: bool = True
    words_per_minute: int = _value(165, low=80, high=320)
    volume: int = _value(70, low=0, high=100)
    device: str = "default"


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """The ticket printer: ``driver`` is a file in kiosk/devices; ``address`` says where it is.

    ``address``: "tcp://10.0.0.9:9100", "serial:///dev/ttyUSB0?baud=115200&flow=rtscts" or "/dev/usb/lp0"; for the
    simulated one a folder for its slips, or "". ``width_mm`` is the roll's. ``confirm``: which command it is asked with
    whether it has done all before. ``timeout_s``: a slip that has not come out after that long did not come out.
    """

    driver: str = _value("absent_printer", one_of=("receipt_printer", "simulated_printer", "absent_printer"))
    address: str = ""
    width_mm: int = _value(80, one_of=(58, 80))
    dots_per_mm: float = _value(8.0, low=6, high=24)
    cutter: bool = True
    confirm: str = _value("gs-r", one_of=("gs-r", "gs-h"))
    timeout_s: float = _value(20.0, low=2, high=120)


@dataclass(frozen=True, slots=True)
class HelpSettings:
    """How staff are called: "chime" rings through this panel's speaker, "absent" only tells where the desk is."""

    driver: str = _value("chime", one_of=("chime", "absent"))


@dataclass(frozen=True, slots=True)
class StaffSettings:
    """The staff page. ``pin_hash`` comes from ``kiosk doctor --make-pin``; empty = the page cannot be opened."""

    pin_hash: str = ""
    tries: int = _value(5, low=3, high=10)
    lock_s: int = _value(60, low=10, high=3600)


@dataclass(frozen=True, slots=True)
class HubSettings:
    """The hub this panel follows; ``url`` empty = none: content comes from ``content`` or a USB folder alone.

    ``plain`` allows http beyond this machine. ``rate_kbit`` bounds downloads (0 = full speed). ``ca``: a PEM file
    with the hub's authority; "" = pin what is met at enrolment. ``name``: what this panel is called while it enrols.
    ``stale_days``: after so many days without the hub the screens say how old their content is.
    """

    url: str = ""
    plain: bool = False
    rate_kbit: int = _value(0, low=0, high=10_000_000)
    ca: str = ""
    name: str = ""
    stale_days: int = _value(3, low=1, high=365)


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """The camera that reads codes: ``source`` is a device ("/dev/video0", "/dev/v4l/by-id/…"), a video or a folder.

    ``rate`` is how many frames a second are examined; ``budget_ms`` how long one may take.
    """

    driver: str = _value("absent_camera", one_of=("camera_qr", "absent_camera"))
    source: str = "/dev/video0"
    width_px: int = _value(1280, low=320, high=3840)
    height_px: int = _value(720, low=240, high=2160)
    rate: int = _value(10, low=1, high=30)
    budget_ms: int = _value(60, low=10, high=500)


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """A bar code scanner in serial mode (USB-CDC or RS-232); ``idle_ms`` of silence end a reading without a suffix."""

    driver: str = _value("absent_scanner", one_of=("serial_scanner", "absent_scanner"))
    port: str = "/dev/ttyACM0"
    baud: int = _value(9600, low=1200, high=921_600)
    idle_ms: int = _value(50, low=20, high=500)


@dataclass(frozen=True, slots=True)
class LogSettings:
    """The log: never a visitor's words or data. ``folder`` empty = beside the state."""

    level: str = _value("INFO", one_of=("DEBUG", "INFO", "WARNING", "ERROR"))
    folder: str = ""
    megabytes: int = _value(5, low=1, high=100)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything one panel is told. ``state`` is the folder it may write to."""

    state: str = ""
    glass: GlassSettings = field(default_factory=GlassSettings)
    panel: PanelSettings = field(default_factory=PanelSettings)
    content: ContentSettings = field(default_factory=ContentSettings)
    visit: VisitSettings = field(default_factory=VisitSettings)
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    help: HelpSettings = field(default_factory=HelpSettings)
    printer: PrinterSettings = field(default_factory=PrinterSettings)
    staff: StaffSettings = field(default_factory=StaffSettings)
    hub: HubSettings = field(default_factory=HubSettings)
    camera: CameraSettings = field(default_factory=CameraSettings)
    scanner: ScannerSettings = field(default_factory=ScannerSettings)
    log: LogSettings = field(default_factory=LogSettings)

    @property
    def state_folder(self) -> Path:
        """Where this panel keeps its releases, state and log."""
        return Path(self.state).expanduser() if self.state else Path.home() / ".local" / "state" / "hall-kiosk"


def load_settings(path: Path) -> Settings:
    """Read and check one TOML file; relative paths in it are relative to it. Raises :class:`SettingsError`."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError("The settings file is not there.", where=str(path), remedy="Name another file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file cannot be read ({error}).", where=str(path)) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"This is not TOML: {error}.", where=str(path), remedy="Mend the line named.") from None
    settings: Settings = _checked(Settings, table, str(path), "")
    _refuse_wrong_address(settings.hub, str(path))
    return _anchored(settings, path.resolve().parent)


def _anchored(settings: Settings, folder: Path) -> Settings:
    def absolute(value: str) -> str:
        return str((folder / Path(value).expanduser()).resolve()) if value else ""

    content = dataclasses.replace(
        settings.content, source=absolute(settings.content.source), shelf=absolute(settings.content.shelf)
    )
    log = dataclasses.replace(settings.log, folder=absolute(settings.log.folder))
    hub = dataclasses.replace(settings.hub, ca=absolute(settings.hub.ca))
    seen = settings.camera.source
    # A device's name in /dev/…/by-id is a link that is set anew with each plugging in: it stays as it is written.
    camera = dataclasses.replace(settings.camera, source=seen if Path(seen).is_absolute() else absolute(seen))
    return dataclasses.replace(
        settings, state=absolute(settings.state), content=content, log=log, hub=hub, camera=camera
    )


def _refuse_wrong_address(hub: HubSettings, file: str) -> None:
    """An address that is none, and one over which anybody may listen, are said at the start, not at the first try."""
    if not hub.url:
        return
    try:
        address = urlsplit(hub.url)
        host = address.hostname or ""
        _ = address.port
    except ValueError:
        raise SettingsError(f"hub.url is no address: {hub.url!r}.", where=file, remedy=_ADDRESS) from None
    if address.scheme not in ("http", "https") or not host or address.query or address.fragment or address.username:
        raise SettingsError(f"hub.url is no address: {hub.url!r}.", where=file, remedy=_ADDRESS)
    if address.scheme == "http" and not hub.plain and host not in ("localhost", "127.0.0.1", "::1"):
        remedy = "Use https, or set hub.plain = true where the line itself is trusted."
        raise SettingsError("hub.url is not encrypted.", where=file, remedy=remedy)


def _checked(kind: type, table: dict[str, Any], file: str, prefix: str) -> Any:
    hints = typing.get_type_hints(kind)
    fields = {f.name: f for f in dataclasses.fields(kind)}
    given: dict[str, Any] = {}
    for key, value in table.items():
        name = f"{prefix}{key}"
        if key not in fields:
            near = difflib.get_close_matches(key, fields, 1)
            remedy = f"Did you mean {prefix}{near[0]}?" if near else f"Known here: {', '.join(fields)}."
            raise SettingsError(f"There is no setting {name}.", where=file, remedy=remedy)
        given[key] = _value_of(hints[key], value, fields[key].metadata, file, name)
    return kind(**given)


def _value_of(hint: Any, value: Any, bounds: types.MappingProxyType[Any, Any], file: str, name: str) -> Any:
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise SettingsError(f"{name} is a table, write it as [{name}].", where=file)
        return _checked(typing.cast(type, hint), value, file, f"{name}.")
    if typing.get_origin(hint) is tuple:
        return _languages(value, file, name)
    wanted = (int, float) if hint is float else hint
    if not isinstance(value, wanted) or (isinstance(value, bool) and hint is not bool):
        raise SettingsError(f"{name} must be {_kind_word(hint)}, not {value!r}.", where=file)
    low, high, one_of = bounds.get("low"), bounds.get("high"), bounds.get("one_of")
    if (low is not None and not low <= value) or (high is not None and not value <= high):
        raise SettingsError(f"{name} must lie between {low:g} and {high:g}, not {value!r}.", where=file)
    if one_of and value not in one_of:
        raise SettingsError(f"{name} must be one of {', '.join(map(repr, one_of))}, not {value!r}.", where=file)
    return float(value) if hint is float else value


def _languages(value: Any, file: str, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or any(v not in LANGUAGES for v in value):
        raise SettingsError(f"{name} must be a list of {', '.join(LANGUAGES)}.", where=file)
    return tuple(dict.fromkeys(value))


def _kind_word(hint: Any) -> str:
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes"}
    return words.get(hint, "something else")
