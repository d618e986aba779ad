from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from compose.desk_hall import AT, SHORT_S, TABLES, Hall

from kiosk.scanning.codes import code_in, read_code
from kiosk.ticketing.tickets import TicketError
from kiosk.visit.desk_facts import Meaning, Outcome, TicketNow, Wish

WISH = Wish("tax", ("M1",))
IDS = [f"{n:032x}" for n in range(1, 40)]


def hall_test(act: Callable[[Hall], Awaitable[None]]) -> Callable[[Path], None]:
    """Run a test within an event loop, with a hall whose panel has met its hub."""

    def run(tmp_path: Path) -> None:
        async def whole() -> None:
            hall = Hall(tmp_path)
            await hall.connect()
            try:
                await act(hall)
            finally:
                await hall.link.close()

        asyncio.run(whole())

    run.__name__ = act.__name__
    return run


async def printed(hall: Hall, id: str, wish: Wish = WISH) -> TicketNow:
    ticket = await hall.link.take(id, wish)
    await hall.link.printing(ticket)
    await hall.link.settle(ticket, Outcome.PRINTED)
    return ticket


@hall_test
async def test_a_number_of_the_desk(hall: Hall) -> None:
    ticket = await printed(hall, IDS[0])
    assert (ticket.label, ticket.is_own, ticket.queue_name["zh"], ticket.windows) == ("A001", False, "税务", ("1", "2"))
    assert ticket.address.startswith("https://hub.example/t/")
    code = code_in(ticket.address)
    assert code is not None
    assert read_code(code).id == IDS[0]
    await hall.rest()
    assert hall.told() == [("printed", "A001")]
    assert hall.book.counts() == (0, 0)


@hall_test
async def test_after_the_deadline_the_panel_has_numbers_of_its_own(hall: Hall) -> None:
    hall.link._deadline_s = SHORT_S
    hall.desk.answers = False
    ticket = await printed(hall, IDS[0])
    assert (ticket.label, ticket.is_own, ticket.ahead) == ("AK3-001", True, -1)
    assert ticket.said["zh"]
    assert hall.desk.tickets[IDS[0]]["label"] == "A001"  # the desk holds a number for it that nobody has seen
    for line in hall.late:
        hall.link.hear(line)  # too late: the printed one stands
    hall.desk.answers = True
    hall.link._outbox.wake(now=True)
    await hall.rest()
    assert hall.told() == [("offline", "AK3-001")]
    told = hall.desk.lines[0]
    assert (told["id"], told["queue"], told["matters"], told["series"]) == (IDS[0], "tax", ["M1"], "K3")
    assert (told["arrived"], told["sure"]) == (AT.isoformat(), True)


@hall_test
async def test_a_hub_in_trouble_is_no_refusal(hall: Hall) -> None:
    for n, status in enumerate((500, 503, 429, 401)):
        hall.desk.status = status
        assert (await printed(hall, IDS[n])).label == f"AK3-{n + 1:03}"


@pytest.mark.parametrize("status", [409, 404, 422, 403])
def test_a_refusal_says_when_to_come(tmp_path: Path, status: int) -> None:
    async def refused(hall: Hall) -> None:
        hall.desk.status = status
        with pytest.raises(TicketError) as caught:
            await hall.link.take(IDS[0], WISH)
        assert caught.value.text["zh"] == "请明天9点再来。"
        hall.desk.status = 0
        await hall.restart()
        hall.link.start()
        await hall.rest()
        assert (hall.told(), hall.book.counts()) == ([], (0, 0))

    hall_test(refused)(tmp_path)


@hall_test
async def test_what_is_in_no_queue_needs_no_number(hall: Hall) -> None:
    with pytest.raises(TicketError) as caught:
        await hall.link.take(IDS[0], Wish("", ("M99",)))
    assert caught.value.word == "queue"
    assert (await hall.link.take(IDS[1], Wish("", ("M3", "M1")))).label
    assert hall.desk.asked[-1][2]["queue"] == "tax"
    assert [body["id"] for _, path, body in hall.desk.asked if path == "/api/desk/tickets"] == [IDS[1]]


