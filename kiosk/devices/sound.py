"""Plays sound through ALSA (``aplay``): PCM through a pipe, interruptible, its loudness scaled here.

``aplay`` is a process of its own, so a stuck sound card never holds the screens. Nothing is written to a disk.
"""

from __future__ import annotations

import asyncio
import io
import shutil
import wave
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from kiosk.base.health import State
from kiosk.base.texts import Text
from kiosk.speech.announcer import VoiceError

_NO_PLAYER = Text(zh="没有安装声音播放程序（alsa-utils）。", en="The sound player (alsa-utils) is not installed.")
_NO_DEVICE = Text(
    zh="没有找到可用的声音设备，画面照常使用。", en="There is no sound device; the screens work as always."
)
_STUCK = Text(zh="声音设备没有响应。", en="The sound device does not answer.")
#: A device that has not played a sound this long after its end is stuck (seconds).
_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Pcm:
    """Sound as signed 16-bit samples in mono."""

    samples: bytes
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / 2 / self.rate

    @classmethod
    def of_wav(cls, wav: bytes) -> Pcm:
        """The sound of a mono 16-bit WAV file."""
        with wave.open(io.BytesIO(wav), "rb") as file:
            if file.getnchannels() != 1 or file.getsampwidth() != 2:
                raise ValueError("only mono 16-bit sound is played")
            return cls(file.readframes(file.getnframes()), file.getframerate())

    def louder(self, level: float) -> Pcm:
        """The same sound at a loudness of 0 to 1; the square of it, as ears judge it."""
        scaled = np.frombuffer(self.samples, dtype="<i2").astype(np.float32) * level**2
        return Pcm(np.clip(scaled, -32768, 32767).astype("<i2").tobytes(), self.rate)


class AlsaSound:
    """One sound at a time through an ALSA device ("default" follows the system's choice)."""

    def __init__(self, device: str = "default", player: str = "aplay") -> None:
        self._device, self._player = device, player
        self._playing: asyncio.subprocess.Process | None = None
        self._wanted: object | None = None

    async def play(self, sound: Pcm, level: float = 1.0) -> None:
        """Play to the end; raises :class:`VoiceError` where nothing can be heard. Cancelling it silences it."""
        if level <= 0 or not sound.samples:
            return
        program = shutil.which(self._player)
        if program is None:
            raise VoiceError("aplay is not installed", _NO_PLAYER, State.DEGRADED, remedy="Install alsa-utils.")
        await self.stop()
        self._wanted = wanted = object()
        player = await asyncio.create_subprocess_exec(
            *(program, "-q", "-D", self._device, "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(sound.rate), "-"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            if self._wanted is wanted:  # it may have been silenced while its player began
                self._playing = player
                async with asyncio.timeout(sound.seconds + _PATIENCE_S):
                    await player.communicate(sound.louder(level).samples)
        except TimeoutError:
            raise VoiceError("the sound device does not answer", _STUCK, where=self._device) from None
        finally:
            await _ended(player)
        if player.returncode and self._wanted is wanted:
            remedy = "Connect a speaker or set another device."
            raise VoiceError("no sound device", _NO_DEVICE, State.ABSENT, where=self._device, remedy=remedy)

    async def stop(self) -> None:
        """Be silent now."""
        self._wanted = None
        player, self._playing = self._playing, None
        if player is not None:
            await _ended(player)


async def _ended(player: asyncio.subprocess.Process) -> None:
    """End a player that still plays, and its pipe with it: a process is only gone when its pipe is."""
    if player.stdin is not None:
        player.stdin.close()
    if player.returncode is None:
        with suppress(ProcessLookupError):
            player.kill()
        await player.wait()
