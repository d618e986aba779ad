"""Calls staff with a chime through this panel's speaker: three falling notes, twice. No speaker: nobody was called."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

import numpy as np

from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.devices.sound import Pcm
from kiosk.speech.announcer import VoiceError

PART = "chime"
RATE = 22_050
_NOTES_HZ = (880.0, 698.46, 587.33)
_NOTE_S, _PAUSE_S, _TIMES = 0.45, 0.6, 2
_HEARD = Text(zh="呼叫铃正常。", en="The chime was heard.")


class Player(Protocol):
    """What plays sound."""

    async def play(self, sound: Pcm, level: float = 1.0) -> None: ...


def chime() -> Pcm:
    """The call as sound: mono, 16 bit, about 4 seconds, no flash and no shrill."""
    time = np.arange(int(RATE * _NOTE_S)) / RATE
    fade = np.minimum(1.0, time / 0.01) * np.exp(-5.0 * time)
    notes = [0.6 * fade * np.sin(2 * np.pi * hertz * time) for hertz in _NOTES_HZ]
    rest = np.zeros(int(RATE * _PAUSE_S))
    wave = np.concatenate([part for _ in range(_TIMES) for part in (*notes, rest)])
    return Pcm((wave * 32_000).astype("<i2").tobytes(), RATE)


class Chime:
    """A help call that can be heard in the hall. Answers when the chime has been played, or could not be."""

    def __init__(self, player: Player, health: HealthBoard, level: float = 1.0) -> None:
        self._player, self._health, self._level = player, health, level
        self._ringing: asyncio.Task[None] | None = None

    def call(self, answered: Callable[[bool], None]) -> None:
        """Ring; a second call while it rings only waits for the same chime."""
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.get_running_loop().create_task(self._ring(), name="chime")
        self._ringing.add_done_callback(lambda task: answered(not task.cancelled() and task.exception() is None))

    async def _ring(self) -> None:
        try:
            await self._player.play(chime(), self._level)
        except VoiceError as error:
            self._health.report(PART, error.state, error.note)
            raise
        self._health.report(PART, State.OK, _HEARD)
