"""The espeak-ng voice: sound that is neither silent nor endless, made on one thread, from the right library."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import threading
import wave
from pathlib import Path

import numpy as np
import pytest

from kiosk.base.health import State
from kiosk.devices import espeak_voice
from kiosk.devices.espeak_voice import EspeakVoice, phonemes, synthesise
from kiosk.devices.sound import Pcm
from kiosk.speech.announcer import VoiceError

ROUTE = "请转身，直走约十五米，经过左手边的填表台。"


class Ear:
    """A player that keeps what it is given."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, float]] = []
        self.stopped = 0

    async def play(self, sound: Pcm, level: float = 1.0) -> None:
        self.heard.append((sound.seconds, level))

    async def stop(self) -> None:
        self.stopped += 1


def samples(wav: bytes) -> np.ndarray:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22050)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(float)


@pytest.mark.parametrize(
    ("sentence", "language", "least_s", "most_s"),
    [
        (ROUTE, "zh", 3.5, 8.0),
        ("十一号窗口就在您右手边。", "zh-CN", 1.8, 5.0),
        ("Turn around and walk about 15 metres.", "en", 1.5, 4.5),
        ("Этаж", "ru", 0.3, 2.0),
    ],
)
def test_a_sentence_has_its_length_and_is_not_silent(
    sentence: str, language: str, least_s: float, most_s: float
) -> None:
    sound = samples(synthesise(sentence, language))
    assert least_s < len(sound) / 22050 < most_s
    assert np.sqrt((sound**2).mean()) > 800
    spoken = np.abs(sound)[: len(sound) // 441 * 441].reshape(-1, 441).max(axis=1) > 500
    assert spoken.mean() > 0.35
    assert np.abs(sound).max() < 32767


def test_faster_is_shorter() -> None:
    slow, fast = (len(synthesise(ROUTE, "zh", pace)) for pace in (110, 220))
    assert 1.4 < slow / fast < 2.6


def test_two_sentences_in_a_row_are_two_sounds() -> None:
    """pyttsx3 returns before the sound is whole: a sentence must neither be empty nor run into the next."""
    long, short = len(synthesise(ROUTE, "zh")), len(synthesise("左转", "zh"))
    for _ in range(5):
        assert abs(len(synthesise(ROUTE, "zh")) - long) < 500
        assert abs(len(synthesise("左转", "zh")) - short) < 500
    assert long > 3 * short > 3 * 20_000


@pytest.mark.parametrize("nothing", ["", "   ", "\n", "\0"])
def test_nothing_to_say_is_silence(nothing: str) -> None:
    assert len(samples(synthesise(nothing, "zh"))) == 0


@pytest.mark.parametrize("odd", ["。", "!?", "<speak>", "[[x]]", "\x07", "𠮷野家", "😀", "a\0b", "-" * 500])
def test_odd_text_does_not_break_the_engine(odd: str) -> None:
    for language in ("zh", "en", "xx"):
        samples(synthesise(odd, language))
    assert len(samples(synthesise("左转", "zh"))) > 5000


def test_an_unknown_voice_is_an_error_and_the_next_sentence_is_said() -> None:
    with pytest.raises(VoiceError):
        phonemes("a", "no-such-language")
    assert len(samples(synthesise("左转", "zh"))) > 5000


def test_nothing_is_printed_and_no_file_is_left(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    script = (
        "import os, sys, tempfile\n"
        f"os.chdir({str(tmp_path)!r}); tempfile.tempdir = {str(tmp_path)!r}\n"
        "from kiosk.devices.espeak_voice import synthesise\n"
        "sys.exit(0 if len(synthesise('左转', 'zh')) > 5000 else 1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(Path(espeak_voice.__file__).parents[2]), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert list(tmp_path.iterdir()) == []


async def test_it_speaks_through_its_player_at_the_set_loudness() -> None:
    ear = Ear()
    voice = EspeakVoice(ear)
    voice.set_volume(0.4)
    await voice.say(ROUTE, "zh")
    await voice.stop()
    voice.close()
    assert len(ear.heard) == 1
    assert ear.heard[0][0] > 3
    assert ear.heard[0][1] == 0.4
    assert ear.stopped == 1


async def test_one_worker_thread_does_all_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: set[str] = set()
    real = espeak_voice.synthesise

    def watched(sentence: str, language: str, pace: int = 165) -> bytes:
        threads.add(threading.current_thread().name)
        return real(sentence, language, pace)

    monkeypatch.setattr(espeak_voice, "synthesise", watched)
    voice = EspeakVoice(Ear())
    await voice.warm_up()
    await asyncio.gather(*(voice.say("左转", "zh") for _ in range(4)))
    voice.close()
    assert len(threads) == 1
    assert threads != {"MainThread"}


def test_another_library_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian's espeak-ng 1.51 must not speak Chinese here."""
    monkeypatch.setattr(espeak_voice, "_loaded", {})
    monkeypatch.setattr(espeak_voice, "_VERSION", b"9.99")
    with pytest.raises(VoiceError) as fault:
        synthesise("左转", "zh")
    assert fault.value.state is State.FAILED
    assert fault.value.note["zh"] == "语音合成组件没有装好。"


def test_a_missing_library_is_an_error_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    import espeakng_loader

    monkeypatch.setattr(espeak_voice, "_loaded", {})
    monkeypatch.setattr(espeakng_loader, "get_library_path", lambda: "/nowhere/libespeak-ng.so")
    with pytest.raises(VoiceError) as fault:
        synthesise("左转", "zh")
    assert fault.value.state is State.FAILED
