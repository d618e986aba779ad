"""The way on a screen: the drawn floor, the steps as cards, the floors of the way, and the text for a phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.guidance.journey import PROFILES, Leg, Step
from kiosk.guidance.labels import in_chinese_too
from kiosk.guidance.naming import floor_name
from kiosk.matters.matters import Matter
from kiosk.matters.sentences import fill
from kiosk.ui import floor_plan_item, map_qr  # noqa: F401 - types that the QML uses
from kiosk.ui import map_words as say
from kiosk.ui.map_parts import MapParts, Way, parts_of
from kiosk.ui.map_route import Moment
from kiosk.ui.map_scene import MapScene
from kiosk.ui.panel import Panel
from kiosk.ui.pictograms import TURNS
from kiosk.ui.view_model import ViewModel
from kiosk.ui.words import tell

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_HEADED = Text(zh="{title}，{distance}", en="{title}, {distance}")


@dataclass(frozen=True, slots=True)
class RoutePicture:
    """What the route screen says. ``steps``: text, icon, floor, bring (a reminder, no step); ``legs``: the strip."""

    title: str
    found: bool
    sorry: str
    advice: str
    distance: str
    minutes: str
    steps: list[dict[str, Any]]
    current: int
    profiles: list[dict[str, Any]]
    legs: list[dict[str, Any]]
    leg: int
    phone: str


def find_way(parts: MapParts, target_id: str, profile: str) -> tuple[Way | None, str]:
    """The way, or None and why there is none: a key of ``map_words.NO_WAY``."""
    if parts.place(target_id) is None:
        return None, "unknown"
    try:
        return parts.ways.way(target_id, profile), ""
    except KioskError as error:
        reason = str(getattr(error, "reason", "unreachable"))
        return None, reason if reason in say.NO_WAY else "unreachable"


@QmlElement
class RouteViewModel(ViewModel):
    """See :class:`RoutePicture`; ``map`` is the drawn floor. About: ``target_id``, ``matter_code`` (optional)."""

    titleChanged = Signal()
    foundChanged = Signal()
    sorryChanged = Signal()
    adviceChanged = Signal()
    distanceChanged = Signal()
    minutesChanged = Signal()
    stepsChanged = Signal()
    currentChanged = Signal()
    profilesChanged = Signal()
    legsChanged = Signal()
    legChanged = Signal()
    phoneChanged = Signal()
    routed = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._parts = parts_of(panel)
        self._scene = MapScene(self._parts, self)
        self._target_id = str(about.get("target_id", ""))
        self._place = self._parts.place(self._target_id)
        page = panel.way.matter_page(str(about["matter_code"])) if about.get("matter_code") else None
        self._matter: Matter | None = page.matter if page else None
        self._way: Way | None = None
        self._reason = ""
        self._profile = ""
        self._current = 0
        self._leg = 0
        self.refresh()

    def refresh(self) -> None:
        profile = self.panel.visit.profile
        if profile != self._profile or self._way is None:
            self._profile = profile
            self._way, self._reason = find_way(self._parts, self._target_id, profile)
            self._current = self._leg = 0
        self._show()

    def sentence(self) -> str:
        """The title and every step, as one thing to hear."""
        picture: RoutePicture = self.shown
        language = self.panel.visit.language
        if not picture.found:
            return tell(language, picture.sorry, picture.advice)
        steps = [step.text.within(language) for step in self._steps]
        return tell(language, self.read(fill(_HEADED, title=picture.title, distance=picture.distance)), *steps)

    @property
    def _steps(self) -> tuple[Step, ...]:
        return self._way.steps if self._way is not None else ()

    @property
    def _legs(self) -> list[Leg]:
        return say.legs_of(self._way.route.legs) if self._way is not None else []

    def _show(self) -> None:
        self.show(self._derived())
        self._draw()

    def _derived(self) -> RoutePicture:
        place = self._place_name()
        title = self.read(say.title_of(place, self._matter))
        metres = max(1, round(self._way.route.length_m)) if self._way else 0
        minutes = max(1, -(-round(self._way.route.seconds) // 60)) if self._way else 0
        distance = self.read(fill(say.DISTANCE[self._profile], metres=metres)) if self._way else ""
        bring = self.read(say.bring_list(self._matter))
        otherwise = say.NO_WAY_ADVICE.get(self._reason, say.NO_WAY_OTHERWISE)
        return RoutePicture(
            title=title,
            found=self._way is not None,
            sorry="" if self._way else self.read(fill(say.NO_WAY[self._reason], place=place)),
            advice="" if self._way else self.read(otherwise),
            distance=distance,
            minutes=self.read(fill(say.MINUTES, minutes=minutes)) if self._way else "",
            steps=[self._card(i, step) for i, step in enumerate(self._steps)] + self._reminder(bring),
            current=self._current,
            profiles=[self._profile_key(profile) for profile in PROFILES],
            legs=self._strip(),
            leg=self._leg,
            phone=say.phone_text(title, distance, self._steps, bring, self.panel.visit.language) if self._way else "",
        )

    def _place_name(self) -> Text:
        spot = self.panel.way.spot(self._place.id) if self._place is not None else None
        if spot is not None and spot.number is not None:
            return say.window_name(spot.number)
        if self._place is not None and self._place.name:
            return in_chinese_too(self._place.name, self._category())
        return spot.name if spot is not None and spot.name else say.PLACE

    def _category(self) -> str:
        places = self._parts.venue.destinations()
        return next((str(getattr(place, "category", "")) for place in places if place.id == self._target_id), "")

    def _card(self, index: int, step: Step) -> dict[str, Any]:
        return {
            "text": self.read(step.text),
            "icon": TURNS[step.turn],
            "number": str(index + 1),
            "bring": False,
        }

    def _reminder(self, bring: str) -> list[dict[str, Any]]:
        return [{"text": bring, "icon": say.BRING_ICON, "number": "", "bring": True}] if bring and self._way else []

    def _profile_key(self, profile: str) -> dict[str, Any]:
        return {
            "id": profile,
            "name": self.read(say.PROFILE_NAMES[profile]),
            "icon": say.PROFILE_ICONS[profile],
            "selected": profile == self._profile,
        }

    def _strip(self) -> list[dict[str, Any]]:
        """The floors of the way, each with what takes one to the next."""
        out: list[dict[str, Any]] = []
        for leg in self._legs:
            level = self._parts.venue.level(leg.level_id)
            by = leg.connector_kind
            out.append(
                {
                    "name": self.read(floor_name(level)),
                    "by": self.read(say.by_connector(by)) if by is not None else "",
                    "icon": say.connector_icon(by) if by is not None else "",
                }
            )
        return out

    def _draw(self) -> None:
        """Tell the map what to show. A step on the same leg moves no map, unless the leg would be out of view."""
        moment = Moment(
            self._parts,
            self.panel.way,
            self.panel.visit.language,
            self._place,
            self._place_name(),
            self._legs,
            self._steps,
            self._leg,
            self._current,
        )
        scene = moment.scene()
        if scene is not None:
            self._scene.see(scene, refit=not all(self._scene.seen(point) for point in scene.focus))

    def _choose(self, index: int, *, aloud: bool) -> None:
        count = len(self.shown.steps)
        if not 0 <= index < count:
            return
        self._current = index
        if index < len(self._steps):
            self._leg = self._leg_of(self._steps[index])
            if aloud:
                self.panel.speak(self._steps[index].text.within(self.panel.visit.language))
        self._show()

    def _leg_of(self, step: Step) -> int:
        """The leg a step belongs to; a floor that is crossed twice keeps to the leg of the moment."""
        fitting = [i for i, leg in enumerate(self._legs) if leg.level_id == step.level_id]
        return self._leg if self._leg in fitting or not fitting else min(fitting, key=lambda i: abs(i - self._leg))

    @Slot()
    def next(self) -> None:
        """The next step, aloud."""
        self._choose(self._current + 1, aloud=True)

    @Slot()
    def previous(self) -> None:
        """The step before, aloud."""
        self._choose(self._current - 1, aloud=True)

    @Slot(int)
    def choose(self, index: int) -> None:
        """This step."""
        self._choose(index, aloud=True)

    @Slot(int)
    def showLeg(self, index: int) -> None:
        """Another floor of the way, with its first step."""
        if not 0 <= index < len(self._legs):
            return
        level_id = self._legs[index].level_id
        self._leg = index
        first = next((i for i, step in enumerate(self._steps) if step.level_id == level_id), self._current)
        self._current = first
        self._show()

    @Slot(str)
    def walkAs(self, profile: str) -> None:
        """Another way of walking, for this visit."""
        self.panel.visit.walk_as(profile)
        self.refresh()
        self.routed.emit()
        self.panel.speak(self.sentence())

    @Slot()
    def replay(self) -> None:
        """Hear the way again; pressing this asks for a voice, whatever the bar says."""
        self.panel.speaker.say(self.sentence(), self.panel.visit.language)

    @Slot()
    def openMap(self) -> None:
        """The whole building."""
        self.panel.go("map", {"place_id": self._target_id})

    @Property(QObject, constant=True)
    def map(self) -> QObject:
        return self._scene

    @Property(str, notify=titleChanged)
    def title(self) -> str:
        return str(self.shown.title)

    @Property(bool, notify=foundChanged)
    def found(self) -> bool:
        return bool(self.shown.found)

    @Property(str, notify=sorryChanged)
    def sorry(self) -> str:
        return str(self.shown.sorry)

    @Property(str, notify=adviceChanged)
    def advice(self) -> str:
        return str(self.shown.advice)

    @Property(str, notify=distanceChanged)
    def distance(self) -> str:
        return str(self.shown.distance)

    @Property(str, notify=minutesChanged)
    def minutes(self) -> str:
        return str(self.shown.minutes)

    @Property(list, notify=stepsChanged)
    def steps(self) -> list[dict[str, Any]]:
        return list(self.shown.steps)

    @Property(int, notify=currentChanged)
    def current(self) -> int:
        return int(self.shown.current)

    @Property(list, notify=profilesChanged)
    def profiles(self) -> list[dict[str, Any]]:
        return list(self.shown.profiles)

    @Property(list, notify=legsChanged)
    def legs(self) -> list[dict[str, Any]]:
        return list(self.shown.legs)

    @Property(int, notify=legChanged)
    def leg(self) -> int:
        return int(self.shown.leg)

    @Property(str, notify=phoneChanged)
    def phone(self) -> str:
        return str(self.shown.phone)
