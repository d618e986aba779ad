"""A panel on a display of its own: Xvfb, ``kiosk run`` as a process, a mouse for a finger, and eyes on the pixels."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

#: Everything here waits for something that can be seen; this long at most (seconds), on a machine that is busy.
PATIENCE_S = 180.0
_LOOK_S = 0.01
_XWD_HEADER = np.dtype(">u4")


def until(seen: Callable[[], Any], what: str, patience: float = PATIENCE_S, pause: float = _LOOK_S) -> Any:
    """Look until there is something to see; its value. Fails in words when it never comes."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = seen()
        if found:
            return found
        time.sleep(pause)
    pytest.fail(f"{what} did not come within {patience:g} s")


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """This environment without a display and with a home and a place for temporary files of its own."""
    (home / "tmp").mkdir(parents=True, exist_ok=True)
    gone = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
    kept = {name: value for name, value in os.environ.items() if name not in gone and not name.startswith("PYTEST")}
    own = {"HOME": str(home), "TMPDIR": str(home / "tmp"), "QT_QUICK_BACKEND": "software", "PYTHONFAULTHANDLER": "1"}
    return kept | own | more


@dataclass
class PanelProcess:
    """``kiosk run`` as it runs in a hall. ``said`` is what it wrote to stdout and stderr so far."""

    process: subprocess.Popen[bytes]
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text("utf-8", errors="replace")

    def stands(self) -> PanelProcess:
        """Wait until the screens are there."""
        until(lambda: "the panel stands" in self.said or self.process.poll() is not None, "a standing panel")
        assert self.process.poll() is None, self.said
        return self

    def knows(self, words: str) -> None:
        """Wait until the log says so."""
        until(lambda: words in self.said or self.process.poll() is not None, words)
        assert words in self.said, self.said

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask for the end; the exit code of a panel that obeys."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)

    def wait(self) -> int:
        """The exit code of a panel that ends by itself."""
        return self.process.wait(PATIENCE_S)


@contextmanager
def panel_process(output: Path, environment: Mapping[str, str], *arguments: str) -> Iterator[PanelProcess]:
    """Start ``kiosk run``; whatever happens, it is gone afterwards."""
    with output.open("wb") as stream:
        process = subprocess.Popen(
            (sys.executable, "-m", "kiosk", "run", *arguments),
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            yield PanelProcess(process, output)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


class Display:
    """An X display without glass: what stands on it is read from the file that Xvfb keeps its pixels in."""

    def __init__(self, name: str, pixels: Path) -> None:
        self.name, self._file = name, pixels

    def look(self) -> Pixels:
        """The pixels now: height x width x (red, green, blue)."""
        data = np.memmap(self._file, dtype=np.uint8, mode="r")
        header = data[:100].view(_XWD_HEADER)
        width, height, line, colours = (int(header[i]) for i in (4, 5, 12, 19))
        begin = int(header[0]) + 12 * colours
        rows = np.array(data[begin : begin + line * height]).reshape(height, line)
        return rows[:, : width * 4].reshape(height, width, 4)[:, :, 2::-1]

    def press(self, x: int, y: int) -> float:
        """A short press at this place; when it was (monotonic seconds)."""
        at = time.monotonic()
        command = ("xdotool", "mousemove", str(x), str(y), "mousedown", "1", "mouseup", "1")
        subprocess.run(command, env=os.environ | {"DISPLAY": self.name}, check=True, capture_output=True)
        return at


@contextmanager
def display(folder: Path, width: int = 1920, height: int = 1080) -> Iterator[Display]:
    """A display of this size; skips the calling test, saying so, where Xvfb or xdotool is missing."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (packaging/apt-dev.txt)")
    folder.mkdir(parents=True, exist_ok=True)
    screen = ("-screen", "0", f"{width}x{height}x24", "-fbdir", str(folder), "-nolisten", "tcp", "-displayfd", "1")
    server = subprocess.Popen(("Xvfb", *screen), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout is not None
        number = server.stdout.readline().strip()
        assert number, "Xvfb did not begin"
        yield Display(f":{number}", folder / "Xvfb_screen0")
    finally:
        server.terminate()
        server.wait()


def alike(one: Pixels, other: Pixels) -> float:
    """The share of pixels that are (nearly) the same on both."""
    apart = np.abs(one.astype(np.int16) - other.astype(np.int16)).max(axis=2)
    return float((apart < 24).mean())


def amount_of(colour: str, pixels: Pixels) -> int:
    """How many pixels are (nearly) of this colour, "#RRGGBB"."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return int((np.abs(pixels.astype(np.int16) - wanted).max(axis=2) < 10).sum())
