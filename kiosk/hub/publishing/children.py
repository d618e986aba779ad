"""Runs our own long work in a child process with a bound on its time and memory, and says that it still goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import kiosk

_PLACE = str(Path(kiosk.__file__).resolve().parents[1])
_SAID = 32 << 20
_COMPLAINED = 16 << 10


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended. ``code`` is negative for a signal; None: it was stopped by us."""

    code: int | None
    out: bytes
    err: str


def run_kiosk(
    words: Sequence[str], *, seconds: float, megabytes: int, beat: Callable[[], bool] = lambda: True, every: float = 3.0
) -> Ended:
    """Run ``python -m kiosk`` with these words to its end, or until ``seconds`` are over or ``beat`` says no.

    ``beat`` is called every ``every`` seconds. ``megabytes`` bounds the child's address space (where the system can).
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = subprocess.Popen(
            [sys.executable, "-m", "kiosk", *words],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
            env=environment(),
        )
        try:
            _bound(child.pid, megabytes)
            code = _wait(child, seconds, beat, every)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        out.seek(0)
        err.seek(0)
        return Ended(code, out.read(_SAID), err.read(_COMPLAINED).decode("utf-8", "replace"))


def environment() -> dict[str, str]:
    """Nothing of the hub's (no secret, no database) but where the program and a person's own folders lie."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "XDG_RUNTIME_DIR") if name in os.environ}
    return {**kept, "PYTHONPATH": _PLACE, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _bound(pid: int, megabytes: int) -> None:
    if sys.platform == "linux":
        import resource

        with suppress(OSError):
            resource.prlimit(pid, resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def _wait(child: subprocess.Popen[bytes], seconds: float, beat: Callable[[], bool], every: float) -> int | None:
    left = seconds
    while left > 0:
        try:
            return child.wait(timeout=min(every, left))
        except subprocess.TimeoutExpired:
            left -= every
            if not beat():
                return None
    return None
