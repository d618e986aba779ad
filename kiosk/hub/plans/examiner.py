"""The hub's side of the examiner: one lasting child process for each lane, so that no page waits for geometry.

A child has bounded memory and time: one that takes too long or dies is replaced, and whoever asked is told in a
sentence. Both sides say the length of a JSON text, then the text.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from kiosk.hub.plans.faults import DraftError, refuse

#: "quick": opening, saving, shapes; "slow": findings and routes. Neither waits for the other.
LANES: Final = {
    "open": "quick",
    "save": "quick",
    "make-room": "quick",
    "rest": "quick",
    "join": "quick",
    "findings": "slow",
    "route": "slow",
}
_SECONDS = {"quick": 30.0, "slow": 45.0}


class Examiner:
    """One child process; questions are answered one after the other."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def ask(self, act: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What the act makes of ``given``; raises DraftError with the child's sentence, or ours when it is gone."""
        question = json.dumps([act, given]).encode()
        with self._lock:
            answer = self._exchange(question)
        if answer is None:
            raise refuse("计算时间太长，已停止。请稍后再试。", "This took too long and was given up. Try again later.")
        if "fault" in answer:
            fault = answer["fault"]
            raise DraftError(fault["text"], item_id=fault.get("item", ""))
        return dict(answer["answer"])

    def _exchange(self, question: bytes) -> dict[str, Any] | None:
        for _ in range(2):  # a child that died while nobody asked is replaced once
            child = self._standing()
            assert child.stdin is not None
            assert child.stdout is not None
            clock = threading.Timer(self._seconds, child.kill)
            clock.start()
            try:
                child.stdin.write(b"%d\n" % len(question) + question)
                child.stdin.flush()
                line = child.stdout.readline()
                if line:
                    return json.loads(child.stdout.read(int(line)))  # type: ignore[no-any-return]
            except (OSError, ValueError):
                pass
            finally:
                late = not clock.is_alive()
                clock.cancel()
            self.close()
            if late:
                return None
        return None

    def _standing(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "kiosk.hub.plans.examiner_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            atexit.register(self.close)
        return self._child

    def close(self) -> None:
        """End the child; the next question starts another."""
        child, self._child = self._child, None
        if child is not None:
            with suppress(OSError):
                child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                with suppress(OSError):
                    assert stream is not None
                    stream.close()


_examiners = {lane: Examiner(seconds) for lane, seconds in _SECONDS.items()}


def ask(act: str, **given: Any) -> dict[str, Any]:
    """Ask the examiner of the act's lane; raises DraftError."""
    return _examiners[LANES[act]].ask(act, given)


def warm(lane: str) -> None:
    """Let the lane's child start, without waiting for it."""
    _examiners[lane]._standing()
