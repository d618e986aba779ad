"""What hub and panels say to each other: facts as frozen dataclasses, and JSON that is believed only when it fits.

Three documents are guarded by TUF (one repository per hall): ``rollout.json`` (which release for whom, from when),
``live.json`` (switches and emergency messages) and, through ``rollout.json``, the manifest of each release. Numbers are
sizes in bytes, moments are ISO 8601 with an offset, hashes are lower-case sha256. Source: docs/wire.md.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from kiosk.base.errors import KioskError

T = TypeVar("T")

#: TUF targets of a hall's repository.
ROLLOUT, LIVE = "rollout.json", "live.json"
#: The format of all documents here; a reader refuses another one.
FORMAT = 1
#: Bounds that hold before anything is read: a manifest, a guarded document, a report (bytes), parts in a manifest.
MANIFEST_LIMIT, DOCUMENT_LIMIT, REPORT_LIMIT, PARTS_LIMIT = 4 << 20, 256 << 10, 64 << 10, 20_000

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}(/[a-z0-9][a-z0-9._-]{0,99}){0,3}")


class MessageError(KioskError):
    """A document that does not fit; nothing of it is used."""


@dataclass(frozen=True, slots=True)
class Part:
    """One blob of a release. ``size``: as it travels (gzip when ``unpacked`` differs), ``sha256`` of those bytes.

    ``name`` says what it is for: ``rows/…`` (rows of the database), ``plan/…``, ``pictures/…``, ``media/<sha256>``.
    """

    name: str
    sha256: str
    size: int
    unpacked: int

    def __post_init__(self) -> None:
        if not _PART.fullmatch(self.name) or not _SHA256.fullmatch(self.sha256):
            raise MessageError(f"This is no part of a release: {self.name[:80]!r}.")
        if not (0 <= self.size <= 1 << 33 and 0 <= self.unpacked <= 1 << 33):
            raise MessageError(f"The part {self.name} has no possible size.")


@dataclass(frozen=True, slots=True)
class Manifest:
    """All of one release. ``number`` is its sequence, ``release_format`` that of the database the parts make."""

    hall_id: str
    number: int
    built_at: str
    release_format: int
    parts: tuple[Part, ...]
    format: int = FORMAT

    @property
    def bytes(self) -> int:
        return sum(part.size for part in self.parts)


@dataclass(frozen=True, slots=True)
class ReleaseRef:
    """A release by its number and its manifest's blob."""

    number: int
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Staged:
    """A release on its way: to ``percent`` of the panels (0–100) and to all of ``groups``, from ``activate_at``."""

    release: ReleaseRef
    percent: int = 100
    groups: tuple[str, ...] = ()
    activate_at: str = ""


@dataclass(frozen=True, slots=True)
class Rollout:
    """Which release each panel of a hall shows. ``sequence`` only grows; a rollback is a new release number.

    ``witness``: the seal of the hub's audit log after the act that made this document.
    """

    hall_id: str
    sequence: int
    stable: ReleaseRef | None = None
    staged: Staged | None = None
    witness: str = ""
    format: int = FORMAT

    def for_panel(self, panel_id: str, group: str) -> tuple[ReleaseRef | None, str]:
        """The release this panel is to show and from when ("" = at once)."""
        if self.staged is not None and (
            group in self.staged.groups or bucket(self.staged.release.number, panel_id) < self.staged.percent
        ):
            return self.staged.release, self.staged.activate_at
        return self.stable, ""


def bucket(number: int, panel_id: str) -> int:
    """0–99: where a panel stands in the order of a rollout; another order for each release."""
    return int.from_bytes(hashlib.sha256(f"{number}:{panel_id}".encode()).digest()[:4], "big") % 100


@dataclass(frozen=True, slots=True)
class ClosedWindow:
    """A window that is closed by a switch. ``until``: a moment or ""; ``reason``: a sentence by language."""

    number: str
    until: str = ""
    reason: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Emergency:
    """A message over every screen until it is lifted. ``level``: "alarm" (leave, danger) or "notice"."""

    id: str
    text: Mapping[str, str]
    since: str
    until: str = ""
    level: str = "alarm"


