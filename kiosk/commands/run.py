"""``kiosk run``: the panel on this machine's display."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

from kiosk.base.errors import KioskError
from kiosk.settings import Settings, load_settings


def declare(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk run``; what is given here wins over the settings file."""
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the panel's settings (config/panel.toml)")
    parser.add_argument("--content", metavar="PATH", help="a release-<n>.db, a content folder or an IMDF plan")
    parser.add_argument("--panel", metavar="ID", help="which of the plan's panels this machine is")
    parser.add_argument("--at", metavar="X,Y,LEVEL", help="where it stands, in a plan without panels (metres)")
    parser.add_argument("--profile", metavar="NAME", help="the glass: 43p-fhd, 55-fhd, 86-4k, 86p-4k")
    parser.add_argument("--state", metavar="FOLDER", help="the folder this panel may write to")
    parser.add_argument("--windowed", action="store_true", help="in a window instead of full screen")


def chosen_settings(arguments: argparse.Namespace) -> Settings:
    """The settings file with the arguments over it."""
    settings = load_settings(arguments.settings) if arguments.settings else Settings()
    if arguments.state:
        settings = replace(settings, state=str(Path(arguments.state).resolve()))
    if arguments.content:
        settings = replace(settings, content=replace(settings.content, source=str(Path(arguments.content).resolve())))
    if arguments.panel or arguments.at:
        panel = replace(settings.panel, id=arguments.panel or "", at=arguments.at or "")
        settings = replace(settings, panel=panel)
    if arguments.profile:
        settings = replace(settings, glass=replace(settings.glass, profile=arguments.profile))
    return settings


def run(arguments: argparse.Namespace) -> int:
    """Run until the window closes or SIGTERM; 0 then, 75 to be started again, 2 when it could not stand."""
    if not any(os.environ.get(name) for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")):
        raise KioskError(
            "There is no display here.", remedy='Set QT_QPA_PLATFORM="vnc:size=1920x1080", or run packaging/demo.'
        )
    from kiosk.app import run_panel

    code = run_panel(chosen_settings(arguments), windowed=arguments.windowed)
    _leave_behind(code)
    return code


def _leave_behind(code: int) -> None:
    """End now when a worker is still deep in a library: all is closed, and an interpreter that is taken apart around
    a thread in C++ may crash."""
    if any(thread.daemon for thread in threading.enumerate()):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
