"""The building to look around in: floors, kinds of places, the nearest of a kind, and the way there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.naming import floor_name
from kiosk.guidance.places import Place
from kiosk.matters.sentences import fill
from kiosk.ui import floor_plan_item  # noqa: F401 - a type that the QML uses
from kiosk.ui import map_words as say
from kiosk.ui.calling_board import marks_of_waits, waits_of_window
from kiosk.ui.map_parts import parts_of
from kiosk.ui.map_places import Item, PlaceKind, by_name, floors_of, kinds_of, nearest
from kiosk.ui.map_scene import MapScene
from kiosk.ui.map_signs import Mark, Scene, Wanted
from kiosk.ui.panel import Panel
from kiosk.ui.pictograms import place_icon
from kiosk.ui.view_model import ViewModel

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class MapPicture:
    """What the map screen says. ``kinds``: key, name, icon; ``items`` of the chosen kind: id, name, detail, selected;
    ``floors``: id, name, selected, here; ``chosen`` and ``chosen_detail``: the place in words ("" for none).
    """

    title: str
    floors: list[dict[str, Any]]
    kinds: list[dict[str, Any]]
    kind: str
    kind_name: str
    items: list[dict[str, Any]]
    chosen: str
    chosen_detail: str
    can_lead: bool


@QmlElement
class MapViewModel(ViewModel):
    """See :class:`MapPicture`; ``map`` is the drawn floor. About: ``level_id``, ``place_id`` (both optional)."""

    titleChanged = Signal()
    floorsChanged = Signal()
    kindsChanged = Signal()
    kindChanged = Signal()
    kindNameChanged = Signal()
    itemsChanged = Signal()
    chosenChanged = Signal()
    chosenDetailChanged = Signal()
    canLeadChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._parts = parts_of(panel)
        self._scene = MapScene(self._parts, self)
        self._scene.tapped.connect(self.choose)
        self._kinds = kinds_of(self._parts.venue)
        self._kind: PlaceKind | None = None
        self._chosen: Place | None = None
        home = self._parts.home_level
        known = {level.id for level in self._parts.venue.levels}
        self._level_id = str(about.get("level_id", ""))
        if self._level_id not in known:
            self._level_id = home.id if home is not None else ""
        if about.get("place_id"):
            self._choose(self._parts.place(str(about["place_id"])))
        self.refresh()

    def refresh(self) -> None:
        self._show(refit=False)

    def sentence(self) -> str:
        picture: MapPicture = self.shown
        return (picture.chosen and f"{picture.chosen} {picture.chosen_detail}") or picture.title

    def _show(self, *, refit: bool) -> None:
        self.show(self._derived())
        if not self._level_id:
            return
        chosen = self._chosen if self._chosen is not None and self._chosen.level_id == self._level_id else None
        panel = self._parts.panel
        here = Mark(panel.at, self.read(say.HERE)) if panel and panel.level_id == self._level_id else None
        spot = self.panel.way.spot(chosen.id) if chosen else None
        number = spot.number if spot is not None and spot.number is not None else ""
        pin = Mark(chosen.at, self.shown.chosen, icon=self._icon(chosen), number=number) if chosen else None
        gates = marks_of_waits(self.panel, self._level_id, self._parts.venue)
        wanted = Wanted(here=here, here_bearing=panel.bearing_deg if panel and here else None, pin=pin, gates=gates)
        ids = frozenset({chosen.id}) if chosen else frozenset[str]()
        scene = Scene(self._level_id, self.panel.visit.language, wanted, chosen=ids)
        self._scene.see(scene, refit=refit or (chosen is not None and not self._scene.seen(chosen.at)))

    def _derived(self) -> MapPicture:
        venue, language = self._parts.venue, self.panel.visit.language
        home = self._parts.panel.level_id if self._parts.panel is not None else ""
        floors = floors_of(venue)
        title = next((name for level, name in floors if level.id == self._level_id), say.PLACE)
        return MapPicture(
            title=self.read(fill(say.FLOOR_PLAN, floor=title)),
            floors=[
                {
                    "id": level.id,
                    "name": self.read(name),
                    "selected": level.id == self._level_id,
                    "here": level.id == home,
                }
                for level, name in floors
            ],
            kinds=[
                {"key": kind.key, "name": kind.name.within(language), "icon": place_icon(kind.icon)}
                for kind in self._kinds
            ],
            kind=self._kind.key if self._kind else "",
            kind_name=self._kind.name.within(language) if self._kind else "",
            items=[self._row(item) for item in self._items()],
            chosen=self.read(self._name()) if self._chosen else self.read(say.CHOOSE),
            chosen_detail=self._detail(),
            can_lead=self._chosen is not None and self._parts.panel is not None,
        )

    def _items(self) -> tuple[Item, ...]:
        """The chosen kind's places: those of this floor first, else of the whole building, nearest first."""
        if self._kind is None:
            return ()
        items = self._kind.items
        if self._kind.key in {"window", "room"}:
            return by_name(item for item in items if item.level_id == self._level_id)
        return nearest(items, self._parts.venue, self._parts.panel)

    def _row(self, item: Item) -> dict[str, Any]:
        level = self._parts.venue.level(item.level_id)
        return {
            "id": item.id,
            "name": item.sign or self.read(item.name),
            "reader": self.read(say.window_name(item.sign)) if item.sign else self.read(item.name),
            "detail": "" if self._kind and self._kind.key in {"window", "room"} else self.read(floor_name(level)),
            "selected": self._chosen is not None and item.id == self._chosen.id,
        }

    def _name(self) -> Text:
        assert self._chosen is not None
        spot = self.panel.way.spot(self._chosen.id)
        if spot is not None and spot.number is not None:
            return say.window_name(spot.number)
        for kind in self._kinds:
            for item in kind.items:
                if item.id == self._chosen.id:
                    return item.name
        return self._chosen.name or (spot.name if spot else say.PLACE)

    def _icon(self, place: Place) -> str:
        spot = self.panel.way.spot(place.id)
        return "" if spot is None or spot.number is not None else place_icon(spot.icon)

    def _detail(self) -> str:
        """The floor and, if one can walk there, how far it is."""
        if self._chosen is None:
            return ""
        level = self._parts.venue.level(self._chosen.level_id)
        spot = self.panel.way.spot(self._chosen.id)
        reach = self.panel.way.reach(spot, self.panel.visit.profile)
        where = floor_name(level)
        if reach is not None:
            metres = max(1, round(reach.metres))
            where = fill(say.FROM_HERE, floor=where, metres=metres, minutes=reach.minutes)
        waits = waits_of_window(self.panel, spot.number) if spot is not None and spot.number else EMPTY
        return " · ".join(part for part in (self.read(where), self.read(waits)) if part)

    def _choose(self, place: Place | None) -> None:
        self._chosen = place
        if place is not None:
            self._level_id = place.level_id

    @Slot(str)
    def showFloor(self, level_id: str) -> None:
        """Another floor."""
        if any(level.id == level_id for level in self._parts.venue.levels):
            self._level_id = level_id
            self._show(refit=True)
            self.panel.speak(self.shown.title)

    @Slot(str)
    def showKind(self, key: str) -> None:
        """A kind of place: its nearest one is chosen; "" goes back to all kinds."""
        self._kind = next((kind for kind in self._kinds if kind.key == key), None)
        if self._kind is not None:
            items = nearest(self._kind.items, self._parts.venue, self._parts.panel)
            if items and self._kind.key not in {"window", "room"}:
                self._choose(self._parts.place(items[0].id))
            elif items and not any(item.level_id == self._level_id for item in items):
                self._level_id = items[0].level_id
        self._show(refit=False)
        if self._kind is not None and self._chosen is not None:
            self.panel.speak(self.sentence())

    @Slot(str)
    def choose(self, place_id: str) -> None:
        """This place, by a key or a finger on the map."""
        connector = next((c for c in self._parts.venue.connectors if c.id == place_id), None)
        if connector is not None:
            on_floor = [stop.unit_id for stop in connector.stops if stop.level_id == self._level_id]
            place_id = on_floor[0] if on_floor else place_id
        place = self._parts.place(place_id)
        if place is None:
            return
        self._choose(place)
        self._show(refit=False)
        self.panel.speak(self.sentence())

    @Slot()
    def lead(self) -> None:
        """The way to the chosen place."""
        if self._chosen is not None:
            self.panel.go("route", {"target_id": self._chosen.id})

    @Slot()
    def showHere(self) -> None:
        """Back to the floor of this panel."""
        home = self._parts.home_level
        if home is not None:
            self._level_id = home.id
            self._show(refit=True)

    @Property(QObject, constant=True)
    def map(self) -> QObject:
        return self._scene

    @Property(str, notify=titleChanged)
    def title(self) -> str:
        return str(self.shown.title)

    @Property(list, notify=floorsChanged)
    def floors(self) -> list[dict[str, Any]]:
        return list(self.shown.floors)

    @Property(list, notify=kindsChanged)
    def kinds(self) -> list[dict[str, Any]]:
        return list(self.shown.kinds)

    @Property(str, notify=kindChanged)
    def kind(self) -> str:
        return str(self.shown.kind)

    @Property(str, notify=kindNameChanged)
    def kindName(self) -> str:
        return str(self.shown.kind_name)

    @Property(list, notify=itemsChanged)
    def items(self) -> list[dict[str, Any]]:
        return list(self.shown.items)

    @Property(str, notify=chosenChanged)
    def chosen(self) -> str:
        return str(self.shown.chosen)

    @Property(str, notify=chosenDetailChanged)
    def chosenDetail(self) -> str:
        return str(self.shown.chosen_detail)

    @Property(bool, notify=canLeadChanged)
    def canLead(self) -> bool:
        return bool(self.shown.can_lead)
