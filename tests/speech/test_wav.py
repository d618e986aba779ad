from __future__ import annotations

import io
import wave

from kiosk.speech.wav import wav


def test_a_reader_of_wav_files_finds_the_same_sound() -> None:
    samples = bytes(range(200)) * 3
    with wave.open(io.BytesIO(wav(samples, 22_050)), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        assert file.readframes(file.getnframes()) == samples
    with wave.open(io.BytesIO(wav(b"", 8_000)), "rb") as silence:
        assert (silence.getnframes(), silence.getframerate()) == (0, 8_000)
