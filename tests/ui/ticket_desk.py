"""A desk and a scanner that do what a test says, and a visitor in front of the panel that has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from ui import small_hall
from ui.visitor import Bell, Ears, Visitor

from kiosk.base.clock import SetClock
from kiosk.base.texts import Text
from kiosk.ui.engine import build_engine
from kiosk.ui.glass import PROFILES
from kiosk.ui.panel import PanelSettings
from kiosk.ui.ticket_ports import DESK, SCANS, Desk, Scans
from kiosk.visit.desk_facts import CallNow, DeskNow, Found, Meaning, QueueNow, TicketNow, Wish
from kiosk.visit.take_ticket import Issue, Step
from kiosk.visit.visit import HOME

PASSPORT = QueueNow(
    "CRJ", "B", Text(zh="出入境", en="Exit-Entry"), 14, 45, 60, ("9", "10"), ("9",), matters=("GACR01",)
)
SOCIAL = QueueNow("SB", "A", Text(zh="社保", en="Social security"), 0, 0, 0, ("20",), ("20",))
CLOSED = QueueNow(
    "HJ",
    "C",
    Text(zh="户政", en="Household"),
    windows=("5",),
    takes=False,
    said=Text(zh="上午的号已经取完，请13:30以后再来取。", en="No more numbers this morning: come after 13:30."),
)
NOW = DeskNow((CLOSED, PASSPORT, SOCIAL), (CallNow(7, "B047", "9"), CallNow(9, "A012", "20")), sms=True)
TICKET = TicketNow(
    "a" * 32,
    "B061",
    "waiting",
    "CRJ",
    PASSPORT.name,
    ("GACR01",),
    ("9", "10"),
    ahead=14,
    likely=45,
    at_most=60,
    address="https://hall.example.org/t/AbC",
)


class PlayedDesk:
    """Remembers what it was asked; ``play`` says what comes of it."""

    def __init__(self) -> None:
        self.what: DeskNow | None = NOW
        self.of_visit: Issue | None = None
        self.wishes: list[Wish] = []
        self.phones: list[str] = []
        self.acts: list[str] = []

    def now(self) -> DeskNow | None:
        return self.what

    def issue(self) -> Issue | None:
        return self.of_visit

    def take(self, wish: Wish) -> None:
        self.wishes.append(wish)
        self.of_visit = Issue(Step.ASKING, wish)

    def keep(self) -> None:
        self.acts.append("keep")
        self._step(Step.KEPT)

    def give_back(self) -> None:
        self.acts.append("give back")
        self.of_visit = Issue(Step.GIVEN_BACK, Wish())

    def remind(self, phone: str) -> None:
        self.phones.append(phone)
        assert self.of_visit is not None
        self.of_visit = replace(self.of_visit, reminded=True)

    def leave(self) -> None:
        self.acts.append("leave")
        self.of_visit = None

    def _step(self, step: Step, ticket: TicketNow | None = TICKET, said: Text | None = None) -> None:
        self.of_visit = Issue(step, Wish(), ticket, said or Text())


class PlayedScans:
    """Reads what the test says."""

    def __init__(self) -> None:
        self.camera, self.what = True, None
        self.watching, self.dropped = False, 0
        self.acts: list[object] = []

    what: Found | None

    def has_camera(self) -> bool:
        return self.camera

    def has_scanner(self) -> bool:
        return True

    def look(self, on: bool) -> None:
        self.watching = on

    def frame(self) -> QImage | None:
        image = QImage(64, 48, QImage.Format.Format_RGB32)
        image.fill(0xFF00AA55)
        return image

    def found(self) -> Found | None:
        return self.what

    def drop(self) -> None:
        self.what = None
        self.dropped += 1

    def look_up(self, code: str) -> None:
        self.acts.append(("look up", code))
        self.what = Found(Meaning.LOOKING)

    def give_back(self) -> None:
        self.acts.append("give back")

    def check_in(self) -> None:
        self.acts.append("check in")

    def come_back(self) -> None:
        self.acts.append("come back")

    def review(self, level: str, reasons: Sequence[str]) -> None:
        self.acts.append((level, tuple(reasons)))


class Customer(Visitor):
    """A visitor of a hall with a desk."""

    desk: PlayedDesk
    scans: PlayedScans

    def becomes(self, step: Step, ticket: TicketNow | None = TICKET, said: Text | None = None) -> None:
        """The desk and the printer came so far."""
        self.desk._step(step, ticket, said)
        self.screens.navigator.refresh()
        self.wait()

    def go(self, screen: str, **about: object) -> None:
        self.screens.navigator.go(screen, about)
        self.wait()

    @property
    def model(self) -> object:
        return self.screens.navigator.property("viewModel")

    def names(self) -> list[str]:
        return [str(p.property("name")) for p in self.pressables()]


_DESK: Desk = PlayedDesk()
_SCANS: Scans = PlayedScans()


@pytest.fixture(scope="module")
def _panel(qapp: QGuiApplication) -> Iterator[Customer]:
    clock, ears, bell = SetClock(small_hall.MONDAY_MORNING), Ears(), Bell()
    way = small_hall.find_way(clock)
    screens = build_engine(PanelSettings(PROFILES["55-fhd"]), clock, way, speaker=ears, help_call=bell)
    screens.idle_watch.stop()
    screens.window.show()
    yield Customer(screens, clock, ears, bell)
    screens.close()


@pytest.fixture
def customer(_panel: Customer) -> Customer:
    """Somebody new at home; the panel is the same for all tests of a file, desk and scanner are not."""
    screens = _panel.screens
    _panel.desk, _panel.scans = PlayedDesk(), PlayedScans()
    screens.rehearse({})
    screens.rehearse({DESK: _panel.desk, SCANS: _panel.scans})
    screens.navigator.begin(HOME)
    screens.idle_watch.touched()
    _panel.wait()
    _panel.ears.said.clear()
    _panel.desk.acts.clear()
    return _panel
