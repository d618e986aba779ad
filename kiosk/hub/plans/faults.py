"""The one error of this room: a sentence for the person who draws, and which thing of the plan it is about."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text


class DraftError(KioskError):
    """Something given cannot become a plan. ``text``: why (zh, en); ``item_id``: the thing, when there is one."""

    def __init__(self, text: Mapping[str, str], *, item_id: str = "", where: str = "", remedy: str = "") -> None:
        self.text, self.item_id = Text(text), item_id
        super().__init__(self.text.within("en"), where=where, remedy=remedy)


def refuse(zh: str, en: str, item_id: str = "") -> DraftError:
    """A DraftError from its two sentences."""
    return DraftError({"zh": zh, "en": en}, item_id=item_id)
