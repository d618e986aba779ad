"""Work on what strangers sent, in a child process with little memory, little time and nothing of ours.

``confined("module:name", payload)`` runs ``name(payload: bytes) -> bytes`` in a fresh interpreter. Memory, processor
time and the size of every file (its result is one) are bounded by the kernel before the module is even imported; the
clock on the wall is bounded by us. The child inherits no descriptor but its three, an empty folder is its home, and it
is gone afterwards.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

import kiosk
from kiosk.base.errors import KioskError
from kiosk.base.texts import Text

#: Exit codes of the child: done, refused by a sentence, out of memory, broke in its own way.
DONE, REFUSED, NO_MEMORY, BROKE = 0, 3, 4, 5
#: What a result may weigh unless the caller says otherwise (megabytes).
RESULT_MEGABYTES = 256
_MB = 1 << 20
_PLACE = str(Path(kiosk.__file__).resolve().parents[1])

_TOO_LONG = Text(
    zh="处理这个文件用的时间太长，已停止。请换一个更小或更简单的文件。",
    en="The file took too long to read and was given up. Use a smaller or simpler one.",
)
_TOO_BIG = Text(
    zh="这个文件解开后太大，已停止。请换一个更小的文件。",
    en="The file becomes too big when it is opened and was given up. Use a smaller one.",
)
_UNREADABLE = Text(
    zh="这个文件读不出来。请检查它能否正常打开，再另存一次。",
    en="The file cannot be read. See whether it opens for you, and save it again.",
)


class ConfinedError(KioskError):
    """The work was refused or given up. ``text`` says why in words for the person who sent the file."""

    def __init__(self, text: Mapping[str, str], *, where: str = "", remedy: str = "") -> None:
        self.text = Text(text)
        super().__init__(self.text.within("en"), where=where, remedy=remedy)


class RefusedError(ConfinedError):
    """What a confined function raises to say no: its text reaches the caller of ``confined`` as it is."""


def confined(
    function: str,
    payload: bytes,
    *,
    seconds: float = 20,
    megabytes: int = 1024,
    result_megabytes: int = RESULT_MEGABYTES,
) -> bytes:
    """What ``function`` ("module:name", bytes → bytes) makes of ``payload``; ConfinedError when it may not or cannot.

    ``seconds`` bounds the clock and the processor time, ``megabytes`` the child's whole address space.
    """
    with tempfile.TemporaryDirectory(prefix="confined-") as home, tempfile.TemporaryFile() as given:
        given.write(payload)
        given.seek(0)
        with tempfile.TemporaryFile() as made:
            code = _run(function, given, made, home, (seconds, megabytes, result_megabytes))
            made.seek(0)
            if code == DONE:
                return made.read()
            raise _fault(code, made.read(64 << 10))


def _run(function: str, given: IO[bytes], made: IO[bytes], home: str, bounds: tuple[float, int, int]) -> int:
    """Runs the child to its end, or to ours; its exit code (negative: the signal that ended it)."""
    seconds, megabytes, result_megabytes = bounds
    limits = [str(max(1, round(seconds))), str(megabytes * _MB), str(result_megabytes * _MB)]
    child = subprocess.Popen(
        [sys.executable, "-m", "kiosk.hub.project.confined_child", function, *limits],
        stdin=given,
        stdout=made,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        start_new_session=True,
        cwd=home,
        env=_environment(home),
    )
    try:
        return child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return -signal.SIGXCPU
    finally:
        with suppress(ProcessLookupError):  # the whole group: whatever the child started ends with it
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _environment(home: str) -> dict[str, str]:
    """Nothing of ours (no database address, no secret) but where Python and this program lie."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "PYTHONPATH": _PLACE,
        "PYTHONDONTWRITEBYTECODE": "1",
        "HOME": home,
        "TMPDIR": home,
        "LANG": "C.UTF-8",
        "OPENBLAS_NUM_THREADS": "1",  # every thread's stack counts as memory
        "OMP_NUM_THREADS": "1",
    }


def _fault(code: int, said: bytes) -> ConfinedError:
    if code == REFUSED:
        with suppress(ValueError, AttributeError, TypeError):
            words = json.loads(said)
            return RefusedError(words["text"], where=words.get("where", ""), remedy=words.get("remedy", ""))
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return ConfinedError(_TOO_LONG)
    if code in (NO_MEMORY, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGXFSZ):
        return ConfinedError(_TOO_BIG)
    return ConfinedError(_UNREADABLE)
