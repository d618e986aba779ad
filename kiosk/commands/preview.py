"""``kiosk preview``: keeps the screens of a release open and photographs them for whoever asks, without a panel."""

from __future__ import annotations

import argparse
import logging
import os
import select
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.base.errors import KioskError

if TYPE_CHECKING:
    from kiosk.compose.preview import Preview

_LOOK_S, _LINE = 0.05, 8192


def declare(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk preview``."""
    parser.add_argument("content", type=Path, metavar="RELEASE_OR_FOLDER", help="a release, a content folder or a plan")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--json-lines", action="store_true", help="requests on stdin, answers on stdout, a line each")
    way.add_argument("--socket", type=Path, metavar="PATH", help="the same on a UNIX socket, a connection a request")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where pictures go (default: a folder of its own)")
    parser.add_argument("--panel", default="", metavar="ID", help="as which kiosk of the plan (default: the first)")
    parser.add_argument("--at", default="", metavar="X,Y,LEVEL", help="where it stands, if the plan has no panel")
    parser.add_argument("--profile", default="55-fhd", metavar="NAME", help="43p-fhd, 55-fhd, 86-4k, 86p-4k")
    parser.add_argument(
        "--silence", type=float, default=300.0, metavar="S", help="end after so many seconds of silence"
    )
    parser.add_argument("--life", type=float, default=3600.0, metavar="S", help="end after so many seconds in any case")


def run(arguments: argparse.Namespace) -> int:
    """0 at its end; KioskError (2) when there is nothing to show."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QUICK_BACKEND"] = "software"
    os.environ["QSG_RENDER_LOOP"] = "basic"
    logging.disable(logging.CRITICAL)  # what an editor looks at is nobody else's
    from PySide6.QtCore import qInstallMessageHandler
    from PySide6.QtGui import QGuiApplication

    from kiosk.compose.preview import open_preview

    with ExitStack() as stack:
        # The door first: who asks while the screens are still being built waits in it.
        door = stack.enter_context(_Door(arguments.socket)) if arguments.socket else None
        application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
        qInstallMessageHandler(lambda kind, context, message: None)
        stack.callback(qInstallMessageHandler, None)
        folder = arguments.out or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-preview-")))
        folder.mkdir(parents=True, exist_ok=True)
        choices = {"panel": arguments.panel, "at": arguments.at, "profile": arguments.profile}
        try:
            preview = stack.enter_context(open_preview(arguments.content, folder, **choices))
        except KioskError as error:
            if door is not None:
                door.refuse(error)
            raise
        source = door if door is not None else _Lines()
        _serve(preview, source, arguments.silence, arguments.life, application.processEvents)
    return 0


def _serve(preview: Preview, source: _Door | _Lines, silence: float, life: float, breathe: Callable[[], None]) -> None:
    """Answer until the source ends, is silent for too long, or the life is over."""
    began = heard = time.monotonic()
    while time.monotonic() - heard < silence and time.monotonic() - began < life:
        if not source.wait(_LOOK_S):
            breathe()
            continue
        if not source.serve(preview.answer):
            return
        heard = time.monotonic()


class _Lines:
    """Requests from stdin, answers to stdout."""

    def __init__(self) -> None:
        self._rest = b""

    def wait(self, seconds: float) -> bool:
        return b"\n" in self._rest or bool(select.select([sys.stdin.fileno()], [], [], seconds)[0])

    def serve(self, answer: Callable[[bytes], bytes]) -> bool:
        """Read what is there and answer every whole line; False at the end of the input."""
        data = os.read(sys.stdin.fileno(), 1 << 16)
        self._rest += data
        while b"\n" in self._rest:
            line, _, self._rest = self._rest.partition(b"\n")
            if line.strip():
                sys.stdout.buffer.write(answer(line))
                sys.stdout.buffer.flush()
        if len(self._rest) > _LINE:  # never a line: said once, then let go
            sys.stdout.buffer.write(answer(self._rest))
            sys.stdout.buffer.flush()
            self._rest = b""
        return bool(data)


class _Door:
    """A UNIX socket for one user: each connection is one request. Only one process serves a path."""

    def __init__(self, path: Path) -> None:
        import fcntl

        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = path
        self._lock = path.with_suffix(".lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise KioskError("Somebody serves this socket already.", where=path.name) from None
        path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        path.chmod(0o600)
        self._socket.listen(16)

    def __enter__(self) -> _Door:
        return self

    def __exit__(self, *_: object) -> None:
        self._path.unlink(missing_ok=True)
        self._socket.close()
        self._path.with_suffix(".lock").unlink(missing_ok=True)
        self._lock.close()

    def wait(self, seconds: float) -> bool:
        return bool(select.select([self._socket], [], [], seconds)[0])

    def serve(self, answer: Callable[[bytes], bytes]) -> bool:
        connection, _ = self._socket.accept()
        with connection, suppress(OSError):
            connection.settimeout(5.0)
            line = b""
            while b"\n" not in line and len(line) <= _LINE:
                data = connection.recv(4096)
                if not data:
                    break
                line += data
            if line.strip() == b'{"end": true}':
                return False
            if line.strip():
                connection.sendall(answer(line))
        return True

    def refuse(self, error: KioskError) -> None:
        """Tell those who wait why there is nothing to see."""
        import json

        told = json.dumps({"error": {"zh": f"打不开预览：{error.what}", "en": f"No preview: {error.what}"}}).encode()
        while self.wait(0.5):
            self.serve(lambda line: told + b"\n")
