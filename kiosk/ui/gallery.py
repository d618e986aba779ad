"""Every screen worth looking at, with something to show on it: what pictures are taken of and what the audit walks.

It is chosen from the content at hand (the longest names, the most papers, the farthest window), so that a hall's own
worst cases are the ones that are looked at; no hall is known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QGuiApplication

from kiosk.matters.matters import Matter
from kiosk.policy.blocks import words_of
from kiosk.policy.wall import Standing
from kiosk.ui import rehearsals
from kiosk.ui.engine import Screens
from kiosk.ui.gallery_tickets import ticket_exhibits
from kiosk.ui.hub_parts import Step
from kiosk.ui.screens import is_available
from kiosk.ui.staff_view_model import StaffViewModel
from kiosk.visit.find_way import FindWay
from kiosk.visit.visit import HOME, IDLE, Page, Visit


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One picture: its name, the page, and what is done before it is taken (open a dialog, lock a door)."""

    name: str
    page: Page
    prepare: Callable[[Screens], None] = field(default=lambda screens: None)


def exhibits(way: FindWay) -> tuple[Exhibit, ...]:
    """All of them, in the order of a visit; those of screens that this panel does not have are left out."""
    return tuple(e for e in _all(way) if is_available(e.page.screen))


def hang(screens: Screens, exhibit: Exhibit, language: str, *, large_text: bool, high_contrast: bool) -> None:
    """Show one exhibit in one language and mode, as a fresh visitor would meet it."""
    screens.idle_watch.touched()
    screens.emergencies.show(())
    screens.rehearse({})

    def chose(visit: Visit) -> None:
        visit.language, visit.large_text, visit.high_contrast = language, large_text, high_contrast

    trail = (IDLE, HOME, exhibit.page) if exhibit.page != IDLE else (IDLE,)
    screens.navigator.begin(*trail, as_if=chose)
    exhibit.prepare(screens)
    screens.settle()
    _hold_still(screens)


def _hold_still(screens: Screens) -> None:
    """Stop what turns pages or hides keys after a while: a picture may take longer."""
    for thing in screens.window.findChildren(QObject):
        if thing.inherits("QQmlTimer"):
            thing.setProperty("running", False)


def settle(screens: Screens, rounds: int = 2) -> None:
    """Let everything find its place: texts learn their heights when they are drawn, columns then arrange themselves.

    ``rounds``: how often it is drawn for that.
    """
    for _ in range(rounds):
        QGuiApplication.processEvents()
        screens.window.grabWindow()
    QCoreApplication.processEvents()
    # What was put away is thrown away here: outside a running loop nobody else does it.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _all(way: FindWay) -> Iterator[Exhibit]:
    yield Exhibit("idle", IDLE)
    yield Exhibit("home", Page("home"))
    yield Exhibit("idle-warning", Page("home"), _warn)
    yield from _searches(way)
    yield from _lists(way)
    yield from _matters(way)
    yield from _places(way)
    yield from _notices(way)
    yield from (Exhibit(*shown) for shown in ticket_exhibits(way))
    yield from _of_the_hub()
    yield Exhibit("language", Page("language"))
    yield Exhibit("help", Page("help"))
    yield Exhibit("staff", Page("staff"))
    for section in ("health", "content", "log", "sound", "screen", "switches", "program"):
        yield Exhibit(f"staff-{section}", Page("staff"), partial(_behind_the_pin, section))
    yield Exhibit("staff-screen-test", _page("staff-test", test="colours"))
    yield Exhibit("staff-touch-test", _page("staff-test", test="touch"))


def _of_the_hub() -> Iterator[Exhibit]:
    """Emergencies, content that is out of date, and a panel that has to be admitted first."""
    yield Exhibit("emergency-alarm", Page("home"), partial(rehearsals.tell, rehearsals.ALARM))
    yield Exhibit("emergency-alarm-help", Page("help"), partial(rehearsals.tell, rehearsals.ALARM))
    yield Exhibit("emergency-alarm-idle", IDLE, partial(rehearsals.tell, rehearsals.ALARM))
    yield Exhibit("emergency-notice", Page("home"), partial(rehearsals.tell, rehearsals.NOTICE))
    yield Exhibit("emergency-long", Page("home"), partial(rehearsals.tell, rehearsals.LONG))
    yield Exhibit("idle-stale", IDLE, rehearsals.be_stale)
    yield Exhibit("home-stale", Page("home"), rehearsals.be_stale)
    for step in (Step.ALONE, Step.ASKING, Step.WAITING, Step.REVOKED):
        yield Exhibit(f"enrolment-{step.value}", IDLE, partial(rehearsals.be_unknown, step))
    yield Exhibit("staff-hub", Page("staff"), partial(_staff_and_hub, ""))
    for doing in ("back", "usb", "ask"):
        yield Exhibit(f"staff-hub-{doing}", Page("staff"), partial(_staff_and_hub, doing))


