"""What stands in the way of publishing, in words for the person at the console."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text


class PublishingError(KioskError):
    """An act that cannot be done. ``text`` says why (zh and en)."""

    def __init__(self, text: Mapping[str, str], *, where: str = "") -> None:
        self.text = Text(text)
        super().__init__(self.text.within("en"), where=where)


class StaleEditionError(PublishingError):
    """The page that was looked at is no longer how things are; nothing was done."""


class NotAllowedError(PublishingError):
    """This person may not do this with this edition."""
