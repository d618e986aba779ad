"""hall.toml → the hall's facts, with a finding for whatever is missing or cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.base.texts import EMPTY, LANGUAGES, Text
from kiosk.matters.cells import NAME_LIMIT, TEXT_LIMIT, shown
from kiosk.matters.columns import language_tag
from kiosk.matters.findings import Notebook, Severity, TableFinding
from kiosk.matters.hall import Hall
from kiosk.matters.plain_text import plain
from kiosk.matters.sentences import fill

FORMAT = 1
KNOWN = (
    *("format", "id", "name", "short_name", "languages", "default_language", "time_zone", "hours_id"),
    *("address", "phone", "help", "emergency", "plan", "logo", "desk"),
)
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_hall(facts: Mapping[str, Any], file: str, book: Notebook) -> Hall:
    """The hall of these facts (TOML values); always a usable one, with an error for what it must have and lacks."""
    reading = _Reading(facts, file, book)
    for key in facts:
        if key not in KNOWN:
            what = Text(zh="没有这一项，未采用。", en="There is no such key; it was left out.")
            reading.fault("key-unknown", shown(key), what, Severity.NOTE)
    if facts.get("format", FORMAT) != FORMAT:
        what = Text(zh="只认识格式 1。", en="Only format 1 is known.")
        reading.fault("format-unknown", "format", what)
    languages = reading.languages()
    return Hall(
        id=reading.id(),
        name=reading.text("name", required=True, languages=languages),
        short_name=reading.text("short_name"),
        languages=languages,
        default_language=reading.default_language(languages),
        time_zone=reading.time_zone(),
        hours_id=reading.word("hours_id"),
        address=reading.text("address"),
        phone=reading.word("phone"),
        help=reading.text("help"),
        emergency=reading.text("emergency"),
        logo=reading.word("logo"),
    )


class _Reading:
    """One hall.toml, key by key."""

    def __init__(self, facts: Mapping[str, Any], file: str, book: Notebook) -> None:
        self._facts, self._file, self._book = facts, file, book

    def fault(self, rule: str, key: str, what: Text, severity: Severity = Severity.ERROR) -> None:
        self._book.add(TableFinding(rule, severity, what, EMPTY, self._file, 0, key))

    def id(self) -> str:
        found = self.word("id")
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", found):
            what = Text(zh="必须有 id：字母、数字、- 和 _。", en="An id is needed: letters, digits, - and _.")
            self.fault("code-bad" if found else "value-missing", "id", what)
            return "hall"
        return found

    def word(self, key: str) -> str:
        value = self._facts.get(key, "")
        if not isinstance(value, str):
            self.fault("value-bad", key, Text(zh="这里要写一段文字。", en="A text belongs here."))
            return ""
        return self._plain(value, key)

    def text(self, key: str, *, required: bool = False, languages: tuple[str, ...] = ()) -> Text:
        value = self._facts.get(key, {})
        by_language = {"zh": value} if isinstance(value, str) else value
        if not isinstance(by_language, Mapping) or not all(isinstance(words, str) for words in by_language.values()):
            what = Text(zh='请写成 { zh = "…", en = "…" }。', en='Write it as { zh = "…", en = "…" }.')
            self.fault("value-bad", key, what)
            return EMPTY
        found = Text({language_tag(tag): self._plain(words, key) for tag, words in by_language.items()})
        if required and not found:
            self.fault("value-missing", key, Text(zh="这一项必须填写。", en="This must have a value."))
        for language in said_in(languages) if found else ():
            if language not in found:
                what = fill(Text(zh="缺少语言 {language}。", en="It is not said in {language}."), language=language)
                self.fault("language-missing", key, what, Severity.WARNING)
        return found

    def _plain(self, words: str, key: str) -> str:
        found = plain(words[: TEXT_LIMIT + 1], lines=True)
        limit = NAME_LIMIT if key in ("name", "short_name") else TEXT_LIMIT
        if found.had_markup or found.had_controls or len(words) > limit:
            what = Text(
                zh="文字里有网页标记、控制字符或太长。", en="The text holds tags or control characters, or is too long."
            )
            self.fault("text-html", key, what, Severity.WARNING)
        return found.text[:limit]

    def languages(self) -> tuple[str, ...]:
        value = self._facts.get("languages", list(LANGUAGES))
        if not isinstance(value, list) or not value or not all(isinstance(v, str) and _TAG.fullmatch(v) for v in value):
            what = Text(zh='请写成 ["zh-CN", "en"]。', en='Write it as ["zh-CN", "en"].')
            self.fault("value-bad", "languages", what)
            return LANGUAGES
        unknown = [tag for tag in value if tag not in LANGUAGES]
        if unknown:
            what = Text(
                zh="界面还不会 {tags}，内容会显示，按钮用默认语言。",
                en="The panel does not speak {tags} yet; only contents will.",
            )
            self.fault("language-unknown", "languages", fill(what, tags=", ".join(unknown)), Severity.WARNING)
        return tuple(dict.fromkeys(value))

    def default_language(self, languages: tuple[str, ...]) -> str:
        chosen = self.word("default_language")
        if chosen and chosen not in languages:
            what = Text(zh="默认语言不在 languages 里。", en="The default language is not among the languages.")
            self.fault("value-bad", "default_language", what)
        return chosen if chosen in languages else languages[0]

    def time_zone(self) -> str:
        name = self.word("time_zone") or "Asia/Shanghai"
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            what = fill(Text(zh="没有时区“{zone}”。", en="There is no time zone '{zone}'."), zone=shown(name))
            self.fault("value-bad", "time_zone", what)
            return "Asia/Shanghai"
        return name


def said_in(languages: tuple[str, ...]) -> tuple[str, ...]:
    """The languages that tables must be written in: traditional Chinese is derived from simplified."""
    tags = dict.fromkeys(language_tag(language) for language in languages)
    return tuple(tag for tag in tags if not (tag == "zh-Hant" and "zh" in tags))
