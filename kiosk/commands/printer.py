"""``kiosk printer``: is the ticket printer well, and does a slip come out of it?"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from kiosk.base.errors import KioskError
from kiosk.base.health import State
from kiosk.printing.trial_slip import trial_slip
from kiosk.printing.verdicts import Outcome, PrinterHealth, Verdict
from kiosk.settings import PrinterSettings, load_settings


def declare(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk printer``."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    status = acts.add_parser("status", help="ask the printer how it is")
    test = acts.add_parser("test", help="print a test slip and say what became of it")
    for act in (status, test):
        act.add_argument("--to", metavar="ADDRESS", default="", help="tcp://HOST:9100, serial:///dev/… or /dev/usb/lp0")
        act.add_argument(
            "--settings", type=Path, metavar="FILE", help="the panel's settings, for what is not given here"
        )
        act.add_argument("--confirm", choices=("gs-r", "gs-h"), help="how it is asked whether all was printed")
        act.add_argument("--json", action="store_true", help="one JSON object")
    test.add_argument("--width", type=int, choices=(58, 80), help="width of the roll in mm (80)")
    test.add_argument("--no-cutter", action="store_true", help="the slip is torn off")
    test.add_argument("--language", choices=("zh-CN", "zh-Hant", "en"), default="zh-CN")
    test.add_argument("--png", type=Path, metavar="FILE", help="also write what is printed as a picture")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when the printer can print, or printed; 1 when not; 2 when there is no such address."""
    settings = _settings(arguments)
    if arguments.act == "status":
        health = asyncio.run(_status(settings))
        return _say_health(health, arguments.json)
    verdict = asyncio.run(_test(settings, arguments.language, arguments.png))
    return _say_verdict(verdict, arguments.json)


def _settings(arguments: argparse.Namespace) -> PrinterSettings:
    settings = load_settings(arguments.settings).printer if arguments.settings is not None else PrinterSettings()
    given: dict[str, Any] = {"driver": "receipt_printer"}
    if arguments.to:
        given["address"] = arguments.to
    if arguments.confirm:
        given["confirm"] = arguments.confirm
    if getattr(arguments, "width", None):
        given["width_mm"] = arguments.width
    if getattr(arguments, "no_cutter", False):
        given["cutter"] = False
    settings = dataclasses.replace(settings, **given)
    if not settings.address:
        raise KioskError("No printer is named.", remedy="Give --to ADDRESS, or --settings FILE with printer.address.")
    return settings


async def _status(settings: PrinterSettings) -> PrinterHealth:
    from kiosk.devices.receipt_printer import printer_at

    printer = printer_at(settings, unclean=False)
    try:
        return await printer.status()
    finally:
        printer.close()


async def _test(settings: PrinterSettings, language: str, png: Path | None) -> Verdict:
    from PySide6.QtGui import QGuiApplication

    from kiosk.devices.receipt_printer import printer_at
    from kiosk.printing.png import png_of
    from kiosk.printing.slip_layout import layout
    from kiosk.ui.fonts import load_fonts
    from kiosk.ui.slip_drawing import draw_slip

    printer = printer_at(settings)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication.instance() or QGuiApplication(["kiosk"])
    assert application is not None
    load_fonts()
    now = datetime.now().astimezone()
    try:
        picture = draw_slip(layout(trial_slip(printer.paper, now, language), printer.paper), printer.paper)
        if png is not None:
            try:
                png.write_bytes(png_of(picture))
            except OSError as error:
                raise KioskError(f"The picture cannot be written ({error.strerror}).", where=str(png)) from None
        return await printer.print_slip(picture)
    finally:
        printer.close()


def _say_health(health: PrinterHealth, as_json: bool) -> int:
    if as_json:
        facts = dataclasses.asdict(health.facts) if health.facts is not None else None
        words = {language: health.sentence.within(language) for language in ("zh", "en")}
        said = {"state": health.state.value, "can_print": health.can_print, "trouble": health.trouble.value}
        print(json.dumps(said | words | {"facts": facts}, ensure_ascii=False))
    else:
        print(health.sentence.within("en"))
    return int(health.state is State.FAILED)


def _say_verdict(verdict: Verdict, as_json: bool) -> int:
    if as_json:
        words = {language: verdict.reason.within(language) for language in ("zh", "en")}
        print(
            json.dumps({"outcome": verdict.outcome.value, "trouble": verdict.trouble.value} | words, ensure_ascii=False)
        )
    else:
        print(f"{verdict.outcome.value}: {verdict.reason.within('en')}")
    return int(verdict.outcome is not Outcome.PRINTED)
