"""A slip for technicians: shows at a glance whether width, darkness, characters, the code and the cut are right."""

from __future__ import annotations

from datetime import datetime

from kiosk.base.texts import Text
from kiosk.printing.paper import Paper
from kiosk.printing.slips import Slip, SlipMaterial

_CODE = "https://example.org/t/" + "test-" * 24  # as long as a visitor's


def trial_slip(paper: Paper, now: datetime, language: str = "zh-CN") -> Slip:
    """The test slip for a roll; says of itself that it is no ticket."""
    return Slip(
        label="A012",
        hall=Text(zh="打印测试，不是号票", en="A test, not a ticket"),
        taken=now,
        language=language,
        matters=(Text(zh="生僻字：䶮 㛃 𬭎 龘", en="Rare characters: 䶮 㛃 𬭎 龘"),),
        windows=("1", "2"),
        ahead=3,
        p50_min=10,
        p90_min=15,
        said=Text(
            zh=f"左右边框都应完整：{paper.width_mm} 毫米纸，{paper.dots} 点。",
            en=f"Both sides of this frame should be there: {paper.width_mm} mm roll, {paper.dots} dots.",
        ),
        materials=(
            SlipMaterial(Text(zh="字迹清楚", en="Text is crisp")),
            SlipMaterial(Text(zh="切纸正常", en="It is cut")),
        ),
        code=_CODE,
        footer=Text(zh="测试完成。", en="The test is complete."),
    )
