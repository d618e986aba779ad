"""Sends what waits for robots: claimed by one process, outside of transactions, tried again with pauses."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
from django.db import transaction

from kiosk.hub.alerts.models import Dispatch, Robot
from kiosk.hub.alerts.robots import Address, Notice, RobotError, send
from kiosk.hub.phone.numbers import UnsealedError, opened
from kiosk.hub.project import errands

log = logging.getLogger("kiosk.hub.alerts")

#: After the first try four more, so long after each other.
BACKOFF = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
PORTION = 8
#: For so long it is remembered what was sent.
REMEMBERED = timedelta(days=30)


def deliver(clock: Callable[[], datetime], transport: httpx.BaseTransport | None = None) -> int:
    """Send a portion of what is due; how many were tried."""
    claimed = claim(clock())
    for one in claimed:
        _settle(one, clock, transport)
    return len(claimed)


def claim(now: datetime) -> list[Dispatch]:
    """What is due and no living process is sending; from now on it is ours for a while."""
    waiting = Dispatch.objects.select_related("robot").order_by("due", "id")
    return errands.claim(waiting, "alerts", PORTION, now)


def address_of(robot: Robot) -> Address:
    """How it is asked; UnsealedError."""
    url = opened(robot.sealed_url, f"robot-{robot.pk}")
    secret = opened(robot.sealed_secret, f"robot-{robot.pk}-secret") if robot.sealed_secret else ""
    return Address(robot.kind, url, secret)


def forget(now: datetime) -> None:
    """Let go of what was sent long ago."""
    Dispatch.objects.filter(made_at__lt=now - REMEMBERED).delete()


def _settle(one: Dispatch, clock: Callable[[], datetime], transport: httpx.BaseTransport | None) -> None:
    now = clock()
    if now > one.not_after or one.tries > len(BACKOFF) + 1:
        return _end(one, "failed", "late", now)
    try:
        send(address_of(one.robot), Notice(**one.notice), now, transport=transport)
    except UnsealedError as error:
        log.error("alerts: %s", error)
        return _end(one, "failed", "sealed", clock())
    except RobotError as error:
        log.warning("alerts: robot %s: %s", one.robot_id, error)
        return _failed(one, error, clock())
    return _end(one, "sent", "", clock())


def _failed(one: Dispatch, error: RobotError, now: datetime) -> None:
    if not error.again or one.tries > len(BACKOFF):
        return _end(one, "failed", error.word, now)
    due = now + BACKOFF[one.tries - 1]
    if due > one.not_after:
        return _end(one, "failed", error.word, now)
    Dispatch.objects.filter(id=one.id, state="waiting").update(due=due, claimed_until=None)
    Robot.objects.filter(id=one.robot_id).update(trouble=error.word)
    return None


def _end(one: Dispatch, state: str, why: str, now: datetime) -> None:
    ended: dict[str, Any] = {"state": state, "why": why, "ended_at": now, "claimed_until": None}
    with transaction.atomic():
        Dispatch.objects.filter(id=one.id).update(**ended)
        known: dict[str, Any] = {"trouble": "", "told_at": now} if state == "sent" else {"trouble": why}
        Robot.objects.filter(id=one.robot_id).update(**known)
