"""The voice of espeak-ng 1.52, through pyttsx3: sentences to sound on one worker thread, played by ALSA.

Why its own library: Debian 12's espeak-ng 1.51 reads Chinese as English ("king three"). pyttsx3 loads its library by
soname, so the one of ``espeakng_loader`` is loaded first and the choice is checked; another one is never used.

Why pyttsx3's espeak layer and not its engine: of 450 sentences the engine lost or shortened 1 in 30, because
it begins the library in a mode whose own thread still runs when ``runAndWait`` returns (docs/decisions). Here the
library is begun synchronously: a sentence is whole when the call returns, in memory, and nothing is printed. A missing
voice would leave the library without any, and the next sentence would crash it, so every choice of a voice is checked.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from kiosk.base.health import State
from kiosk.base.texts import Text
from kiosk.devices.sound import AlsaSound, Pcm
from kiosk.speech.announcer import VoiceError
from kiosk.speech.wav import wav

#: Language → espeak-ng voice and its pace as a share of the set words per minute.
_VOICES = {"zh": ("cmn", 1.0), "en": ("en", 0.95), "ru": ("ru", 0.95), "ja": ("ja", 1.0), "ko": ("ko", 1.0)}
_NO_VOICE = Text(zh="语音合成组件没有装好。", en="The speech engine is not installed properly.")
_VERSION = b"1.52"
_UTF8 = 1
_RATE = 22050
#: A sentence that is not sound after this long never will be (seconds; usual: 0.03).
_PATIENCE_S = 20.0

T = TypeVar("T")


class Player(Protocol):
    """What plays sound; :class:`kiosk.devices.sound.AlsaSound` is the real one."""

    async def play(self, sound: Pcm, level: float = 1.0) -> None: ...

    async def stop(self) -> None: ...


class EspeakVoice:
    """A voice for the announcer. ``words_per_minute`` is espeak-ng's measure (80 to 320)."""

    def __init__(self, player: Player | None = None, words_per_minute: int = 165) -> None:
        self._player: Player = player if player is not None else AlsaSound()
        self._rate = words_per_minute
        self._level = 1.0
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="speech")

    async def say(self, sentence: str, language: str) -> None:
        """Speak; returns when it has been heard. Raises :class:`VoiceError`."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                wav = await self._on_worker(lambda: synthesise(sentence, language, self._rate))
        except TimeoutError:
            raise VoiceError("the speech engine is stuck", _NO_VOICE, State.FAILED, where="espeak-ng") from None
        await self._player.play(Pcm.of_wav(wav), self._level)

    async def stop(self) -> None:
        """Be silent now."""
        await self._player.stop()

    def set_volume(self, level: float) -> None:
        """Loudness from 0 to 1, from the next sentence on."""
        self._level = level

    async def warm_up(self) -> None:
        """Load the engine before the first visitor asks for it (40 ms)."""
        await self._on_worker(lambda: synthesise("好", "zh", self._rate))

    def close(self) -> None:
        """End the worker thread."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    async def _on_worker(self, job: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._worker, job)


def synthesise(sentence: str, language: str, words_per_minute: int = 165) -> bytes:
    """A sentence as a WAV file (mono, 16 bit, 22,050 Hz). Raises :class:`VoiceError`. One thread at a time."""
    name, share = _VOICES.get(language.split("-")[0].lower(), _VOICES["en"])
    words = sentence.replace("\0", " ").strip()
    if not words:
        return wav(b"", _RATE)
    speech = _speech()
    _use_voice(speech, name)
    speech.SetParameter(speech.RATE, int(words_per_minute * share), 0)
    heard = bytearray()

    def collect(wav: Any, count: int, _events: Any) -> int:
        if wav and count > 0:
            heard.extend(ctypes.string_at(wav, count * ctypes.sizeof(ctypes.c_short)))
        return 0

    speech.SetSynthCallback(collect)
    if speech.Synth(words.encode(), flags=speech.ENDPAUSE | speech.CHARS_UTF8) != speech.EE_OK:
        raise VoiceError("the speech engine failed", _NO_VOICE, where="espeak-ng")
    return wav(bytes(heard), _RATE)


def phonemes(sentence: str, language: str) -> str:
    """How the voice reads a sentence, in espeak-ng's phoneme names (tones as 55, 35, 214, 51, 11); for tests."""
    _use_voice(_speech(), _VOICES.get(language, (language, 1.0))[0])
    library = _library()
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    rest = ctypes.c_char_p(sentence.encode())
    heard = []
    while rest.value:
        heard.append(library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, 0).decode())
    return " ".join(heard)


def _use_voice(speech: Any, name: str) -> None:
    if speech.SetVoiceByName(name.encode()) != speech.EE_OK:
        speech.SetVoiceByName(b"en")
        raise VoiceError(f"espeak-ng has no voice {name}", _NO_VOICE, where="espeak-ng")


_loaded: dict[str, Any] = {}


def _library() -> ctypes.CDLL:
    """The espeak-ng library of the wheel, of the version whose Chinese is right."""
    if "library" not in _loaded:
        try:
            import espeakng_loader

            os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
            library = ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
            library.espeak_Info.restype = ctypes.c_char_p
            library.espeak_Info.argtypes = [ctypes.c_void_p]
            version = library.espeak_Info(None) or b""
        except (ImportError, OSError, RuntimeError, AttributeError) as error:
            raise VoiceError(f"espeak-ng cannot be loaded: {error}", _NO_VOICE, State.FAILED) from error
        if not version.startswith(_VERSION):
            raise VoiceError(f"espeak-ng is {version.decode()}, not 1.52", _NO_VOICE, State.FAILED)
        _loaded["library"] = library
    return _loaded["library"]  # type: ignore[no-any-return]


def _speech() -> Any:
    """pyttsx3's espeak layer over that library, begun once in this process."""
    if "speech" not in _loaded:
        library = _library()
        try:
            from pyttsx3.drivers import _espeak as speech
        except (ImportError, OSError, RuntimeError) as error:
            raise VoiceError(f"pyttsx3 cannot be loaded: {error}", _NO_VOICE, State.FAILED) from error
        if speech.dll._handle != library._handle:
            raise VoiceError("pyttsx3 found another espeak-ng", _NO_VOICE, State.FAILED)
        if speech.Initialize(speech.AUDIO_OUTPUT_SYNCHRONOUS, 1000) != _RATE:
            raise VoiceError("espeak-ng cannot be begun", _NO_VOICE, State.FAILED)
        _loaded["speech"] = speech
    return _loaded["speech"]
