"""The outbox and its fan-out, without a server: nothing is told twice or left out, nobody's queue grows for ever."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from django.utils import timezone

from kiosk.hub.live import outbox_reader
from kiosk.hub.live.events import Told
from kiosk.hub.live.fanout import QUEUE, FanOut, Listener
from kiosk.hub.live.models import Event
from kiosk.hub.live.outbox import tell
from kiosk.hub.live.outbox_reader import GAP_S, OutboxReader, forget, since


@pytest.mark.django_db
def test_an_event_that_was_committed_late_is_told_after_all():
    tell("hall:shili", "changed", timestamp=1)
    reader = OutboxReader()
    assert reader.read(0.0) == []
    start = reader.newest
    Event.objects.create(id=start + 3, audience="a", kind="changed", data={"timestamp": 3})
    assert [event.number for event in reader.read(1.0)] == [start + 3]
    Event.objects.create(id=start + 1, audience="a", kind="changed", data={"timestamp": 2})
    assert [event.number for event in reader.read(2.0)] == [start + 1]
    assert reader.read(3.0) == [], "and only once"
    assert reader.read(GAP_S + 5.0) == []
    Event.objects.create(id=start + 2, audience="a", kind="changed", data={})
    assert reader.read(GAP_S + 6.0) == [], "a transaction that lasted for minutes is none of ours"


@pytest.mark.django_db
def test_who_was_away_too_long_takes_a_snapshot(monkeypatch):
    numbers = [tell("console:shili", "panel", id=str(n)).id for n in range(5)]
    assert [event.data["id"] for event in since("console:shili", numbers[1])] == ["2", "3", "4"]
    Event.objects.filter(id__lt=numbers[4]).update(at=timezone.now() - timedelta(hours=2))
    forget(timezone.now())
    assert since("console:shili", numbers[1]) is None
    assert since("console:shili", numbers[3]) is not None
    monkeypatch.setattr(outbox_reader, "PORTION", 1)
    assert since("console:shili", numbers[3]) is None


@pytest.mark.django_db
def test_the_newest_number_is_never_forgotten():
    number = tell("a", "changed").id
    Event.objects.update(at=timezone.now() - timedelta(days=9))
    forget(timezone.now())
    assert OutboxReader().newest == number


def told(number, audience="hall:shili", kind="changed", **data):
    return Told(number, audience, kind, data)


async def test_events_come_in_order_and_to_their_audience():
    fan_out, ours, theirs = FanOut(), Listener(["hall:shili", "panel:1"]), Listener(["hall:other"])
    fan_out.join(ours)
    fan_out.join(theirs)
    fan_out.deliver([told(1, timestamp=1), told(2, "panel:1", "order", id="x"), told(3, "hall:other", timestamp=9)])
    await asyncio.wait_for(ours.ready(), 1)
    assert ours.take() == told(1, timestamp=1).packed() + told(2, "panel:1", "order", id="x").packed()
    assert theirs.take() == told(3, "hall:other", timestamp=9).packed()
    fan_out.leave(ours)
    fan_out.deliver([told(4, timestamp=4)])
    assert ours.take() == b""


async def test_what_was_sent_at_the_opening_is_not_sent_again():
    fan_out, listener = FanOut(), Listener(["hall:shili"])
    listener.heard = frozenset({5})
    fan_out.join(listener)
    fan_out.deliver([told(5), told(6)])
    assert listener.take() == told(6).packed()


async def test_a_reader_that_does_not_read_is_let_go():
    fan_out, listener = FanOut(), Listener(["hall:shili"])
    fan_out.join(listener)
    for number in range(1, QUEUE + 50):
        fan_out.deliver([told(number, filling="x" * 100)])
    assert listener.ended
    assert listener.take() == b'event: bye\ndata: {"reason":"slow"}\n\n'


async def test_many_listeners_are_served_in_portions_and_none_is_left_out():
    fan_out, listeners = FanOut(), [Listener(["hall:shili"]) for _ in range(333)]
    for listener in listeners:
        fan_out.join(listener)
    fan_out.deliver([told(1)])
    fan_out.deliver([told(2)])
    for _ in range(30):
        await asyncio.sleep(0)
    assert all(listener.take() == told(1).packed() + told(2).packed() for listener in listeners)


async def test_heartbeats_ends_and_stalled_sends():
    fan_out, quiet, over, stalled = FanOut(), Listener(["a"]), Listener(["a"], until=100.0), Listener(["a"])

    async def stall():
        await asyncio.sleep(3600)

    stalled.task, stalled.sending_since = asyncio.ensure_future(stall()), 5.0
    for listener in (quiet, over, stalled):
        fan_out.join(listener)
    fan_out.keep(now=10.0, wall=99.0, patience=20.0)
    assert quiet.take() == b":\n\n"
    assert not stalled.task.cancelled()
    fan_out.keep(now=26.0, wall=101.0, patience=20.0)
    assert quiet.take() == b"", "the next heartbeat is 25 s later"
    assert over.take() == b'event: bye\ndata: {"reason":"token"}\n\n'
    with pytest.raises(asyncio.CancelledError):
        await stalled.task


def test_an_event_is_one_line_of_data_whatever_it_says():
    packed = told(1, words="line\nbreak\r\n\ndata: forged").packed()
    assert packed.count(b"\n") == 4
