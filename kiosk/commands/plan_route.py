"""``kiosk plan route``: the way from one place to another through a plan, in words and as a line."""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.guidance.directions import describe, summary
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.journey import PROFILES, Leg, Profile, Route, Step
from kiosk.guidance.places import Place, find_place, place_of
from kiosk.guidance.routes import Guide, NoWay
from kiosk.guidance.venue import LocalFrame, Panel, Switches, Venue

_LENGTH = Text(
    zh="全长 {length:.0f} 米，约 {minutes:.1f} 分钟，最窄处离障碍物 {clearance:.2f} 米。",
    en="{length:.0f} m, {minutes:.1f} minutes; never nearer than {clearance:.2f} m to anything.",
)


def declare(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk plan route``."""
    # "-3.2,1,0" is a point, not an option; argparse has no public word for that
    parser._negative_number_matcher = re.compile(r"^-[\d.]")
    parser.add_argument("plan", type=Path, metavar="PLAN", help="an IMDF folder or zip")
    parser.add_argument("--from", dest="origin", metavar="ID|X,Y,LEVEL", help="default: the plan's first panel")
    goal = parser.add_mutually_exclusive_group(required=True)
    goal.add_argument("--to", dest="target", metavar="ID|X,Y,LEVEL", help="an id or a window number")
    goal.add_argument("--all", action="store_true", help="to every destination, one JSON object a line")
    parser.add_argument("--profile", choices=tuple(PROFILES), default="walk")
    parser.add_argument("--closed", metavar="ID,ID", default="", help="connectors, openings, units or zones out of use")
    parser.add_argument("--language", choices=("zh", "en"), default=_own_language(), help="of the words for people")
    parser.add_argument("--json", action="store_true", help="one JSON object; see docs/commands/plan-route.md")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when there is a way (with --all: to everything), 1 when not; bad input raises a KioskError (exit 2)."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # names of a plan may hold what the terminal cannot show
        sys.stdout.reconfigure(errors="backslashreplace")
    venue = read_plan(arguments.plan).venue
    origin = _origin(venue, arguments.origin)
    switches = _switches(venue, arguments.closed)
    profile = PROFILES[arguments.profile]
    if arguments.all:
        failed = 0
        for line in every_route(Guide(venue), origin, profile, switches):
            failed += "error" in line
            print(json.dumps(line, ensure_ascii=False), flush=True)
        return 1 if failed else 0
    target = find_place(venue, arguments.target)
    try:
        route = Guide(venue).route(origin, target, profile, switches)
    except NoWay as no_way:
        if arguments.json:
            print(json.dumps(_refused(venue.frame, origin, target, profile, no_way), ensure_ascii=False, indent=1))
        else:
            print(no_way.text.within(arguments.language))
        return 1
    steps = describe(venue, route, _bearing(venue, origin))
    if arguments.json:
        print(json.dumps(as_json(venue.frame, route, steps), ensure_ascii=False, indent=1))
    else:
        print("\n".join(in_words(route, steps, arguments.language)))
    return 0


def every_route(guide: Guide, origin: Place, profile: Profile, switches: Switches) -> Iterator[dict[str, Any]]:
    """The route from one place to each window, occupant, amenity and unit, as documented; refusals too."""
    venue = guide.venue
    bearing = _bearing(venue, origin)
    for thing in venue.destinations():
        if isinstance(thing, Panel) or thing.id == origin.id:
            continue
        target = place_of(thing)
        about = {"kind": target.kind, "name": dict(target.name)}
        try:
            route = guide.route(origin, target, profile, switches)
        except NoWay as no_way:
            yield _refused(venue.frame, origin, target, profile, no_way) | about
        else:
            yield as_json(venue.frame, route, describe(venue, route, bearing)) | about


def as_json(frame: LocalFrame, route: Route, steps: tuple[Step, ...]) -> dict[str, Any]:
    """The documented contract of one route."""
    return {
        "from": route.origin_id,
        "to": route.target_id,
        "profile": route.profile,
        "length_m": round(route.length_m, 3),
        "seconds": round(route.seconds, 1),
        "min_clearance_m": round(route.min_clearance_m, 4),
        "legs": [_leg(frame, leg) for leg in route.legs],
        "steps": [_step(step) for step in steps],
    }


def in_words(route: Route, steps: tuple[Step, ...], language: str) -> Iterator[str]:
    """The route for people: numbered steps, how far and how long."""
    yield summary(route).within(language)
    yield from (f"{number}. {step.text.within(language)}" for number, step in enumerate(steps, 1))
    facts = _LENGTH.within(language)
    yield facts.format(length=route.length_m, minutes=route.seconds / 60, clearance=route.min_clearance_m)


def _leg(frame: LocalFrame, leg: Leg) -> dict[str, Any]:
    return {
        "level_id": leg.level_id,
        "connector_id": leg.connector_id,
        "connector_kind": leg.connector_kind.value if leg.connector_kind is not None else None,
        "points": [[round(x, 4), round(y, 4)] for x, y in leg.points],
        "lonlat": _lonlat(frame, leg.points),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "zh": step.text.within("zh"),
        "en": step.text.within("en"),
        "level_id": step.level_id,
        "at": [round(step.at[0], 4), round(step.at[1], 4)],
        "turn": step.turn.value,
        "distance_m": round(step.distance_m, 2),
        "landmark_id": step.landmark_id,
    }


def _refused(frame: LocalFrame, origin: Place, target: Place, profile: Profile, no_way: NoWay) -> dict[str, Any]:
    nearest = None
    if no_way.nearest is not None:
        at = no_way.nearest.at
        nearest = {
            "level_id": no_way.nearest.level_id,
            "at": [round(v, 4) for v in at],
            "lonlat": _lonlat(frame, (at,))[0],
        }
    return {
        "from": origin.id,
        "to": target.id,
        "profile": profile.id,
        "error": dict(no_way.text),
        "reason": no_way.reason,
        "nearest": nearest,
    }


def _lonlat(frame: LocalFrame, points: tuple[tuple[float, float], ...]) -> list[list[float]]:
    return [[round(float(v), 9) for v in pair] for pair in frame.to_lonlat(np.array(points))]


def _origin(venue: Venue, reference: str | None) -> Place:
    if reference:
        return find_place(venue, reference)
    if venue.panels:
        return place_of(venue.panels[0])
    raise KioskError(
        "The plan has no panel to start from.", where="--from", remedy="Give --from ID or --from X,Y,LEVEL."
    )


def _bearing(venue: Venue, origin: Place) -> float | None:
    return next((panel.bearing_deg for panel in venue.panels if panel.id == origin.id), None)


def _switches(venue: Venue, words: str) -> Switches:
    closed = frozenset(word.strip() for word in words.split(",") if word.strip())
    switched: list[Any] = [*venue.connectors, *venue.openings, *venue.units, *venue.zones]
    unknown = closed - {thing.id for thing in switched}
    if unknown:
        raise KioskError(
            f"Nothing that can be closed has the id {sorted(unknown)[0]!r}.",
            where="--closed",
            remedy="Give ids of connectors, openings, units, sections or geofences of this plan.",
        )
    return Switches(closed)


def _own_language() -> str:
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if language.startswith("zh") else "en"
