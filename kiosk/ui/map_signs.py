"""The signs over the floor: the walk, you-are-here, the destination and its card, lifts with their floor (no Qt)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from kiosk.guidance.boxes import Box, callout, pad
from kiosk.guidance.drawing import Page
from kiosk.guidance.venue import XY
from kiosk.guidance.wrapping import Measure
from kiosk.ui.map_frame import Frame
from kiosk.ui.map_line import along, rounded

ROUTE_MM = 8.0  # width of the line; never less than 10 px
CASING_MM = 2.2
HERE_MM = 8.0  # radius of the dot with its ring
PIN_TITLES = 2.0  # a pin's side over a card title's em
_CORNER_M = 0.5  # corners are bent inside this, which stays within the walk's clearance
_SAMPLE_MM = 12.0


@dataclass(frozen=True, slots=True)
class Dress:
    """The glass as the map sees it: px of the view, px of a millimetre, and letter heights in px."""

    width: float
    height: float
    unit: float
    text: float
    small: float
    title: float
    high_contrast: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to point at, in metres of the venue, with the words of its card."""

    at: XY
    title: str
    detail: str = ""
    icon: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What stands over the floor that is shown; everything in metres of the venue."""

    walk: tuple[XY, ...] = ()
    here: Mark | None = None
    here_bearing: float | None = None
    goal: Mark | None = None
    gates: tuple[Mark, ...] = ()
    step: XY | None = None
    pin: Mark | None = None


@dataclass(frozen=True)
class Scene:
    """What a screen wants to see: a floor, what stands over it, what is hidden under signs, what is coloured."""

    level_id: str
    language: str
    wanted: Wanted = field(default_factory=Wanted)
    focus: tuple[XY, ...] = ()
    targets: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A card near a point: its box and the point in px of the view, its words and pictogram."""

    box: Box
    point: XY
    title: str
    detail: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """Where everything over the floor stands, in px of the view; what labels must keep off."""

    walk: tuple[XY, ...] = ()
    line_px: float = 10.0
    here: XY | None = None
    here_angle: float | None = None
    here_card: Card | None = None
    goal: XY | None = None
    goal_box: Box | None = None
    goal_number: str = ""
    goal_card: Card | None = None
    gates: tuple[Card, ...] = ()
    step: XY | None = None
    pin: Card | None = None
    pin_box: Box | None = None
    pin_number: str = ""
    reserved: tuple[Box, ...] = ()


def line_width(dress: Dress) -> float:
    """The route's width in px."""
    return max(10.0, ROUTE_MM * dress.unit)


def corridor(walk: Sequence[XY], page: Page, frame: Frame, dress: Dress) -> BaseGeometry | None:
    """The strip of the page (metres) that the route covers; None without a route."""
    if len(walk) < 2:
        return None
    half = (line_width(dress) / 2 + CASING_MM * dress.unit) / frame.scale
    return LineString([page.at(point) for point in walk]).buffer(half)


class _Board:
    """Places cards one after the other, each off the ones before."""

    def __init__(self, frame: Frame, page: Page, dress: Dress, measure: Measure) -> None:
        self.frame, self.page, self.dress, self.measure = frame, page, dress, measure
        self.taken: list[Box] = []
        edge = 2.0 * dress.unit
        self.view: Box = (edge, edge, frame.width - edge, frame.height - edge)

    def px(self, at: XY) -> XY:
        return self.frame.px(self.page.at(at))

    def round(self, point: XY, radius: float) -> Box:
        return (point[0] - radius, point[1] - radius, point[0] + radius, point[1] + radius)

    def sees(self, point: XY) -> bool:
        return 0 <= point[0] <= self.frame.width and 0 <= point[1] <= self.frame.height

    def card(self, mark: Mark, point: XY, away: float, *, below: bool = False) -> Card:
        """A card for ``mark`` near ``point``, at least ``away`` px off; above it if it can, or below."""
        size = card_size(mark, self.dress, self.measure)
        box = callout(size, point, self.view, self.taken, away, below=below)
        self.taken.append(pad(box, self.dress.unit * 1.5))
        return Card(box, point, mark.title, mark.detail, mark.icon)


