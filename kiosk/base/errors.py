"""The one error every part raises toward its caller: what happened, where, and what to do about it."""

from __future__ import annotations


class KioskError(Exception):
    """A fault of the world or of given data (never of our code), fit to be shown to staff.

    ``what`` is one sentence; ``where`` names the file, line, feature or device; ``remedy`` says what to do.
    Parts subclass it (one family per part) and add the facts a screen needs.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what, self.where, self.remedy = what, where, remedy
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """One line: where, what, what to do."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head} {self.remedy}".strip()
