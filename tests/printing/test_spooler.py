"""When a slip counts: every fault at any row, any printer, in time that only the test moves."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from devices.printer_server import Engine
from hypothesis import event, given, settings
from hypothesis import strategies as st

from kiosk.base.health import State
from kiosk.printing import escpos
from kiosk.printing.paper import Paper, Picture
from kiosk.printing.spooler import Patience, Talk
from kiosk.printing.status import PrinterFacts, Trouble, facts_from
from kiosk.printing.verdicts import Outcome, Verdict, health_of

PATIENCE = Patience()
PAPER = Paper(58)
ROWS = 400
DOTS = np.random.default_rng(58).random((ROWS, PAPER.dots)) < 0.4
DOTS[200:260] = False
PICTURE = Picture(PAPER.dots, ROWS, np.packbits(DOTS, axis=1).tobytes())
#: What two bands under way can leave on the paper.
MOST_LEFT = 2 * escpos.BAND_ROWS


class Room:
    """A printer and who talks to it, with a clock of their own. ``portion``: bytes the line takes at a time."""

    def __init__(self, engine: Engine, portion: int = 4000, confirm: str = "gs-r") -> None:
        self.engine, self.portion, self.confirm = engine, portion, confirm
        self.now = 1000.0
        self.is_plugged = True
        self.buffer = 65_536
        self.patience = PATIENCE
        self.unclean, self.remnant = True, False
        self._said = bytearray()
        engine.say = self._said.extend

    def talk(self, picture: Picture | None, step_s: float = 0.02) -> Talk:
        talk = Talk(
            picture,
            PAPER,
            self.patience,
            self.now,
            confirm=self.confirm,
            unclean=self.unclean,
            remnant=self.remnant,
        )
        while not talk.is_over:
            self._turn(talk, step_s)
            assert self.now < 1_000_000, "it talks for ever"
        if talk.outcome is Outcome.PRINTED:
            self.unclean = self.remnant = False
        elif talk.began:
            self.unclean, self.remnant = not talk.cleared, True
        return talk

    def _turn(self, talk: Talk, step_s: float) -> None:
        self.now += step_s
        if not self.is_plugged:
            talk.lost(self.now)
            return
        if self.engine.held < self.buffer:
            data = talk.outgoing()[: self.portion]
            self.engine.receive(data)
            talk.took(len(data), self.now)
        self.engine.turn()
        said = bytes(self._said)
        self._said.clear()
        talk.hear(said, self.now)
        talk.tick(self.now)

    def later(self) -> int:
        """Somebody helps the printer, and it prints what it still holds: how many rows that are."""
        before = self.engine.inked
        self._said.clear()
        self.is_plugged = True
        self.engine.repair()
        while self.engine.has_work and self.engine._step():
            pass
        self._said.clear()
        return self.engine.inked - before


def as_sent(dots: np.ndarray) -> np.ndarray:
    """The drawing with what no printer may be sent made one dot wider."""
    data = np.packbits(dots, axis=1)
    flat = data.reshape(-1).copy()
    follows = np.isin(np.append(flat[1:], 0), (0x04, 0x05, 0x14))
    flat[(flat == 0x10) & follows] = 0x18
    return np.unpackbits(flat.reshape(data.shape), axis=1).astype(bool)


WANTED = as_sent(DOTS)


def open_cover(engine: Engine) -> None:
    engine.is_cover_open = True


def jam(engine: Engine) -> None:
    engine.is_jammed = True


def break_down(engine: Engine) -> None:
    engine.is_broken = True


def end_paper(engine: Engine) -> None:
    engine.paper_rows = 0


def go_silent(engine: Engine) -> None:
    engine.is_silent = True


FAULTS: dict[str, tuple[Callable[[Engine], None], Trouble]] = {
    "cover": (open_cover, Trouble.COVER),
    "jam": (jam, Trouble.JAM),
    "broken": (break_down, Trouble.BROKEN),
    "paper": (end_paper, Trouble.PAPER_END),
    "silent": (go_silent, Trouble.SILENT),
}


@pytest.mark.parametrize("confirm", ["gs-r", "gs-h"])
@pytest.mark.parametrize("knows_clear", [True, False])
def test_a_slip_comes_out_as_drawn(confirm: str, knows_clear: bool) -> None:
    room = Room(Engine(PAPER.dots), confirm=confirm)
    room.engine.knows_clear = knows_clear
    for _ in range(2):
        talk = room.talk(PICTURE)
        assert (talk.outcome, talk.trouble) == (Outcome.PRINTED, Trouble.NONE)
    assert [paper.dots().shape[0] for paper in room.engine.slips] == [ROWS, ROWS]
    assert all((paper.dots() == WANTED).all() for paper in room.engine.slips)
    assert not room.engine.unknown


@settings(max_examples=50)
@given(
    fault=st.sampled_from(sorted(FAULTS)),
    at=st.integers(1, ROWS),
    portion=st.sampled_from([150, 1024, 4000]),
    rows_a_turn=st.sampled_from([None, 3, 40]),
    knows_clear=st.booleans(),
    confirm=st.sampled_from(["gs-r", "gs-h"]),
    unasked=st.booleans(),
)
def test_every_fault_at_every_row(
    fault: str, at: int, portion: int, rows_a_turn: int | None, knows_clear: bool, confirm: str, unasked: bool
) -> None:
    engine = Engine(PAPER.dots)
    engine.rows_a_turn, engine.knows_clear, engine.reports_unasked = rows_a_turn, knows_clear, unasked
    strike, trouble = FAULTS[fault]
    engine.at_row[at] = lambda: strike(engine)
    room = Room(engine, portion, confirm)
    talk = room.talk(PICTURE)
    event(f"{fault}: {talk.outcome}")
    came_out = len(engine.slips)
    if talk.outcome is Outcome.PRINTED:
        assert came_out == 1
        assert (engine.slips[0].dots() == WANTED).all()
    else:
        assert talk.trouble is trouble
        assert talk.outcome is Outcome.UNKNOWN or came_out == 0
    later = room.later()
    if engine.knows_clear and fault != "silent":
        assert later == 0
    assert later <= MOST_LEFT
    if talk.outcome is not Outcome.UNKNOWN:
        assert len(engine.slips) == came_out
    again = room.talk(PICTURE)
    assert again.outcome is Outcome.PRINTED
    assert (engine.slips[-1].dots() == WANTED).all()  # and nothing of the old one hangs on it
    assert not engine.unknown


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_in_the_middle_is_no_slip(fault: str) -> None:
    engine = Engine(PAPER.dots)
    strike, trouble = FAULTS[fault]
    engine.at_row[220] = lambda: strike(engine)
    talk = Room(engine).talk(PICTURE)
    assert talk.trouble is trouble
    assert talk.outcome is Outcome.NOT_PRINTED
    assert not engine.slips


@pytest.mark.parametrize("fault", ["cover", "jam", "broken", "paper"])
def test_a_printer_that_says_it_stopped_in_the_last_band_is_believed(fault: str) -> None:
    engine = Engine(PAPER.dots)
    engine.at_row[ROWS - 5] = lambda: FAULTS[fault][0](engine)
    talk = Room(engine).talk(PICTURE)
    assert (talk.outcome, talk.trouble) == (Outcome.NOT_PRINTED, FAULTS[fault][1])


@pytest.mark.parametrize("fault", ["cover", "jam", "broken", "paper"])
def test_a_fault_before_costs_no_paper(fault: str) -> None:
    engine = Engine(PAPER.dots)
    FAULTS[fault][0](engine)
    engine.knows_clear = False
    talk = Room(engine).talk(PICTURE)
    assert (talk.outcome, talk.trouble) == (Outcome.NOT_PRINTED, FAULTS[fault][1])
    assert not talk.began
    assert engine.inked == 0
    assert engine.held == 0


def test_nobody_knows_when_it_falls_silent_after_the_whole() -> None:
    engine = Engine(PAPER.dots)
    engine.at_row[ROWS] = lambda: go_silent(engine)
    talk = Room(engine).talk(PICTURE)
    assert (talk.outcome, talk.trouble) == (Outcome.UNKNOWN, Trouble.SILENT)


def test_a_cutter_that_sticks_leaves_the_slip_hanging() -> None:
    engine = Engine(PAPER.dots)
    engine.cutter_fails = True
    room = Room(engine)
    talk = room.talk(PICTURE)
    assert (talk.outcome, talk.trouble) == (Outcome.UNKNOWN, Trouble.CUTTER)
    assert room.later() == 0
    assert room.talk(PICTURE).outcome is Outcome.PRINTED
    assert [len(paper.rows) for paper in engine.slips] == [ROWS, ROWS]


def test_paper_that_ends_with_the_last_row_is_a_slip_that_hangs() -> None:
    engine = Engine(PAPER.dots)
    engine.at_row[ROWS] = lambda: end_paper(engine)
    talk = Room(engine).talk(PICTURE)
    assert talk.trouble is Trouble.PAPER_END
    assert talk.outcome is not Outcome.PRINTED
    assert not engine.slips


def test_paper_that_ends_after_the_cut_is_only_told() -> None:
    engine = Engine(PAPER.dots)
    room = Room(engine)
    room.talk(None)
    engine.paper_rows = ROWS + 1
    engine.is_paper_low = True
    talk = room.talk(PICTURE)
    verdict = Verdict(talk.outcome or Outcome.UNKNOWN, talk.trouble, talk.facts)
    assert verdict.outcome is Outcome.PRINTED
    assert verdict.health.state is State.DEGRADED
    assert "纸快用完" in verdict.reason["zh"]
    assert not verdict.said


def heated_engine() -> Engine:
    """Its head is too hot at row 300."""
    engine = Engine(PAPER.dots)

    def heat() -> None:
        engine.is_hot = True

    engine.at_row[300] = heat
    return engine


def test_a_head_that_cools_down_is_waited_for() -> None:
    engine = heated_engine()
    room = Room(engine)
    began = room.now
    turn = room._turn

    def turn_and_cool(talk: Talk, step_s: float) -> None:
        if room.now > began + 9:  # longer than it may stall
            engine.is_hot = False
        turn(talk, step_s)

    room._turn = turn_and_cool  # type: ignore[method-assign]
    assert room.talk(PICTURE).outcome is Outcome.PRINTED
    assert (engine.slips[0].dots() == WANTED).all()


def test_a_head_that_stays_hot_is_given_up() -> None:
    engine = heated_engine()
    room = Room(engine)
    began = room.now
    talk = room.talk(PICTURE)
    assert (talk.outcome, talk.trouble) == (Outcome.NOT_PRINTED, Trouble.HOT)
    assert room.now - began < PATIENCE.whole_s + 5


def test_a_printer_that_never_says_when_it_is_done() -> None:
    engine = Engine(PAPER.dots)
    engine.knows_done = False
    talk = Room(engine).talk(PICTURE)
    assert (talk.outcome, talk.trouble) == (Outcome.NOT_PRINTED, Trouble.STALLED)


def test_a_printer_whose_memory_is_full_hears_no_question() -> None:
    engine = Engine(PAPER.dots)
    room = Room(engine)
    room.talk(None)
    room.buffer = 600
    engine.at_row[100] = lambda: end_paper(engine)
    talk = room.talk(PICTURE)
    assert talk.outcome is Outcome.NOT_PRINTED
    assert talk.trouble in (Trouble.SILENT, Trouble.PAPER_END)


@pytest.mark.parametrize("knows_clear", [True, False])
@pytest.mark.parametrize("confirm", ["gs-r", "gs-h"])
@pytest.mark.parametrize("rows", [0, 150])
def test_a_line_that_breaks(rows: int, confirm: str, knows_clear: bool) -> None:
    """In the middle of a band, too: what comes next is not taken for its rest."""
    engine = Engine(PAPER.dots)
    engine.knows_clear = knows_clear
    room = Room(engine, portion=150, confirm=confirm)

    def unplug() -> None:
        room.is_plugged = False

    if rows:
        engine.at_row[rows] = unplug
    else:
        unplug()
    talk = room.talk(PICTURE)
    assert (talk.outcome, talk.trouble) == (Outcome.NOT_PRINTED, Trouble.LOST)
    assert room.later() <= MOST_LEFT
    assert room.talk(PICTURE).outcome is Outcome.PRINTED
    assert (engine.slips[-1].dots() == WANTED).all()


def test_a_line_that_breaks_after_the_whole_leaves_nobody_sure() -> None:
    engine = Engine(PAPER.dots)
    room = Room(engine)

    def unplug() -> None:
        room.is_plugged = False

    engine.at_row[ROWS] = unplug
    assert room.talk(PICTURE).outcome is Outcome.UNKNOWN


def test_asking_how_it_is_prints_nothing() -> None:
    engine = Engine(PAPER.dots)
    engine.is_paper_low = True
    talk = Room(engine).talk(None)
    assert (talk.outcome, talk.trouble, engine.inked) == (None, Trouble.NONE, 0)
    assert talk.facts is not None
    assert talk.facts.paper_low


def test_a_slip_that_is_torn_off_is_fed_out() -> None:
    paper = Paper(58, cutter=False)
    engine = Engine(paper.dots)
    said = bytearray()
    engine.say = said.extend
    talk = Talk(PICTURE, paper, PATIENCE, 0.0)
    now = 0.0
    while not talk.is_over:
        now += 0.02
        data = talk.outgoing()
        engine.receive(data)
        talk.took(len(data), now)
        engine.turn()
        heard = bytes(said)
        said.clear()
        talk.hear(heard, now)
        talk.tick(now)
    assert talk.outcome is Outcome.PRINTED
    assert engine.inked == ROWS + paper.dots_of(14)


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ({1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}, Trouble.NONE),
        ({1: 0x1A, 2: 0x16, 3: 0x12, 4: 0x12}, Trouble.COVER),
        ({1: 0x1A, 2: 0x32, 3: 0x12, 4: 0x7E}, Trouble.PAPER_END),
        ({1: 0x12, 2: 0x12, 3: 0x12, 4: 0x72}, Trouble.PAPER_END),
        ({1: 0x1A, 2: 0x52, 3: 0x1A, 4: 0x12}, Trouble.CUTTER),
        ({1: 0x1A, 2: 0x52, 3: 0x32, 4: 0x12}, Trouble.BROKEN),
        ({1: 0x1A, 2: 0x52, 3: 0x52, 4: 0x12}, Trouble.HOT),
        ({1: 0x1A, 2: 0x52, 3: 0x16, 4: 0x12}, Trouble.JAM),
        ({1: 0x1A, 2: 0x52, 3: 0x12, 4: 0x12}, Trouble.FAULT),
        ({1: 0x1A, 2: 0x12, 3: 0x12, 4: 0x12}, Trouble.OFFLINE),
        ({1: 0x1A}, Trouble.OFFLINE),
    ],
)
def test_status_bytes(answers: dict[int, int], trouble: Trouble) -> None:
    assert facts_from(answers).trouble is trouble


def test_every_trouble_is_said_to_staff_and_to_visitors() -> None:
    for trouble in Trouble:
        health = health_of(trouble, PrinterFacts())
        assert health.sentence["zh"]
        assert health.sentence["en"]
        for outcome in (Outcome.NOT_PRINTED, Outcome.UNKNOWN):
            assert Verdict(outcome, trouble).said["zh"]
            assert Verdict(outcome, trouble).said["en"]


def test_answers_to_an_earlier_slip_are_not_taken_for_this_one() -> None:
    """Somebody puts paper in just as the next slip begins: what the printer still held is acknowledged late."""
    engine = Engine(PAPER.dots)
    engine.knows_clear = False
    engine.rows_a_turn = 3
    engine.at_row[70] = lambda: end_paper(engine)
    room = Room(engine)
    room.patience = dataclasses.replace(PATIENCE, clear_s=0.1)
    assert room.talk(PICTURE).outcome is Outcome.NOT_PRINTED
    engine.repair()
    assert room.talk(PICTURE).outcome is Outcome.PRINTED
    assert len(engine.slips) == 2, "it was called printed before the paper was out"
    assert (engine.slips[1].dots() == WANTED).all()


def test_a_line_that_breaks_after_the_cut_takes_nothing_back() -> None:
    engine = Engine(PAPER.dots)
    room = Room(engine)
    turn = room._turn

    def turn_until_cut(talk: Talk, step_s: float) -> None:
        room.is_plugged = not engine.slips
        turn(talk, step_s)

    room._turn = turn_until_cut  # type: ignore[method-assign]
    talk = room.talk(PICTURE)
    assert (talk.outcome, talk.trouble) == (Outcome.PRINTED, Trouble.LOST)
