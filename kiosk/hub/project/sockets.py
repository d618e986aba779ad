"""Notices peers that are gone without a word: keepalive and a time-out on every connection of this process's port."""

from __future__ import annotations

import asyncio
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

#: A silent peer is asked after 15 s, then each 5 s. When it has answered nothing, or has acknowledged or taken no
#: bytes, for ``unanswered_s`` (TCP_USER_TIMEOUT, which counts for both), the connection is over. A heartbeat that sets
#: out after the cable was pulled starts the count again: it is known after twice that time at the latest.
IDLE_S, EVERY_S, TIMES = 15, 5, 3


#: Looks at what is open already, seconds after the first: who was quick got a socket before its options were set.
AGAIN_S = (0.5, 2.0, 10.0, 30.0)


def on_port(port: int) -> Iterator[tuple[socket.socket, bool]]:
    """This process's TCP sockets on ``port`` and whether they listen (the server does not hand them out).

    Close what you get: they are copies of the handles.
    """
    folder = Path("/proc/self/fd")
    for entry in list(folder.iterdir()) if folder.is_dir() else ():
        number = int(entry.name)
        try:
            # A file must not even be duplicated: the copy would keep its lock (or, closed, let SQLite's go).
            if not stat.S_ISSOCK(os.fstat(number).st_mode):
                continue
            handle = socket.socket(fileno=os.dup(number))
        except OSError:
            continue
        try:
            mine = handle.family in (socket.AF_INET, socket.AF_INET6) and handle.getsockname()[1] == port
            listens = mine and handle.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1
        except OSError:
            mine = listens = False
        if mine:
            yield handle, listens
        else:
            handle.close()


def watch(handle: socket.socket, unanswered_s: int) -> None:
    """Set the options; sockets accepted from now on have them too (Linux hands them on)."""
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, IDLE_S)
    handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, EVERY_S)
    handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, TIMES)
    handle.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, unanswered_s * 1000)


def watch_all(port: int, unanswered_s: int) -> bool:
    """Watch every socket there is on ``port``; whether this process listens there by now."""
    found = False
    for handle, listens in on_port(port):
        with handle:
            watch(handle, unanswered_s)
        found |= listens
    return found


async def watch_port(port: int, unanswered_s: int) -> None:
    """Wait until this process listens on ``port``; watch that one, which hands it on, and those that were quicker."""
    while not watch_all(port, unanswered_s):
        await asyncio.sleep(0.02)
    for seconds in AGAIN_S:
        await asyncio.sleep(seconds)
        watch_all(port, unanswered_s)
