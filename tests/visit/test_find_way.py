from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from ui import small_hall

from kiosk.base.clock import SetClock
from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.finding.entries import Kind
from kiosk.policy.blocks import Bodies, Paragraph, Span
from kiosk.policy.notices import Column, Notice
from kiosk.visit.find_way import FindWay, NoWalks, Reach


@pytest.fixture
def clock():
    return SetClock(small_hall.MONDAY_MORNING)


@pytest.fixture
def way(clock):
    return small_hall.find_way(clock)


def test_words_lead_to_a_window(way):
    hit = way.find("hz")[0]
    page = way.matter_page(hit.id)
    assert page.matter.name["zh"] == "普通护照首次申请"
    assert page.advice.is_open
    assert page.spot.number == "9"
    assert page.spot.here
    assert way.reach(page.spot).metres > 0


def test_nothing_typed_finds_nothing(way):
    assert list(way.find("  ")) == []


def test_what_is_not_there_is_none(way):
    assert way.matter_page("nothing") is None
    assert way.department("nothing") is None
    assert way.window("999") is None
    assert way.spot_of_window("999") is None
    assert way.spot("nothing") is None
    assert way.reach(None) is None


def test_distances_are_asked_once_and_forgotten_on_demand(way):
    spot = way.spot_of_window("9")
    walks = way._walks
    way.reach(spot)
    way.reach(spot)
    assert walks.asked.count(spot.id) == 1
    way.forget_distances()
    way.reach(spot)
    assert walks.asked.count(spot.id) == 2


def test_no_way_is_no_distance(clock):
    plan = small_hall.venue()
    hall = small_hall.catalogue()
    way = FindWay(hall, plan, small_hall.PlainFinder(hall, plan), NoWalks(), "P1", clock)
    assert way.reach(way.spot_of_window("9")) is None
    with pytest.raises(KioskError):
        NoWalks().reach("w9", "walk")


def test_facilities_are_the_nearest_of_each_kind(way):
    facilities = way.facilities()
    kinds = [facility.icon for facility in facilities]
    assert len(kinds) == len(set(kinds))
    toilets = next(facility for facility in facilities if facility.icon == "toilet")
    assert toilets.count == 3
    assert toilets.nearest.here
    metres = [way.reach(facility.nearest).seconds for facility in facilities]
    assert metres == sorted(metres)


def test_the_directory_is_a_lobby_board(way):
    floors = way.directory
    assert [floor.level.id for floor in floors] == ["3F", "2F", "1F"]
    assert [floor.here for floor in floors] == [False, False, True]
    department, numbers = floors[-1].rows[0]
    assert (department.code, numbers) == ("ZHSL", ("1", "2", "3", "4"))


def test_lunch_leads_to_the_words_for_it(way, clock):
    clock.advance(3 * 3600)
    page = way.matter_page("GACR01")
    assert not page.advice.is_open
    assert "13:30" in page.advice.sentence["zh"]


class TwinFinder:
    """Finds what it is given, in that order."""

    def __init__(self, *hits: small_hall.PlainHit) -> None:
        self._hits = hits

    def find(self, query, limit=20, language="zh-CN", *, floor=0):
        return self._hits[:limit]


class FewWalks:
    """Leads to some places only."""

    def __init__(self, *there: str) -> None:
        self.there, self.asked = there, []

    def reach(self, target_id, profile):
        self.asked.append(target_id)
        if target_id not in self.there:
            raise KioskError("no way")
        return Reach(10.0, 10.0)


def test_of_places_with_one_name_those_without_a_way_come_last(clock):
    plan, hall = small_hall.venue(), small_hall.catalogue()
    far, near, other = (place.id for place in list(plan.destinations())[:3])
    room, hall_name = Text(zh="教室214", en="Classroom 214"), Text(zh="报告厅", en="Hall")

    def place(place_id, title=room):
        return small_hall.PlainHit(Kind.PLACE, place_id, title)

    matter = small_hall.PlainHit(Kind.MATTER, hall.matters[0].code, room)
    walks = FewWalks(near)
    way = FindWay(hall, plan, TwinFinder(place(far), matter, place(other, hall_name), place(near)), walks, "P1", clock)
    found = [(hit.kind, hit.id) for hit in way.find("214")]
    assert found == [(Kind.PLACE, near), (Kind.MATTER, matter.id), (Kind.PLACE, other), (Kind.PLACE, far)]
    assert sorted(walks.asked) == sorted([far, near])  # a place alone in its name is not asked for
    nowhere = FindWay(hall, plan, TwinFinder(place(far), place(near)), NoWalks(), "P1", clock)
    assert [hit.id for hit in nowhere.find("214")] == [far, near]


@dataclass
class Board:
    """What is posted: one notice that holds, one that is over, one that is to come."""

    columns: tuple[Column, ...] = (Column("GG", Text(zh="公告")),)
    notices: tuple[Notice, ...] = (
        Notice("over", "GG", Text(zh="旧"), valid_until=date(2026, 1, 1)),
        Notice("soon", "GG", Text(zh="未"), valid_from=date(2027, 1, 1)),
        Notice("now", "GG", Text(zh="新"), cover="a.png"),
    )

    def words(self, code: str) -> Bodies:
        return {"zh": (Paragraph((Span(code),)),)}

    def medium(self, name: str) -> str:
        return f"/media/{name}"


def test_notices_that_are_over_come_last_and_those_to_come_not_at_all(clock):
    hall, plan = small_hall.catalogue(), small_hall.venue()
    found = [small_hall.PlainHit(Kind.NOTICE, code, Text(zh=code)) for code in ("over", "soon", "now")]
    matter = small_hall.PlainHit(Kind.MATTER, "GACR01", Text(zh="护照"))
    way = FindWay(hall, plan, TwinFinder(*found, matter), NoWalks(), "P1", clock, Board())
    assert [hit.id for hit in way.find("x")] == ["now", "GACR01", "over"]
    assert [notice.code for notice in way.wall().notices] == ["now"]
    assert way.words_of_notice("now", "en") == (Paragraph((Span("now"),)),)
    assert (way.medium("a.png"), way.medium("")) == ("/media/a.png", "")


def test_a_hall_without_notices(clock):
    way = small_hall.find_way(clock)
    assert way.wall().columns == ()
    assert way.words_of_notice("x", "zh-CN") == ()
    assert way.medium("a.png") == ""
