"""The running panel: the event loop, what is alive beside the screens, and the orderly end. Knows the loop alone."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from functools import partial
from types import FrameType, TracebackType
from typing import Any

import qasync
from PySide6.QtGui import QGuiApplication

import kiosk
from kiosk.base.clock import SystemClock
from kiosk.base.health import HealthBoard, PartHealth, State
from kiosk.base.texts import Text
from kiosk.compose.hub_link import HubLink
from kiosk.compose.log import open_log
from kiosk.compose.sole import sole_panel
from kiosk.compose.stage import Stage, open_stage
from kiosk.compose.vitals import Vitals
from kiosk.devices.absent_voice import AbsentVoice
from kiosk.devices.chime import Chime
from kiosk.devices.espeak_voice import EspeakVoice
from kiosk.devices.sound import AlsaSound
from kiosk.settings import Settings
from kiosk.speech.announcer import Announcer, Voice, VoiceError
from kiosk.speech.phrases import spoken
from kiosk.ui.panel import HelpCall, NobodyToCall

log = logging.getLogger("kiosk")

#: The exit code that asks whoever started the program to start it again (sysexits.h: EX_TEMPFAIL).
RESTART = 75
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_LOOK_EVERY_S = 60.0
_LOOK_AT_HUB_EVERY_S = 1.0
PROGRAM = "program"
_UNFORESEEN = Text(
    zh="程序出过一次意外，画面仍可使用；详情见日志。",
    en="Something unforeseen happened once; the screens go on. The log has it.",
)


def run_panel(settings: Settings, *, windowed: bool = False) -> int:
    """Run until the window closes or a signal asks for the end; the exit code: 0, or 75 when staff asked for a restart.

    Raises KioskError before it stands.
    """
    application = QGuiApplication(sys.argv[:1])
    application.setApplicationName("hall-kiosk")
    application.setQuitOnLastWindowClosed(False)  # it would stop the loop before the orderly end
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        return int(loop.run_until_complete(_live(settings, application, windowed)))


async def _live(settings: Settings, application: QGuiApplication, windowed: bool) -> int:
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()
    application.aboutToQuit.connect(partial(_end, ended, 0))
    for number in _SIGNALS:
        signal.signal(number, partial(_leave, ended))
    try:
        return await _stand(settings, application, windowed, ended)
    except _Leaving:
        return 0


async def _stand(settings: Settings, application: QGuiApplication, windowed: bool, ended: asyncio.Future[int]) -> int:
    loop = asyncio.get_running_loop()
    clock = SystemClock()
    health = HealthBoard(clock)
    async with AsyncExitStack() as stack:
        stack.enter_context(sole_panel(settings.state_folder))
        recent = stack.enter_context(open_log(settings))
        health.listen(_logged)
        stack.callback(setattr, sys, "excepthook", sys.excepthook)
        sys.excepthook = partial(_unforeseen, health)
        loop.set_exception_handler(partial(_unforeseen_in_task, health))
        voice = _voice(settings, stack.callback)
        announcer = Announcer(voice, health)
        stack.push_async_callback(announcer.close)
        chime = Chime(AlsaSound(settings.speech.device), health)  # its own player: speech does not cut it off
        more = {"log": recent, "chime": chime, "voice": announcer, "restart": partial(_end, ended, RESTART)}
        help_call: HelpCall = chime if settings.help.driver == "chime" else NobodyToCall()
        stage = stack.enter_context(
            open_stage(settings, clock=clock, speaker=announcer, help_call=help_call, health=health, more=more)
        )
        for number in _SIGNALS:
            loop.add_signal_handler(number, _end, ended, 0)
        _show(stage, settings, windowed)
        stage.screens.window.visibleChanged.connect(partial(_closed, ended))
        stage.start()
        await _drawn(stage)
        link = HubLink(stage, recent=recent.lines, restart=partial(_end, ended, RESTART), program=_program())
        _open_tickets(stage, link, stack)
        stack.push_async_callback(_stopped, loop.create_task(_follow_hub(link), name="hub"))
        stage.vitals.drawn = lambda: (stage.screens.window.width(), stage.screens.window.height())
        stack.push_async_callback(_stopped, loop.create_task(_watch(stage.vitals), name="vitals"))
        if isinstance(voice, EspeakVoice):
            warming = loop.create_task(_warm(voice), name="voice")  # the first visitor should not wait for it
            stack.push_async_callback(_stopped, warming)
        log.info("the panel stands")
        code = await ended
        log.info("the panel ends")
    return code


async def _drawn(stage: Stage) -> None:
    """Until the first screen is on the glass: what comes after would hold it up."""
    drawn = asyncio.get_running_loop().create_future()
    stage.screens.when_drawn(partial(drawn.set_result, None))
    await drawn


def _open_tickets(stage: Stage, link: HubLink, stack: AsyncExitStack) -> None:
    """Numbers, slips and scans: loaded now that the first screen stands."""
    from kiosk.compose.scanners import open_scanners
    from kiosk.compose.ticket_printer import ticket_printer
    from kiosk.compose.ticket_room import TicketRoom
    from kiosk.printing.verdicts import Outcome

    settings = stage.settings
    printer = ticket_printer(settings.printer, settings.state_folder, stage.health)
    stack.callback(printer.close)
    scanners = open_scanners(settings, clock=stage.clock, health=stage.health, post=stage.screens.soon)
    stack.callback(scanners.close)
    room = TicketRoom(stage, link, printer, scanners)
    stack.push_async_callback(room.close)

    async def try_out(answered: Callable[[bool], None]) -> None:
        verdict = await printer.print_trial(stage.clock.now(), stage.screens.visit.language)
        answered(verdict.outcome is Outcome.PRINTED)

    if settings.printer.driver != "absent_printer":
        stage.furnish({"print-slip": lambda answered: room.spawn(try_out(answered))})
    watching = asyncio.get_running_loop().create_task(printer.watch(), name="printer")
    stack.push_async_callback(_stopped, watching)


class _Leaving(BaseException):
    """A signal asked for the end before the panel stood: the build of a release is not waited for."""


def _leave(ended: asyncio.Future[int], number: int, frame: FrameType | None) -> None:
    """The loop does not turn yet, so the signal breaks into what is being opened; whatever is open closes itself."""
    if not ended.done():
        ended.set_result(0)
        raise _Leaving


def _end(ended: asyncio.Future[int], code: int) -> None:
    """The first wish to end counts."""
    if not ended.done():
        ended.set_result(code)


def _closed(ended: asyncio.Future[int], visible: bool) -> None:
    """The window was closed by hand."""
    if not visible:
        _end(ended, 0)


async def _follow_hub(link: HubLink) -> None:
    """Looks each second: what is to be shown from a moment on is shown then, whatever the clock did in between."""
    link.start()
    try:
        while True:
            await asyncio.sleep(_LOOK_AT_HUB_EVERY_S)
            try:
                link.look()
            except Exception as error:  # a fault of ours ends no watch over emergencies
                sys.excepthook(type(error), error, error.__traceback__)
    finally:
        link.close()


async def _watch(vitals: Vitals) -> None:
    """A full disk or a wrong clock is logged when it happens, not when somebody looks."""
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        vitals.look()


async def _warm(voice: EspeakVoice) -> None:
    await asyncio.to_thread(spoken, "1", "zh-CN")  # the tables by which figures and characters are read
    with suppress(VoiceError):  # the first sentence will say so on the health page
        await voice.warm_up()


def _program() -> str:
    return f"hall-kiosk {kiosk.__version__}"


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _unforeseen(
    health: HealthBoard, kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """A fault of ours in a slot: logged without its message, which might quote a visitor; the screens go on."""
    if kind is _Leaving:  # broke into a slot of the screens, which swallowed it: the wish to end is kept
        return
    frames = traceback.extract_tb(trace)[-8:]
    log.error("unforeseen %s at %s", kind.__name__, " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames)))
    health.report(PROGRAM, State.DEGRADED, _UNFORESEEN)


def _unforeseen_in_task(health: HealthBoard, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """The same for a task that nobody waits for."""
    error = context.get("exception")
    if isinstance(error, Exception):
        _unforeseen(health, type(error), error, error.__traceback__)


def _voice(settings: Settings, at_end: Callable[[Callable[[], None]], object]) -> Voice:
    if settings.speech.driver == "absent_voice":
        return AbsentVoice()
    voice = EspeakVoice(AlsaSound(settings.speech.device), settings.speech.words_per_minute)
    at_end(voice.close)
    return voice


def _show(stage: Stage, settings: Settings, windowed: bool) -> None:
    window = stage.screens.window
    if settings.panel.full_screen and not windowed:
        window.showFullScreen()
    else:
        window.show()


def _logged(health: PartHealth) -> None:
    log.info("%s is %s: %s", health.part, health.state.value, health.sentence.within("en"))
