"""How the machine under the panel is: room on the disk, the clock, the glass, and the running program's own figures."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import kiosk
from kiosk.base.clock import Clock
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.matters.sentences import fill
from kiosk.ui.glass import Glass
from kiosk.ui.staff_parts import MachineFacts

#: A panel keeps three releases and five log files; below this it cannot take a new release (MB).
LEAST_FREE_MB = 500
_DRIFT = timedelta(hours=1)
_ROOM = Text(zh="磁盘还有{free}空间。", en="{free} are free on the disk.")
_FULL = Text(
    zh="磁盘快满了，只剩{free}，新内容可能装不下。", en="The disk is nearly full: {free} left. New content may not fit."
)
_NO_DISK = Text(zh="数据文件夹不能使用。", en="The panel's folder cannot be used.")
_CLOCK_WELL = Text(zh="时间可信，时区{zone}。", en="The time is plausible, time zone {zone}.")
_CLOCK_WRONG = Text(
    zh="时间不对：早于内容的制作时间{built}。请校准时钟。",
    en="The time is wrong: it is before the content was built ({built}). Please set the clock.",
)
_GLASS_WELL = Text(
    zh="{inches}英寸，{width}×{height}，每像素{mm}毫米，可及线在下边以上{reach}毫米。",
    en="{inches} inches, {width} × {height}, {mm} mm per pixel, reach line {reach} mm above the lower edge.",
)
_GLASS_WRONG = Text(
    zh="实际画面是{real_width}×{real_height}，设置是{width}×{height}，尺寸会不准。请改设置。",
    en="The picture is {real_width} × {real_height}, the settings say {width} × {height}: sizes are wrong. "
    "Please correct the settings.",
)


class Vitals:
    """Looks when asked; a change is reported once. ``drawn`` is the size of the picture in pixels, when it is known;
    ``built_at`` that of the content that is shown ("": none)."""

    def __init__(self, folder: Path, glass: Glass, built_at: str, clock: Clock, health: HealthBoard) -> None:
        self._folder, self._glass, self.built_at = folder, glass, built_at
        self._clock, self._health = clock, health
        self._began = clock.monotonic()
        self.drawn: Callable[[], tuple[int, int]] = lambda: (glass.width_px, glass.height_px)

    def look(self) -> None:
        """Ask the disk, the clock and the glass."""
        self._health.report("disk", *disk_health(self._folder))
        self._health.report("clock", *clock_health(self._clock.now(), self.built_at))
        self._health.report("glass", *glass_health(self._glass, self.drawn()))

    def machine(self) -> MachineFacts:
        """The program: how long it runs, the memory it holds (rounded to 5 MB: it is no seismograph), its parts."""
        megabytes = 5 * round(resident_bytes() / 5_000_000)
        return MachineFacts(self._clock.monotonic() - self._began, megabytes, versions())


def disk_health(folder: Path) -> tuple[State, Text]:
    """Whether the panel's folder has room for a new release."""
    there = next((place for place in (folder, *folder.parents) if place.is_dir()), folder)
    try:
        free = shutil.disk_usage(there).free // 1_000_000
    except OSError:
        return State.FAILED, _NO_DISK
    words = f"{free // 1000} GB" if free >= 1000 else f"{free // 100 * 100} MB"
    return (State.OK, fill(_ROOM, free=words)) if free >= LEAST_FREE_MB else (State.DEGRADED, fill(_FULL, free=words))


def clock_health(now: datetime, built_at: str) -> tuple[State, Text]:
    """A clock that stands before the content was built is wrong: openings, closings and holidays would be, too."""
    try:
        built = datetime.fromisoformat(built_at)
        wrong = built.tzinfo is not None and now < built - _DRIFT
    except ValueError:
        return State.OK, fill(_CLOCK_WELL, zone=str(now.tzinfo))
    if wrong:
        return State.FAILED, fill(_CLOCK_WRONG, built=built.strftime("%Y-%m-%d %H:%M"))
    return State.OK, fill(_CLOCK_WELL, zone=str(now.tzinfo))


def glass_health(glass: Glass, drawn: tuple[int, int]) -> tuple[State, Text]:
    """Whether the picture is as large as the settings say; on another size no millimetre is one."""
    size = {"width": glass.width_px, "height": glass.height_px}
    if drawn != (glass.width_px, glass.height_px):
        return State.DEGRADED, fill(_GLASS_WRONG, real_width=drawn[0], real_height=drawn[1], **size)
    mm = f"{glass.mm_per_px:.3f}"
    return State.OK, fill(_GLASS_WELL, inches=f"{glass.diagonal_in:g}", mm=mm, reach=round(glass.reach_mm), **size)


def resident_bytes() -> int:
    """The memory this process holds; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def versions() -> tuple[str, ...]:
    """What the program is made of."""
    import PySide6

    return (
        f"Hall Kiosk {kiosk.__version__}",
        f"Python {platform.python_version()}",
        f"Qt {PySide6.__version__}",
        f"SQLite {sqlite3.sqlite_version}",
    )
