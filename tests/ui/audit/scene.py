"""Reads a drawn screen: every visible text and pressable with its place on the glass, straight from the scene graph.

It knows no component by name: a text is whatever inherits QQuickText, a pressable is whatever has a tap handler or a
mouse area of its own. So a new screen cannot escape the audit by not using ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem, QQuickWindow

_TOUCHED_BY = "QQuickTapHandler"


@dataclass(frozen=True, slots=True)
class TextShown:
    """A text as drawn: ``box``: its glyph lines, ``room``: the item it was given, ``seen``: what is visible."""

    text: str
    box: QRectF
    room: QRectF
    seen: QRectF
    pixel_size: float
    truncated: bool
    color: QColor
    disabled: bool
    owner: str


@dataclass(frozen=True, slots=True)
class PressableShown:
    """Something to press: ``box`` in pixels of the window; ``shortcut`` doubles something in the deck."""

    name: str
    box: QRectF
    seen: QRectF
    shortcut: bool
    enabled: bool
    role: str
    path: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A whole screen as it stands on the glass. ``covered``: a dialog lies over it, and only the dialog is told."""

    texts: tuple[TextShown, ...]
    pressables: tuple[PressableShown, ...]
    covered: bool = False


def read(window: QQuickWindow) -> Shown:
    """Everything that can be read or pressed on ``window`` now. A cover (dialog) hides what lies under it."""
    QAccessible.setActive(True)
    texts: list[TextShown] = []
    pressables: list[PressableShown] = []
    covered = False
    whole = QRectF(0, 0, window.width(), window.height())
    for item, seen, opacity in _visible(window.contentItem(), whole, 1.0):
        if seen.contains(whole) and _is_dialog(item):
            texts, pressables, covered = [], [], True
        if item.inherits("QQuickText") and str(item.property("text")).strip():
            texts.append(_text(item, seen))
        elif item.inherits("QQuickMouseArea") or any(_is_touched(child) for child in item.children()):
            pressables.append(_pressable(item, seen))
        assert opacity > 0
    return Shown(tuple(texts), tuple(pressables), covered)


def _is_dialog(item: QQuickItem) -> bool:
    """Whether a reader is told so; it then lies over everything that was painted before."""
    spoken = QAccessible.queryAccessibleInterface(item)
    return spoken is not None and spoken.role() in (QAccessible.Role.Dialog, QAccessible.Role.AlertMessage)


def _visible(item: QQuickItem, clip: QRectF, opacity: float) -> Iterator[tuple[QQuickItem, QRectF, float]]:
    opacity *= item.opacity()
    if not item.isVisible() or opacity < 0.02:
        return
    box = on_glass(item)
    if item.clip():
        clip = clip.intersected(box)
    yield item, box.intersected(clip), opacity
    for child in sorted(item.childItems(), key=QQuickItem.z):
        yield from _visible(child, clip, opacity)


def on_glass(item: QQuickItem) -> QRectF:
    """The item's rectangle in pixels of the window."""
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def _is_touched(child: object) -> bool:
    # Not metaObject(): PySide hands out the wrapper of an object that is gone when an address comes back.
    return isinstance(child, QObject) and child.inherits(_TOUCHED_BY) and bool(child.property("enabled"))


def _evaluate(item: QQuickItem, expression: str) -> object:
    value = QQmlExpression(qmlContext(item), item, expression).evaluate()
    return value[0] if isinstance(value, tuple) else value


def _text(item: QQuickItem, seen: QRectF) -> TextShown:
    wide, high = float(item.property("contentWidth")), float(item.property("contentHeight"))
    across, down = _evaluate(item, "effectiveHorizontalAlignment"), _evaluate(item, "verticalAlignment")
    padding = [float(item.property(f"{side}Padding") or 0) for side in ("left", "top", "right", "bottom")]
    room = QRectF(
        padding[0], padding[1], item.width() - padding[0] - padding[2], item.height() - padding[1] - padding[3]
    )
    x = room.x() + _aligned(room.width() - wide, across, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter)
    y = room.y() + _aligned(room.height() - high, down, Qt.AlignmentFlag.AlignBottom, Qt.AlignmentFlag.AlignVCenter)
    return TextShown(
        str(item.property("text")),
        item.mapRectToScene(QRectF(x, y, wide, high)),
        on_glass(item),
        seen,
        float(str(_evaluate(item, "fontInfo.pixelSize") or 0)),
        bool(item.property("truncated")),
        QColor(item.property("color")),
        not item.isEnabled(),
        _path(item),
    )


def _aligned(spare: float, alignment: object, end: Qt.AlignmentFlag, middle: Qt.AlignmentFlag) -> float:
    value = int(float(str(alignment)))
    if value & end.value:
        return spare
    return spare / 2 if value & middle.value else 0.0


def _pressable(item: QQuickItem, seen: QRectF) -> PressableShown:
    spoken = QAccessible.queryAccessibleInterface(item)
    return PressableShown(
        spoken.text(QAccessible.Text.Name) if spoken else "",
        on_glass(item),
        seen,
        bool(item.property("shortcut")),
        item.isEnabled(),
        spoken.role().name if spoken else "",
        _path(item),
    )


def _path(item: QQuickItem) -> str:
    """The QML files around an item, the outermost first."""
    files: dict[str, None] = {}
    step: QQuickItem | None = item
    while step is not None and len(files) < 3:
        context = qmlContext(step)
        if context is not None:
            files[step.objectName() or context.baseUrl().fileName().removesuffix(".qml")] = None
        step = step.parentItem()
    return "/".join(reversed(files))


def middle_of(box: QRectF) -> QPointF:
    """The point a finger aims at."""
    return box.center()
