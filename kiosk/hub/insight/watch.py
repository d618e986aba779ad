"""The thread of a hub process that looks at the alarms of all halls; several processes may run it at once."""

from __future__ import annotations

import logging

from django.utils import timezone

from kiosk.hub.insight.watching import look_everywhere
from kiosk.hub.project.rounds import Rounds

log = logging.getLogger("kiosk.hub.insight")

#: Seconds between two looks of this process; the database says whether a hall's turn has come.
LOOK_S = 5.0


class Watch(Rounds):
    """Begun and ended with the hub process."""

    def __init__(self) -> None:
        super().__init__("watch", self.look, LOOK_S, log, at_once=False)

    def look(self) -> None:
        """One look at all halls."""
        look_everywhere(timezone.now())
