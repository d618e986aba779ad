"""The panel's log: rotating files and the last lines in memory for the staff page. Never a visitor's words or data."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.settings import Settings

_FILES = 5
_LINES = 500
_FORMAT = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")


class RecentLines(logging.Handler):
    """The newest lines of the log, for the staff page."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(_FORMAT)
        self._lines: deque[str] = deque(maxlen=_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))

    def lines(self) -> Sequence[str]:
        """Oldest first."""
        return tuple(self._lines)


@contextmanager
def open_log(settings: Settings) -> Iterator[RecentLines]:
    """Log to files, to memory and to the terminal; a disk that cannot be written costs only the files."""
    root = logging.getLogger("kiosk")
    root.setLevel(settings.log.level)
    recent = RecentLines()
    handlers: list[logging.Handler] = [recent, logging.StreamHandler(sys.stderr)]
    folder = Path(settings.log.folder) if settings.log.folder else settings.state_folder / "log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        size = settings.log.megabytes * 1_000_000
        handlers.append(
            logging.handlers.RotatingFileHandler(
                folder / "panel.log", maxBytes=size, backupCount=_FILES - 1, encoding="utf-8"
            )
        )
    except OSError as error:
        sys.stderr.write(f"kiosk: the log cannot be written to {folder} ({error.strerror}); going on without it\n")
    for handler in handlers:
        handler.setFormatter(_FORMAT)
        root.addHandler(handler)
    logging.raiseExceptions = False  # a full disk must not print a traceback at every line
    try:
        yield recent
    finally:
        for handler in handlers:
            root.removeHandler(handler)
            with suppress(OSError):  # a full disk cannot take the last line either
                handler.close()
