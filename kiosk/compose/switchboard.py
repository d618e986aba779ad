"""What is out of order in this hall: turned by staff, obeyed by the next route, remembered over a restart."""

from __future__ import annotations

import json
from collections.abc import Callable

from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.guidance.venue import Connector, Switches, Venue
from kiosk.guidance.vocabulary import term
from kiosk.matters.sentences import fill
from kiosk.store.state import PanelState

PART = "switches"
_KEY = "switches.closed"
_NONE = Text(zh="电梯、扶梯和楼梯都可以使用。", en="All lifts, escalators and stairs are in use.")
_SOME = Text(zh="停用：{names}。路线会绕开。", en="Out of order: {names}. Routes avoid them.")


class GuideSwitchboard:
    """The staff page's switches. ``obey`` is told at once, and once at the start when something was remembered."""

    def __init__(self, venue: Venue, state: PanelState, health: HealthBoard, obey: Callable[[Switches], None]) -> None:
        self._connectors = {connector.id: connector for connector in venue.connectors}
        self._state, self._health, self._obey = state, health, obey
        self._closed = self._remembered()
        self._report()
        if self._closed:
            obey(Switches(self._closed))

    def closed(self) -> frozenset[str]:
        """The ids of the connectors that are out of order."""
        return self._closed

    def turn(self, connector_id: str, closed: bool) -> None:
        """Put a connector out of order, or back into use; one that the plan does not have changes nothing."""
        if connector_id not in self._connectors or (connector_id in self._closed) == closed:
            return
        self._closed = self._closed | {connector_id} if closed else self._closed - {connector_id}
        self._state.set(_KEY, json.dumps(sorted(self._closed)))
        self._report()
        self._obey(Switches(self._closed))

    def _remembered(self) -> frozenset[str]:
        """What was out of order when the program ended, as far as this plan still has it."""
        try:
            ids = json.loads(self._state.get(_KEY, "[]"))
        except ValueError:
            return frozenset()
        return (
            frozenset(i for i in ids if isinstance(i, str) and i in self._connectors)
            if isinstance(ids, list)
            else frozenset()
        )

    def _report(self) -> None:
        if not self._connectors:
            return
        names = [_name(c) for c in self._connectors.values() if c.id in self._closed]
        if not names:
            self._health.report(PART, State.OK, _NONE)
            return
        listed = Text(
            zh="、".join(name.within("zh-CN") for name in names), en=", ".join(name.within("en") for name in names)
        )
        self._health.report(PART, State.DEGRADED, fill(_SOME, names=listed))


def _name(connector: Connector) -> Text:
    return connector.name or term(connector.kind.value).name
