"""The parts of a built release as blobs and a manifest: what a hub publishes and a panel fetches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from kiosk.base.errors import KioskError
from kiosk.store.release_info import ReleaseInfo
from kiosk.store.release_parts import ReleasePart, split_release
from kiosk.store.whole_files import write_whole
from kiosk.sync.messages import Manifest, Part, packed

MANIFEST, BLOBS = "manifest.json", "blobs"
_READ_ONLY = 0o444


def write_parts(info: ReleaseInfo, release: Path, out: Path) -> Manifest:
    """Write every part of ``release`` as ``out/blobs/<aa>/<sha256>``, then ``out/manifest.json``.

    A blob that lies there already is left: its name says what it holds. KioskError when the disk does not take them.
    """
    try:
        parts = tuple(_keep(part, out / BLOBS) for part in split_release(release))
        manifest = Manifest(info.hall_id, info.sequence, info.built_at, info.format, _sorted(parts))
        write_whole(out / MANIFEST, packed(manifest))
    except OSError as error:
        why = error.strerror or type(error).__name__
        what = f"The parts of the release cannot be written ({why})."
        raise KioskError(
            what, where=str(out), remedy="Free some space, or check the folder, and build again."
        ) from error
    return manifest


def _sorted(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: part.name))


def _keep(part: ReleasePart, blobs: Path) -> Part:
    data = part.travelling()
    digest = hashlib.sha256(data).hexdigest()
    blob = _place(blobs, digest)
    if not blob.exists() or blob.stat().st_size != len(data):
        write_whole(blob, data, _READ_ONLY)
    return Part(part.name, digest, len(data), len(part.data))


def _place(blobs: Path, digest: str) -> Path:
    place = blobs / digest[:2] / digest
    place.parent.mkdir(parents=True, exist_ok=True)
    return place