@dataclass(frozen=True, slots=True)
class Live:
    """What is switched at this moment, without a release. ``closed``: ids of connectors, openings, zones (IMDF)."""

    hall_id: str
    sequence: int
    closed: tuple[str, ...] = ()
    closed_windows: tuple[ClosedWindow, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class PartReport:
    """The health of one part, as the staff page shows it (``state``: ok, absent, degraded, failed)."""

    part: str
    state: str
    zh: str
    en: str
    since: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a panel says of itself, after each switch of release and once a minute; no visitor's data, ever."""

    release: int = 0
    activated_at: str = ""
    waiting: int = 0
    live: int = 0
    program: str = ""
    started_at: str = ""
    now: str = ""
    offline_s: int = 0
    visits_today: int = 0
    parts: tuple[PartReport, ...] = ()


def report_seal(report: Report) -> str:
    """16 hex digits, the same for reports that say the same of a panel: over all that does not just count on."""
    return hashlib.sha256(packed(replace(report, now="", offline_s=0, visits_today=0))).hexdigest()[:16]


def packed(message: Any) -> bytes:
    """The one way a document is written (sorted keys, UTF-8), so that equal documents are equal bytes."""
    return json.dumps(_plain(message), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unpacked(kind: type[T], data: bytes, limit: int = DOCUMENT_LIMIT) -> T:
    """A document from bytes; MessageError when it is too big, no JSON, of another format, or does not fit ``kind``.

    Unknown keys are left out: a newer hub may say more.
    """
    if len(data) > limit:
        raise MessageError(f"The document is too big ({len(data)} of {limit} bytes).")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        raise MessageError("The document is no JSON.") from None
    message: T = _fitted(kind, value, kind.__name__)
    if getattr(message, "format", FORMAT) != FORMAT:
        raise MessageError("The document has a format that this program does not know.", remedy="Update the program.")
    return message


def token_words(panel_id: str, at: str, nonce: str, pin: str) -> bytes:
    """What a panel signs with its device key to be given a token. ``pin``: of the hub's TLS key, "" without TLS."""
    return f"hall-kiosk token\n{panel_id}\n{at}\n{nonce}\n{pin}".encode()


def check_digits(public_key: str, secret: str, pin: str) -> str:
    """Six digits that both screens show at an enrolment; equal only when nobody stands between panel and hub.

    ``public_key``: of the panel, hex; ``secret``: as the hub gave it; ``pin``: sha256 of the hub's TLS public key
    (SubjectPublicKeyInfo), hex, or "" without TLS.
    """
    digest = hashlib.sha256(secret.encode()).hexdigest()
    whole = hashlib.sha256(f"{public_key}{digest}{pin}".encode()).digest()
    return f"{int.from_bytes(whole[:8], 'big') % 1_000_000:06d}"


def moment(written: str) -> datetime | None:
    """A moment with its offset; None for "" and for what is none."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _plain(value: Any) -> Any:
    """What ``dataclasses.asdict`` makes of a document, without a copy of every word in it: a desk is told often."""
    if names := _names(type(value)):
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _names(kind: type) -> tuple[str, ...]:
    """The fields of a document; none of anything else. Looked up once a type."""
    if kind not in _fields:
        _fields[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return _fields[kind]


_fields: dict[type, tuple[str, ...]] = {}


def _fitted(hint: Any, value: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        rest = [kind for kind in get_args(hint) if kind is not type(None)]
        return None if value is None else _fitted(rest[0], value, where)
    if isinstance(hint, type) and is_dataclass(hint):
        return _fact(hint, value, where)
    if origin is tuple:
        if not isinstance(value, list) or len(value) > PARTS_LIMIT:
            raise MessageError(f"{where} is no list.")
        return tuple(_fitted(get_args(hint)[0], item, where) for item in value)
    if origin is Mapping or (origin is not None and issubclass(origin, Mapping)):
        if not isinstance(value, dict) or any(not isinstance(v, str) for v in value.values()):
            raise MessageError(f"{where} is no text by language.")
        return dict(value)
    if not isinstance(value, hint) or isinstance(value, bool) is not (hint is bool):
        raise MessageError(f"{where} is no {hint.__name__}.")
    if hint is int and not 0 <= value < 1 << 53:
        raise MessageError(f"{where} is no possible number.")
    return value


def _fact(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise MessageError(f"{where} is no object.")
    hints = get_type_hints(kind)
    given = {
        # What stands there when nothing is said may be said, too: −1 for "not known".
        f.name: value[f.name]
        if type(value[f.name]) is type(f.default) and value[f.name] == f.default
        else _fitted(hints[f.name], value[f.name], f"{where}.{f.name}")
        for f in fields(kind)
        if f.name in value
    }
    try:
        return kind(**given)
    except TypeError:
        raise MessageError(f"{where} lacks something.") from None
