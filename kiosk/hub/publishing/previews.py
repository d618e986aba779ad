"""The pool of previews: one child process with the real screens for each person and edition, gone after a silence.

The child serves a UNIX socket that any hub process of this machine finds by its name, so it does not matter which of
them answers the next click; it ends by itself, also when the hub is gone.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.publishing.children import environment

#: How many may be open on this machine, and how long one waits: silence and life of a child, its start, an answer.
AT_ONCE, SILENCE_S, LIFE_S, START_S, ANSWER_S = 4, 300, 3600, 45.0, 30.0
MEGABYTES = 4096
_PICTURE = 40 << 20

_children: list[subprocess.Popen[bytes]] = []

_NOT_OPEN = Text(zh="预览打不开，请再试一次。", en="The preview did not open. Please try again.")


class PreviewError(KioskError):
    """There is nothing to see; ``text`` says why."""

    def __init__(self, text: Mapping[str, str] = _NOT_OPEN) -> None:
        self.text = Text(text)
        super().__init__(self.text.within("en"))


def look(content: Path, session: str, asked: Mapping[str, Any], panel: str = "") -> tuple[bytes, dict[str, Any]]:
    """Ask the preview of this content in this session; the PNG and what the screens say. Opens it when it is not.

    ``content``: a release or content folder. PreviewError says why there is nothing to see.
    """
    door = _door(content, session, panel)
    answer = _ask(door, asked)
    if answer is None:
        _make_room()
        _open(content, door, panel)
        answer = _wait(door, asked)
    with suppress(OSError):
        os.utime(door)
    if "error" in answer:
        raise PreviewError(answer["error"])
    try:
        with Path(answer["path"]).open("rb") as picture:
            return picture.read(_PICTURE), answer
    except OSError:
        raise PreviewError from None


def end_all() -> None:
    """End every preview of this hub (tests; a data folder that goes away)."""
    for door in _home().glob(f"{_prefix()}*.s"):
        _end(door)
    for child in _children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(5)
    _reap()


def _home() -> Path:
    """A folder of this user alone, with a short name: a socket's path has little room."""
    home = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"kiosk-preview-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    facts = home.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.getuid() or facts.st_mode & 0o077:
        raise KioskError("The folder of the previews belongs to somebody else.", where=str(home))
    return home


def _prefix() -> str:
    return hashlib.sha256(str(settings.DATA).encode()).hexdigest()[:8]


def _door(content: Path, session: str, panel: str) -> Path:
    name = hashlib.sha256(f"{session}\n{content.resolve()}\n{panel}".encode()).hexdigest()[:24]
    return _home() / f"{_prefix()}-{name}.s"


def _ask(door: Path, asked: Mapping[str, Any]) -> dict[str, Any] | None:
    """The answer; None when nobody serves the door."""
    line = json.dumps(asked, ensure_ascii=False).encode() + b"\n"
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(ANSWER_S)
        try:
            wire.connect(str(door))
        except OSError:
            return None
        try:
            wire.sendall(line)
            answer = b"".join(iter(lambda: wire.recv(1 << 16), b""))
            told = json.loads(answer)
        except (OSError, ValueError):
            raise PreviewError from None
    return told if isinstance(told, dict) else None


def _open(content: Path, door: Path, panel: str) -> None:
    words = [sys.executable, "-m", "kiosk", "preview", str(content.resolve()), "--socket", str(door)]
    words += ["--silence", str(SILENCE_S), "--life", str(LIFE_S)]
    words += ["--panel", panel] if panel else []
    child = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=environment(),
    )
    if sys.platform == "linux":
        import resource

        with suppress(OSError):
            resource.prlimit(child.pid, resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
    _children.append(child)


def _wait(door: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Until the child serves its door; the door is there before the screens, so the first answer takes its time."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        answer = _ask(door, asked)
        if answer is not None:
            return answer
        if not door.exists() and _children and _children[-1].poll() not in (None, 0):
            break
        time.sleep(0.05)
    raise PreviewError


def _make_room() -> None:
    """End the one that was looked at longest ago when there are too many."""
    _reap()
    doors = sorted(_home().glob(f"{_prefix()}*.s"), key=_age)
    for door in doors[: max(0, len(doors) - AT_ONCE + 1)]:
        _end(door)


def _age(door: Path) -> float:
    try:
        return door.stat().st_mtime
    except OSError:
        return 0.0


def _end(door: Path) -> None:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(2.0)
        wire.connect(str(door))
        wire.sendall(b'{"end": true}\n')
        wire.recv(1)
        return
    door.unlink(missing_ok=True)


def _reap() -> None:
    _children[:] = [child for child in _children if child.poll() is None]
