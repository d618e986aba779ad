"""The sentences of a slip, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.base.texts import EMPTY, Text

YOUR_NUMBER = Text(zh="您的号码", en="Your number")
WINDOWS = Text(zh="窗口", en="Window")
AHEAD = Text(zh="前面", en="Ahead")
WAIT = Text(zh="等候", en="Wait")
TAKEN = Text(zh="取号", en="Taken")
THEN = Text(zh="办完后再到", en="Then go on to")
ROUTE = Text(zh="怎么走", en="How to get there")
BRING = Text(zh="请带好这些材料", en="Have these ready")
IF_APPLIES = Text(zh="有就带", en="if it applies to you")
FOLLOW = Text(zh="手机扫一扫", en="Scan with your phone")
FOLLOW_DETAIL = Text(
    zh="随时看前面还有几人；轮到您时手机提醒。", en="See how many are before you, and be told when it is your turn."
)
SHOW_AGAIN = Text(zh="也可在自助机上扫它，再看这张号票。", en="Or show it to a panel to see this ticket again.")
KEEP = Text(
    zh="请留意大屏幕和广播，听到叫号后请到窗口。过号了，请到自助机扫这张小票，不用重新排队。",
    en="Watch the screens and listen for your number. Missed it? Scan this slip at a panel: you keep a place in line.",
)
_NOBODY = Text(zh="马上到您", en="You are next")
_PEOPLE = Text(zh="{ahead} 人", en="{ahead}")
_ABOUT = Text(zh="约 {minutes} 分钟", en="about {minutes} min")
_MOST = Text(zh="最多 {minutes} 分钟", en="at most {minutes} min")
_LIST_MARK = {"zh": "、", "en": ", "}


def ahead_words(ahead: int) -> Text:
    """How many are called before; nothing when it is not known."""
    if ahead < 0:
        return EMPTY
    return _filled(_PEOPLE, ahead=str(ahead)) if ahead else _NOBODY


def wait_words(p50_min: int, p90_min: int) -> tuple[Text, Text]:
    """ "约 20 分钟" and "最多 35 分钟"; nothing where it is not known."""
    if p50_min <= 0:
        return EMPTY, EMPTY
    most = _filled(_MOST, minutes=str(p90_min)) if p90_min > p50_min else EMPTY
    return _filled(_ABOUT, minutes=str(p50_min)), most


def window_words(windows: Sequence[str]) -> Text:
    """ "3、4、5 号", "3, 4, 5"."""
    if not windows:
        return EMPTY
    return Text(zh=_LIST_MARK["zh"].join(windows) + " 号", en=_LIST_MARK["en"].join(windows))


def _filled(text: Text, **values: str) -> Text:
    return Text({language: words.format(**values) for language, words in text.items()})
