"""What a screen says aloud now: of the calls that wait for its loudspeaker, those that still stand, said as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kiosk.hub.counter.hall_words import HallWords, hall_words
from kiosk.hub.counter.showing import standing_of, zone_of
from kiosk.hub.counter.voice import voice
from kiosk.hub.desk.models import Call, Screen
from kiosk.ticketing.announcing import Announcement, Called, Voice, ZoneQueue

_TAGS = {"zh": "zh-CN", "en": "en"}


def speech(screen: Screen, serials: Sequence[int], now: datetime) -> dict[str, Any]:
    """``say``: at most one announcement; ``past``: calls that need not be said any more; ``later``: those after it.

    Asked again when the announcement is over: what came meanwhile is merged by ``kiosk.ticketing.announcing``.
    """
    found = Call.objects.filter(hall=screen.hall_id, serial__in=list(serials), ticket__isnull=False)
    if zone := zone_of(screen):
        found = found.filter(window__in=zone)
    calls = list(found.select_related("ticket").order_by("serial"))
    standing = standing_of(calls)
    queue, by_id = ZoneQueue(), {call.id: call for call in standing}
    for call in standing:
        queue = queue.add(Called(call.id, call.label, call.window, call.at))
    manner = manner_of(hall_words(screen.hall_id))
    announcement, rest = queue.take(manner)
    known = {call.serial for call in standing}
    return {
        "say": [said(announcement, manner, [by_id[one.id].serial for one in announcement.calls])]
        if announcement
        else [],
        "past": [serial for serial in serials if serial not in known],
        "later": [by_id[one.id].serial for one in rest.calls],
    }


def said(announcement: Announcement, manner: Voice, serials: Sequence[int | None]) -> dict[str, Any]:
    """An announcement with its sound; ``sound`` "" when there is no voice: then it is only read."""
    utterances = [(words, _TAGS[language]) for language, words in announcement.utterances(manner)]
    sound = voice().say(utterances, manner.gap_ms / 1000)
    return {
        "serials": list(serials),
        "zh": announcement.shown.within("zh"),
        "en": announcement.shown.within("en"),
        "sound": sound.name if sound else "",
        "seconds": sound.seconds if sound else 0,
    }


def manner_of(words: HallWords) -> Voice:
    """How this hall speaks: Chinese, and English where the hall does."""
    spoken = words.of.catalogue.hall.languages if words.of else ("zh-CN", "en")
    return Voice(languages=("zh", "en") if any(language.startswith("en") for language in spoken) else ("zh",))
