"""The map on a screen: which floor, which part of it, what stands over it; QML draws what this says."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Property, QObject, QPointF, QRectF, Signal, Slot
from PySide6.QtQml import QmlElement
from shapely.geometry import Point

from kiosk.guidance.boxes import Box
from kiosk.guidance.drawing import FloorPicture, SpotKind, hit
from kiosk.guidance.labels import candidates
from kiosk.guidance.placing import Sizes, place
from kiosk.guidance.venue import XY
from kiosk.ui.map_colours import map_colours
from kiosk.ui.map_frame import PAN_STEP, ZOOM_STEP, Frame, fitted, surroundings
from kiosk.ui.map_paint import Sheet, label_boxes, measured
from kiosk.ui.map_parts import MapParts
from kiosk.ui.map_signs import Card, Dress, Scene, Signs, corridor, plan_signs

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_NEAREST_MM_PER_M = 42.0  # the most one can zoom in
_FITTED_MM_PER_M = 12.0  # a short walk is not blown up further than this
_AROUND_M = 5.0
_LEAST_M = 18.0
_REACH_MM = 12.0


@QmlElement
class MapScene(QObject):
    """Owns the frame. ``changed``: the signs moved; ``repainted``: the floor must be painted; ``faded``: another floor;
    ``glided``: the same floor, moved by (dx, dy) px and grown by a factor, for a short animation.
    """

    changed = Signal()
    repainted = Signal()
    faded = Signal()
    glided = Signal(float, float, float)
    tapped = Signal(str)

    def __init__(self, parts: MapParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._dress = Dress(0, 0, 2.0, 16.0, 12.0, 20.0)
        self._scene: Scene | None = None
        self._frame: Frame | None = None
        self._signs = Signs()
        self._sheet: Sheet | None = None
        self._past: Sheet | None = None
        self._kept_clear: Box | None = None

    @property
    def sheet(self) -> Sheet | None:
        """What is painted now; None before the first size is known."""
        return self._sheet

    @property
    def past_sheet(self) -> Sheet | None:
        """What was painted before the last change of floors."""
        return self._past

    @property
    def signs(self) -> Signs:
        return self._signs

    def see(self, scene: Scene, *, refit: bool = True) -> None:
        """Show this. ``refit`` False keeps the part of the floor the visitor has chosen, if the floor is the same."""
        before, self._scene = self._scene, scene
        other_floor = before is not None and before.level_id != scene.level_id
        if refit or other_floor:
            self._frame = None
        if other_floor:
            self._past = self._sheet
        self._derive()
        if other_floor and self._sheet is not None:
            self.faded.emit()

    @Slot(float, float, float, int, int, int, bool)
    def dress(
        self, width: float, height: float, unit: float, text: int, small: int, title: int, high_contrast: bool
    ) -> None:
        """The view's size in px, px of a millimetre, letter heights, and the theme."""
        dress = Dress(width, height, unit, text, small, title, high_contrast)
        if dress != self._dress:
            if (width, height, unit) != (self._dress.width, self._dress.height, self._dress.unit):
                self._frame = None
            self._dress = dress
            self._derive()

    @Slot(float, float, float, float)
    def keepClear(self, x: float, y: float, width: float, height: float) -> None:
        """Something of the screen's own stands here over the map (px): no card and no name goes under it."""
        box = (x, y, x + width, y + height) if width > 0 and height > 0 else None
        if box != self._kept_clear:
            self._kept_clear, self._frame = box, None
            self._derive()

    def _derive(self) -> None:
        scene, dress = self._scene, self._dress
        if scene is None or dress.width < 50 or dress.height < 50:
            return
        picture = self._parts.picture(scene.level_id)
        if self._frame is None:
            self._frame = self._fitted(picture, scene)
        frame, page = self._frame, picture.page
        plates = [spot.at for spot in picture.spots if spot.kind is SpotKind.WINDOW]
        self._signs = plan_signs(scene.wanted, frame, page, dress, measured, kept_clear=self._kept_clear, plates=plates)
        wanted = candidates(picture, scene.language, hidden=scene.targets | scene.chosen)
        dx, dy = frame.shift()
        reserved = [(b[0] - dx, b[1] - dy, b[2] - dx, b[3] - dy) for b in self._signs.reserved]
        sizes = Sizes(dress.text, dress.small, dress.small, dress.text * 1.45, dress.unit * 1.6)
        blocked = corridor(scene.wanted.walk, page, frame, dress)
        labels = place(wanted, frame.scale, sizes, measured, self._labelled(frame), reserved, blocked)
        colours = map_colours(high_contrast=dress.high_contrast, muted=scene.muted)
        self._sheet = Sheet(picture, frame, labels, colours, dress.unit, scene.targets, scene.chosen)
        self.changed.emit()
        self.repainted.emit()

    def _labelled(self, frame: Frame) -> Box:
        """Labels keep a little off the edge of the view."""
        edge = 1.5 * self._dress.unit / frame.scale
        left, top, right, bottom = frame.seen
        return (left + edge, top + edge, right - edge, bottom - edge)

    def _margins(self) -> tuple[float, float, float, float]:
        edge = 6.0 * self._dress.unit
        clear, middle = self._kept_clear, self._dress.width / 2
        top = clear[3] if clear is not None and clear[0] < middle < clear[2] else 0.0
        return (edge, edge + top, edge, edge)

    def _whole(self, picture: FloorPicture) -> Frame:
        return fitted(picture.box, self._dress.width, self._dress.height, self._margins())

    def _fitted(self, picture: FloorPicture, scene: Scene) -> Frame:
        """The whole floor, or the walk with what lies around it."""
        whole = self._whole(picture)
        if not scene.focus:
            return whole
        around = surroundings([picture.page.at(xy) for xy in scene.focus], _AROUND_M, _LEAST_M)
        close = fitted(around, self._dress.width, self._dress.height, self._margins())
        most = max(_FITTED_MM_PER_M * self._dress.unit, whole.scale)
        return replace(close, scale=min(max(close.scale, whole.scale), most)).within(
            picture.box, whole.scale, max(most, whole.scale)
        )

    def _go(self, frame: Frame) -> None:
        """Look at another part of the same floor, and say how it moved."""
        if self._frame is None or self._scene is None:
            return
        picture = self._parts.picture(self._scene.level_id)
        whole = self._whole(picture)
        before = self._frame
        most = max(_NEAREST_MM_PER_M * self._dress.unit, whole.scale * ZOOM_STEP)
        self._frame = frame.within(picture.box, whole.scale, most)
        if self._frame == before:
            return
        ratio = before.scale / self._frame.scale
        centre = before.px(self._frame.centre)
        self._derive()
        self.glided.emit(centre[0] - before.width / 2, centre[1] - before.height / 2, ratio)

    @Slot(float, float)
    def pan(self, right: float, down: float) -> None:
        """Look further: in steps of the view."""
        if self._frame is not None:
            self._go(self._frame.moved(right * PAN_STEP * self._frame.width, down * PAN_STEP * self._frame.height))

    def _held_point(self) -> XY | None:
        """What stays where it is while the scale changes: a chosen place; None for the middle."""
        return self._signs.pin.point if self._signs.pin is not None else None

    @Slot()
    def zoomIn(self) -> None:
        if self._frame is not None:
            self._go(self._frame.zoomed(ZOOM_STEP, self._held_point()))

    @Slot()
    def zoomOut(self) -> None:
        if self._frame is not None:
            self._go(self._frame.zoomed(1 / ZOOM_STEP, self._held_point()))

    @Slot(float, float, float, float, float)
    def settle(self, dx: float, dy: float, factor: float, x: float, y: float) -> None:
        """A gesture has ended: dragged by (dx, dy) px, pinched by ``factor`` about (x, y) px."""
        if self._frame is not None:
            self._go(self._frame.zoomed(factor, (x, y)).moved(-dx, -dy))

    @Slot()
    def showAll(self) -> None:
        """The whole floor."""
        if self._scene is not None:
            self._go(self._whole(self._parts.picture(self._scene.level_id)))

    @Slot(float, float)
    def tap(self, x: float, y: float) -> None:
        """A finger on the map: says what it means, if anything."""
        if self._frame is None or self._scene is None:
            return
        picture = self._parts.picture(self._scene.level_id)
        at = self._frame.page((x, y))
        for box, label in zip(self.label_boxes(), self._sheet.labels if self._sheet else (), strict=False):
            if box[0] <= x <= box[2] and box[1] <= y <= box[3] and label.ids:
                self.tapped.emit(label.ids[0])
                return
        found = hit(picture, at, _REACH_MM * self._dress.unit / self._frame.scale)
        if found is not None:
            self.tapped.emit(found)

    def label_boxes(self) -> list[Box]:
        """Where labels stand, in px of the view."""
        return label_boxes(self._sheet) if self._sheet is not None else []

    def seen(self, at: XY) -> bool:
        """Whether a point of the shown floor (venue metres) is in view."""
        if self._frame is None or self._scene is None:
            return False
        x, y = self._frame.px(self._parts.picture(self._scene.level_id).page.at(at))
        return 0 <= x <= self._frame.width and 0 <= y <= self._frame.height

    @Property(bool, notify=changed)
    def canZoomIn(self) -> bool:
        if self._frame is None or self._scene is None:
            return False
        whole = self._whole(self._parts.picture(self._scene.level_id))
        return self._frame.scale < max(_NEAREST_MM_PER_M * self._dress.unit, whole.scale * ZOOM_STEP) - 1e-6

    @Property(bool, notify=changed)
    def canZoomOut(self) -> bool:
        if self._frame is None or self._scene is None:
            return False
        return self._frame.scale > self._whole(self._parts.picture(self._scene.level_id)).scale + 1e-6

    @Property(list, notify=changed)
    def walk(self) -> list[QPointF]:
        return [QPointF(x, y) for x, y in self._signs.walk]

    @Property(float, notify=changed)
    def lineWidth(self) -> float:
        return self._signs.line_px

    @Property(bool, notify=changed)
    def hasHere(self) -> bool:
        return self._signs.here is not None

    @Property(QPointF, notify=changed)
    def here(self) -> QPointF:
        return QPointF(*(self._signs.here or (0.0, 0.0)))

    @Property(bool, notify=changed)
    def hasCone(self) -> bool:
        return self._signs.here_angle is not None

    @Property(float, notify=changed)
    def coneAngle(self) -> float:
        return self._signs.here_angle or 0.0

    @Property(bool, notify=changed)
    def hasGoal(self) -> bool:
        return self._signs.goal is not None

    @Property(QPointF, notify=changed)
    def goal(self) -> QPointF:
        return QPointF(*(self._signs.goal or (0.0, 0.0)))

    @Property(str, notify=changed)
    def goalNumber(self) -> str:
        return self._signs.goal_number

    @Property(QRectF, notify=changed)
    def goalPlate(self) -> QRectF:
        left, top, right, bottom = self._signs.goal_box or (0.0, 0.0, 0.0, 0.0)
        return QRectF(left, top, right - left, bottom - top)

    @Property(bool, notify=changed)
    def hasStep(self) -> bool:
        return self._signs.step is not None

    @Property(QPointF, notify=changed)
    def step(self) -> QPointF:
        return QPointF(*(self._signs.step or (0.0, 0.0)))

    @Property(bool, notify=changed)
    def hasPin(self) -> bool:
        return self._signs.pin is not None

    @Property(str, notify=changed)
    def pinNumber(self) -> str:
        return self._signs.pin_number if self._signs.pin is not None else ""

    @Property(QRectF, notify=changed)
    def pinPlate(self) -> QRectF:
        left, top, right, bottom = self._signs.pin_box or (0.0, 0.0, 0.0, 0.0)
        return QRectF(left, top, right - left, bottom - top)

    @Property(QPointF, notify=changed)
    def pin(self) -> QPointF:
        return QPointF(*(self._signs.pin.point if self._signs.pin else (0.0, 0.0)))

    @Property(list, notify=changed)
    def cards(self) -> list[dict[str, object]]:
        """The cards over the floor: x, y, width, height, toX, toY (what they point at), title, detail, icon, kind."""
        signs = self._signs
        out = [_card("here", signs.here_card), _card("goal", signs.goal_card), _card("pin", signs.pin)]
        out += [_card("gate", gate) for gate in signs.gates]
        return [card for card in out if card]

    @Property(list, notify=changed)
    def labelBoxes(self) -> list[dict[str, float]]:
        """Where the painted labels stand (x, y, width, height in px), for the audit."""
        return [_box(box) for box in self.label_boxes()]

    @Property(str, notify=changed)
    def spoken(self) -> str:
        """What a screen reader says about the map: the floor's name."""
        if self._scene is None:
            return ""
        return self._parts.venue.level(self._scene.level_id).name.within(self._scene.language)

    def on_floor(self, at: XY) -> bool:
        """Whether a point (venue metres) lies on the shown floor's ground."""
        if self._scene is None:
            return False
        picture = self._parts.picture(self._scene.level_id)
        return bool(picture.ground.buffer(1.0).covers(Point(picture.page.at(at))))


def _box(box: Box) -> dict[str, float]:
    return {"x": box[0], "y": box[1], "width": box[2] - box[0], "height": box[3] - box[1]}


def _card(kind: str, card: Card | None) -> dict[str, object]:
    if card is None:
        return {}
    words: dict[str, object] = {"title": card.title, "detail": card.detail, "icon": card.icon, "kind": kind}
    return {**_box(card.box), **words, "toX": card.point[0], "toY": card.point[1]}
