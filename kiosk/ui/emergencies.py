"""Emergency messages over every screen: the worst first, in every language at once, until they are lifted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from kiosk.base.clock import Clock, SystemClock
from kiosk.base.texts import LANGUAGES, Text, traditional
from kiosk.matters.sentences import fill
from kiosk.ui.words import say_clock, say_date, tell
from kiosk.visit.visit import Visit

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

ALARM, NOTICE = "alarm", "notice"
#: What can be read at a glance; longer messages are shown one language after the other (a Chinese character is 1).
AT_A_GLANCE = 130.0
_TURN_S = 10

_HEADINGS = {ALARM: Text(zh="紧急通知", en="Emergency"), NOTICE: Text(zh="重要通知", en="Important notice")}
_SINCE = Text(zh="{clock}发布", en="Since {clock}")
_SINCE_DAY = Text(zh="{day} {clock}发布", en="Since {day}, {clock}")
_ASIDE = Text(zh="知道了 · OK", en="OK · 知道了")


@dataclass(frozen=True, slots=True)
class Message:
    """What is told to everybody. ``level``: "alarm" (danger: it stays) or "notice" (a touch puts it aside)."""

    id: str
    text: Text
    since: datetime | None = None
    until: datetime | None = None
    level: str = ALARM


@dataclass(frozen=True, slots=True)
class EmergencyPicture:
    """``level``: "", "alarm" or "notice"; ``texts``: the message in the languages that stand there together;
    ``answer``: what came of calling the staff while an alarm stands."""

    level: str = ""
    headings: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    since: str = ""
    aside: str = ""
    answer: str = ""


def worst(messages: Iterable[Message], aside: frozenset[str], now: datetime) -> Message | None:
    """The one to show: alarms before notices, then the newest; not what is over or was put aside."""
    due = [m for m in messages if (m.until is None or now < m.until) and not (m.level != ALARM and m.id in aside)]
    return max(due, key=lambda m: (m.level == ALARM, m.since.timestamp() if m.since else 0.0, m.id), default=None)


def wordings(text: Text, language: str, languages: Sequence[str]) -> tuple[str, ...]:
    """The text in every language there is, the reader's first. Traditional characters that only repeat the simplified
    ones are for those who chose them."""
    said = [text.within(language), *(text.within(other) for other in languages), *text.values()]
    kept: list[str] = []
    for words in said:
        if words and not any(traditional(words) == traditional(known) for known in kept):
            kept.append(words)
    return tuple(kept)


def length(words: str) -> float:
    """How much there is to read: a Latin letter is 0.4 of a Chinese character."""
    return sum(1.0 if ord(letter) > 0x2E7F else 0.4 for letter in words)


def derive(message: Message | None, language: str, languages: Sequence[str], now: datetime) -> EmergencyPicture:
    """The message as it stands at this second; a long one shows one language after the other, ten seconds each."""
    if message is None:
        return EmergencyPicture()
    texts = wordings(message.text, language, languages)
    heading = _HEADINGS[message.level]
    headings = wordings(heading, language, languages)
    if len(texts) > 1 and sum(map(length, texts)) > AT_A_GLANCE:
        turn = int(now.timestamp()) // _TURN_S % len(texts)
        texts = (texts[turn],)
    return EmergencyPicture(message.level, headings, texts, _say_since(message.since, now).within(language),
                            "" if message.level == ALARM else _ASIDE.within(language))  # fmt: skip


def _say_since(since: datetime | None, now: datetime) -> Text:
    if since is None:
        return Text()
    since = since.astimezone(now.tzinfo)
    clock = say_clock(since)
    if since.date() == now.date():
        return fill(_SINCE, clock=clock)
    return fill(_SINCE_DAY, day=say_date(since), clock=clock)


@QmlElement
@QmlSingleton
class Emergencies(QObject):
    """See :class:`EmergencyPicture`. ``covers``: it stands over the screen, which is not drawn then."""

    changed = Signal()
    coversChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._visit = Visit()
        self._clock: Clock = SystemClock()
        self._languages: Sequence[str] = LANGUAGES
        self._speak: Callable[[str], None] = lambda sentence: None
        self._answer: Callable[[], str] = str
        self._messages: tuple[Message, ...] = ()
        self._aside: frozenset[str] = frozenset()
        self._hidden = False
        self._shown_id = ""
        self.shown = EmergencyPicture()

    def use(
        self,
        visit: Visit,
        clock: Clock,
        languages: Sequence[str],
        speak: Callable[[str], None],
        answer: Callable[[], str],
    ) -> None:
        """Speak this visitor's language, by this clock; ``answer`` tells what came of a call for staff."""
        self._visit, self._clock, self._languages, self._speak = visit, clock, languages, speak
        self._answer = answer

    @property
    def is_alarm(self) -> bool:
        """Whether an alarm covers the screens."""
        return self.shown.level == ALARM

    def show(self, messages: Iterable[Message]) -> None:
        """From now on these messages stand; none at all lifts them."""
        self._messages = tuple(messages)
        self.refresh()

    def hide_from_staff(self, hidden: bool) -> None:
        """Staff at work see their page: it is where a message can be taken down by hand."""
        if hidden != self._hidden:
            self._hidden = hidden
            self.refresh()

    def new_visit(self) -> None:
        """The next visitor has put nothing aside."""
        self._aside = frozenset()
        self.refresh()

    def look(self) -> None:
        """A second went by: a message may be over, or speak its next language."""
        if self._messages:
            self.refresh()

    def refresh(self) -> None:
        now = self._clock.now()
        message = None if self._hidden else worst(self._messages, self._aside, now)
        picture = derive(message, self._visit.language, self._languages, now)
        if picture.level == ALARM:
            picture = replace(picture, answer=self._answer())
        is_new = message is not None and message.id != self._shown_id
        self._shown_id = message.id if message is not None else ""
        if picture != self.shown:
            before, self.shown = self.shown, picture
            self.changed.emit()
            if bool(before.level) != bool(picture.level):
                self.coversChanged.emit()
        if is_new and message is not None:
            language = self._visit.language
            heading = _HEADINGS[message.level].within(language)
            self._speak(tell(language, heading, message.text.within(language)))

    @Slot()
    def putAside(self) -> None:
        """The visitor has read the notice; an alarm stays."""
        if self.shown.level == NOTICE:
            self._aside = self._aside | {self._shown_id}
            self.refresh()

    @Property(bool, notify=coversChanged)
    def covers(self) -> bool:
        return bool(self.shown.level)

    @Property(bool, notify=changed)
    def alarm(self) -> bool:
        return self.is_alarm

    @Property(list, notify=changed)
    def headings(self) -> list[str]:
        return list(self.shown.headings)

    @Property(list, notify=changed)
    def texts(self) -> list[str]:
        return list(self.shown.texts)

    @Property(str, notify=changed)
    def since(self) -> str:
        return self.shown.since

    @Property(str, notify=changed)
    def answer(self) -> str:
        return self.shown.answer

    @Property(str, notify=changed)
    def aside(self) -> str:
        return self.shown.aside


def as_level(level: str) -> str:
    """A level this program knows; one it does not know is taken as the worse."""
    return NOTICE if level == NOTICE else ALARM
