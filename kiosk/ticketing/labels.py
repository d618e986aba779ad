"""Labels: a number as it stands on the paper ("A012", of a panel's own series "AK3-001"), read back, and said aloud."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kiosk.base.texts import Text
from kiosk.ticketing.tickets import TicketError

_PREFIX = re.compile(r"[A-Z]{1,2}")
_SERIES = re.compile(r"K[1-9][0-9]{0,3}")
# The shorter prefix is tried first; a series begins with K and a figure, so that no label can be read in two ways.
_LABEL = re.compile(r"(?P<prefix>[A-Z]{1,2}?)(?:(?P<series>K[1-9][0-9]{0,3})-)?(?P<number>[0-9]{1,9})")

_BEHIND_ZH = "号"
_DASH_ZH = "杠"
DIGITS_ZH = "零一二三四五六七八九"
DIGITS_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says: the queue's ``prefix``, the panel's ``series`` ("" = the desk's own), the ``number``."""

    prefix: str
    number: int
    series: str = ""

    def printed(self, digits: int = 3) -> str:
        """As it stands on the paper; a number that needs more figures than ``digits`` gets them."""
        if not _PREFIX.fullmatch(self.prefix) or self.number < 0:
            raise TicketError("form", Text(zh="号码不对。", en="This is no ticket number."))
        if self.series and not _SERIES.fullmatch(self.series):
            raise TicketError("form", Text(zh="号段不对。", en="This is no series of a panel."))
        figures = str(self.number).zfill(digits)
        return f"{self.prefix}{self.series}-{figures}" if self.series else f"{self.prefix}{figures}"


def label_of(prefix: str, number: int, series: str = "", digits: int = 3) -> str:
    """The label of a number: ("A", 12) → "A012", ("A", 1, "K3") → "AK3-001". Raises ``TicketError`` ("form")."""
    return Label(prefix, number, series).printed(digits)


def parse(label: str) -> Label:
    """What a label says, as printed or as a person types it (small or full-width letters, spaces, 号 behind it).

    Raises ``TicketError`` ("form") when it is none.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label[:64])).upper().removesuffix(_BEHIND_ZH)
    found = _LABEL.fullmatch(re.sub("[‐-―−]", "-", plain))
    if found is None:
        raise TicketError(
            "form",
            Text(zh="请输入号票上的号码，例如 A012。", en="Please enter the number on your ticket, such as A012."),
        )
    return Label(found["prefix"], int(found["number"]), found["series"] or "")


def speakable(label: str, one: str = DIGITS_ZH[1]) -> Text:
    """A label for the ear, figures one by one: "A零一二", "A zero one two"; ``one`` may be 幺.

    Characters that are neither letters nor figures are not said, but for the dash of a series (杠, dash).
    """
    zh, en = [], []
    for character in unicodedata.normalize("NFKC", label).upper():
        if character.isascii() and character.isdigit():
            zh.append(one if character == "1" else DIGITS_ZH[int(character)])
            en.append(DIGITS_EN[int(character)])
        elif character == "-":
            zh.append(_DASH_ZH)
            en.append("dash")
        elif character.isalpha():
            zh.append(character)
            en.append(character)
    return Text(zh="".join(zh), en=" ".join(en))
