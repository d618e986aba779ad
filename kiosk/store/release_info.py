"""The small file beside a release: what it is, how big, and the sum that proves every byte of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kiosk.base.errors import KioskError

_INFO_LIMIT = 1 << 20
_NAME = re.compile(r"release-([1-9]\d{0,17})\.db")
_REBUILD = "Build the release again, or take the last good one."


class ReleaseError(KioskError):
    """A release that cannot be built, opened or trusted."""


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """A release as its ``release-<n>.json`` describes it. ``size`` in bytes, ``built_at`` ISO 8601 with its zone."""

    sequence: int
    file: str
    sha256: str
    size: int
    hall_id: str
    built_at: str
    format: int
    counts: Mapping[str, int] = field(default_factory=dict)

    def written(self) -> str:
        """The JSON of the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def release_name(sequence: int) -> str:
    """ "release-7.db"."""
    return f"release-{sequence}.db"


def sequence_of(path: Path) -> int | None:
    """The number in a release's file name; None for any other file."""
    match = _NAME.fullmatch(path.name)
    return int(match[1]) if match else None


def releases_in(folder: Path) -> dict[int, Path]:
    """sequence → release file, of those that have their description beside them."""
    found = {}
    for path in folder.glob("release-*.db") if folder.is_dir() else ():
        sequence = sequence_of(path)
        if sequence is not None and path.with_suffix(".json").is_file():
            found[sequence] = path
    return dict(sorted(found.items()))


def read_info(release: Path) -> ReleaseInfo:
    """The description of a release file; ReleaseError when it is missing, damaged or of another file."""
    path = release.with_suffix(".json")
    try:
        with path.open("rb") as stream:
            facts = json.loads(stream.read(_INFO_LIMIT))
        info = ReleaseInfo(**{key: facts[key] for key in ReleaseInfo.__dataclass_fields__})
    except FileNotFoundError as error:
        what = "There is no such release." if not release.exists() else "The release has no description beside it."
        raise ReleaseError(what, where=release.name, remedy="Name a release-<n>.db with its .json.") from error
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReleaseError("The release's description is damaged.", where=path.name, remedy=_REBUILD) from error
    if not _is_sound(info) or info.file != release.name:
        raise ReleaseError("The release's description is of another file.", where=path.name, remedy=_REBUILD)
    return info


def _is_sound(info: ReleaseInfo) -> bool:
    numbers = (info.sequence, info.size, info.format)
    words = (info.file, info.sha256, info.hall_id, info.built_at)
    return (
        all(isinstance(number, int) and not isinstance(number, bool) for number in numbers)
        and all(isinstance(word, str) for word in words)
        and isinstance(info.counts, dict)
    )


def verify(release: Path, info: ReleaseInfo) -> None:
    """ReleaseError unless every byte of the file is as its description says."""
    try:
        with release.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(0)
            is_same = size == info.size and hashlib.file_digest(stream, "sha256").hexdigest() == info.sha256
    except OSError as error:
        why = error.strerror or "I/O error"
        raise ReleaseError(f"The release cannot be read ({why}).", where=release.name, remedy=_REBUILD) from error
    if not is_same:
        raise ReleaseError(
            "The release is damaged: its sum is not the one it was built with.", where=release.name, remedy=_REBUILD
        )


def describe(
    release: Path, sequence: int, hall_id: str, built_at: str, format_: int, counts: Mapping[str, int]
) -> ReleaseInfo:
    """The description of a finished file that is to be called ``release-<sequence>.db``."""
    with release.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.seek(0, 2)
    return ReleaseInfo(sequence, release_name(sequence), digest, size, hall_id, built_at, format_, dict(counts))