def card_size(mark: Mark, dress: Dress, measure: Measure) -> tuple[float, float]:
    """Width and height of a card with its words, in px."""
    inner = dress.unit * 4.0
    title = measure(mark.title, dress.title, True)
    detail = measure(mark.detail, dress.text, False) if mark.detail else (0.0, 0.0)
    icon = dress.title * 1.3 + dress.unit * 1.5 if mark.icon else 0.0
    width = math.ceil(max(title[0] + icon, detail[0]) + inner * 2)
    return (width, math.ceil(title[1] + detail[1] + inner))


def plan_signs(
    wanted: Wanted,
    frame: Frame,
    page: Page,
    dress: Dress,
    measure: Measure,
    *,
    kept_clear: Box | None = None,
    plates: Sequence[XY] = (),
) -> Signs:
    """Where the walk, the dots and the cards stand. The destination is placed first, then here, then the gates.

    ``kept_clear``: px no card may cover; ``plates``: page metres of the windows, which cards rather leave readable.
    """
    board = _Board(frame, page, dress, measure)
    board.taken += [board.round(frame.px(plate), dress.small * 0.7) for plate in plates]
    if kept_clear is not None:
        board.taken.append(kept_clear)
    walk = rounded([board.px(point) for point in wanted.walk], _CORNER_M * frame.scale)
    line = line_width(dress)
    here = board.px(wanted.here.at) if wanted.here else None
    goal = board.px(wanted.goal.at) if wanted.goal else None
    goal_box = _goal_box(wanted.goal, goal, board) if wanted.goal and goal else None
    here_px = HERE_MM * dress.unit
    if here:
        board.taken.append(board.round(here, here_px))
    if goal_box:
        board.taken.append(pad(goal_box, dress.unit))
    gate_points = [board.px(gate.at) for gate in wanted.gates]
    board.taken += [board.round(point, dress.title * 0.8) for point in gate_points]
    board.taken += [board.round(point, line) for point in along(walk, _SAMPLE_MM * dress.unit)]
    goal_card = None
    if wanted.goal and goal and goal_box and board.sees(goal):
        goal_card = board.card(wanted.goal, goal, dress.unit * 4)
    here_card = (
        board.card(wanted.here, here, here_px + dress.unit, below=True)
        if wanted.here and here and board.sees(here)
        else None
    )
    gates = tuple(
        board.card(gate, point, dress.title)
        for gate, point in zip(wanted.gates, gate_points, strict=True)
        if board.sees(point)
    )
    pin, pin_box = None, None
    if wanted.pin is not None:
        point = board.px(wanted.pin.at)
        if board.sees(point):
            pin_box = _goal_box(wanted.pin, point, board)
            board.taken.append(pin_box)
            pin = board.card(wanted.pin, point, dress.title * 0.4)
    angle = page.angle(wanted.here_bearing) if wanted.here_bearing is not None else None
    cards = [card.box for card in (goal_card, here_card, *gates, pin) if card]
    around = [board.round(here, here_px)] if here else []
    around += [kept_clear] if kept_clear is not None else []
    around += [goal_box] if goal_box else []
    around += [pin_box] if pin_box else []
    return Signs(
        walk=walk,
        line_px=line,
        here=here,
        here_angle=angle,
        here_card=here_card,
        goal=goal,
        goal_box=goal_box,
        goal_number=wanted.goal.number if wanted.goal else "",
        goal_card=goal_card,
        gates=gates,
        step=board.px(wanted.step) if wanted.step else None,
        pin=pin,
        pin_box=pin_box,
        pin_number=wanted.pin.number if wanted.pin else "",
        reserved=tuple(cards + around),
    )


def _here_card(board: _Board, mark: Mark, point: XY) -> Card:
    return board.card(mark, point, (HERE_MM + 1) * board.dress.unit, below=True)


def _goal_box(mark: Mark, point: XY, board: _Board) -> Box:
    """A plate of its own for a window's number, or a pin."""
    dress = board.dress
    if not mark.number:
        return _pin_box(point, dress)
    width, height = board.measure(mark.number, dress.text, True)
    width, height = max(width + height * 0.5, height * 1.15), height * 1.15
    return (point[0] - width / 2, point[1] - height / 2, point[0] + width / 2, point[1] + height / 2)


def _pin_box(point: XY, dress: Dress) -> Box:
    """A pin of twice a title's height that stands on ``point`` with its tip."""
    side = PIN_TITLES * dress.title
    return (point[0] - side * 0.35, point[1] - side * 0.85, point[0] + side * 0.35, point[1])
