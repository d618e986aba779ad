from __future__ import annotations

import random
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kiosk.base.clock import SetClock
from kiosk.base.health import HealthBoard, State
from kiosk.store.ticket_book import PART, Asked, BookError, TicketBook

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 23, 9, tzinfo=ZONE)
CHILD = Path(__file__).parent / "book_child.py"


def ids() -> str:
    return f"{random.getrandbits(128):032x}"


def opened(
    path: Path, clock: SetClock | None = None, boot: str = "boot-1", health: HealthBoard | None = None
) -> TicketBook:
    book = TicketBook(path / "book.db", clock or SetClock(AT), health, boot)
    book.keep_series("K3")
    return book


def own(book: TicketBook, queue: str = "tax", prefix: str = "A") -> tuple[str, str]:
    asked = Asked(ids(), queue)
    book.ask(asked)
    label = book.own_number(asked, prefix).label
    book.printing(asked.id)
    book.settle(asked.id, "printed")
    return asked.id, label


def _until_full(book: TicketBook, labels: list[str]) -> None:
    for _ in range(500):
        labels.append(own(book)[1])


def health_of(board: HealthBoard) -> State:
    (part,) = [part for part in board.parts() if part.part == PART]
    return part.state


def lines(book: TicketBook) -> list[tuple[str, str, str]]:
    return [(line.act, line.label, line.why) for line in book.untold()]


def test_own_numbers_count_by_queue_and_day(tmp_path: Path) -> None:
    clock = SetClock(AT)
    book = opened(tmp_path, clock)
    book.hear(AT)
    assert [own(book)[1] for _ in range(2)] == ["AK3-001", "AK3-002"]
    assert own(book, "civil", "J")[1] == "JK3-001"
    clock.advance(86400)
    assert own(book)[1] == "AK3-001"
    assert [(line.act, line.day, line.number, line.series) for line in book.untold()] == [
        ("offline", "2026-11-23", 1, "K3"),
        ("offline", "2026-11-23", 2, "K3"),
        ("offline", "2026-11-23", 1, "K3"),
        ("offline", "2026-11-24", 1, "K3"),
    ]
    assert book.given_on("2026-11-23", "tax") == 2


def test_without_a_series_there_is_no_own_number(tmp_path: Path) -> None:
    book = TicketBook(tmp_path / "book.db", SetClock(AT))
    with pytest.raises(BookError):
        own(book)


def test_a_number_of_the_desk_and_what_became_of_it(tmp_path: Path) -> None:
    book = opened(tmp_path)
    asked = Asked(ids(), "tax", ("M1",), "priority", "pregnant")
    assert book.ask(asked)
    assert book.number(asked, "A012", "tax", {"label": "A012", "queue": "tax"})
    assert book.printing(asked.id)
    assert book.unprinted(asked.id)
    book.settle(asked.id, "screen")
    book.settle(asked.id, "screen")
    (line,) = book.untold()
    assert (line.act, line.label, line.matters, line.kind, line.reason) == (
        "screen", "A012", ("M1",), "priority", "pregnant",
    )  # fmt: skip
    book.settle(asked.id, "void", "withdrawn")
    assert lines(book) == [("screen", "A012", ""), ("void", "A012", "withdrawn")]
    kept = book.recent(asked.id)
    assert kept is not None
    assert (kept.label, kept.phase, kept.facts["queue"]) == ("A012", "void", "tax")


def test_told_lines_are_gone_and_with_them_why_somebody_went_first(tmp_path: Path) -> None:
    book = opened(tmp_path)
    asked = Asked(ids(), "tax", kind="priority", reason="pregnant")
    book.ask(asked)
    book.own_number(asked, "A")
    book.settle(asked.id, "printed")
    book.told([line.entry for line in book.untold()])
    assert (book.untold(), book.counts()) == ((), (0, 0))
    book.settle(asked.id, "printed")
    assert book.untold() == ()
    book.close()
    rows = opened(tmp_path)._file.read("SELECT body FROM lines")
    assert rows == [("{}",)]