@hall_test
async def test_after_closing_there_is_no_own_number_either(hall: Hall) -> None:
    hall.clock.advance(9 * 3600)
    hall.link._deadline_s = SHORT_S
    hall.desk.answers = False
    with pytest.raises(TicketError) as caught:
        await hall.link.take(IDS[0], WISH)
    assert caught.value.word == "closed"
    assert "明天8点" in caught.value.text["zh"]
    hall.desk.answers = True
    hall.link._outbox.wake(now=True)
    await hall.rest()
    assert hall.desk.tickets[IDS[0]]["state"] == "void"  # the desk had given one: nobody has it


@hall_test
async def test_a_quota_holds_offline_as_far_as_this_panel_knows(hall: Hall) -> None:
    hall.tables = replace(TABLES, queues=(replace(TABLES.queues[0], quota_am=2), TABLES.queues[1]))
    hall.desk.status = 500
    await printed(hall, IDS[0])
    await printed(hall, IDS[1])
    with pytest.raises(TicketError) as caught:
        await hall.link.take(IDS[2], WISH)
    assert caught.value.word == "full"


def test_without_a_series_no_own_number(tmp_path: Path) -> None:
    async def whole() -> None:
        hall = Hall(tmp_path, SHORT_S)
        hall.desk.answers = False
        with pytest.raises(TicketError) as caught:
            await hall.link.take(IDS[0], WISH)
        assert "服务台" in caught.value.text["zh"]
        assert hall.link.now() is None
        await hall.link.close()

    asyncio.run(whole())


@hall_test
async def test_a_line_that_broke_is_tried_again_within_the_second(hall: Hall) -> None:
    real, seen = hall.link.hear, []

    def broken_once(line: dict) -> None:
        if line["say"] == "desk" and not seen:
            seen.append(line)
            line = {**line, "status": 0, "body": {"error": "no-answer"}}
        real(line)

    hall.link.hear = broken_once  # type: ignore[method-assign, assignment]
    ticket = await hall.link.take(IDS[0], WISH)
    assert (ticket.label, len(hall.desk.tickets)) == ("A001", 1)


# -- the book is told


@hall_test
async def test_what_was_promised_is_told_after_a_restart(hall: Hall) -> None:
    hall.desk.status = 500
    await printed(hall, IDS[0])
    second = await hall.link.take(IDS[1], WISH)
    await hall.link.printing(second)
    await hall.restart()
    hall.desk.status = 0
    await hall.connect()
    assert hall.told() == [("offline", "AK3-001"), ("offline", "AK3-002")]


@hall_test
async def test_refused_lines_are_parked_and_hold_nobody_up(hall: Hall) -> None:
    hall.desk.status = 500
    for n in range(5):
        await printed(hall, IDS[n])
    hall.desk.status, hall.desk.refuses = 0, {"AK3-002": "label", "AK3-004": "malformed"}
    hall.link._outbox.wake(now=True)
    await hall.rest()
    assert hall.told() == [("offline", f"AK3-{n:03}") for n in (1, 3, 5)]
    assert hall.book.counts() == (0, 2)


@hall_test
async def test_a_number_of_nobody_that_was_called_meanwhile_needs_no_staff(hall: Hall) -> None:
    """Whoever sat at the window settled it. A paper that the desk does not take is another matter."""
    ticket = await hall.link.take(IDS[0], WISH)
    hall.desk.refuses = {"A001": "state"}
    await hall.link.settle(ticket, Outcome.NO_PAPER)
    await hall.rest()
    assert hall.book.counts() == (0, 0)
    hall.desk.refuses = {"A002": "state"}
    await printed(hall, IDS[1])
    await hall.rest()
    assert hall.book.counts() == (0, 1)


@hall_test
async def test_a_hub_that_is_away_is_told_later_with_pauses(hall: Hall) -> None:
    hall.desk.status = 503
    await printed(hall, IDS[0])
    await hall.rest()
    asked = len(hall.desk.asked)
    hall.link.look()
    await hall.rest()
    assert len(hall.desk.asked) == asked  # it rests
    hall.desk.status = 0
    hall.clock.advance(120)
    hall.link.look()
    await hall.rest()
    assert hall.told() == [("offline", "AK3-001")]


