"""The hub's voice: one ``kiosk say`` of its own for as long as the process lives, and a folder of what it said."""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
import queue
import re
import subprocess
import sys
import threading
import time
import wave
from array import array
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from kiosk.base.texts import EMPTY, Text
from kiosk.hub.publishing.children import environment
from kiosk.speech.wav import wav
from kiosk.store.whole_files import write_whole

log = logging.getLogger("kiosk.hub.counter")

#: A sentence that is not sound after so long never will be; then nobody asks again for a while (seconds).
PATIENCE_S, REST_S = 8.0, 30.0
#: Sentences that are kept, and the child's address space.
KEPT, MEGABYTES = 3000, 2048
RATE = 22_050
_FORM = "1"
_NAME = re.compile(r"[0-9a-f]{40}\.wav")
_NO_VOICE = Text(
    zh="没有语音，屏幕只显示文字。请在服务器上运行 kiosk say 检查。",
    en="There is no voice: screens show text only. Run kiosk say on the hub to see why.",
)


@dataclass(frozen=True, slots=True)
class Sound:
    """A file of the folder and its length in seconds."""

    name: str
    seconds: float


@dataclass
class Voice:
    """Speaks into files. Safe to use from many threads; a child that is stuck or dead is replaced."""

    words: Sequence[str]
    clock: Any = time.monotonic
    trouble: Text = EMPTY
    _child: subprocess.Popen[bytes] | None = None
    _answers: queue.SimpleQueue[bytes] = field(default_factory=queue.SimpleQueue)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _rests_until: float = -math.inf

    def say(self, sentences: Sequence[tuple[str, str]], pause_s: float = 0.3) -> Sound | None:
        """(words, language) one after another, as one file; None when there is no voice now."""
        parts: list[bytes] = []
        for words, language in sentences:
            path = self._sentence(words, language)
            if path is None:
                return None
            parts.append(path)
        return _kept_together(parts, pause_s)

    def end(self) -> None:
        """Let the child go."""
        with self._turn:
            self._drop()

    def _sentence(self, words: str, language: str) -> bytes | None:
        """The samples of one sentence, said once and then found again."""
        name = _digest(words, language) + ".wav"
        path = folder() / name
        if (known := _samples(path)) is not None:
            return known
        with self._turn:
            if (known := _samples(path)) is not None:
                return known
            if self.clock() < self._rests_until:
                return None
            answer = self._ask({"out": name, "text": words, "language": language})
            if answer.get("out") == name and "error" not in answer and (fresh := _samples(path)) is not None:
                self.trouble = EMPTY
                tidy()
                return fresh
            self._rests_until = self.clock() + REST_S
            if not self.trouble:
                log.warning("announcements have no sound: %s", answer.get("error", {}).get("en", "no answer"))
            self.trouble = Text(answer["error"]) if isinstance(answer.get("error"), dict) else _NO_VOICE
            return None

    def _ask(self, asked: dict[str, str]) -> dict[str, Any]:
        """One line to the child and one back; {} when it did not answer."""
        try:
            child = self._alive()
            assert child.stdin is not None
            child.stdin.write(json.dumps(asked, ensure_ascii=False).encode() + b"\n")
            child.stdin.flush()
            told = json.loads(self._answers.get(timeout=PATIENCE_S))
        except (OSError, ValueError, queue.Empty):
            self._drop()
            return {}
        return told if isinstance(told, dict) else {}

    def _alive(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._drop()
        child = subprocess.Popen(
            [*self.words, "--serve", str(folder())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=environment(),
        )
        _bound(child.pid)
        answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=_listen, args=(child, answers), name="voice", daemon=True).start()
        self._child, self._answers = child, answers
        return child

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            with suppress(OSError):
                child.kill()
            child.wait()
            with suppress(OSError):
                if child.stdin is not None:
                    child.stdin.close()


@cache
def voice() -> Voice:
    """This process's voice; its child begins with the first sentence."""
    return Voice((sys.executable, "-m", "kiosk", "say"))


def folder() -> Path:
    """Where sounds are kept."""
    place = Path(settings.DATA) / "voice"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def sound_file(name: str) -> Path | None:
    """A file that may be played; None for any other name."""
    path = folder() / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


def tidy() -> None:
    """Forget what was said longest ago when there is too much."""
    found = sorted(folder().glob("*.wav"), key=lambda path: path.stat().st_mtime)
    for path in found[: max(0, len(found) - KEPT)]:
        with suppress(OSError):
            path.unlink()


@cache
def chime() -> bytes:
    """Two soft notes as a WAV file, 0.6 s: a screen rings at once, so that people look up while the words are made."""
    made = array("h")
    for hertz, seconds in ((784.0, 0.22), (587.33, 0.38)):
        for at in range(int(RATE * seconds)):
            time_s = at / RATE
            loud = min(1.0, time_s / 0.008) * math.exp(-7.0 * time_s)
            tone = math.sin(2 * math.pi * hertz * time_s) + 0.25 * math.sin(4 * math.pi * hertz * time_s)
            made.append(int(15_000 * loud * tone))
    return wav(made.tobytes(), RATE)


def _kept_together(parts: Sequence[bytes], pause_s: float) -> Sound:
    pause = b"\0\0" * int(RATE * pause_s)
    samples = pause.join(parts) + pause
    name = hashlib.sha256(b"whole" + samples).hexdigest()[:40] + ".wav"
    path = folder() / name
    if not path.is_file():
        write_whole(path, wav(samples, RATE), lasting=False)
    return Sound(name, round(len(samples) / 2 / RATE, 2))


def _digest(words: str, language: str) -> str:
    return hashlib.sha256(f"{_FORM}\n{language}\n{words}".encode()).hexdigest()[:40]


def _samples(path: Path) -> bytes | None:
    """The sound of a file, trimmed of the silence around it; None when it is not there or not whole."""
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
                return None
            samples = array("h", file.readframes(file.getnframes()))
    except (OSError, EOFError, wave.Error):
        return None
    os.utime(path)
    return _trimmed(samples)


def _trimmed(samples: array[int], quiet: int = 250) -> bytes:
    step = RATE // 100
    loud = [at for at in range(0, len(samples), step) if max(map(abs, samples[at : at + step])) > quiet]
    return samples[loud[0] : loud[-1] + 3 * step].tobytes() if loud else b""


def _listen(child: subprocess.Popen[bytes], answers: queue.SimpleQueue[bytes]) -> None:
    assert child.stdout is not None
    with suppress(OSError, ValueError):
        for line in child.stdout:
            answers.put(line)
    answers.put(b"")


def _bound(pid: int) -> None:
    if sys.platform == "linux":
        import resource

        with suppress(OSError):
            resource.prlimit(pid, resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