def test_refused_lines_stay_for_staff(tmp_path: Path) -> None:
    health = HealthBoard(SetClock(AT))
    book = opened(tmp_path, health=health)
    own(book)
    own(book)
    first, second = book.untold()
    book.park({first.entry: "label"})
    assert [line.entry for line in book.untold()] == [second.entry]
    assert book.counts() == (1, 1)
    book.close()
    book = opened(tmp_path, health=health)
    assert book.counts() == (1, 1)
    assert health_of(health) is State.DEGRADED
    book.unpark()
    assert [line.entry for line in book.untold()] == [first.entry, second.entry]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), [("void", "", "no-paper")]),
        (("number",), [("void", "A012", "no-paper")]),
        (("own",), [("void", "AK3-001", "no-paper")]),
        (("number", "printing"), [("printed", "A012", "")]),
        (("own", "printing"), [("offline", "AK3-001", "")]),
        (("number", "printing", "unprinted"), [("void", "A012", "no-paper")]),
        (("own", "unprinted"), [("void", "AK3-001", "no-paper")]),
        (("number", "printing", "settle"), [("screen", "A012", "")]),
        (("refused",), []),
    ],
)
def test_killed_after_any_step(tmp_path: Path, steps: tuple[str, ...], expected: list[tuple[str, str, str]]) -> None:
    (tmp_path / "panel").mkdir()
    book = opened(tmp_path / "panel")
    asked = Asked(ids(), "tax")
    book.ask(asked)
    for step in steps:
        match step:
            case "number":
                book.number(asked, "A012", "tax", {})
            case "own":
                book.own_number(asked, "A")
            case "settle":
                book.settle(asked.id, "screen")
            case _:
                getattr(book, step)(asked.id)
    shutil.copytree(tmp_path / "panel", tmp_path / "after")  # what a kill leaves: the file and its log as they stand
    again = opened(tmp_path / "after")
    assert lines(again) == expected
    again.close()
    assert lines(opened(tmp_path / "after")) == expected


def test_killed_at_random_moments_no_label_comes_twice(tmp_path: Path) -> None:
    chance = random.Random(7)
    printed: list[tuple[str, str]] = []
    for _ in range(4):
        child = subprocess.Popen([sys.executable, str(CHILD), str(tmp_path / "book.db")], stdout=subprocess.PIPE)
        assert child.stdout is not None
        for _ in range(chance.randint(1, 40)):
            id_, label = child.stdout.readline().decode().split()
            printed.append((id_, label))
        child.kill()
        rest = child.stdout.read().decode().splitlines()
        printed += [tuple(line.split()) for line in rest if len(line.split()) == 2]  # type: ignore[misc]
        child.wait()
        child.stdout.close()
    labels = [label for _, label in printed]
    assert len(set(labels)) == len(labels)
    book = TicketBook(tmp_path / "book.db")
    told = {line.id: (line.act, line.label) for line in book.untold(10_000)}
    assert all(told[id_] == ("offline", label) for id_, label in printed)
    numbers = sorted(kept.label for kept in book.numbers() if kept.label)
    assert numbers == [f"AK3-{n:03}" for n in range(1, len(numbers) + 1)]


def test_a_full_disk_gives_no_own_number_and_forgets_nothing(tmp_path: Path) -> None:
    health = HealthBoard(SetClock(AT))
    book = opened(tmp_path, health=health)
    asked = Asked(ids(), "tax")
    book.ask(asked)
    book.number(asked, "A001", "tax", {})
    database = book._file._database
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count={pages}")
    labels: list[str] = []
    with pytest.raises(BookError):
        _until_full(book, labels)
    assert health_of(health) is State.DEGRADED
    book.settle(asked.id, "printed")  # the desk's ticket: the paper is out already
    before = book.counts()[0]
    database.execute("PRAGMA max_page_count=100000")
    assert len(book.untold(1000)) == before
    assert ("printed", "A001", "") in [(line.act, line.label, line.why) for line in book.untold(1000)]
    assert own(book)[1] == f"AK3-{len(labels) + 1:03}"
    assert health_of(health) is State.OK


