"""What was shown to the panel, and what can be done with it: a slip, an appointment, an address, words, or neither.

A payload may be worth money or a name: it has no ``repr``, is never logged or kept, and what looks like a person's own
code is not shown either, for others stand behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from kiosk.base.texts import Text
from kiosk.scanning.codes import Code, CodeError, What, code_in, read_code
from kiosk.scanning.decoding import readable, text_of
from kiosk.scanning.scans import LONGEST

#: A person's or a shop's code: identity and pay numbers, health codes, cards, keys, and words nobody could read aloud.
_PERSONAL = re.compile(
    r"\d{15}|\d{17}[\dXx]|\d{16,64}|(?=\S*\d)[A-Za-z0-9+/_=.~:|-]{20,}"
    r"|(?:wxp|otpauth|alipays?|weixin|sms|smsto|tel|mailto):.*|(?:MECARD|WIFI|BIZCARD|BEGIN):.*",
    re.IGNORECASE | re.DOTALL,
)
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class Meaning(StrEnum):
    """What a scanned code is to this panel."""

    TICKET = "ticket"  # a slip of this or another hall; the desk knows
    APPOINTMENT = "appointment"
    URL = "url"
    TEXT = "text"
    PERSONAL = "personal"  # a pay, health or identity code: not shown
    OPAQUE = "opaque"  # no words in it


@dataclass(frozen=True, slots=True)
class Payload:
    """A scan, understood. ``code``: our own, as it is sent to the desk, else "". ``shown``: what may stand on the
    screen, one line, may be "". ``title`` says what it is, ``instead`` what can be done."""

    meaning: Meaning
    title: Text
    instead: Text
    shown: str = field(default="", repr=False)
    code: str = field(default="", repr=False)
    facts: Code | None = field(default=None, repr=False)


_STAFF = Text(
    zh="要找事项或窗口，请回首页查找；也可以请工作人员帮忙。",
    en="To find a service or a window, search from the home page, or ask our staff.",
)
_SAID: dict[Meaning, tuple[Text, Text]] = {
    Meaning.TICKET: (
        Text(zh="这是号票。", en="This is a ticket."),
        Text(zh="正在查看您排到第几位，请稍候。", en="Looking up your place in line. One moment, please."),
    ),
    Meaning.APPOINTMENT: (
        Text(zh="这是预约码。", en="This is an appointment code."),
        Text(zh="正在查看您的预约，请稍候。", en="Looking up your appointment. One moment, please."),
    ),
    Meaning.URL: (
        Text(zh="这是一个网址。", en="This is a web address."),
        Text(
            zh="本机不打开网址，请用手机扫码打开。要查排队，请扫小票上的二维码。",
            en="This panel opens no web addresses: please scan it with your phone. To see your place in line, "
            "scan the code on your slip.",
        ),
    ),
    Meaning.TEXT: (Text(zh="码里是一段文字。", en="The code holds some words."), _STAFF),
    Meaning.PERSONAL: (
        Text(zh="这可能是您的个人码，本机不显示也不保存。", en="This may be your own code: it is not shown or kept."),
        Text(
            zh="请在窗口出示给工作人员。要查排队，请扫小票上的二维码。",
            en="Please show it at the window. To see your place in line, scan the code on your slip.",
        ),
    ),
    Meaning.OPAQUE: (
        Text(zh="这个码本机看不懂。", en="This panel does not understand this code."),
        Text(
            zh="请扫小票或预约短信里的二维码，也可以请工作人员帮忙。",
            en="Please scan the code on your slip or in your appointment message, or ask our staff.",
        ),
    ),
}


def understood(payload: bytes) -> Payload:
    """What the bytes of a code mean to this panel. Any bytes; never raises. Believes nothing: the desk decides."""
    text = text_of(payload) if len(payload) <= LONGEST else None
    if text is None or not readable(text):
        return _of(Meaning.OPAQUE)
    words = text.strip()
    return _own(words) or _address(words) or _words(words)


def _of(meaning: Meaning, shown: str = "", code: str = "", facts: Code | None = None) -> Payload:
    title, instead = _SAID[meaning]
    return Payload(meaning, title, instead, shown, code, facts)


def _own(text: str) -> Payload | None:
    code = code_in(text)
    if code is None:
        return None
    try:
        facts = read_code(code)
    except CodeError:
        return None
    meaning = Meaning.TICKET if facts.what is What.TICKET else Meaning.APPOINTMENT
    return _of(meaning, code=code, facts=facts)


def _address(text: str) -> Payload | None:
    """An address is shown by its host: what follows may hold a key."""
    if re.search(r"\s", text) or not text.lower().startswith(("http://", "https://")):
        return None
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return None
    return _of(Meaning.URL, host) if _HOST.fullmatch(host) else None


def _words(text: str) -> Payload:
    squeezed = re.sub(r"[\s-]", "", text) if re.fullmatch(r"[\dXx\s-]+", text) else text
    if _PERSONAL.fullmatch(squeezed):
        return _of(Meaning.PERSONAL)
    return _of(Meaning.TEXT, readable(text))
