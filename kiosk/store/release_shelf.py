"""The releases this panel keeps: the one it shows, the last good ones before it, and the way a new one comes in."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.matters.sentences import fill
from kiosk.store.media import keep_medium, medium_path, prune_media
from kiosk.store.release import Release, open_release
from kiosk.store.release_info import ReleaseError, ReleaseInfo, read_info, release_name, releases_in, verify
from kiosk.store.state import PanelState
from kiosk.store.whole_files import copy_whole, is_full, sole_writer, sweep

PART = "content"
KEPT = 3
_POINTER = "release"
_READ_ONLY = 0o444

_SHOWN = Text(zh="正在使用内容版本 {sequence}。", en="Release {sequence} of the content is shown.")
_FELL_BACK = Text(
    zh="内容版本 {wanted} 已损坏，改用版本 {sequence}。", en="Release {wanted} is damaged; release {sequence} is shown."
)
_NONE = Text(zh="没有可用的内容。", en="There is no content to show.")


class ReleaseShelf:
    """A folder of releases and the pointer to the one that is shown (kept in the panel's state)."""

    def __init__(self, folder: Path, state: PanelState, health: HealthBoard | None = None) -> None:
        self._folder, self._state, self._health = folder, state, health

    def current(self) -> Release | None:
        """Open the release to show: the one pointed to, else the newest good one; None when there is none.

        Every call opens and checks it anew; the caller closes it.
        """
        there = releases_in(self._folder)
        pointed = self._pointed()
        order = [n for n in (pointed,) if n in there]
        order += sorted((n for n in there if n != pointed), key=lambda n: (pointed is not None and n > pointed, -n))
        wanted = pointed if pointed is not None else next(iter(order), 0)
        for sequence in order:
            try:
                release = open_release(there[sequence])
            except ReleaseError:
                continue
            if sequence == wanted:
                self._report(State.OK, fill(_SHOWN, sequence=sequence))
            else:
                self._report(State.DEGRADED, fill(_FELL_BACK, wanted=wanted, sequence=sequence))
            return release
        self._report(State.FAILED, _NONE)
        return None

    def adopt(self, path: Path) -> Release:
        """Take in a release from anywhere, check it, point to it and open it; ReleaseError leaves everything as it was.

        A release of another hall, and one older than what is shown, is refused: a step back is a new release.
        """
        info = read_info(path)
        verify(path, info)
        self._refuse_wrong(info)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with sole_writer(self._folder) as ours:
                if not ours:
                    raise ReleaseError("Another program is changing the releases.", where=str(self._folder))
                sweep(self._folder, "release-")
                target = self._take_in(path, info)
                release = self._open_with_media(target, path.parent)
                self._state.set(_POINTER, str(info.sequence))
                self._prune(info.sequence)
        except OSError as error:
            what = "There is no room for the new release." if is_full(error) else "The new release cannot be copied."
            raise ReleaseError(what, where=path.name, remedy="The last good one stays in use.") from error
        self._report(State.OK, fill(_SHOWN, sequence=info.sequence))
        return release

    def releases(self) -> tuple[int, ...]:
        """The numbers of all releases on the shelf, oldest first."""
        return tuple(releases_in(self._folder))

    @property
    def pointer(self) -> int:
        """The release to show; 0 while nothing was ever chosen."""
        return self._pointed() or 0

    def point_to(self, number: int) -> None:
        """From now on this is the release to show, newer or older than before: a hub's word, or staff going back by
        hand. Nothing is removed: what lies here is the affair of whoever brought it."""
        self._state.set(_POINTER, str(number))
        self._report(State.OK, fill(_SHOWN, sequence=number))

    def _pointed(self) -> int | None:
        word = self._state.get(_POINTER)
        return int(word) if word.isascii() and word.isdecimal() else None

    def _refuse_wrong(self, info: ReleaseInfo) -> None:
        shown = self._last_good()
        if shown is None:
            return
        if shown.hall_id != info.hall_id:
            what = f"The release is of the hall {info.hall_id}; this panel belongs to {shown.hall_id}."
            raise ReleaseError(what, where=info.file, remedy="Take the release of this hall.")
        if info.sequence < shown.sequence:
            what = f"Release {info.sequence} is older than release {shown.sequence}, which is shown."
            raise ReleaseError(what, where=info.file, remedy="Publish the older content as a new release.")
        if info.sequence == shown.sequence and info.sha256 != shown.sha256:
            what = f"There is another release {info.sequence} already."
            raise ReleaseError(what, where=info.file, remedy="Build it again; it gets the next number.")

    def _last_good(self) -> ReleaseInfo | None:
        """The description of the newest release up to the pointer that is whole."""
        pointed = self._pointed()
        for sequence, path in reversed(releases_in(self._folder).items()):
            if pointed is not None and sequence > pointed:
                continue
            try:
                info = read_info(path)
                verify(path, info)
            except ReleaseError:
                continue
            return info
        return None

    def _take_in(self, path: Path, info: ReleaseInfo) -> Path:
        """The release's place on the shelf; copied there unless it lies there whole already."""
        target = self._folder / release_name(info.sequence)
        if target.exists() and path.resolve() == target.resolve():
            return target
        try:
            if read_info(target) == info:
                verify(target, info)
                return target
        except ReleaseError:
            pass  # not there, or damaged: it is brought anew
        target.with_suffix(".json").unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        copy_whole(path, target, _READ_ONLY)
        copy_whole(path.with_suffix(".json"), target.with_suffix(".json"), _READ_ONLY)
        return target

    def _open_with_media(self, target: Path, source: Path) -> Release:
        """Open what was taken in and bring its media along; ReleaseError when one of them is not whole."""
        release = open_release(target)
        try:
            for sha256, size in release.media():
                keep_medium(self._folder, medium_path(source, sha256), sha256, size)
        except BaseException:
            release.close()
            raise
        return release

    def _prune(self, shown: int) -> None:
        """Keep the newest ones up to the shown one; what came in after it and was never shown goes too."""
        older = [sequence for sequence in releases_in(self._folder) if sequence <= shown][-KEPT:]
        for sequence, path in releases_in(self._folder).items():
            if sequence not in older:
                with suppress(OSError):  # somebody still reads it: it goes the next time
                    path.with_suffix(".json").unlink(missing_ok=True)
                    path.unlink(missing_ok=True)
        prune_media(self._folder, self._named_media())

    def _named_media(self) -> set[str]:
        """The sums of all media that a kept release shows; a damaged one shows none."""
        named: set[str] = set()
        for path in releases_in(self._folder).values():
            with suppress(ReleaseError), open_release(path) as release:
                named.update(sha256 for sha256, _ in release.media())
        return named

    def _report(self, state: State, sentence: Text) -> None:
        if self._health is not None:
            self._health.report(PART, state, sentence)