def test_a_book_that_cannot_be_opened_gives_no_own_number(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    book = TicketBook(tmp_path / "file" / "book.db", SetClock(AT))
    book.keep_series("K3")
    with pytest.raises(BookError):
        own(book)
    asked = Asked(ids(), "tax")
    book.ask(asked)
    book.number(asked, "A012", "tax", {})
    book.settle(asked.id, "printed")
    assert lines(book) == [("printed", "A012", "")]


def test_after_a_damaged_book_no_own_number_that_day(tmp_path: Path) -> None:
    book = opened(tmp_path)
    own(book)
    book.close()
    (tmp_path / "book.db-wal").unlink(missing_ok=True)
    (tmp_path / "book.db").write_bytes(b"SQLite format 3\x00" + b"\x7f" * 4096)
    clock = SetClock(AT)
    book = opened(tmp_path, clock)
    assert list(tmp_path.glob("book.db.broken-*"))
    book.hear(AT)
    with pytest.raises(BookError):
        own(book)
    clock.advance(86400)
    assert own(book)[1] == "AK3-001"


# -- time


def test_an_arrival_is_right_whatever_the_wall_clock_does(tmp_path: Path) -> None:
    clock = SetClock(AT + timedelta(hours=2))  # two hours fast
    book = opened(tmp_path, clock)
    book.hear(AT)
    assert book.now().at == AT
    clock.advance(60)
    own(book)
    clock._at -= timedelta(hours=5)  # somebody turns the clock
    assert (book.now().at, book.now().sure) == (AT + timedelta(seconds=60), True)
    (line,) = book.untold()
    assert (line.arrived, line.sure) == ((AT + timedelta(seconds=60)).isoformat(), True)


def test_a_dead_clock_that_boots_offline_counts_seconds(tmp_path: Path) -> None:
    clock = SetClock(AT)
    book = opened(tmp_path, clock)
    book.hear(AT)
    assert [own(book)[1] for _ in range(3)] == ["AK3-001", "AK3-002", "AK3-003"]
    book.told([line.entry for line in book.untold()])
    book.close()
    clock = SetClock(datetime(2000, 1, 1, tzinfo=ZONE))
    book = opened(tmp_path, clock, boot="boot-2")
    assert own(book)[1] == "AK3-004"  # never again a label that somebody has, whatever day it seems to be
    clock.advance(600)
    (line,) = book.untold()
    assert (line.sure, line.waited_s, line.day) == (False, 600.0, "2026-11-23")
    book.hear(AT + timedelta(days=1, hours=1))  # the hub is there again: another day, and ten minutes have gone
    (line,) = book.untold()
    assert (line.sure, line.arrived) == (True, (AT + timedelta(days=1, minutes=50)).isoformat())
    assert own(book)[1] == "AK3-005"  # on the new day too: 004 lies about on its paper
    book.close()
    book = opened(tmp_path, SetClock(datetime(2000, 1, 1, tzinfo=ZONE)), boot="boot-3")
    assert [line.waited_s for line in book.untold()] == [-1.0, -1.0]


def test_a_clock_that_was_right_is_believed_after_a_restart(tmp_path: Path) -> None:
    book = opened(tmp_path)
    book.hear(AT + timedelta(seconds=20))
    book.close()
    book = opened(tmp_path, SetClock(AT + timedelta(hours=1)), boot="boot-2")
    assert (book.now().at, book.now().sure) == (AT + timedelta(hours=1, seconds=20), True)
    book.close()
    for wrong in (AT - timedelta(hours=1), AT + timedelta(days=90)):
        book = opened(tmp_path, SetClock(wrong), boot="boot-3")
        assert not book.now().sure
        book.close()


def test_a_slow_answer_says_little_of_the_time(tmp_path: Path) -> None:
    clock = SetClock(AT)
    book = opened(tmp_path, clock)
    book.hear(AT + timedelta(seconds=100), took_s=0.2)
    assert book.now().at == AT + timedelta(seconds=100.1)
    book.hear(AT, took_s=30.0)
    assert book.now().at == AT + timedelta(seconds=100.1)


def test_what_is_told_is_tidied_away_and_the_rest_stays(tmp_path: Path) -> None:
    clock = SetClock(AT)
    book = opened(tmp_path, clock)
    book.hear(AT)
    old, _ = own(book)
    book.told([line.entry for line in book.untold()])
    parked, _ = own(book)
    book.park({book.untold()[0].entry: "label"})
    untold, _ = own(book)
    book.close()
    later = SetClock(AT + timedelta(days=20))
    again = TicketBook(tmp_path / "book.db", later, boot="boot-1")
    again.hear(AT + timedelta(days=20))
    again._tidy()
    assert again.recent(old) is None
    assert again.recent(parked) is not None
    assert [line.id for line in again.untold()] == [untold]
    assert again.counts() == (1, 1)


# -- any order of things


class Panel(RuleBasedStateMachine):
    """Tickets in any order with kills and restarts in between: labels are given once, and every number is told."""

    @initialize(tmp=st.just(None))
    def begin(self, tmp: None) -> None:
        from tempfile import mkdtemp

        self.folder = Path(mkdtemp(prefix="book-"))
        self.clock, self.boot = SetClock(AT), 1
        self.book = opened(self.folder, self.clock, "boot-1")
        self.labels: list[tuple[str, str]] = []
        self.days: set[str] = set()
        self.open: list[str] = []
        self.given: dict[str, str] = {}
        self.told: dict[str, list[tuple[str, str]]] = {}

    def teardown(self) -> None:
        if hasattr(self, "book"):
            self.book.close()
            shutil.rmtree(self.folder)

    @rule(queue=st.sampled_from(["tax", "civil"]))
    def give_own(self, queue: str) -> None:
        asked = Asked(ids(), queue)
        self.book.ask(asked)
        number = self.book.own_number(asked, "A" if queue == "tax" else "J")
        # What lies about in the hall on the true day.
        self.labels.append((str((AT + timedelta(seconds=self.true_s)).date()), number.label))
        self.given[asked.id] = number.label
        self.open.append(asked.id)

    true_s = 0.0

    @rule()
    def give(self) -> None:
        asked = Asked(ids(), "tax")
        self.book.ask(asked)
        label = f"A{len(self.given):03}"
        self.book.number(asked, label, "tax", {})
        self.given[asked.id] = label
        self.open.append(asked.id)

    @rule(step=st.sampled_from(["printing", "unprinted"]), n=st.integers(0, 5))
    def step(self, step: str, n: int) -> None:
        if self.open:
            getattr(self.book, step)(self.open[n % len(self.open)])

    @rule(outcome=st.sampled_from(["printed", "screen", "void"]), n=st.integers(0, 5))
    def settle(self, outcome: str, n: int) -> None:
        if self.open:
            self.book.settle(self.open.pop(n % len(self.open)), outcome, "no-paper" if outcome == "void" else "")

    @rule(n=st.integers(1, 4))
    def tell(self, n: int) -> None:
        for line in self.book.untold(n):
            self.told.setdefault(line.id, []).append((line.act, line.label))
            self.book.told([line.entry])

    @rule()
    def hear(self) -> None:
        self.book.hear(AT + timedelta(seconds=self.true_s))

    @rule(hours=st.sampled_from([0.1, 1.0, 10.0, 24.0]))
    def wait(self, hours: float) -> None:
        self.clock.advance(hours * 3600)
        self.true_s += hours * 3600

    @rule(turn=st.sampled_from([-26.0, -2.0, 2.0, 26.0]))
    def turn_clock(self, turn: float) -> None:
        if self.book.clock.word is not None and self.book.clock.word.boot == self.book.clock.boot:
            self.clock._at += timedelta(hours=turn)

    @rule(dead=st.booleans(), reboot=st.booleans())
    def kill(self, dead: bool, reboot: bool) -> None:
        copy = self.folder.with_name(self.folder.name + "-x")
        shutil.copytree(self.folder, copy)
        self.book.close()
        shutil.rmtree(self.folder)
        copy.rename(self.folder)
        if reboot:
            self.boot += 1
            at = datetime(2000, 1, 1, tzinfo=ZONE) if dead else AT + timedelta(seconds=self.true_s)
            self.clock = SetClock(at)
        self.book = opened(self.folder, self.clock, f"boot-{self.boot}")
        self.open = []

    @invariant()
    def no_label_twice(self) -> None:
        if hasattr(self, "labels"):
            assert len(set(self.labels)) == len(self.labels)

    @invariant()
    def every_number_is_told_as_it_was_given(self) -> None:
        if not hasattr(self, "book"):
            return
        known = {id_: list(acts) for id_, acts in self.told.items()}
        for line in self.book.untold(1000):
            known.setdefault(line.id, []).append((line.act, line.label))
        for id_, label in self.given.items():
            if id_ not in self.open:
                assert {of for _, of in known[id_]} == {label}


Panel.TestCase.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
TestPanel = Panel.TestCase
