"""What the first visitor would have to wait for, made ready in a thread of its own once the first screen is drawn."""

from __future__ import annotations

import importlib
import logging
import threading

from kiosk.base.texts import traditional

log = logging.getLogger("kiosk")

#: What searches, draws floors and puts walks into words: the home screen needs none of it.
LATER = ("kiosk.finding.find", "kiosk.guidance.drawing", "kiosk.guidance.directions")


def warm_up() -> threading.Thread:
    """Begin; the thread ends by itself. Whoever needs something sooner loads it there and then."""
    thread = threading.Thread(target=_load, name="warming", daemon=True)
    thread.start()
    return thread


def _load() -> None:
    try:
        traditional("-")  # OpenCC's tables: the idle screen's next language comes in four seconds
        for name in LATER:
            importlib.import_module(name)
    except Exception:  # it is only early: the fault shows itself where it is needed
        log.exception("not everything could be made ready early")
