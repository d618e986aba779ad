"""What is posted, from the open release; a damaged picture is told once and then treated as absent."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.matters.sentences import fill
from kiosk.policy.blocks import Bodies
from kiosk.policy.notices import Column, Notice
from kiosk.store.release import Release

log = logging.getLogger("kiosk.content")

PART = "media"
_DAMAGED = Text(zh="图片 {name} 已损坏，不再显示。", en="The picture {name} is damaged; it is not shown.")


class ReleasePosted:
    """``kiosk.visit.posted.Posted`` over a release."""

    def __init__(self, release: Release, health: Callable[[], HealthBoard | None] = lambda: None) -> None:
        """``health``: whom to tell, asked when there is something to tell."""
        self._release, self._health = release, health
        release.when_damaged = self._tell

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._release.wall().columns

    @property
    def notices(self) -> tuple[Notice, ...]:
        return self._release.wall().notices

    def words(self, code: str) -> Bodies:
        return self._release.words_of_notice(code)

    def medium(self, name: str) -> str:
        try:
            return str(self._release.medium(name))
        except KeyError:
            return ""

    def _tell(self, name: str) -> None:
        log.warning("content: the picture %s is damaged", name)
        board = self._health()
        if board is not None:
            board.report(PART, State.DEGRADED, fill(_DAMAGED, name=name))
