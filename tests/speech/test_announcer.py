"""The announcer: the newest sentence only, one at a time, and no fault of a voice reaches the screens."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from kiosk.base.clock import SetClock
from kiosk.base.health import HealthBoard, PartHealth, State
from kiosk.base.texts import Text
from kiosk.devices.absent_voice import AbsentVoice
from kiosk.speech.announcer import Announcer, VoiceError


class Recorder:
    """A voice whose sentences last until they are let go; it notes what it was asked and what it was told."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[str] = []
        self.silenced = 0
        self.level = 1.0
        self.at_once = 0
        self.most_at_once = 0
        self.fault: Exception | None = None
        self.go = asyncio.Event()

    async def say(self, sentence: str, language: str) -> None:
        self.begun.append(f"{language}:{sentence}")
        if self.fault is not None:
            raise self.fault
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.go.wait()
            self.ended.append(sentence)
        finally:
            self.at_once -= 1

    async def stop(self) -> None:
        self.silenced += 1

    def set_volume(self, level: float) -> None:
        self.level = level


@pytest.fixture
def board() -> HealthBoard:
    return HealthBoard(SetClock(datetime(2024, 5, 1, tzinfo=UTC)))


async def turns(count: int = 8) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_sentence_is_said_in_words(board: HealthBoard) -> None:
    voice = Recorder()
    voice.go.set()
    announcer = Announcer(voice, board)
    announcer.say("社保 · 11号窗口", "zh-Hant")
    assert announcer.speaking
    await announcer.settled()
    assert voice.ended == ["社保，十一号窗口"]
    assert voice.begun == ["zh:社保，十一号窗口"]
    assert board.parts()[0].state is State.OK


async def test_a_route_is_said_step_by_step(board: HealthBoard) -> None:
    voice = Recorder()
    voice.go.set()
    announcer = Announcer(voice, board)
    announcer.say_all([Text(zh="约42米", en="About 42 m"), Text(zh="请转身。", en="Turn around.")], "en")
    await announcer.settled()
    assert voice.ended == ["About 42 metres.", "Turn around."]


async def test_the_newest_sentence_ends_the_one_before(board: HealthBoard) -> None:
    voice = Recorder()
    announcer = Announcer(voice, board)
    announcer.say("one", "en")
    await turns()
    announcer.say("two", "en")
    await turns()
    announcer.say("three", "en")
    await turns()
    voice.go.set()
    await announcer.settled()
    assert voice.begun == ["en:one", "en:two", "en:three"]
    assert voice.ended == ["three"]
    assert voice.most_at_once == 1
    assert voice.silenced == 2


async def test_sentences_asked_in_one_breath_leave_only_the_last(board: HealthBoard) -> None:
    voice = Recorder()
    voice.go.set()
    announcer = Announcer(voice, board)
    for number in range(50):
        announcer.say(f"sentence {number}", "en")
    await announcer.settled()
    assert voice.ended == ["sentence 49"]
    assert voice.most_at_once == 1


async def test_hush_ends_it_and_says_nothing_more(board: HealthBoard) -> None:
    voice = Recorder()
    announcer = Announcer(voice, board)
    announcer.say("one. Two. Three.", "en")
    await turns()
    announcer.hush()
    await announcer.settled()
    assert not announcer.speaking
    assert voice.ended == []
    assert voice.silenced == 1
    assert board.parts() == ()


async def test_muted_it_says_nothing_until_it_may(board: HealthBoard) -> None:
    voice = Recorder()
    voice.go.set()
    announcer = Announcer(voice, board)
    announcer.mute()
    announcer.say("one", "en")
    await announcer.settled()
    announcer.mute(False)
    announcer.say("two", "en")
    await announcer.settled()
    assert (voice.begun, announcer.muted) == (["en:two"], False)


async def test_the_volume_stays_between_silence_and_full(board: HealthBoard) -> None:
    voice = Recorder()
    announcer = Announcer(voice, board)
    for asked, given in ((0.5, 0.5), (7.0, 1.0), (-1.0, 0.0)):
        announcer.set_volume(asked)
        assert voice.level == given


@pytest.mark.parametrize("fault", [RuntimeError("bug"), OSError("gone"), ValueError("odd")])
async def test_a_broken_voice_is_one_health_note_and_its_mending_another(board: HealthBoard, fault: Exception) -> None:
    notes: list[PartHealth] = []
    board.listen(notes.append)
    voice = Recorder()
    voice.go.set()
    voice.fault = fault
    announcer = Announcer(voice, board)
    for _ in range(3):
        announcer.say("one", "en")
        await announcer.settled()
    voice.fault = None
    announcer.say("two", "en")
    await announcer.settled()
    assert [note.state for note in notes] == [State.DEGRADED, State.OK]
    assert "bug" not in notes[0].sentence["en"]


async def test_a_voice_error_says_its_own_state(board: HealthBoard) -> None:
    voice = Recorder()
    voice.fault = VoiceError("no card", Text(zh="没有声卡。", en="No sound card."), State.ABSENT)
    announcer = Announcer(voice, board)
    announcer.say("one", "en")
    await announcer.settled()
    assert (board.parts()[0].state, board.parts()[0].sentence["zh"]) == (State.ABSENT, "没有声卡。")


async def test_a_panel_without_a_voice(board: HealthBoard) -> None:
    announcer = Announcer(AbsentVoice(), board)
    announcer.say("你好", "zh-CN")
    announcer.set_volume(0.3)
    await announcer.settled()
    await announcer.close()
    assert board.parts()[0].state is State.ABSENT


async def test_after_closing_it_is_silent(board: HealthBoard) -> None:
    voice = Recorder()
    announcer = Announcer(voice, board)
    announcer.say("one", "en")
    await turns()
    await announcer.close()
    announcer.say("two", "en")
    await turns()
    assert voice.begun == ["en:one"]
    assert not announcer.speaking


def test_without_an_event_loop_a_screen_is_silent(board: HealthBoard) -> None:
    class Silent:
        async def say(self, sentence: str, language: str) -> None:
            raise AssertionError

        async def stop(self) -> None:
            raise AssertionError

        def set_volume(self, level: float) -> None:
            return

    announcer = Announcer(Silent(), board)
    announcer.say("one", "en")
    announcer.hush()
    assert not announcer.speaking
