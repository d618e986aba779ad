"""One panel a state folder: two of them would rotate one log and build into one shelf."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kiosk.base.errors import KioskError
from kiosk.store.whole_files import sole_writer

_LOCK = "panel.lock"


@contextmanager
def sole_panel(folder: Path) -> Iterator[None]:
    """Hold the folder as this panel's own until the end, however it ends. Raises KioskError when another panel does.

    A folder that cannot be written cannot be held either: nothing is fought over there.
    """
    with ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            ours = held.enter_context(sole_writer(folder, _LOCK))
        except OSError:
            ours = True
        if not ours:
            remedy = "End it first, or give this one a folder of its own (--state)."
            raise KioskError("Another panel is running with this state folder.", where=str(folder), remedy=remedy)
        yield
