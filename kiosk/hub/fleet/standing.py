"""How a panel stands, in words: there or not, on the newest release or behind, and which of its parts need somebody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from kiosk.hub.fleet.models import Panel
from kiosk.sync.messages import MessageError, Rollout, moment, unpacked

#: A stream that ended is taken up again in this time. Without one a panel gives a sign of life each minute. With one it
#: tells by itself within a minute that its screen is frozen (kiosk/sync/vigil.py); that all of it hangs, while its
#: machine keeps the connection up, is known by the sign it gives every three minutes.
COMES_BACK = timedelta(seconds=10)
REPORTS = timedelta(seconds=75)
SILENT = timedelta(seconds=200)


class Presence(Enum):
    """Whether we hear of it. ``badge`` is its look, with words beside it always."""

    HERE = ("ok", "在线", "Online")
    AWAY = ("bad", "失联", "Not reachable")
    NEW = ("info", "等待首次连接", "Not seen yet")
    REVOKED = ("off", "已停用", "Revoked")

    @property
    def badge(self) -> str:
        return self.value[0]

    @property
    def zh(self) -> str:
        return self.value[1]

    @property
    def en(self) -> str:
        return self.value[2]


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A part as the panel reported it."""

    name: str
    state: str
    zh: str
    en: str
    since: datetime | None

    @property
    def badge(self) -> str:
        return {"ok": "ok", "absent": "off", "degraded": "warn"}.get(self.state, "bad")


@dataclass(frozen=True, slots=True)
class Standing:
    """All the fleet page says of one panel. ``wanted``: the release it is to show (0: none yet)."""

    panel: Panel
    presence: Presence
    shown: int
    wanted: int
    waiting: int
    offline: timedelta
    parts: tuple[PartSeen, ...]

    @property
    def behind(self) -> bool:
        """Whether another release than the wanted one is on its glass."""
        out = self.presence in (Presence.REVOKED, Presence.NEW)
        return not out and bool(self.wanted) and self.shown != self.wanted

    @property
    def troubles(self) -> tuple[PartSeen, ...]:
        return tuple(part for part in self.parts if part.badge in ("bad", "warn"))

    @property
    def needs_somebody(self) -> bool:
        """Whether a person should look after it."""
        return self.presence is Presence.AWAY or any(part.badge == "bad" for part in self.parts)


def standing(panel: Panel, rollout: Rollout | None, now: datetime) -> Standing:
    """From what is known of a panel at this moment."""
    presence = present(panel, now)
    wanted = rollout.for_panel(panel.id, panel.group)[0] if rollout else None
    report: Mapping[str, Any] = panel.report
    silent = now - panel.last_seen if presence is Presence.AWAY and panel.last_seen else timedelta(0)
    return Standing(
        panel,
        presence,
        panel.shown_release,
        wanted.number if wanted else 0,
        int(report.get("waiting", 0)),
        silent,
        tuple(_part(part) for part in report.get("parts", ())),
    )


def present(panel: Panel, now: datetime) -> Presence:
    """Whether we hear of it."""
    if panel.revoked_at is not None:
        return Presence.REVOKED
    if panel.last_seen is None:
        return Presence.HERE if panel.connected else Presence.NEW
    if panel.connected:
        return Presence.HERE if now - panel.last_seen <= SILENT else Presence.AWAY
    if panel.left_at is not None:
        return Presence.HERE if now - panel.left_at <= COMES_BACK else Presence.AWAY
    return Presence.HERE if now - panel.last_seen <= REPORTS else Presence.AWAY


def rollout_of(written: Mapping[str, Any]) -> Rollout | None:
    """The rollout a channel was told last; None before the first."""
    try:
        return unpacked(Rollout, json.dumps(written).encode()) if written else None
    except MessageError:
        return None


def order_by_need(standings: Iterable[Standing]) -> list[Standing]:
    """Whoever needs somebody first, then by name; the revoked at the end."""
    return sorted(
        standings,
        key=lambda one: (
            one.presence is Presence.REVOKED,
            not one.needs_somebody,
            not one.behind,
            one.panel.name,
        ),
    )


def _part(facts: Mapping[str, str]) -> PartSeen:
    since = moment(facts.get("since", ""))
    return PartSeen(facts.get("part", ""), facts.get("state", ""), facts.get("zh", ""), facts.get("en", ""), since)
