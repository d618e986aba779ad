"""How the C library keeps memory: a panel runs for months, so what is freed goes back to the machine."""

from __future__ import annotations

import ctypes
import sys

#: glibc, malloc.h: options of mallopt(3).
_TRIM_THRESHOLD, _ARENA_MAX = -1, -8


def keep_small() -> None:
    """One heap for all threads, trimmed as soon as its end is free: each thread's own would keep what it once needed.

    Nothing on a machine whose C library is another one. Before the first thread begins.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    mallopt(_ARENA_MAX, 1)
    mallopt(_TRIM_THRESHOLD, 128 << 10)
