"""Presses whatever can be pressed, breadth first: no complaint of Qt, QML or Python, no empty screen, no dead end."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from journeys.guest import Guest, Target, at_panel, of_demo
from PySide6.QtGui import QGuiApplication

from kiosk.visit.visit import HOME, IDLE, Page

MOST_PRESSES = 120
#: So many pages of a kind (screen) are pressed through: their other pages differ in words only.
PAGES_OF_A_KIND = 2
#: So many letters of the keyboard are pressed on a page.
LETTERS = 3
#: What a visitor can come to without typing.
VISITED = {"home", "search", "departments", "department", "themes", "theme", "facilities", "matter", "language", "help"}
VISITED |= {"map", "route"}
START_OVER = ("重新开始", "重新開始", "Start over")
#: Keys of the bar that do the same on every screen; the others change what every screen shows.
SAME_EVERYWHERE = ("重新开始", "语音", "音量", "人工帮助")
BACK = ("返回", "Back")


@dataclass
class Crawler:
    """Knows which pages it has seen, and what it has pressed on every kind of them."""

    guest: Guest
    seen: list[Page] = field(default_factory=list)
    waiting: deque[Page] = field(default_factory=lambda: deque([HOME]))
    pressed: set[tuple[str, str]] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    presses: int = 0
    faults: list[str] = field(default_factory=list)
    there: list[Target] = field(default_factory=list)

    def walk(self) -> None:
        while self.waiting and self.presses < MOST_PRESSES:
            page = self.waiting.popleft()
            if self.kinds[page.screen] < PAGES_OF_A_KIND:
                self.kinds[page.screen] += 1
                self.press_everything_on(page)

    def press_everything_on(self, page: Page) -> None:
        self.open(page)
        for name in self.choices(page):
            if self.presses >= MOST_PRESSES:
                return
            self.come_back(page)
            target = next((t for t in self.there if t.name == name), None)
            if target is None:
                continue  # another page of a list, or what a press before has changed
            self.presses += 1
            self.guest.touch_at(target.box.center().toPoint())
            self.judge(page, name)
            self.note(self.guest.page)

    def choices(self, page: Page) -> Iterator[str]:
        letters = 0
        for target in list(self.there):
            letters += len(target.name) == 1
            key = ("bar" if target.name.startswith(SAME_EVERYWHERE) else page.screen, target.name)
            if key not in self.pressed and (len(target.name) > 1 or letters <= LETTERS):
                self.pressed.add(key)
                yield target.name

    def open(self, page: Page) -> None:
        navigator = self.guest.stage.screens.navigator
        navigator.begin(HOME)
        if page != HOME:
            navigator.go(page.screen, page.about)
        self.guest.settle()
        self.judge(page, "opened")

    def come_back(self, page: Page) -> None:
        """To the page again, the way the back key goes if that leads there."""
        if self.guest.page != page and self.is_plain():
            self.guest.stage.screens.navigator.back()
            self.guest.settle()
            self.guest.clock.advance(1)
            self.judge(page, "came back")
        if self.guest.page != page or not self.is_plain():
            self.open(page)

    def is_plain(self) -> bool:
        visit = self.guest.stage.screens.visit
        return visit.language == "zh-CN" and not visit.large_text and not visit.high_contrast

    def note(self, page: Page) -> None:
        if page not in self.seen and page not in (IDLE, HOME):
            self.seen.append(page)
            self.waiting.append(page)

    def judge(self, page: Page, act: str) -> None:
        """What must hold after every press."""
        guest, where = self.guest, f"{page.screen} {dict(page.about)}: {act!r}"
        if guest.complaints:
            self.faults.append(f"{where}: {guest.complaints[0]}")
            guest.complaints.clear()
        self.there, words = guest.glance()
        names = [target.name for target in self.there]
        if not any(name in START_OVER for name in names):
            self.faults.append(f"{where}: no start over on {guest.screen}")
        if guest.page not in (HOME, IDLE) and not any(name in BACK for name in names):
            self.faults.append(f"{where}: no way back from {guest.screen}")
        if len("".join(words)) < 20 or not all(names):
            self.faults.append(f"{where}: nothing to read, or a key without a name, on {guest.screen}: {names}")

    def is_drawn(self) -> bool:
        """Whether anything but the ground is in the look zone and in the deck."""
        pixels = self.guest.look()
        halves = (pixels[: self.guest.reach], pixels[self.guest.reach :])
        return all(len(np.unique(half[::4, ::4].reshape(-1, 3), axis=0)) > 5 for half in halves)


@pytest.mark.lab
def test_everything_that_can_be_pressed_leads_somewhere(
    qapp: QGuiApplication, demo_release: Path, tmp_path: Path
) -> None:
    with at_panel(of_demo(demo_release, tmp_path)) as guest:
        crawler = Crawler(guest)
        crawler.walk()
        met = {page.screen for page in crawler.seen} | {"home", "idle"}
        for page in crawler.seen[::7]:
            crawler.open(page)
            assert crawler.is_drawn(), page
            guest.touch("返回")
            assert guest.screen == "home", f"back from {page}"
    assert not crawler.faults, f"{len(crawler.faults)} of {crawler.presses} presses:\n" + "\n".join(crawler.faults[:20])
    assert met >= VISITED, f"never reached: {VISITED - met}"
    assert crawler.presses >= 100
