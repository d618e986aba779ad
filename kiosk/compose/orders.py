"""What a hub may ask of a panel: a picture of its screen, its log, a restart. Never anything of a visitor."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.ui.engine import Screens

log = logging.getLogger("kiosk.orders")

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LINES = 500
Answer = Callable[[str, Path | None, str], None]


class Orders:
    """Obeys on the screens' thread. ``answer(id, file, outcome)`` is called once an order is done or refused.

    A picture is taken only while nobody is there: it must never hold what a visitor looked for.
    """

    def __init__(
        self,
        screens: Screens,
        folder: Path,
        answer: Answer,
        *,
        recent: Callable[[], Sequence[str]],
        restart: Callable[[], None] | None,
    ) -> None:
        self._screens, self._folder, self._answer = screens, folder, answer
        self._recent, self._restart = recent, restart

    def obey(self, id_: str, kind: str) -> None:
        """Do it now, or when nobody is there."""
        if not _ID.fullmatch(id_):
            return
        moments = self._screens.moments
        log.info("orders: %s", kind if kind in ("screenshot", "logs", "restart") else "an unknown one")
        if kind == "screenshot":
            moments.when_nobody_is_there(partial(self._take_picture, id_))
        elif kind == "logs":
            lines = "\n".join(self._recent()[-_LINES:]) + "\n"
            self._write(id_, ".txt", partial(_write_text, lines))
        elif kind == "restart" and self._restart is not None:
            moments.between_visits(partial(self._begin_anew, id_, self._restart))
        else:
            self._answer(id_, None, "refused")

    def _begin_anew(self, id_: str, restart: Callable[[], None]) -> None:
        self._answer(id_, None, "done")  # should it get lost, the next `kiosk sync` says so by itself
        restart()

    def _take_picture(self, id_: str) -> None:
        picture = self._screens.picture()
        self._write(id_, ".png", partial(_save, picture))

    def _write(self, id_: str, suffix: str, write: Callable[[Path], None]) -> None:
        threading.Thread(target=self._written, args=(id_, suffix, write), name="order", daemon=True).start()

    def _written(self, id_: str, suffix: str, write: Callable[[Path], None]) -> None:
        path = self._folder / f"{id_}{suffix}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write(path)
        except OSError as error:
            log.warning("orders: the answer cannot be written (%s)", error.strerror)
            self._screens.soon(partial(self._answer, id_, None, "refused"))
        else:
            self._screens.soon(partial(self._answer, id_, path, "done"))


def _save(picture: Any, path: Path) -> None:
    if not picture.save(str(path), "PNG"):
        raise OSError(0, "the picture cannot be written")


def _write_text(words: str, path: Path) -> None:
    path.write_text(words, "utf-8")