@hall_test
async def test_a_number_that_nobody_was_told_goes_back(hall: Hall) -> None:
    """The panel ends while it asks: whatever the desk gave, nobody has it."""
    hall.desk.answers = False
    asked = asyncio.create_task(hall.link.take(IDS[0], WISH))
    while IDS[0] not in hall.desk.tickets:
        await asyncio.sleep(0.001)
    asked.cancel()
    hall.desk.answers = True
    await hall.restart()
    await hall.connect()
    assert hall.desk.tickets[IDS[0]]["state"] == "void"
    assert hall.book.counts() == (0, 0)


@hall_test
async def test_a_number_that_the_desk_never_gave_is_forgotten_in_time(hall: Hall) -> None:
    hall.desk.hears = False
    asked = asyncio.create_task(hall.link.take(IDS[0], WISH))
    await asyncio.sleep(0.02)
    asked.cancel()
    hall.desk.hears = True
    await hall.restart()
    await hall.connect()
    assert hall.book.counts() == (1, 0)  # the question may still be on its way
    hall.clock.advance(130)
    hall.link.look()
    await hall.rest()
    assert hall.book.counts() == (0, 0)


@hall_test
async def test_given_back_after_it_was_printed(hall: Hall) -> None:
    ticket = await printed(hall, IDS[0])
    await hall.link.settle(ticket, Outcome.WITHDRAWN)
    await hall.rest()
    assert hall.told() == [("printed", "A001"), ("void", "A001")]
    assert hall.desk.lines[1]["why"] == "withdrawn"


# -- time


@hall_test
async def test_arrivals_are_right_while_the_clock_is_wrong(hall: Hall) -> None:
    hall.desk.ahead = timedelta(hours=2)  # the hub's clock is the true one
    await hall.link.take(IDS[0], WISH)
    await hall.rest()
    hall.desk.status = 500
    await printed(hall, IDS[1])
    hall.desk.status = 0
    hall.link._outbox.wake(now=True)
    await hall.rest()
    assert hall.desk.asked[-1][2]["entries"][0]["arrived"] == (AT + timedelta(hours=2)).isoformat()


# -- the waits


@hall_test
async def test_the_waits_are_asked_for_when_they_changed_and_somebody_looks(hall: Hall) -> None:
    def asked() -> int:
        return sum(path == "/api/desk/now" for _, path, _ in hall.desk.asked)

    now = hall.link.now()
    assert now is not None
    assert [(queue.code, queue.waiting) for queue in now.queues] == [("tax", 0)]
    assert now.queues[0].matters == ("M1", "M2")  # the release knows them: they need not travel each time
    assert asked() == 1
    for _ in range(5):
        hall.link.look()
        hall.clock.advance(20)
    await hall.rest()
    assert asked() == 1
    await printed(hall, IDS[0])
    hall.link.hear({"say": "desk-event", "kind": "waits", "facts": {}})
    hall.link.look()
    await hall.rest()
    assert asked() == 2
    now = hall.link.now()
    assert now is not None
    assert now.queues[0].waiting == 1
    hall.clock.advance(3600)  # nobody looks
    hall.link.hear({"say": "desk-event", "kind": "waits", "facts": {}})
    hall.link.look()
    await hall.rest()
    assert asked() == 2
    hall.link.now()
    hall.link.look()
    await hall.rest()
    assert asked() == 3


@hall_test
async def test_without_the_hub_numbers_are_offered_by_the_hours(hall: Hall) -> None:
    hall.link.hear({"say": "hub", "connected": False})
    now = hall.link.now()
    assert now is not None
    assert [(queue.code, queue.takes, queue.waiting) for queue in now.queues] == [("tax", True, 0), ("civil", True, 0)]
    hall.clock.advance(10 * 3600)
    now = hall.link.now()
    assert now is not None
    assert not now.queues[0].takes
    assert "明天8点" in now.queues[0].said["zh"]


@hall_test
async def test_a_ticket_that_moved_is_told(hall: Hall) -> None:
    hall.link.hear({"say": "desk-event", "kind": "ticket", "facts": {"id": IDS[0]}})
    assert hall.moved == [IDS[0]]


# -- my ticket


@hall_test
async def test_a_slip_is_looked_up_and_comes_back_in_line(hall: Hall) -> None:
    ticket = await printed(hall, IDS[0])
    code = code_in(ticket.address)
    assert code is not None
    hall.desk.tickets[IDS[0]]["state"] = "missed"
    found = await hall.link.look_up(code)
    assert found.ticket is not None
    assert (found.meaning, found.ticket.state) == (Meaning.TICKET, "missed")
    assert (await hall.link.come_back(found.ticket)).state == "waiting"
    assert await hall.link.ticket(found.ticket) is not None
    assert await hall.link.review(ticket, "5", ("517",))


