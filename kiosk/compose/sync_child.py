"""The child that keeps this panel in step (``kiosk sync --follow``): started, heard, told, and started again."""

from __future__ import annotations

import ctypes
import json
import logging
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

from kiosk.settings import Settings

log = logging.getLogger("kiosk.sync")

#: One line of the child; a longer one is no line of it (bytes).
_LINE_LIMIT = 512 << 10
_FIRST_PAUSE_S, _LONGEST_PAUSE_S, _STABLE_S = 1.0, 60.0, 60.0
_FAREWELL_S = 2.0
_UNSENT = 200
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)

Line = Mapping[str, Any]


def sync_command(settings: Settings) -> tuple[str, ...]:
    """The child's command line: what the panel's settings say, whatever file or options they came from."""
    hub = settings.hub
    words = [sys.executable, "-m", "kiosk", "sync", "--follow", "--hub", hub.url, "--state", str(settings.state_folder)]
    if settings.content.shelf:
        words += ["--shelf", settings.content.shelf]
    if hub.plain:
        words.append("--plain")
    if hub.ca:
        words += ["--ca", hub.ca]
    return (*words, "--rate-kbit", str(hub.rate_kbit))


class SyncChild:
    """Watches one child from a thread of its own. ``hear`` gets each line and ``ended`` each end, in that thread."""

    def __init__(self, command: Sequence[str], hear: Callable[[Line], None], ended: Callable[[int], None]) -> None:
        self._command, self._hear, self._ended = tuple(command), hear, ended
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._unsent: queue.Queue[bytes | None] = queue.Queue(_UNSENT)
        self._thread = threading.Thread(target=self._watch, name="sync", daemon=True)

    def start(self) -> None:
        """Start the child, and again whenever it ends, until ``close``."""
        self._thread.start()

    @property
    def pid(self) -> int:
        """The child's process id; 0 while there is none."""
        with self._lock:
            return self._process.pid if self._process is not None else 0

    def tell(self, kind: str, **facts: Any) -> None:
        """Say a line to the child. It never blocks; a child that does not listen misses it."""
        with suppress(queue.Full):
            self._unsent.put_nowait(json.dumps({"tell": kind, **facts}, ensure_ascii=False).encode() + b"\n")

    def renew(self) -> None:
        """End a child that hangs; another is started."""
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """Ask the child to end, and see to it."""
        self._over.set()
        with self._lock:
            process = self._process
        if process is not None:
            self.tell("stop")
            with suppress(queue.Full):
                self._unsent.put_nowait(None)
            try:
                process.wait(_FAREWELL_S)
            except subprocess.TimeoutExpired:
                process.kill()
        if self._thread.is_alive():
            self._thread.join(_FAREWELL_S)

    def _watch(self) -> None:
        pause = _FIRST_PAUSE_S
        while not self._over.is_set():
            began = time.monotonic()
            code = self._live_once()
            if self._over.is_set():
                return
            pause = _FIRST_PAUSE_S if time.monotonic() - began >= _STABLE_S else min(pause * 2, _LONGEST_PAUSE_S)
            log.warning("sync: the child ended with %s; it is started again in %.0f s", code, pause)
            self._ended(code)
            self._over.wait(pause)

    def _live_once(self) -> int:
        """One child from its first to its last breath; its exit code, negative for a signal."""
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # It dies with us however we die; the signal comes when this very thread ends, which lives as long.
                preexec_fn=_die_with_parent,
            )
        except OSError as error:
            log.warning("sync: the child cannot be started (%s)", error.strerror)
            return 127
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        with self._lock:
            self._process = process
        self._forget_unsent()
        said = threading.Thread(target=_keep_log, args=(process.stderr,), name="sync-log", daemon=True)
        sender = threading.Thread(target=self._send, args=(process.stdin,), name="sync-tell", daemon=True)
        said.start()
        sender.start()
        self._listen(process.stdout)
        with suppress(queue.Full):
            self._unsent.put_nowait(None)
        if not self._over.is_set():
            process.kill()  # it closed its mouth: whatever it does, it is of no use any more
        code = process.wait()
        with self._lock:
            self._process = None
        said.join(_FAREWELL_S)
        sender.join(_FAREWELL_S)
        process.stdout.close()
        return code

    def _listen(self, lines: IO[bytes]) -> None:
        while line := lines.readline(_LINE_LIMIT):
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict) and isinstance(value.get("say"), str):
                self._hear(value)

    def _send(self, pipe: IO[bytes]) -> None:
        with suppress(OSError, ValueError):
            while (line := self._unsent.get()) is not None:
                pipe.write(line)
                pipe.flush()
        with suppress(OSError):
            pipe.close()

    def _forget_unsent(self) -> None:
        """What was meant for the child before this one, or is too much for one that did not listen."""
        with suppress(queue.Empty):
            while True:
                self._unsent.get_nowait()


def _die_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _keep_log(lines: IO[bytes]) -> None:
    """The child's log is part of the panel's: "2026-11-22 09:00:00,000 WARNING kiosk.sync: sync: …"."""
    with lines:
        while line := lines.readline(8192):
            words = line.decode("utf-8", "replace").rstrip()
            head, _, said = words.partition(" kiosk.sync: ")
            if said:
                log.log(logging.WARNING if "WARNING" in head or "ERROR" in head else logging.INFO, "%s", said)
            elif words:
                log.info("sync: %s", words)
