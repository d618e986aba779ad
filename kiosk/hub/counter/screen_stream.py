"""What a screen hears: first everything it has to know, calls it missed among it, then the desk as it goes on."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from kiosk.hub.counter.screen_keys import heard_of, screen_of
from kiosk.hub.counter.showing import showing
from kiosk.hub.live.events import Told, bye
from kiosk.hub.live.streams import Opening

SCREEN_EVENTS = re.compile(r"/screens/([0-9a-z]{1,64})/events")
_LASTS_S = 3600.0


def screen_opening(key: str, now: datetime) -> Opening | None:
    """The stream of the screen with this key; None: there is no such screen.

    Whatever it showed last, it begins with everything that stands: the page knows by the serials what is new to it.
    """
    screen = screen_of(key)
    if screen is None:
        return None
    heard_of(screen, now)

    def first() -> Sequence[Told]:
        found = screen_of(key)
        return [Told(0, "", "all", showing(found, timezone.now()))] if found else [bye("revoked")]

    until = now.timestamp() + _LASTS_S + random.uniform(0, 300)
    return Opening(f"screen:{screen.id}", (f"desk:{screen.hall_id}", f"screen:{screen.id}"), until, first)