@hall_test
async def test_without_the_hub_this_panels_own_slips_are_known(hall: Hall) -> None:
    ticket = await printed(hall, IDS[0])
    code = code_in(ticket.address)
    assert code is not None
    hall.desk.status = 503
    found = await hall.link.look_up(code)
    assert found.ticket is not None
    assert (found.meaning, found.ticket.label, found.ticket.windows) == (Meaning.TICKET, "A001", ("1", "2"))
    assert await hall.link.ticket(found.ticket) is None
    with pytest.raises(TicketError):
        await hall.link.come_back(found.ticket)
    hall.clock.advance(2 * 86400)
    assert (await hall.link.look_up(code)).meaning is Meaning.OLD
    changed = code[:60] + ("A" if code[60] != "A" else "B") + code[61:]
    hall.clock._at = AT
    hall.book.hear(AT)
    with pytest.raises(TicketError) as caught:
        await hall.link.look_up(changed)
    assert caught.value.word in ("forged", "form")


@hall_test
async def test_a_number_of_this_panel_is_given_back_also_without_the_hub(hall: Hall) -> None:
    ticket = await printed(hall, IDS[0])
    await hall.rest()
    hall.desk.status = 503
    await hall.link.give_back(ticket)
    assert [line.act for line in hall.book.untold()] == ["void"]
    code = code_in(ticket.address)
    assert code is not None
    found = await hall.link.look_up(code)
    assert found.ticket is not None
    assert (found.ticket.label, found.ticket.state) == ("A001", "void"), "said so also without the hub"
    hall.desk.status = 0
    hall.link.hear({"say": "hub", "connected": False})
    hall.link.hear({"say": "hub", "connected": True})
    await hall.rest()
    assert [(line["act"], line["why"]) for line in hall.desk.lines][-1] == ("void", "withdrawn")
    assert not hall.book.untold()


@hall_test
async def test_another_panels_number_is_given_back_at_the_desk_or_not_at_all(hall: Hall) -> None:
    other = replace(await printed(hall, IDS[0]), id="f" * 32)
    hall.desk.tickets[other.id] = {**hall.desk.tickets[IDS[0]], "id": other.id}
    await hall.link.give_back(other)
    assert hall.desk.tickets[other.id]["state"] == "void"
    assert hall.desk.asked[-1] == ("POST", f"/api/desk/tickets/{other.id}/withdraw", {"why": "withdrawn"})
    hall.desk.status = 503
    with pytest.raises(TicketError) as caught:
        await hall.link.give_back(other)
    assert "现在退不了号" in caught.value.text["zh"]
    hall.desk.status = 409
    with pytest.raises(TicketError) as caught:
        await hall.link.give_back(other)
    assert caught.value.text["zh"] == "请明天9点再来。"


@hall_test
async def test_a_typed_code_is_asked_for(hall: Hall) -> None:
    hall.desk.appointments = {"YY-2071": {"at": AT.isoformat(), "queue": "tax", "matters": ["M1"], "state": "booked"}}
    found = await hall.link.look_up_typed("YY-2071")
    assert found.appointment is not None
    assert (found.meaning, found.appointment.code) == (Meaning.APPOINTMENT, "YY-2071")
    assert found.appointment.can_check_in
    with pytest.raises(TicketError) as caught:
        await hall.link.look_up_typed("2072")
    assert "没有查到" in caught.value.text["zh"]
    assert [body["code"] for _, path, body in hall.desk.asked if path.endswith("codes")] == [
        "YY-2071",
        "2072",
    ]
    hall.desk.status = 503
    away = await hall.link.look_up_typed("YY-2071")
    assert away.meaning is Meaning.UNHEARD
    assert "普通号" in away.said["zh"]


def test_a_phone_number_is_kept_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def remind(hall: Hall) -> None:
        ticket = await printed(hall, IDS[0])
        assert await hall.link.remind(ticket, "13812345678")
        hall.desk.status = 500
        assert not await hall.link.remind(ticket, "13812345678")

    hall_test(remind)(tmp_path)
    assert "13812345678" not in caplog.text
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or b"13812345678" not in path.read_bytes()
