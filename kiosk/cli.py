"""The command line: loads only the command asked for, and turns faults into one sentence and an exit code."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from kiosk.base.errors import KioskError

#: command → its one-line help. The module is ``kiosk.commands.<command>``.
COMMANDS = {
    "run": "run the panel",
    "plan": "check a floor plan, or walk through it",
    "find": "search the hall's content as a visitor would",
    "scan": "read the codes in pictures",
    "hub": "run the office side: console, publishing, panels",
    "content": "build a release from a content folder",
    "sync": "keep this panel in step with its hub",
    "preview": "keep the screens of a release open and photograph them for whoever asks",
    "say": "a sentence as a sound file, once or for whoever asks",
    "shots": "draw every screen into a folder of pictures",
    "printer": "ask the ticket printer how it is, or print a test slip",
    "doctor": "say what works on this machine and what does not",
}

EXIT_OK, EXIT_NO, EXIT_UNREADABLE = 0, 1, 2


class Command(Protocol):
    """What a module in ``kiosk.commands`` offers."""

    def declare(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""
        ...

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; the exit code."""
        ...


def _usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  kiosk {name:<{width}}  {text}" for name, text in COMMANDS.items()]
    return "usage: kiosk COMMAND …  (kiosk COMMAND --help says more)\n" + "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``kiosk`` with these words (default: the process's own); returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help"):
        print(_usage())
        return EXIT_OK if words else EXIT_UNREADABLE
    name = words[0]
    if name not in COMMANDS:
        print(f"kiosk: there is no command {name!r}\n{_usage()}", file=sys.stderr)
        return EXIT_UNREADABLE
    command = cast(Command, importlib.import_module(f"kiosk.commands.{name}"))
    parser = argparse.ArgumentParser(prog=f"kiosk {name}", description=COMMANDS[name])
    command.declare(parser)
    try:
        return command.run(parser.parse_args(words[1:]))
    except KioskError as error:
        print(f"kiosk {name}: {error.sentence()}", file=sys.stderr)
        return EXIT_UNREADABLE
    except BrokenPipeError:  # the reader of our output went away: not our fault, nothing to say
        sys.stderr.close()
        return EXIT_NO
    except KeyboardInterrupt:
        return 130
