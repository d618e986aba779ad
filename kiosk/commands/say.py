"""``kiosk say``: a sentence as a WAV file, once or for as long as somebody asks (the hub's announcements)."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.speech.phrases import spoken
from kiosk.speech.wav import wav
from kiosk.store.whole_files import write_whole

#: Bounds of one request: a line (bytes), a sentence (characters), one file's sound (seconds).
LINE, SENTENCE, SECONDS = 8192, 500, 120
_PAUSE_S, _PEAK = 0.12, 29_000
_NAME = re.compile(r"[0-9a-z]{1,64}\.wav")
_LANGUAGES = ("zh-CN", "zh-Hant", "en")
_NOT_READ = Text(zh="这个请求无法读懂。", en="This request cannot be read.")
_TOO_LONG = Text(zh="这句话太长了。", en="This sentence is too long.")
_NOTHING = Text(zh="这句话里没有可以读出来的内容。", en="There is nothing to be heard in this sentence.")
_NOT_WRITTEN = Text(zh="声音文件无法写入。", en="The sound cannot be written.")


class SayError(KioskError):
    """A sentence that does not become sound; ``text`` says why, for staff."""

    def __init__(self, text: Text, *, where: str = "", remedy: str = "") -> None:
        self.text = text
        super().__init__(text.within("en"), where=where, remedy=remedy)


def declare(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk say``."""
    parser.add_argument("text", nargs="*", metavar="TEXT", help="what is to be heard, one after another")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--out", type=Path, metavar="FILE.wav", help="where the sound goes")
    way.add_argument("--serve", type=Path, metavar="DIR", help="requests on stdin, files in DIR, answers on stdout")
    parser.add_argument("--language", choices=_LANGUAGES, default="zh-CN", help="of the text (default: zh-CN)")
    parser.add_argument("--rate", type=int, default=150, metavar="WPM", help="80 to 320 words a minute (default: 150)")


def run(arguments: argparse.Namespace) -> int:
    """0 when there is sound, or at the end of the input; KioskError (2) when not."""
    if not 80 <= arguments.rate <= 320:
        raise SayError(Text(zh="语速应在 80 到 320 之间。", en="The rate is 80 to 320."), remedy="Use --rate 150.")
    if arguments.serve is not None:
        return _serve(arguments.serve, arguments.rate)
    if not arguments.text:
        raise SayError(_NOTHING, remedy="Give a TEXT.")
    _write(arguments.out, sound([(words, arguments.language) for words in arguments.text], arguments.rate))
    return 0


def sound(parts: Iterable[tuple[str, str]], rate: int) -> bytes:
    """(sentence, language) pairs one after another as a WAV file (mono, 16 bit), as loud as it can be; SayError."""
    from kiosk.devices.espeak_voice import synthesise
    from kiosk.devices.sound import Pcm

    heard: list[Pcm] = []
    for sentence, language in parts:
        if len(sentence) > SENTENCE:
            raise SayError(_TOO_LONG)
        heard += [Pcm.of_wav(synthesise(one.words, one.language, rate)) for one in spoken(sentence, language)]
    heard = [one for one in heard if one.samples]
    if not heard:
        raise SayError(_NOTHING)
    if sum(one.seconds for one in heard) > SECONDS:
        raise SayError(_TOO_LONG)
    pause = b"\0\0" * int(heard[0].rate * _PAUSE_S)
    return wav(_loud(pause.join(one.samples for one in heard)), heard[0].rate)


def _loud(samples: bytes) -> bytes:
    """The same sound with its highest peak at about −1 dB: a hall is louder than a desk."""
    found = np.frombuffer(samples, dtype="<i2").astype(np.float32)
    peak = float(np.abs(found).max()) if found.size else 0.0
    return (found * (_PEAK / peak)).astype("<i2").tobytes() if peak > 0 else samples


def _write(path: Path, made: bytes) -> None:
    try:
        write_whole(path, made, lasting=False)
    except OSError as error:
        raise SayError(_NOT_WRITTEN, where=path.name, remedy=error.strerror or "") from None


def _serve(folder: Path, rate: int) -> int:
    """Answer each line until the input ends: whoever asks is gone then."""
    if not folder.is_dir():
        raise SayError(Text(zh="没有这个文件夹。", en="There is no such folder."), where=str(folder))
    with suppress(KioskError):  # loaded before the first call is made
        sound([("好", "zh-CN")], rate)
    wire = sys.stdin.buffer
    while line := wire.readline(LINE):
        whole = line.endswith(b"\n") or len(line) < LINE
        while not line.endswith(b"\n") and line:
            line = wire.readline(LINE)
        answer = _answer(line, folder, rate) if whole else {"error": dict(_TOO_LONG)}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def _answer(line: bytes, folder: Path, rate: int) -> dict[str, Any]:
    """What to say to ``{"out": NAME, "text": …, "language": …}``; a fault never ends the process."""
    try:
        asked = json.loads(line)
        name, text, language = asked["out"], asked["text"], asked.get("language", "zh-CN")
        if not (_NAME.fullmatch(name) and isinstance(text, str) and language in _LANGUAGES):
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError):
        return {"error": dict(_NOT_READ)}
    began = time.monotonic()
    try:
        made = sound([(text, language)], rate)
        _write(folder / name, made)
    except KioskError as error:
        said = error.text if isinstance(error, SayError) else getattr(error, "note", None)
        return {"out": name, "error": dict(said or Text(zh="语音合成失败。", en="The speech engine failed."))}
    return {
        "out": name,
        "seconds": round((len(made) - 44) / 2 / 22_050, 3),
        "ms": round((time.monotonic() - began) * 1000, 1),
    }
