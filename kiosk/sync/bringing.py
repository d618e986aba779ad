"""One release from its name in the rollout to a whole file on the shelf: manifest, blobs, pictures, join."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.store.media import is_whole, keep_medium, medium_path, prune_media
from kiosk.store.release_info import ReleaseError, ReleaseInfo, read_info, release_name, releases_in, verify
from kiosk.sync.blobs import UNPACKED_LIMIT, BlobError, BlobStore, inflated
from kiosk.sync.fetching import Haul, fetch_all
from kiosk.sync.messages import MANIFEST_LIMIT, Manifest, Part, ReleaseRef, unpacked
from kiosk.sync.sources import Source

#: Releases that stay on the shelf beside the wanted one.
KEPT_BEFORE = 2
_MEDIA = "media/"
#: A blob that turns out damaged while it is joined is fetched anew so often.
_AGAIN = 2
#: All parts of a release together, unpacked.
_WHOLE_LIMIT = 8 << 30


class BringingError(KioskError):
    """A release whose manifest is not what the rollout promised. ``text``: for staff."""

    text = Text(zh="新内容的清单有误，未采用。", en="The new content's manifest is wrong; it was refused.")


class Joiner(Protocol):
    """``kiosk.store.release_join.join_release``: parts → a release on the shelf, whole or not at all."""

    def __call__(
        self,
        names: Iterable[str],
        read: Callable[[str], bytes],
        shelf: Path,
        *,
        number: int,
        hall_id: str,
        built_at: str,
        release_format: int,
    ) -> ReleaseInfo: ...


@dataclass(frozen=True, slots=True)
class Brought:
    """A release that is whole on the shelf, what it cost, and whether it was joined just now."""

    info: ReleaseInfo
    path: Path
    haul: Haul
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Bringer:
    """Brings releases of one hall to one shelf."""

    hall_id: str
    store: BlobStore
    shelf: Path
    join: Joiner

    def bring(
        self,
        ref: ReleaseRef,
        source: Source,
        stop: threading.Event,
        progress: Callable[[Haul], None] = lambda haul: None,
    ) -> Brought:
        """Fetch what is missing and join it. Raises KioskError of many kinds; all that was brought stays."""
        manifest = self.manifest(ref, source, stop)
        there = self.whole(manifest)
        if there is not None:
            return Brought(there, self.shelf / there.file, Haul(0), is_new=False)
        for attempt in range(_AGAIN):
            haul = fetch_all(self._missing(manifest), self.store, source, stop, progress)
            try:
                self._place_media(manifest)
                info = self._joined(manifest)
                return Brought(info, self.shelf / info.file, haul)
            except BlobError:  # damaged on our disk: where there is one there may be more
                if attempt == _AGAIN - 1:
                    raise
                for part in self._missing(manifest):
                    with suppress(BlobError):
                        self.store.proven(part.sha256, part.size)
        raise AssertionError("unreachable")

    def manifest(self, ref: ReleaseRef, source: Source, stop: threading.Event) -> Manifest:
        """The manifest that a rollout names, checked against what it may be."""
        if ref.size > MANIFEST_LIMIT:
            raise BringingError("The manifest is too big.", where=f"release {ref.number}")
        blob = Part("manifest", ref.sha256, ref.size, ref.size)
        data = b""
        for is_last in (False, True):
            fetch_all([blob], self.store, source, stop)
            with suppress(BlobError):
                data = self.store.read(ref.sha256, ref.size)
                break
            if is_last:
                raise BlobError("The manifest is damaged.", where=f"release {ref.number}")
        return checked_manifest(data, ref, self.hall_id)

    def whole(self, manifest: Manifest) -> ReleaseInfo | None:
        """The release when it lies on the shelf whole, its pictures too; every byte of it is read."""
        path = self.shelf / release_name(manifest.number)
        try:
            info = read_info(path)
            if (info.hall_id, info.built_at) != (manifest.hall_id, manifest.built_at):
                return None
            verify(path, info)
        except ReleaseError:
            return None
        return info if all(map(self._is_placed, _media(manifest))) else None

    def sweep(self, wanted: int, shown: int, refs: Iterable[ReleaseRef]) -> None:
        """Keep the wanted release, the shown one and the two before; blobs and pictures of ``refs`` only."""
        there = releases_in(self.shelf)
        before = [number for number in there if number < wanted][-KEPT_BEFORE:]
        for number, path in there.items():
            if number < wanted and number not in (shown, *before):
                with suppress(OSError):
                    path.with_suffix(".json").unlink(missing_ok=True)
                    path.unlink(missing_ok=True)
        blobs, media = set(), set()
        for ref in refs:
            blobs.add(ref.sha256)
            for part in self._known_parts(ref):
                blobs.add(part.sha256)
                media.add(part.sha256)
        self.store.sweep(blobs)
        prune_media(self.shelf, media | self._shown_media())

    def _shown_media(self) -> set[str]:
        """What the releases on the shelf show, whoever brought them."""
        from kiosk.store.release import open_release

        named: set[str] = set()
        for path in releases_in(self.shelf).values():
            with suppress(ReleaseError), closing(open_release(path)) as release:
                named.update(sha256 for sha256, _ in release.media())
        return named

    def _missing(self, manifest: Manifest) -> list[Part]:
        """All parts but the pictures that lie on the shelf already."""
        return [part for part in manifest.parts if not (part.name.startswith(_MEDIA) and self._is_placed(part))]

    def _is_placed(self, part: Part) -> bool:
        return is_whole(medium_path(self.shelf, part.sha256), part.sha256, part.size)

    def _known_parts(self, ref: ReleaseRef) -> tuple[Part, ...]:
        try:
            return unpacked(Manifest, self.store.read(ref.sha256, ref.size), MANIFEST_LIMIT).parts
        except KioskError:
            return ()

    def _joined(self, manifest: Manifest) -> ReleaseInfo:
        parts = {part.name: part for part in manifest.parts}

        def read(name: str) -> bytes:
            if name not in parts:
                raise KeyError(name)
            part = parts[name]
            return inflated(self.store.read(part.sha256, part.size), part)

        return self.join(
            list(parts),
            read,
            self.shelf,
            number=manifest.number,
            hall_id=manifest.hall_id,
            built_at=manifest.built_at,
            release_format=manifest.release_format,
        )

    def _place_media(self, manifest: Manifest) -> None:
        """Pictures and pages lie beside the release as files; the same file, not a second one, where the disk can."""
        for part in _media(manifest):
            try:
                keep_medium(self.shelf, self.store.path(part.sha256), part.sha256, part.size)
            except ReleaseError:
                self.store.proven(part.sha256, part.size)  # BlobError: it is fetched again
                raise


def _media(manifest: Manifest) -> list[Part]:
    return [part for part in manifest.parts if part.name.startswith(_MEDIA)]


def checked_manifest(data: bytes, ref: ReleaseRef, hall_id: str) -> Manifest:
    """The manifest in these (proven) bytes; BringingError, MessageError when it is not what the rollout promised."""
    manifest = unpacked(Manifest, data, MANIFEST_LIMIT)
    where = f"release {ref.number}"
    if manifest.hall_id != hall_id:
        raise BringingError("The manifest is of another hall.", where=where)
    if manifest.number != ref.number:
        raise BringingError("The manifest is of another release.", where=where)
    names = [part.name for part in manifest.parts]
    if len(set(names)) != len(names):
        raise BringingError("The manifest names a part twice.", where=where)
    for part in manifest.parts:
        is_media = part.name.startswith(_MEDIA)
        if is_media and (part.size != part.unpacked or part.name != f"{_MEDIA}{part.sha256}"):
            raise BringingError("The manifest's picture is not named by its sum.", where=part.name)
        if not is_media and max(part.unpacked, part.size) > UNPACKED_LIMIT:
            raise BringingError("A part is too big.", where=part.name)
    if sum(part.unpacked for part in manifest.parts) > _WHOLE_LIMIT:
        raise BringingError("The release is too big.", where=where)
    return manifest
