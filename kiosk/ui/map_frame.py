"""What part of a floor is seen: the window from page metres to pixels, fitted, moved and zoomed (no Qt)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.guidance.boxes import Box
from kiosk.guidance.venue import XY

ZOOM_STEP = 1.5
PAN_STEP = 0.4  # of what is seen


@dataclass(frozen=True, slots=True)
class Frame:
    """A view of ``width`` × ``height`` px whose middle shows ``centre`` (page metres) at ``scale`` px per metre."""

    width: float
    height: float
    centre: XY
    scale: float

    def px(self, page: XY) -> XY:
        """A point of the page, in px of the view."""
        x = (page[0] - self.centre[0]) * self.scale + self.width / 2
        y = (page[1] - self.centre[1]) * self.scale + self.height / 2
        return (x, y)

    def page(self, px: XY) -> XY:
        """A point of the view, in metres of the page."""
        x = (px[0] - self.width / 2) / self.scale + self.centre[0]
        y = (px[1] - self.height / 2) / self.scale + self.centre[1]
        return (x, y)

    @property
    def seen(self) -> Box:
        """What is seen, in page metres."""
        left, top = self.page((0.0, 0.0))
        right, bottom = self.page((self.width, self.height))
        return (left, top, right, bottom)

    def shift(self) -> XY:
        """What to add to page px (page metres × scale) to come to px of the view."""
        return (self.width / 2 - self.centre[0] * self.scale, self.height / 2 - self.centre[1] * self.scale)

    def moved(self, dx: float, dy: float) -> Frame:
        """The same scale, looking ``dx``, ``dy`` px further to the right and down."""
        return replace(self, centre=(self.centre[0] + dx / self.scale, self.centre[1] + dy / self.scale))

    def zoomed(self, factor: float, about: XY | None = None) -> Frame:
        """``factor`` times larger; the point ``about`` (px, the middle if not given) stays where it is."""
        about = about or (self.width / 2, self.height / 2)
        fixed = self.page(about)
        scale = self.scale * factor
        x = fixed[0] - (about[0] - self.width / 2) / scale
        y = fixed[1] - (about[1] - self.height / 2) / scale
        return replace(self, centre=(x, y), scale=scale)

    def within(self, floor: Box, least: float, most: float) -> Frame:
        """Kept between two scales, with the floor still in the middle of the view."""
        scale = min(max(self.scale, least), most)
        frame = self if scale == self.scale else replace(self, scale=scale)
        half = (frame.width / 2 / scale, frame.height / 2 / scale)
        x = _kept(frame.centre[0], floor[0], floor[2], half[0])
        y = _kept(frame.centre[1], floor[1], floor[3], half[1])
        return replace(frame, centre=(x, y))


def _kept(value: float, low: float, high: float, half: float) -> float:
    """The middle of the view along one axis: over the floor's middle where all of it is seen, else not beyond it."""
    if high - low <= 2 * half:
        return min(max(value, high - half), low + half)
    return min(max(value, low + half), high - half)


def fitted(box: Box, width: float, height: float, margins: tuple[float, float, float, float]) -> Frame:
    """``box`` (page metres) as large as it goes inside ``margins`` (px: left, top, right, bottom)."""
    left, top, right, bottom = margins
    inner = max(width - left - right, 1.0), max(height - top - bottom, 1.0)
    size = max(box[2] - box[0], 0.1), max(box[3] - box[1], 0.1)
    scale = min(inner[0] / size[0], inner[1] / size[1])
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    # The middle of the box stands in the middle of what the margins leave free.
    x = middle[0] - (left - right) / 2 / scale
    y = middle[1] - (top - bottom) / 2 / scale
    return Frame(width, height, (x, y), scale)


def surroundings(points: list[XY], margin_m: float, least_m: float) -> Box:
    """The box of a walk with what lies around it: at least ``margin_m`` on each side and ``least_m`` across."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    out = []
    for low, high in ((min(xs), max(xs)), (min(ys), max(ys))):
        grow = max(margin_m, (least_m - (high - low)) / 2)
        out.append((low - grow, high + grow))
    return (out[0][0], out[1][0], out[0][1], out[1][1])
