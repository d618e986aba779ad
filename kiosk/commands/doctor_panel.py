"""What ``kiosk doctor`` looks at above the operating system: the content, its plan, the glass, the voice, the sound."""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from kiosk.base.clock import SystemClock
from kiosk.base.errors import KioskError
from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.commands.verdict import Verdict
from kiosk.settings import Settings

_GREETING = Text(zh="您好")["zh"]
_SILENCE_S = 0.05
_PIN_HASH = re.compile(r"scrypt:[A-Za-z0-9+/]+=*:[A-Za-z0-9+/]{43}=")


def content_and_plan(settings: Settings) -> Iterator[Verdict]:
    """The release this panel would show, and whether its plan can lead anybody from where the panel stands."""
    from kiosk.compose.content import open_content
    from kiosk.store.state import PanelState

    clock = SystemClock()
    board = HealthBoard(clock)
    with _own_state(settings) as usable:
        state = PanelState(usable.state_folder / "state.db", clock=clock)
        try:
            content = open_content(usable, state, board, clock)
        except KioskError as error:
            yield Verdict("content", State.FAILED, error.what, error.remedy)
            yield Verdict("plan", State.ABSENT, "not looked at: there is no content")
            return
        finally:
            state.close()
        with content.release as release:
            report = next((p for p in board.parts() if p.part == "content"), None)
            degraded = report is not None and report.state is not State.OK
            counts, info = release.info.counts, release.info
            found = Counter(severity for severity, _, _ in release.findings("en"))
            yield Verdict(
                "content",
                State.DEGRADED if degraded else State.OK,
                f"release {info.sequence} of {release.catalogue().hall.name.within('en') or info.hall_id}: "
                f"{counts.get('matters', 0)} matters, {counts.get('windows', 0)} windows, {counts.get('places', 0)} "
                f"places; {_found(found)}" + (f"; {report.sentence.within('en')}" if degraded and report else ""),
                "See `kiosk content check` for what is wrong with the new content." if degraded else "",
            )
            yield _plan(content.panel.id if content.panel else "", release.plan())


def _plan(panel_id: str, plan: object) -> Verdict:
    from kiosk.guidance.check import check, publishable
    from kiosk.guidance.imdf import Plan

    if not isinstance(plan, Plan):
        return Verdict("plan", State.ABSENT, "this content has no plan: nobody is led anywhere", "Add a plan to it.")
    findings = check(plan)
    said = f"panel {panel_id}; {_found(Counter(finding.severity.value for finding in findings))}"
    if publishable(findings):
        return Verdict("plan", State.OK, f"{said}: publishable")
    return Verdict("plan", State.DEGRADED, f"{said}: not publishable", "`kiosk plan check` names every finding.")


def _found(counts: Counter[str]) -> str:
    return f"{counts['error']} errors, {counts['warning']} warnings, {counts['note']} notes"


@contextmanager
def _own_state(settings: Settings) -> Iterator[Settings]:
    """The settings with a state folder that may be written: the panel's own only for the panel's own user, so that an
    administrator who looks leaves no files there that the panel cannot write any more."""
    folder = settings.state_folder
    if folder.is_dir() and folder.stat().st_uid == os.geteuid() and os.access(folder, os.W_OK):
        yield settings
        return
    shelf = settings.content.shelf or str(folder / "releases")
    with tempfile.TemporaryDirectory(prefix="kiosk-doctor-") as name:
        yield replace(settings, state=name, content=replace(settings.content, shelf=shelf))


def glass(settings: Settings) -> Verdict:
    """The glass that the settings describe, in figures that a tape measure can check."""
    from kiosk.compose.stage import glass_from

    chosen = glass_from(settings)
    return Verdict(
        "glass",
        State.OK,
        f"{chosen.diagonal_in:g} inches, {chosen.width_px} x {chosen.height_px}, {chosen.mm_per_px:.3f} mm per pixel, "
        f"{chosen.width_mm:.0f} x {chosen.height_mm:.0f} mm, lower edge {chosen.lower_edge_mm:.0f} mm above the floor, "
        f"reach line {chosen.reach_mm:.0f} mm above it",
    )


def staff(settings: Settings) -> Verdict:
    """Whether staff can get in."""
    if not settings.staff.pin_hash:
        remedy = "`kiosk doctor --make-pin` prints what to write as staff.pin_hash."
        return Verdict("staff", State.ABSENT, "no PIN is set: the staff page cannot be opened", remedy)
    if _PIN_HASH.fullmatch(settings.staff.pin_hash) is None:
        remedy = "`kiosk doctor --make-pin` makes a new one."
        return Verdict("staff", State.FAILED, "staff.pin_hash is no hash of a PIN: no PIN opens the staff page", remedy)
    return Verdict(
        "staff", State.OK, f"a PIN is set; {settings.staff.tries} tries, then {settings.staff.lock_s} s shut"
    )


def voice(settings: Settings) -> Verdict:
    """Whether the voice makes sound out of a Chinese word, with which library."""
    if settings.speech.driver == "absent_voice":
        return Verdict("voice", State.ABSENT, "the settings say that this panel has no voice")
    from kiosk.devices.espeak_voice import synthesise
    from kiosk.devices.sound import Pcm

    seconds = Pcm.of_wav(synthesise(_GREETING, "zh", settings.speech.words_per_minute)).seconds
    library = f"espeakng-loader {importlib.metadata.version('espeakng-loader')}"
    if seconds < 0.1:
        return Verdict("voice", State.FAILED, f"{library} makes no sound", "Run packaging/setup again.")
    return Verdict("voice", State.OK, f'"{_GREETING}" takes {seconds:.2f} s, by espeak-ng of {library}')


def sound(settings: Settings) -> Verdict:
    """Whether a sound device can be opened; a panel without one is as good as any for those who read."""
    from kiosk.devices.sound import AlsaSound, Pcm
    from kiosk.speech.announcer import VoiceError

    silence = Pcm(b"\0\0" * int(22_050 * _SILENCE_S), 22_050)
    try:
        asyncio.run(AlsaSound(settings.speech.device).play(silence))
    except VoiceError as error:
        return Verdict("sound", error.state, error.note.within("en"), error.remedy)
    return Verdict("sound", State.OK, f"the device {settings.speech.device} plays")


def printer(settings: Settings) -> Verdict:
    """Whether the ticket printer says that it can print."""
    driver, address = settings.printer.driver, settings.printer.address
    if driver == "absent_printer":
        return Verdict("printer", State.ABSENT, "the settings say that this panel has no printer")
    if driver == "simulated_printer":
        return Verdict("printer", State.OK, "slips are pictures in a folder: for demonstrations only")
    from kiosk.devices.receipt_printer import printer_at

    device = printer_at(settings.printer, unclean=False)
    try:
        health = asyncio.run(device.status())
    finally:
        device.close()
    said = f"{address}, {settings.printer.width_mm} mm: {health.sentence.within('en')}"
    remedy = "" if health.state is State.OK else "`kiosk printer status` says more; `kiosk printer test` prints."
    return Verdict("printer", health.state, said, remedy)
