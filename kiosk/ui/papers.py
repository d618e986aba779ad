"""What to bring, in words: one paper as a line with its remarks (zh and en, no Qt)."""

from __future__ import annotations

from typing import Any

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.matters import Material, Need
from kiosk.matters.sentences import fill

_NEEDS = {
    Need.REQUIRED: EMPTY,
    Need.OPTIONAL: Text(zh="有就带", en="if you have it"),
    Need.LATER: Text(zh="可以后补", en="may follow later"),
}
_ONLY_FOR = Text(zh="适用：{condition}", en="For: {condition}")
_COPIES = Text(zh="{copies}份", en="{copies} copies")
_ELECTRONIC = Text(zh="电子版", en="electronic")


def say_paper(place: int, material: Material, language: str) -> dict[str, Any]:
    """A paper for QML: place in the list, title, remarks, and whether it must be brought."""
    remarks = [
        fill(_ONLY_FOR, condition=material.condition) if material.condition else EMPTY,
        _NEEDS[material.need],
        fill(_COPIES, copies=material.copies) if material.copies > 1 else EMPTY,
        _ELECTRONIC if material.format == 2 else EMPTY,
        material.source,
        material.note,
        material.standard,
    ]
    return {
        "number": str(place),
        "title": material.name.within(language),
        "detail": " · ".join(said for remark in remarks if (said := remark.within(language))),
        "required": material.need == Need.REQUIRED and not material.condition,
    }
