"""What is the same for all workers of a run of the tests: made by whoever needs it first, waited for by the others."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

_RUN = "KIOSK_TEST_RUN"


def begin() -> Path:
    """The folder of this run. Whoever begins it (the tests' first process) takes it away in the end; its workers, which
    have its environment, only use it."""
    if _RUN not in os.environ:
        os.environ[_RUN] = tempfile.mkdtemp(prefix="kiosk-test-run-")
        atexit.register(_end, os.getpid(), os.environ[_RUN])
    return Path(os.environ[_RUN])


def _end(owner: int, folder: str) -> None:
    if os.getpid() == owner:  # not a fork of it
        shutil.rmtree(folder, ignore_errors=True)


def once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder ``name`` of this run, as ``make(folder)`` has filled it. To be copied from, never written to."""
    folder = begin() / name
    with (begin() / f"{name}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder
