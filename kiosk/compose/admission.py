"""How this panel comes to belong to its hub: when a code is asked for, which one counts, and who the panel is then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from kiosk.base.clock import Clock
from kiosk.compose.identity import read_identity
from kiosk.compose.sync_child import Line
from kiosk.ui.hub_parts import Asking

#: After a code that came to nothing, so long until the next one is asked for; and after a wish that got no answer.
_ASK_AGAIN_S = {"expired": 0.0, "locked": 30.0}
_ASK_LATER_S, _UNANSWERED_S = 15.0, 60.0
_LASTS_S = 600.0


class Admission:
    """Only a panel that shows nothing asks by itself; another one asks when staff want it to."""

    def __init__(self, state: Path, clock: Clock) -> None:
        self._folder, self._clock = state, clock
        self.identity = read_identity(state)
        self.asking: Asking | None = None
        self.is_wanted = False
        self._ask_at = 0.0

    def want(self) -> None:
        """Staff want a new identity."""
        self.is_wanted, self.asking, self._ask_at = True, None, 0.0

    def is_due(self, *, has_content: bool) -> bool:
        """Whether a code is to be asked for now; it is counted as asked for."""
        needed = self.is_wanted or not (has_content or self.identity.panel_id)
        now = self._clock.monotonic()
        if not needed or self.asking is not None or now < self._ask_at:
            return False
        self._ask_at = now + _UNANSWERED_S
        return True

    def hear_code(self, line: Line) -> None:
        """A code that counts until it is over."""
        seconds = line.get("expires_in_s")
        lasts = seconds if isinstance(seconds, int | float) and 0 < seconds <= 86_400 else _LASTS_S
        code, check, address = (str(line.get(name, "")) for name in ("code", "check", "qr"))
        plain = "".join(sign for sign in code if sign.isalnum())
        self.asking = Asking(plain, check, address, self._clock.now() + timedelta(seconds=lasts))

    def hear_outcome(self, outcome: str) -> bool:
        """What came of the code; whether the panel is admitted now."""
        self.asking = None
        self._ask_at = self._clock.monotonic() + _ASK_AGAIN_S.get(outcome, _ASK_LATER_S)
        if outcome == "confirmed":
            self.is_wanted = False
        self.identity = read_identity(self._folder)
        return outcome == "confirmed"

    def start_over(self) -> None:
        """The child was started anew: whatever code there was counts no more."""
        self.asking, self._ask_at = None, 0.0
        self.identity = read_identity(self._folder)
