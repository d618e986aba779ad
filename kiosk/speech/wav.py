"""Samples as the bytes of a WAV file: what every voice hands on."""

from __future__ import annotations

import io
import wave


def wav(samples: bytes, rate: int) -> bytes:
    """``samples``: one channel, 16 bit, little endian; ``rate``: so many of them a second."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return out.getvalue()
