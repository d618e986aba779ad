"""What the tests of ``confined`` let the child do."""

from __future__ import annotations

import os
import time
from pathlib import Path

from kiosk.hub.project.confined import RefusedError


def reverse(payload: bytes) -> bytes:
    return payload[::-1]


def refuse(payload: bytes) -> bytes:
    raise RefusedError({"zh": "不行", "en": "No."}, where="here")


def eat_memory(payload: bytes) -> bytes:
    return bytes(4 << 30)


def spin(payload: bytes) -> bytes:
    while True:
        pass


def sleep(payload: bytes) -> bytes:
    time.sleep(3600)
    return b""


def write_much(payload: bytes) -> bytes:
    return bytes(8 << 20)


def write_file(payload: bytes) -> bytes:
    with Path("big").open("wb") as stream:
        for _ in range(64):
            stream.write(bytes(1 << 20))
    return b"written"


def break_down(payload: bytes) -> bytes:
    raise ZeroDivisionError


def surroundings(payload: bytes) -> bytes:
    names = sorted(name for name in os.environ if "KIOSK" in name or "SECRET" in name)
    descriptors = sorted(int(name) for name in os.listdir("/proc/self/fd"))  # noqa: PTH208
    return repr((names, [d for d in descriptors if d > 2], os.getcwd(), os.listdir())).encode()  # noqa: PTH109, PTH208
