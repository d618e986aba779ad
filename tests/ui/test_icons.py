from __future__ import annotations

import re

from PySide6.QtCore import QSize

from kiosk.ui.icons import ASSETS, Icons, icon_svg
from kiosk.ui.pictograms import KINDS, NAMED, PLACES, TURNS, place_icon
from kiosk.ui.screens import QML


def test_every_icon_that_is_named_is_there():
    named = {*KINDS.values(), *NAMED.values(), *PLACES.values(), *TURNS.values()}
    for path in QML.rglob("*.qml"):
        named |= set(re.findall(r'icon"?:[^\n"]*"([a-z_0-9]+)"', path.read_text(encoding="utf-8")))
    assert not {name for name in named if not (ASSETS / "icons" / f"{name}.svg").is_file()}


def test_every_word_of_the_plans_vocabulary_has_an_icon():
    from kiosk.guidance.vocabulary import TERMS

    assert not {term.icon for term in TERMS.values()} - set(PLACES) - {"none"}


def test_an_icon_is_drawn_in_its_colour(qapp):
    image = Icons().requestImage("search/ff0000", QSize(), QSize(40, 40))
    pixels = [image.pixelColor(x, y) for x in range(40) for y in range(40)]
    colours = {pixel.name() for pixel in pixels if pixel.alpha() == 255}
    assert colours == {"#ff0000"}


def test_an_unknown_icon_is_still_a_sign():
    assert icon_svg("no-such-icon", "000000") == icon_svg("info", "000000")
    assert icon_svg("../../../etc/passwd", "000000") == icon_svg("info", "000000")
    assert place_icon("nonsense") == "location_on"
