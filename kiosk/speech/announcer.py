"""Says what the screens ask for: one sentence at a time, the newest only, never an error for the screens.

The voice is a port: a machine that turns words into sound (kiosk/devices). Its faults become one health note.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Protocol

from kiosk.base.errors import KioskError
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.speech.phrases import paragraph, spoken

PART = "speech"
_WELL = Text(zh="语音播报正常。", en="The voice works.")
_BROKEN = Text(zh="语音播报暂时不可用，画面照常使用。", en="The voice does not work at the moment; the screens do.")


class VoiceError(KioskError):
    """The voice cannot speak. ``state``: absent (no sound device here), degraded or failed; ``sentence_for_staff``."""

    def __init__(
        self, what: str, note: Text, state: State = State.DEGRADED, *, where: str = "", remedy: str = ""
    ) -> None:
        self.note, self.state = note, state
        super().__init__(what, where=where, remedy=remedy)


class Voice(Protocol):
    """A machine that speaks. Only one call of ``say`` runs at a time."""

    async def say(self, sentence: str, language: str) -> None:
        """Speak words (figures already written out) in "zh", "en", "ru" …; returns when they have been heard.

        Raises :class:`VoiceError`. Cancelling it silences it at once.
        """
        ...

    async def stop(self) -> None:
        """Be silent now; harmless when nothing is being said."""
        ...

    def set_volume(self, level: float) -> None:
        """Loudness from 0 (silent) to 1, from the next sentence on."""
        ...


class Announcer:
    """What the screens speak through. Every call returns at once; what is asked last is what is heard."""

    def __init__(self, voice: Voice, health: HealthBoard) -> None:
        self._voice, self._health = voice, health
        self._task: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._muted = False

    @property
    def speaking(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def muted(self) -> bool:
        return self._muted

    def say(self, sentence: str, language: str) -> None:
        """Say a screen's sentence in its language; whatever is being said ends."""
        self.hush()
        phrases = spoken(sentence, language)
        if self._muted or not phrases:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # a screen drawn without an event loop (pictures, tests) is silent
            return
        self._task = loop.create_task(self._speak([(p.words, p.language) for p in phrases]), name="speech")

    def say_all(self, sentences: Iterable[Text | str], language: str) -> None:
        """Say several sentences as one paragraph: a route's summary and its steps."""
        self.say(paragraph(sentences, language), language)

    def hush(self) -> None:
        """End what is being said: a new screen, a new visit, or the visitor's wish."""
        if self._task is not None and not self._task.done():
            self._task.cancel()

    def mute(self, muted: bool = True) -> None:
        """Say nothing from now on, or speak again."""
        self._muted = muted
        if muted:
            self.hush()

    def set_volume(self, level: float) -> None:
        """Loudness from 0 (silent) to 1, from the next sentence on."""
        self._voice.set_volume(max(0.0, min(1.0, level)))

    async def settled(self) -> None:
        """Wait until nothing is being said."""
        while self._task is not None and not self._task.done():
            await asyncio.wait({self._task})

    async def close(self) -> None:
        """End what is being said and let the voice rest."""
        self.mute()
        await self.settled()

    async def _speak(self, phrases: list[tuple[str, str]]) -> None:
        async with self._one_at_a_time:
            try:
                for words, language in phrases:
                    await self._voice.say(words, language)
            except asyncio.CancelledError:
                await self._silence()
                raise
            except VoiceError as fault:
                self._health.report(PART, fault.state, fault.note)
            except Exception:  # a voice must never take the screens down, whatever is wrong with it
                self._health.report(PART, State.DEGRADED, _BROKEN)
            else:
                self._health.report(PART, State.OK, _WELL)

    async def _silence(self) -> None:
        try:
            await self._voice.stop()
        except Exception:
            self._health.report(PART, State.DEGRADED, _BROKEN)