def _staff_and_hub(doing: str, screens: Screens) -> None:
    """The staff page of a panel in the middle of everything."""
    rehearsals.follow(screens)
    _behind_the_pin("hub", screens)
    page = screens.navigator.property("viewModel")
    if doing and isinstance(page, StaffViewModel):
        page.act(doing)


def _page(screen: str, **about: Any) -> Page:
    return Page(screen, about)


def _searches(way: FindWay) -> Iterator[Exhibit]:
    yield Exhibit("search", Page("search"))
    popular = way.popular(1)
    if popular:
        yield Exhibit("search-hits", _page("search", query=popular[0].name.within("zh-CN")[:2]))
    yield Exhibit("search-nothing", _page("search", query="qqqxxxqqq"))


def _lists(way: FindWay) -> Iterator[Exhibit]:
    catalogue = way.catalogue
    if catalogue.departments:
        yield Exhibit("departments", Page("departments"))
        fullest = max(catalogue.departments, key=lambda d: len(catalogue.matters_of_department(d.code)))
        yield Exhibit("department", _page("department", code=fullest.code))
    if catalogue.themes:
        yield Exhibit("themes", Page("themes"))
        longest = max(catalogue.themes, key=lambda theme: len(theme.steps))
        yield Exhibit("theme", _page("theme", code=longest.code))
    if way.venue.amenities:
        yield Exhibit("facilities", Page("facilities"))


def _matters(way: FindWay) -> Iterator[Exhibit]:
    matters = way.catalogue.matters
    if not matters:
        return
    popular = way.popular(1)[0]
    yield Exhibit("matter", _page("matter", code=popular.code))
    wordiest = max(matters, key=_wordiness)
    yield Exhibit("matter-long", _page("matter", code=wordiest.code))
    for section in ("facts", "questions"):
        asked = max(matters, key=lambda m: (len(m.questions), m.popularity)) if section == "questions" else popular
        yield Exhibit(f"matter-{section}", _page("matter", code=asked.code, section=section))
    yield from _routes(way, matters, popular)


def _wordiness(matter: Matter) -> int:
    return len(matter.name.within("zh-CN")) * 3 + len(matter.name.within("en"))


def _routes(way: FindWay, matters: Sequence[Matter], popular: Matter) -> Iterator[Exhibit]:
    here: Mapping[bool, str] = {}
    for matter in (popular, *sorted(matters, key=lambda m: -m.popularity)[:80]):
        page = way.matter_page(matter.code)
        spot = page.spot if page is not None else None
        if spot is not None and spot.here not in here:
            here = {**here, spot.here: spot.id}
            name = "route" if spot.here else "route-floors"
            yield Exhibit(name, _page("route", target_id=spot.id, matter_code=matter.code))
    yield Exhibit("route-none", _page("route", target_id="nowhere"))


def _places(way: FindWay) -> Iterator[Exhibit]:
    windows = [w for w in way.catalogue.windows if way.spot_of_window(w.number) is not None]
    if windows:
        busiest = max(windows, key=lambda w: len(way.catalogue.matters_of_window(w.number)))
        yield Exhibit("place", _page("place", window=busiest.number))
    facilities = way.facilities()
    if facilities:
        yield Exhibit("place-facility", _page("place", id=facilities[0].nearest.id))
    for number, level in enumerate(sorted(way.venue.levels, key=lambda lv: lv.ordinal)[:4]):
        yield Exhibit(f"map-{number}", _page("map", level_id=level.id))


def _notices(way: FindWay) -> Iterator[Exhibit]:
    wall = way.wall()
    if not wall.columns:
        return
    yield Exhibit("notices", Page("notices"))
    yield Exhibit("notices-column", _page("notices", column=wall.columns[0].column.code))
    wordiest = max(wall.notices, key=lambda n: len(words_of(way.words_of_notice(n.code, "zh-CN"))))
    yield Exhibit("notice", _page("notice", code=wall.notices[0].code))
    yield Exhibit("notice-long", _page("notice", code=wordiest.code))
    paged = next((notice for notice in wall.notices if notice.pages), None)
    if paged is not None:
        yield Exhibit("notice-pages", _page("notice", code=paged.code, section="pages"))
    for how in (Standing.EXPIRED, Standing.WITHDRAWN):
        over = next((n for n in wall.known if wall.notice(n.code) == (n, how)), None)
        if over is not None:
            yield Exhibit(f"notice-{how.value}", _page("notice", code=over.code))
    yield Exhibit("notice-gone", _page("notice", code="nothing"))


def _behind_the_pin(section: str, screens: Screens) -> None:
    """The staff page as it is after the right PIN."""
    page = screens.navigator.property("viewModel")
    if isinstance(page, StaffViewModel):
        page.admit(section)


def _warn(screens: Screens) -> None:
    """The warning that stands when nobody has touched the panel for a while."""
    screens.idle_watch.warn()
