"""What is posted in the hall, as the screens may ask for it: columns, notices, their words and their pictures."""

from __future__ import annotations

from typing import Protocol

from kiosk.policy.blocks import Bodies
from kiosk.policy.notices import Column, Notice


class Posted(Protocol):
    """What a release has posted (a thin shell around ``kiosk.store.release.Release``)."""

    @property
    def columns(self) -> tuple[Column, ...]: ...
    @property
    def notices(self) -> tuple[Notice, ...]: ...
    def words(self, code: str) -> Bodies:
        """A notice's words by language; nothing for an unknown one."""
        ...

    def medium(self, name: str) -> str:
        """Where a picture lies; "" when there is none that can be trusted."""
        ...


class NothingPosted:
    """The absent twin: a hall without notices."""

    columns: tuple[Column, ...] = ()
    notices: tuple[Notice, ...] = ()

    def words(self, code: str) -> Bodies:
        return {}

    def medium(self, name: str) -> str:
        return ""
