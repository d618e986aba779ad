"""What QML may measure and paint with: the sizes of this glass and the tones of this theme, as one singleton."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.ui.glass import PROFILES, Glass, Sizes, measure
from kiosk.ui.palette import EVERYDAY, HIGH_CONTRAST, Palette

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

FONT_FAMILY = "Noto Sans SC"


@QmlElement
@QmlSingleton
class Theme(QObject):
    """Pixels (int) from :class:`Sizes` and colours from :class:`Palette`; both change with the visitor's modes."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._glass = PROFILES["55-fhd"]
        self._sizes: Sizes = measure(self._glass)
        self._tones: Palette = EVERYDAY
        self._large_text = False
        self._motion = True

    @property
    def glass(self) -> Glass:
        return self._glass

    @property
    def sizes(self) -> Sizes:
        return self._sizes

    def wear(self, glass: Glass, *, large_text: bool, high_contrast: bool, motion: bool = True) -> None:
        """Dress for this glass and these modes; says ``changed`` only when something did."""
        before = (self._sizes, self._tones, self._large_text, self._motion)
        self._glass, self._large_text, self._motion = glass, large_text, motion
        self._sizes = measure(glass, large_text)
        self._tones = HIGH_CONTRAST if high_contrast else EVERYDAY
        if before != (self._sizes, self._tones, large_text, motion):
            self.changed.emit()

    @Property(str, constant=True)
    def fontFamily(self) -> str:
        return FONT_FAMILY

    @Property(bool, notify=changed)
    def largeText(self) -> bool:
        return self._large_text

    @Property(bool, notify=changed)
    def highContrast(self) -> bool:
        return self._tones is HIGH_CONTRAST

    @Property(bool, notify=changed)
    def motion(self) -> bool:
        return self._motion

    @Property(bool, notify=changed)
    def portrait(self) -> bool:
        return self._sizes.portrait

    @Property(int, notify=changed)
    def width(self) -> int:
        return self._sizes.width

    @Property(int, notify=changed)
    def height(self) -> int:
        return self._sizes.height

    @Property(float, notify=changed)
    def unit(self) -> float:
        return self._sizes.unit

    @Property(int, notify=changed)
    def press(self) -> int:
        return self._sizes.press

    @Property(int, notify=changed)
    def pressPrimary(self) -> int:
        return self._sizes.press_primary

    @Property(int, notify=changed)
    def gap(self) -> int:
        return self._sizes.gap

    @Property(int, notify=changed)
    def margin(self) -> int:
        return self._sizes.margin

    @Property(int, notify=changed)
    def pad(self) -> int:
        return self._sizes.pad

    @Property(int, notify=changed)
    def radius(self) -> int:
        return self._sizes.radius

    @Property(int, notify=changed)
    def lineWidth(self) -> int:
        return self._sizes.line_width

    @Property(int, notify=changed)
    def ringWidth(self) -> int:
        return self._sizes.ring_width

    @Property(int, notify=changed)
    def textMin(self) -> int:
        return self._sizes.text_min

    @Property(int, notify=changed)
    def caption(self) -> int:
        return self._sizes.caption

    @Property(int, notify=changed)
    def body(self) -> int:
        return self._sizes.body

    @Property(int, notify=changed)
    def title(self) -> int:
        return self._sizes.title

    @Property(int, notify=changed)
    def headline(self) -> int:
        return self._sizes.headline

    @Property(int, notify=changed)
    def lookCaption(self) -> int:
        return self._sizes.look_caption

    @Property(int, notify=changed)
    def lookBody(self) -> int:
        return self._sizes.look_body

    @Property(int, notify=changed)
    def lookTitle(self) -> int:
        return self._sizes.look_title

    @Property(int, notify=changed)
    def lookHeadline(self) -> int:
        return self._sizes.look_headline

    @Property(int, notify=changed)
    def fromAfar(self) -> int:
        return self._sizes.from_afar

    @Property(int, notify=changed)
    def icon(self) -> int:
        return self._sizes.icon

    @Property(int, notify=changed)
    def barHeight(self) -> int:
        return self._sizes.bar_height

    @Property(int, notify=changed)
    def deckHeight(self) -> int:
        return self._sizes.deck_height

    @Property(int, notify=changed)
    def deckTop(self) -> int:
        return self._sizes.deck_top

    @Property(int, notify=changed)
    def lookHeight(self) -> int:
        return self._sizes.look_height

    @Property(str, notify=changed)
    def ink(self) -> str:
        return self._tones.ink

    @Property(str, notify=changed)
    def ink2(self) -> str:
        return self._tones.ink_2

    @Property(str, notify=changed)
    def ink3(self) -> str:
        return self._tones.ink_3

    @Property(str, notify=changed)
    def ground(self) -> str:
        return self._tones.ground

    @Property(str, notify=changed)
    def card(self) -> str:
        return self._tones.card

    @Property(str, notify=changed)
    def deck(self) -> str:
        return self._tones.deck

    @Property(str, notify=changed)
    def line(self) -> str:
        return self._tones.line

    @Property(str, notify=changed)
    def primary(self) -> str:
        return self._tones.primary

    @Property(str, notify=changed)
    def onPrimary(self) -> str:
        return self._tones.on_primary

    @Property(str, notify=changed)
    def primarySoft(self) -> str:
        return self._tones.primary_soft

    @Property(str, notify=changed)
    def pressed(self) -> str:
        return self._tones.pressed

    @Property(str, notify=changed)
    def route(self) -> str:
        return self._tones.route

    @Property(str, notify=changed)
    def onRoute(self) -> str:
        return self._tones.on_route

    @Property(str, notify=changed)
    def here(self) -> str:
        return self._tones.here

    @Property(str, notify=changed)
    def ok(self) -> str:
        return self._tones.ok

    @Property(str, notify=changed)
    def warn(self) -> str:
        return self._tones.warn

    @Property(str, notify=changed)
    def bar(self) -> str:
        return self._tones.bar

    @Property(str, notify=changed)
    def onBar(self) -> str:
        return self._tones.on_bar

    @Property(str, notify=changed)
    def barKey(self) -> str:
        return self._tones.bar_key

    @Property(str, notify=changed)
    def bannerFrom(self) -> str:
        return self._tones.banner_from

    @Property(str, notify=changed)
    def bannerTo(self) -> str:
        return self._tones.banner_to

    @Property(str, notify=changed)
    def onBanner(self) -> str:
        return self._tones.on_banner

    @Property(str, notify=changed)
    def alarm(self) -> str:
        return self._tones.alarm

    @Property(str, notify=changed)
    def onAlarm(self) -> str:
        return self._tones.on_alarm

    @Property(str, notify=changed)
    def ring(self) -> str:
        return self._tones.ring

    @Property(str, notify=changed)
    def ringOnBar(self) -> str:
        return self._tones.ring_on_bar

    @Property(str, notify=changed)
    def veil(self) -> str:
        return self._tones.veil

    @Property(str, notify=changed)
    def wall(self) -> str:
        return self._tones.wall
