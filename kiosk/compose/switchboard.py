"""What is out of order in this hall: turned by staff or by the hub, obeyed by the next route, kept over a restart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from kiosk.base.health import HealthBoard, State
from kiosk.base.texts import Text
from kiosk.guidance.venue import Connector, Switches, Venue
from kiosk.guidance.vocabulary import term
from kiosk.matters.sentences import fill
from kiosk.matters.windows import Closure
from kiosk.store.state import PanelState

PART = "switches"
_KEY = "switches.closed"
_NONE = Text(zh="电梯、扶梯和楼梯都可以使用。", en="All lifts, escalators and stairs are in use.")
_SOME = Text(zh="停用：{names}。路线会绕开。", en="Out of order: {names}. Routes avoid them.")

Obey = Callable[[Switches, Mapping[str, Closure]], None]


class GuideSwitchboard:
    """The switches of the staff page and of the hub, merged: what either closed is closed.

    The staff's are kept in the panel's state; the hub's are kept by whoever hears the hub (``hub_link``). Ids that the
    plan of the moment does not have are kept too, and mean nothing until a plan has them again.
    """

    def __init__(self, state: PanelState, health: HealthBoard) -> None:
        self._state, self._health = state, health
        self._connectors: dict[str, Connector] = {}
        self._by_staff = self._remembered()
        self._by_hub: frozenset[str] = frozenset()
        self._closures: Mapping[str, Closure] = {}
        self._obey: Obey = lambda switches, closures: None

    def use(self, venue: Venue, obey: Obey) -> None:
        """Switch this venue from now on; ``obey`` is told at once and after every turn."""
        self._connectors = {connector.id: connector for connector in venue.connectors}
        self._obey = obey
        self._turned()

    def switches(self) -> Switches:
        """Everything that is out of use, connectors, doors and zones."""
        return Switches((self._by_staff & frozenset(self._connectors)) | self._by_hub)

    def closed(self) -> frozenset[str]:
        """The ids of this plan's connectors that are out of order."""
        return frozenset(self._connectors) & (self._by_staff | self._by_hub)

    def by_hub(self) -> frozenset[str]:
        """Those of them that only the hub can put back into use."""
        return frozenset(self._connectors) & self._by_hub

    def turn(self, connector_id: str, closed: bool) -> None:
        """Staff put a connector out of order, or back into use; one that the plan does not have changes nothing."""
        if connector_id not in self._connectors or (connector_id in self._by_staff) == closed:
            return
        one = frozenset((connector_id,))
        self._by_staff = self._by_staff | one if closed else self._by_staff - one
        self._state.set(_KEY, json.dumps(sorted(self._by_staff)))
        self._turned()

    def hear(self, closed: Iterable[str], closures: Mapping[str, Closure]) -> None:
        """The hub's switches, all of them: connectors, doors and zones by id, windows by number."""
        by_hub, closures = frozenset(closed), dict(closures)
        if (by_hub, closures) != (self._by_hub, self._closures):
            self._by_hub, self._closures = by_hub, closures
            self._turned()

    def _turned(self) -> None:
        self._report()
        self._obey(self.switches(), self._closures)

    def _remembered(self) -> frozenset[str]:
        """What staff had put out of order when the program ended."""
        try:
            ids = json.loads(self._state.get(_KEY, "[]"))
        except ValueError:
            return frozenset()
        return frozenset(i for i in ids if isinstance(i, str)) if isinstance(ids, list) else frozenset()

    def _report(self) -> None:
        if not self._connectors:
            return
        closed = self.closed()
        names = [_name(c) for c in self._connectors.values() if c.id in closed]
        if not names:
            self._health.report(PART, State.OK, _NONE)
            return
        listed = Text(
            zh="、".join(name.within("zh-CN") for name in names), en=", ".join(name.within("en") for name in names)
        )
        self._health.report(PART, State.DEGRADED, fill(_SOME, names=listed))


def _name(connector: Connector) -> Text:
    return connector.name or term(connector.kind.value).name
