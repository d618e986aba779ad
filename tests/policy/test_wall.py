from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.base.texts import Text
from kiosk.policy.notices import Column, Notice
from kiosk.policy.wall import Standing, Wall, standing

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 22)
COLUMNS = (Column("ZC", Text(zh="政策")), Column("GG", Text(zh="公告")), Column("KK", Text(zh="空")))


def notice(code: str, column: str = "ZC", **more: object) -> Notice:
    return Notice(code, column, Text(zh=code), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, Standing.SHOWN),
        ({"issued": date(2026, 11, 22)}, Standing.SHOWN),
        ({"issued": date(2026, 11, 23)}, Standing.COMING),
        ({"issued": date(2026, 1, 1), "valid_from": date(2026, 12, 1)}, Standing.COMING),
        ({"issued": date(2027, 1, 1), "valid_from": date(2026, 11, 1)}, Standing.SHOWN),
        ({"valid_until": date(2026, 11, 22)}, Standing.SHOWN),
        ({"valid_until": date(2026, 11, 21)}, Standing.EXPIRED),
        ({"withdrawn": date(2026, 11, 22)}, Standing.WITHDRAWN),
        ({"withdrawn": date(2026, 11, 23)}, Standing.SHOWN),
        ({"withdrawn": date(2026, 11, 1), "valid_until": date(2026, 10, 1)}, Standing.WITHDRAWN),
    ],
)
def test_how_a_notice_stands(more: dict[str, date], expected: Standing) -> None:
    assert standing(notice("A", **more), TODAY) is expected


def test_the_wall_by_column_pinned_first_then_the_newest() -> None:
    notices = [
        notice("old", issued=date(2026, 1, 1)),
        notice("new", issued=date(2026, 11, 1)),
        notice("pinned", issued=date(2025, 1, 1), pinned=True),
        notice("undated"),
        notice("b", "GG", issued=date(2026, 11, 2)),
        notice("a", "GG", issued=date(2026, 11, 2)),
        notice("over", valid_until=date(2026, 1, 1)),
        notice("strange", "XX"),
    ]
    wall = Wall(COLUMNS, notices, datetime(2026, 11, 22, 9, tzinfo=SHANGHAI))
    told = {hanging.column.code: [n.code for n in hanging.notices] for hanging in wall.columns}
    assert told == {"ZC": ["pinned", "new", "old", "undated"], "GG": ["a", "b"]}  # the empty column is not there
    assert [n.code for n in wall.notices] == ["pinned", "a", "b", "new", "old", "undated"]
    assert len(wall.known) == len(notices)


def test_a_notice_ends_at_midnight_of_the_hall() -> None:
    ends = [notice("A", valid_until=date(2026, 11, 22))]
    late = datetime(2026, 11, 22, 23, 59, tzinfo=SHANGHAI)
    assert Wall(COLUMNS, ends, late).notices
    assert not Wall(COLUMNS, ends, late.replace(day=23, hour=0, minute=0)).notices


def test_what_is_over_can_still_be_looked_up_and_what_is_to_come_cannot() -> None:
    notices = [notice("over", valid_until=date(2026, 1, 1)), notice("soon", valid_from=date(2027, 1, 1))]
    wall = Wall(COLUMNS, notices, datetime(2026, 11, 22, tzinfo=SHANGHAI))
    assert wall.notice("over") == (notices[0], Standing.EXPIRED)
    assert wall.notice("soon") is None
    assert wall.notice("never") is None
