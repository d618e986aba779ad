"""A panel's memory: one heap, however many threads."""

from __future__ import annotations

import subprocess
import sys

import pytest

_HEAPS = """
import ctypes, sys, threading
if sys.argv[1] == "small":
    from kiosk.compose.heap import keep_small
    keep_small()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
gate = threading.Barrier(5)
def allocate():
    libc.malloc(ctypes.c_size_t(5000))
    gate.wait()
threads = [threading.Thread(target=allocate) for _ in range(4)]
for thread in threads: thread.start()
gate.wait()
for thread in threads: thread.join()
file = libc.fopen(sys.argv[2].encode(), b"w")
libc.malloc_info(0, ctypes.c_void_p(file))
libc.fclose(ctypes.c_void_p(file))
print(open(sys.argv[2]).read().count("<heap nr="))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the heap of glibc")
def test_threads_share_one_heap(tmp_path):
    def heaps(how: str) -> int:
        command = [sys.executable, "-c", _HEAPS, how, str(tmp_path / "heaps")]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    assert heaps("small") == 1
    assert heaps("as it is") > 1
