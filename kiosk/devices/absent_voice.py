"""The voice of a panel without one: it says nothing, and that is no fault."""

from __future__ import annotations

from kiosk.base.health import State
from kiosk.base.texts import Text
from kiosk.speech.announcer import VoiceError

_ABSENT = Text(zh="本机未启用语音播报。", en="This panel has no voice.")


class AbsentVoice:
    """Stands in for a voice."""

    async def say(self, sentence: str, language: str) -> None:
        """Say nothing; tells the announcer once that there is no voice here."""
        raise VoiceError("this panel has no voice", _ABSENT, State.ABSENT)

    async def stop(self) -> None:
        return

    def set_volume(self, level: float) -> None:
        return
