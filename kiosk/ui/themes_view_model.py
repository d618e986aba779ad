"""Themes (一件事): all of them, and one with its steps in order and one merged list of papers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.matters.sentences import fill
from kiosk.matters.themes import Theme
from kiosk.ui.list_view_model import ListPicture, ListViewModel
from kiosk.ui.papers import say_paper
from kiosk.ui.rows import Row, matter_row, theme_row

QML_IMPORT_NAME = "Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_HEADING = Text(zh="一件事", en="Life events")
_LEAD = Text(zh="几件事一起办，材料只交一套", en="Several matters in one go, with one set of papers")
_GONE = Text(zh="这个大厅没有这件事", en="This hall does not offer this")
_ASK = Text(zh="请点“人工帮助”", en="Please press “Call staff”")
_OPTIONAL = Text(zh="需要时办", en="only if you need it")
_PAPERS = Text(zh="一共要带 {count} 样，只交一套", en="{count} things to bring, one set only")


@QmlElement
class ThemesViewModel(ListViewModel):
    """Every theme of the hall, most asked for first."""

    def derive(self) -> ListPicture:
        themes = sorted(self.panel.way.catalogue.themes, key=lambda theme: -theme.popularity)
        rows = tuple(theme_row(self.panel, theme) for theme in themes)
        return ListPicture(self.read(_HEADING), self.read(_LEAD), rows)


@dataclass(frozen=True, slots=True)
class Papers:
    """The merged papers of a theme: their heading and each with its remark."""

    heading: str
    papers: tuple[dict[str, Any], ...]


@QmlElement
class ThemeViewModel(ListViewModel):
    """``about``: code. The steps of a theme are the rows; the papers stand beside them."""

    papersChanged = Signal()

    def derive(self) -> ListPicture:
        catalogue = self.panel.way.catalogue
        try:
            theme = catalogue.theme(str(self.about.get("code", "")))
        except KeyError:
            self._set_papers(Papers("", ()))
            return ListPicture(self.read(_GONE), self.read(_ASK), ())
        self._set_papers(self._papers_of(theme))
        return ListPicture(self.read(theme.name), self.read(theme.summary), self._steps_of(theme))

    def _steps_of(self, theme: Theme) -> tuple[Row, ...]:
        catalogue = self.panel.way.catalogue
        try:
            steps = catalogue.steps_of(theme)
        except KioskError:  # steps that wait for each other: the build reports it, the visitor still sees them
            steps = theme.steps
        rows = []
        for step in steps:
            row = matter_row(self.panel, catalogue.matter(step.matter_code))
            remarks = [self.read(_OPTIONAL)] if step.optional else []
            remarks += [self.read(step.note)] if step.note else []
            rows.append(replace(row, detail=" · ".join([*remarks, row.brief] if row.brief else remarks), brief=""))
        return tuple(rows)

    def _papers_of(self, theme: Theme) -> Papers:
        try:
            merged = self.panel.way.catalogue.merged_materials(theme)
        except KioskError:
            merged = ()
        papers = tuple(
            say_paper(place, paper.material, self.panel.visit.language) for place, paper in enumerate(merged, 1)
        )
        return Papers(self.read(fill(_PAPERS, count=len(papers))), papers)

    def _set_papers(self, papers: Papers) -> None:
        changed = getattr(self, "_papers", None) != papers
        self._papers = papers
        if changed:
            self.papersChanged.emit()

    @Property(str, notify=papersChanged)
    def papersHeading(self) -> str:
        return self._papers.heading

    @Property(list, notify=papersChanged)
    def papers(self) -> list[dict[str, Any]]:
        return list(self._papers.papers)
