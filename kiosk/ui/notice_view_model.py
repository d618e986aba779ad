"""One notice to read: its words in large type or the pages of its document, and the matter it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.base.texts import Text
from kiosk.matters.sentences import fill
from kiosk.policy.notices import Notice
from kiosk.policy.wall import Standing
from kiosk.ui.notice_lines import lines_of
from kiosk.ui.notice_words import ASK, GONE, say_day, say_over
from kiosk.ui.panel import Panel
from kiosk.ui.view_model import ViewModel
from kiosk.ui.words import tell

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

WORDS, PAGES = "words", "pages"
_READ_ALOUD = 600  # characters: nobody listens longer at a panel
_DO_IT = Text(zh="办这件事：{name}", en="Apply: {name}")


@dataclass(frozen=True, slots=True)
class NoticePicture:
    """``over``: a kind sentence when it holds no more; ``lines`` see ``notice_lines``; ``pages``: addresses;
    ``section``: "words" or "pages"; ``matter``: what the button to the matter says, "" for none."""

    title: str
    lead: str
    over: str
    lines: tuple[dict[str, Any], ...]
    pages: tuple[str, ...]
    section: str
    matter: str


def derive(panel: Panel, code: str, section: str) -> NoticePicture:
    """Everything of a notice today, in the visitor's language."""
    found = panel.way.wall().notice(code)
    if found is None:
        return NoticePicture(panel.read(GONE), "", panel.read(ASK), (), (), WORDS, "")
    notice, how = found
    parts = (notice.number, panel.read(notice.issuer), panel.read(say_day(notice.issued)))
    lead = " · ".join(part for part in parts if part)
    over = panel.read(say_over(notice, how))
    if how is Standing.WITHDRAWN:
        return NoticePicture(panel.read(notice.title), lead, over, (), (), WORDS, "")
    lines = lines_of(panel.way.words_of_notice(code, panel.visit.language), lambda name: _address(panel, name))
    pages = tuple(address for name in notice.pages if (address := _address(panel, name)))
    chosen = section if section == PAGES and pages else WORDS if lines or not pages else PAGES
    return NoticePicture(panel.read(notice.title), lead, over, lines, pages, chosen, _matter(panel, notice))


def _address(panel: Panel, medium: str) -> str:
    path = panel.way.medium(medium)
    return QUrl.fromLocalFile(path).toString() if path else ""


def _matter(panel: Panel, notice: Notice) -> str:
    page = panel.way.matter_page(notice.matter_codes[0]) if notice.matter_codes else None
    return panel.read(fill(_DO_IT, name=page.matter.short_name or page.matter.name)) if page is not None else ""


@QmlElement
class NoticeViewModel(ViewModel):
    """See :class:`NoticePicture`. ``about``: code, section?."""

    titleChanged = Signal()
    leadChanged = Signal()
    overChanged = Signal()
    linesChanged = Signal()
    pagesChanged = Signal()
    sectionChanged = Signal()
    matterChanged = Signal()

    def __init__(self, panel: Panel, about: Mapping[str, Any]) -> None:
        super().__init__(panel, about)
        self._code, self._section = str(about.get("code", "")), str(about.get("section", WORDS))
        self.refresh()

    def refresh(self) -> None:
        self.show(derive(self.panel, self._code, self._section))

    def sentence(self) -> str:
        found = self.panel.way.wall().notice(self._code)
        summary = self.panel.read(found[0].summary) if found is not None and not self.shown.over else ""
        return tell(self.panel.visit.language, self.shown.title, self.shown.over or summary)

    @Slot(str)
    def turnTo(self, section: str) -> None:
        """Show the words or the pages."""
        self._section = section
        self.refresh()

    @Slot()
    def readAloud(self) -> None:
        """Say the words, whether or not the voice is on: somebody asked for it."""
        said = tell(self.panel.visit.language, self.shown.over, *(line["plain"] for line in self.shown.lines))
        self.panel.speaker.say(said[:_READ_ALOUD], self.panel.visit.language)

    @Slot()
    def openMatter(self) -> None:
        """The matter that the notice is about."""
        found = self.panel.way.wall().notice(self._code)
        if found is not None and found[0].matter_codes:
            self.panel.go("matter", {"code": found[0].matter_codes[0]})

    @Property(str, notify=titleChanged)
    def title(self) -> str:
        return str(self.shown.title)

    @Property(str, notify=leadChanged)
    def lead(self) -> str:
        return str(self.shown.lead)

    @Property(str, notify=overChanged)
    def over(self) -> str:
        return str(self.shown.over)

    @Property(list, notify=linesChanged)
    def lines(self) -> list[dict[str, Any]]:
        return list(self.shown.lines)

    @Property(list, notify=pagesChanged)
    def pages(self) -> list[str]:
        return list(self.shown.pages)

    @Property(str, notify=sectionChanged)
    def section(self) -> str:
        return str(self.shown.section)

    @Property(str, notify=matterChanged)
    def matter(self) -> str:
        return str(self.shown.matter)
