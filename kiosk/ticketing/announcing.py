"""What is said aloud when somebody is called, and the queue of calls before the loudspeaker of a zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kiosk.base.texts import Text
from kiosk.ticketing.labels import DIGITS_EN, DIGITS_ZH, speakable

_ONES_EN = (*DIGITS_EN, "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen")
_TEENS_EN = (*_ONES_EN, "eighteen", "nineteen")
_TENS_EN = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@dataclass(frozen=True, slots=True)
class Voice:
    """How a hall speaks. ``window_as_number``: 十二号窗口, else figure by figure (一二号窗口). ``one``: 一 or 幺.

    ``times``: how often everything is said, ``gap_ms`` of silence between. ``merge_s``/``merge_most``: calls that come
    so close after one another, and so many at most, are one announcement. ``languages``: in this order.
    """

    window_as_number: bool = True
    one: str = DIGITS_ZH[1]
    times: int = 2
    gap_ms: int = 300
    merge_s: float = 6.0
    merge_most: int = 4
    languages: tuple[str, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Called:
    """One call to be said: its id, the label, the window's number, the moment it was made."""

    id: str
    label: str
    window: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said at one go, for all of ``calls``. ``heard``: for the voice; ``shown``: as caption."""

    calls: tuple[Called, ...]
    heard: Text
    shown: Text

    def utterances(self, voice: Voice) -> tuple[tuple[str, str], ...]:
        """(language, words) in the order in which they are spoken, everything ``voice.times`` times."""
        once = [(language, self.heard.within(language)) for language in voice.languages if language in self.heard]
        return tuple(once * voice.times)


@dataclass(frozen=True, slots=True)
class ZoneQueue:
    """Calls of a zone not said yet, in order. ``known``: ids of the last calls, so that none is said twice."""

    calls: tuple[Called, ...] = ()
    known: tuple[str, ...] = ()

    def add(self, call: Called) -> ZoneQueue:
        """With ``call`` at its end; a call that is or was in it changes nothing."""
        if call.id in self.known:
            return self
        return replace(self, calls=(*self.calls, call), known=(*self.known[-499:], call.id))

    def take(self, voice: Voice) -> tuple[Announcement | None, ZoneQueue]:
        """What is said now that the loudspeaker is free, and the queue without it.

        Several calls are said as one when they came within ``voice.merge_s`` of the first; order is kept, none is lost.
        """
        if not self.calls:
            return None, self
        until = self.calls[0].at + timedelta(seconds=voice.merge_s)
        count = 1
        while count < min(len(self.calls), voice.merge_most) and self.calls[count].at <= until:
            count += 1
        together = self.calls[:count]
        return announce(together, voice), replace(self, calls=self.calls[count:])


def announce(calls: Sequence[Called], voice: Voice) -> Announcement:
    """One announcement of one or more calls: "请A零一二号、A零一三号到三号窗口，B零零七号到五号窗口。"."""
    groups: list[tuple[str, list[Called]]] = []
    for call in calls:
        if groups and groups[-1][0] == call.window:
            groups[-1][1].append(call)
        else:
            groups.append((call.window, [call]))
    heard = [_heard(window, [c.label for c in some], voice) for window, some in groups]
    shown = [_shown(window, [c.label for c in some]) for window, some in groups]
    return Announcement(tuple(calls), _sentence(heard), _sentence(shown))


def window_heard(window: str, voice: Voice) -> Text:
    """A window's number for the ear: "三号窗口", "十二号窗口" or "一二号窗口"; "window three"."""
    zh = en = ""
    for part in re.findall(r"[0-9]+|[^0-9]+", window):
        if not part.isascii() or not part.isdigit():
            said = speakable(part)
            zh, en = zh + said.get("zh", ""), f"{en} {said.get('en', '')}"
        elif voice.window_as_number and len(part) < 3 and (number := int(part)) > 0:
            zh, en = zh + _number_zh(number), f"{en} {_number_en(number)}"
        else:
            said = speakable(part, voice.one)
            zh, en = zh + said["zh"], f"{en} {said['en']}"
    return Text(zh=f"{zh}号窗口", en=f"window {en.strip()}")


def _heard(window: str, labels: list[str], voice: Voice) -> Text:
    said, where = [speakable(label, voice.one) for label in labels], window_heard(window, voice)
    zh = "、".join(f"{one.get('zh', '')}号" for one in said)
    return Text(zh=f"{zh}到{where['zh']}", en=f"{_and([one.get('en', '') for one in said])} to {where['en']}")


def _shown(window: str, labels: list[str]) -> Text:
    return Text(zh=f"{'、'.join(labels)}号到{window}号窗口", en=f"{_and(labels)} to window {window}")


def _sentence(parts: list[Text]) -> Text:
    zh, en = "，".join(p["zh"] for p in parts), "; ".join(p["en"] for p in parts)
    return Text(zh=f"请{zh}。", en=f"Number {en}, please.")


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _number_zh(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS_ZH[ones]
    return ("" if tens == 1 else DIGITS_ZH[tens]) + "十" + (DIGITS_ZH[ones] if ones else "")


def _number_en(number: int) -> str:
    if number < 20:
        return _TEENS_EN[number]
    tens, ones = divmod(number, 10)
    return _TENS_EN[tens] + (f"-{DIGITS_EN[ones]}" if ones else "")
