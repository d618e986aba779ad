"""A thread that looks until it is stopped, whatever goes wrong, and keeps nothing that others could use."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import DatabaseError, connection

from kiosk.base.errors import KioskError
from kiosk.hub.project.rounds import Rounds

LOG = logging.getLogger("kiosk.hub.tests")


def going(acts: Iterator[Callable[[], object]], every_s: float = 0.001) -> None:
    """Go the rounds until ``acts`` are all done; each look is one of them."""
    done = threading.Event()

    def look() -> object:
        act = next(acts, None)
        if act is None:
            done.set()
            return False
        return act()

    rounds = Rounds("walker", look, every_s, LOG)
    rounds.start()
    try:
        assert done.wait(10), "the thread is dead, or waits for too long"
    finally:
        rounds.stop()
    assert not any(thread.name == "walker" for thread in threading.enumerate())


def broken(error: Exception) -> Callable[[], object]:
    def act() -> object:
        raise error

    return act


def test_it_goes_on_whatever_is_raised(caplog: pytest.LogCaptureFixture) -> None:
    errors = [KioskError("no key"), DatabaseError("locked"), ZeroDivisionError(), MemoryError(), RuntimeError("odd")]
    going(act for error in errors for act in (broken(error), bool))
    words = [record.getMessage() for record in caplog.records]
    assert words == [
        "tests: the walker: no key",
        "tests: the walker: the database cannot be asked; trying again",
        *["tests: the walker: a look broke off; going on"] * 3,
    ]
    assert [bool(record.exc_info) for record in caplog.records] == [False, True, True, True, True]


def test_a_spell_of_trouble_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    going(iter([*[broken(DatabaseError("away"))] * 3, broken(ValueError("too")), bool, broken(ValueError("again"))]))
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]


def test_nobody_waits_while_there_is_more_to_do() -> None:
    ended = threading.Event()
    looks = iter([True, True, False])

    def look() -> bool:
        more = next(looks)
        if not more:
            ended.set()
        return more

    rounds = Rounds("walker", look, 3600.0, LOG)
    rounds.start()
    assert ended.wait(10)
    rounds.stop()


def test_it_may_wait_before_the_first_look_and_is_stopped_meanwhile() -> None:
    looked: list[int] = []
    rounds = Rounds("walker", lambda: looked.append(1), 3600.0, LOG, at_once=False)
    rounds.start()
    rounds.stop()
    assert not looked
    assert not any(thread.name == "walker" for thread in threading.enumerate())


@pytest.mark.django_db(transaction=True)
def test_a_connection_is_given_back_between_two_looks() -> None:
    held: list[bool] = []

    def ask() -> None:
        held.append(connection.connection is not None)
        connection.settings_dict["CONN_MAX_AGE"] = 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    age = connection.settings_dict["CONN_MAX_AGE"]
    try:
        going(iter([ask, ask, ask]))
    finally:
        connection.settings_dict["CONN_MAX_AGE"] = age
    assert held == [False, False, False]


@pytest.mark.django_db(transaction=True)
def test_a_connection_in_trouble_is_not_used_again() -> None:
    used: list[object] = []

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        used.append(connection.connection)

    def fail() -> None:
        ask()
        raise DatabaseError("disk I/O error")

    going(iter([fail, ask]))
    assert used[0] is not used[1]
