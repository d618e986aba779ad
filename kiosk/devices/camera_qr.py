"""The camera that reads codes: its frames are looked at in a thread of its own, only while a scan page shows.

No frame is kept beyond the next one, none is written anywhere, and none is left when nobody looks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from kiosk.base.clock import Clock
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.devices.frame_sources import FrameSource, open_frames, place
from kiosk.devices.picture_files import Grey
from kiosk.devices.qr_reading import CodeReader, Reading
from kiosk.devices.watching import Part, Post, Read, Watch
from kiosk.scanning.scans import Frame, Scan

PART = "camera"
_SAID = Part(
    PART,
    "camera",
    well=Text(zh="扫码摄像头正常。", en="The camera for codes works."),
    lost=Text(
        zh="扫码摄像头没有连接好，请检查连接线；其他功能照常使用。",
        en="The camera for codes is not connected: please check its cable. Everything else works.",
    ),
)
_THERE = Text(zh="扫码摄像头已接上，扫码时才打开。", en="The camera for codes is connected; it opens for scans only.")


class CameraQr:
    """A :class:`kiosk.scanning.scans.ScanMachine`. ``source``: a device, a video or a folder of pictures.

    ``rate``: frames examined each second; ``budget_s``: how long one may take. ``rest`` is for tests.
    """

    def __init__(
        self,
        source: str,
        *,
        post: Post,
        health: HealthBoard,
        clock: Clock,
        width: int = 1280,
        height: int = 720,
        rate: float = 10.0,
        budget_s: float = 0.06,
        open_source: Callable[[str, int, int, float, Callable[[float], None]], FrameSource] = open_frames,
        sleep: Callable[[float], None] = time.sleep,
        rest: Callable[[float], None] | None = None,
    ) -> None:
        self._source, self._health = source, health
        self._grey: Grey | None = None
        self._serial = self._seen_for = 0

        def open_session() -> _Looking:
            frames = open_source(source, width, height, 1 / rate, sleep)
            return _Looking(frames, self._show, clock.monotonic, 1 / rate, budget_s)

        self._watch = Watch(_SAID, open_session, post=post, health=health, clock=clock, rest=rest)
        self.look()

    def look(self) -> None:
        """Say whether it is there, without opening it; while somebody scans, the scanning says so."""
        if not self._watch.is_wanted:
            is_there = place(self._source).exists()
            self._health.report(PART, *((State.OK, _THERE) if is_there else (State.FAILED, _SAID.lost)))

    def start(self, heard: Callable[[Scan], object]) -> None:
        self._watch.start(heard)

    def stop(self) -> None:
        self._watch.stop()
        self._grey = None

    def close(self) -> None:
        self._watch.close()
        self._grey = None

    def frame(self) -> Frame | None:
        """What the camera sees now."""
        grey, seen_for = self._grey, self._seen_for
        if grey is None or seen_for != self._watch.asked:
            return None
        return Frame(grey.shape[1], grey.shape[0], grey.tobytes(), self._serial)

    def _show(self, grey: Grey | None) -> None:
        """In the worker."""
        self._seen_for = self._watch.asked
        self._serial += 1
        self._grey = grey


class _Looking:
    """A camera that is open: each frame is shown, so many a second are examined."""

    def __init__(
        self,
        frames: FrameSource,
        show: Callable[[Grey | None], None],
        now: Callable[[], float],
        every_s: float,
        budget_s: float,
    ) -> None:
        self._frames, self._show, self._now, self._every_s, self._budget_s = frames, show, now, every_s, budget_s
        self._reader = CodeReader()
        self._due = now()
        self._stripes: frozenset[tuple[str, bytes]] = frozenset()

    def step(self, is_wanted: bool) -> Iterable[Read]:
        begun = self._now()
        grey = self._frames.frame()
        if grey is None or not is_wanted:
            return ()
        self._show(grey)
        now = self._now()
        # Half a step early is in time: a camera's own pace would else let every second frame fall away.
        if now < self._due - self._every_s / 2:
            return ()
        self._due = max(self._due + self._every_s, now)
        return self._confirmed(self._reader.glance(grey, self._budget_s), begun)

    def forget(self) -> None:
        self._stripes = frozenset()
        self._show(None)

    def close(self) -> None:
        self.forget()
        self._reader.close()
        self._frames.close()

    def _confirmed(self, found: tuple[Reading, ...], at: float) -> list[Read]:
        """A bar code corrects no errors: it counts when two frames in a row say the same."""
        stripes = frozenset((code.format, code.payload) for code in found if not code.is_matrix)
        before, self._stripes = self._stripes, stripes
        sure = (code for code in found if code.is_matrix or (code.format, code.payload) in before)
        return [Read(code.payload, at, code.format) for code in sure]
