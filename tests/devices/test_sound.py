"""Playing sound: through a real child process; loudness, interruption, and panels that cannot be heard."""

from __future__ import annotations

import asyncio
import io
import stat
import wave
from pathlib import Path

import numpy as np
import pytest

from kiosk.base.health import State
from kiosk.devices.sound import AlsaSound, Pcm
from kiosk.speech.announcer import VoiceError

#: Nothing here takes long; so many seconds are given to a busy machine, and players would sleep ten times longer.
PATIENCE_S = 60.0


def tone(seconds: float = 0.1, rate: int = 22050) -> Pcm:
    at = np.arange(int(seconds * rate)) / rate
    return Pcm((np.sin(at * 880) * 20000).astype("<i2").tobytes(), rate)


def player(folder: Path, script: str) -> str:
    """A stand-in for aplay: a real program that reads the sound from its stdin."""
    program = folder / "aplay"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return str(program)


async def test_the_samples_arrive_as_they_are(tmp_path: Path) -> None:
    out, words = tmp_path / "out", tmp_path / "words"
    sound = tone()
    await AlsaSound("hw:1", player(tmp_path, f'echo "$@" > {words}; cat > {out}')).play(sound)
    assert out.read_bytes() == sound.samples
    assert words.read_text(encoding="utf-8") == "-q -D hw:1 -t raw -f S16_LE -c 1 -r 22050 -\n"


async def test_half_loud_is_a_quarter_of_the_amplitude(tmp_path: Path) -> None:
    out = tmp_path / "out"
    sound = tone()
    await AlsaSound(player=player(tmp_path, f"cat > {out}")).play(sound, 0.5)
    loud = np.abs(np.frombuffer(sound.samples, dtype="<i2").astype(float)).max()
    assert np.abs(np.frombuffer(out.read_bytes(), dtype="<i2").astype(float)).max() == pytest.approx(loud / 4, rel=0.01)


@pytest.mark.parametrize(("level", "sound"), [(0.0, tone()), (1.0, Pcm(b"", 22050))])
async def test_silence_starts_no_player(tmp_path: Path, level: float, sound: Pcm) -> None:
    started = tmp_path / "started"
    await AlsaSound(player=player(tmp_path, f"touch {started}; cat > /dev/null")).play(sound, level)
    assert not started.exists()


async def test_no_sound_device_is_absent_not_broken(tmp_path: Path) -> None:
    with pytest.raises(VoiceError) as fault:
        await AlsaSound(player=player(tmp_path, "echo 'no soundcards found' >&2; exit 1")).play(tone(1.0))
    assert fault.value.state is State.ABSENT
    assert "画面照常使用" in fault.value.note["zh"]


async def test_no_player_installed() -> None:
    with pytest.raises(VoiceError) as fault:
        await AlsaSound(player="/nowhere/aplay").play(tone())
    assert fault.value.state is State.DEGRADED


async def test_a_cancelled_sound_ends_its_player(tmp_path: Path) -> None:
    started, pid = tmp_path / "started", tmp_path / "pid"
    sound = AlsaSound(player=player(tmp_path, f"echo $$ > {pid}; touch {started}; exec sleep 600"))
    task = asyncio.create_task(sound.play(tone()))
    async with asyncio.timeout(PATIENCE_S):
        while not started.exists():
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not Path(f"/proc/{pid.read_text(encoding='utf-8').strip()}").exists()


async def test_a_player_with_children_of_its_own_is_ended_too(tmp_path: Path) -> None:
    started = tmp_path / "started"
    sound = AlsaSound(player=player(tmp_path, f"touch {started}; cat > /dev/null; sleep 600"))
    task = asyncio.create_task(sound.play(tone()))
    async with asyncio.timeout(PATIENCE_S):
        while not started.exists():
            await asyncio.sleep(0.01)
    task.cancel()
    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_stopping_a_sound_is_no_fault(tmp_path: Path) -> None:
    started = tmp_path / "started"
    sound = AlsaSound(player=player(tmp_path, f"touch {started}; exec sleep 600"))
    task = asyncio.create_task(sound.play(tone()))
    async with asyncio.timeout(PATIENCE_S):
        while not started.exists():
            await asyncio.sleep(0.01)
    await sound.stop()
    await task
    await sound.stop()


async def test_stopping_a_sound_that_is_about_to_begin(tmp_path: Path) -> None:
    sound = AlsaSound(player=player(tmp_path, "exec sleep 600"))
    task = asyncio.create_task(sound.play(tone()))
    await asyncio.sleep(0)
    await sound.stop()
    async with asyncio.timeout(PATIENCE_S):
        await task


async def test_a_stuck_device_does_not_hold_the_voice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.devices.sound._PATIENCE_S", 0.2)
    with pytest.raises(VoiceError) as fault:
        await AlsaSound(player=player(tmp_path, "exec sleep 600")).play(tone(0.05))
    assert fault.value.state is State.DEGRADED


def test_a_wav_becomes_pcm_and_only_mono_16_bit_is_taken() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\1\0" * 800)
    assert Pcm.of_wav(out.getvalue()) == Pcm(b"\1\0" * 800, 8000)
    assert Pcm.of_wav(out.getvalue()).seconds == 0.1
    stereo = io.BytesIO()
    with wave.open(stereo, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
    with pytest.raises(ValueError):
        Pcm.of_wav(stereo.getvalue())
