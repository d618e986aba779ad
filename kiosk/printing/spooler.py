"""One slip on its way to paper: a machine of states that touches no port and no clock.

Status before → the slip in bands, each acknowledged → the cut, acknowledged → status after. At most two bands are under
way, so a printer whose paper ends holds less than a thumb's breadth of the slip, and that is cleared; nothing is left
that could come out later. Whoever drives a :class:`Talk` asks ``outgoing()``, says ``took``, ``hear``, ``lost`` and
``tick`` with the time of a clock that only grows, until ``is_over``.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

from kiosk.printing import escpos
from kiosk.printing.escpos import Heard, Listener, Said
from kiosk.printing.paper import Paper, Picture
from kiosk.printing.status import PASSING, PrinterFacts, Trouble, facts_from
from kiosk.printing.verdicts import Outcome

_WINDOW = 2  # bands under way
_OFFLINE = 0x08  # in the answer to question 1
_TEAR_OFF_MM = 14.0  # white under a slip that nobody cuts


@dataclass(frozen=True, slots=True)
class Patience:
    """How long what is waited for, in seconds.

    ``answer_s``: one answer to a question of status. ``poll_s``: between two questions while it prints. ``stall_s``: it
    neither takes nor acknowledges anything. ``clear_s``: the answer to a clearing, which many printers do not give.
    ``quiet_s``: silence after which no old answers come. ``whole_s``: from the first question to the last.
    """

    answer_s: float = 1.0
    poll_s: float = 0.3
    stall_s: float = 5.0
    clear_s: float = 0.4
    quiet_s: float = 0.5
    whole_s: float = 20.0


class _Stage(Enum):
    CLEARING = auto()  # what an earlier talk left behind
    BEFORE = auto()
    SETTLING = auto()  # old answers are let pass
    SENDING = auto()
    INQUIRING = auto()  # it does not go on: why?
    AFTER = auto()
    LEAVING = auto()  # what it still holds is cleared
    OVER = auto()


class Talk:
    """One talk with a printer: about ``picture``, or only about its status when that is None.

    ``unclean``: an earlier talk ended badly or is not known; what it left behind is cleared first. ``remnant``: part of
    an earlier slip came out and hangs there; it is cut off, or the next visitor would hold two numbers.
    """

    def __init__(
        self,
        picture: Picture | None,
        paper: Paper,
        patience: Patience,
        now: float,
        *,
        confirm: str = "gs-r",
        unclean: bool = True,
        remnant: bool = False,
    ) -> None:
        self._patience, self._confirm, self._unclean = patience, confirm, unclean
        self._bands = deque(_parts(picture, paper, remnant) if picture is not None else ())
        self._prints = picture is not None
        self._listener = Listener()
        self._out = bytearray()
        self._answers: dict[int, int] = {}
        self._round = 0  # of questions; an answer to an earlier round says nothing any more
        self._unanswered: deque[tuple[int, int]] = deque()  # round and n of each question, in the order of the answers
        self._marks: deque[tuple[int, bool]] = deque()  # number, whether it stands for the end of the picture
        self._number = 0
        self._started = self._whole_handed_over = self._whole_done = self._settled = False
        self._deadline = now + patience.whole_s
        self._moved, self._wakes = now, now
        self._stage = _Stage.OVER
        self.outcome: Outcome | None = None
        self.trouble = Trouble.NONE
        self.facts: PrinterFacts | None = None
        self.cleared = not unclean
        self.past_flow_control = False
        self._enter_clearing(now) if unclean else self._ask(_Stage.BEFORE, now)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to say; ``outcome`` (None for a talk about status), ``trouble``, ``facts``."""
        return self._stage is _Stage.OVER

    @property
    def began(self) -> bool:
        """Whether any of the slip was handed over."""
        return self._started

    @property
    def wakes_at(self) -> float:
        """When ``tick`` is due at the latest."""
        return self._wakes

    def outgoing(self) -> bytes:
        """What is to be sent; as much of it as the line takes."""
        return bytes(self._out)

    def took(self, count: int, now: float) -> None:
        """The line took so many bytes."""
        if count <= 0:
            return
        del self._out[:count]
        self._moved = now
        if self._started and not self._out and not self.past_flow_control:
            self._whole_handed_over = self._whole_handed_over or not any(last for _, last in self._bands)
        if self._stage is _Stage.SETTLING:
            self._wakes = now + self._patience.stall_s
        if self._stage is _Stage.SENDING:
            self._fill(now)

    def hear(self, data: bytes, now: float) -> None:
        """The printer said this."""
        for heard in self._listener.feed(data):
            if heard.what is Said.STATUS:
                self._answered(heard.value, now)
            elif heard.what is Said.DONE:
                self._done(heard, now)
            elif self._stage in (_Stage.CLEARING, _Stage.LEAVING):
                self.cleared = True
                self._tick_clearing(now)

    def lost(self, now: float) -> None:
        """The line broke: nothing can be said or heard any more."""
        if self._stage in (_Stage.LEAVING, _Stage.OVER):
            self._end()
        elif self._stage is _Stage.AFTER:
            self._settle(Outcome.PRINTED, Trouble.LOST)
            self._end()
        else:
            self._fail(Trouble.LOST, now, sure=False)
            self.cleared = False
            self._end()

    def tick(self, now: float) -> None:
        """Time went on."""
        if self.is_over or now < self._wakes:
            return
        if self._stage in (_Stage.CLEARING, _Stage.LEAVING):
            self._tick_clearing(now)
        elif self._stage is _Stage.SETTLING:
            self._tick_settling(now)
        elif self._stage is _Stage.SENDING:
            self._tick_sending(now)
        else:
            self._tick_question(now)

    # Clearing, before and after

    def _enter_clearing(self, now: float) -> None:
        self._stage, self.cleared = _Stage.CLEARING, False
        self._out[:] = escpos.CLEAR
        self._wakes = now + self._patience.clear_s

    def _tick_clearing(self, now: float) -> None:
        if self._stage is _Stage.LEAVING:
            self._end()
        else:
            self._ask(_Stage.BEFORE, now)

    # Questions of status

    def _ask(self, stage: _Stage, now: float) -> None:
        self._stage, self._answers = stage, {}
        self._round += 1
        self._put_question(1, now)

    def _put_question(self, n: int, now: float) -> None:
        self._out += escpos.question(n)
        self._unanswered.append((self._round, n))
        self._wakes = now + self._patience.answer_s

    def _answered(self, status: int, now: float) -> None:
        if not self._unanswered:
            return
        asked_in, n = self._unanswered.popleft()
        if asked_in != self._round:
            return
        if self._stage is _Stage.SENDING:
            if status & _OFFLINE:
                self._ask(_Stage.INQUIRING, now)
            return
        self._answers[n] = status
        if n < escpos.QUESTIONS[-1]:
            self._put_question(n + 1, now)
            return
        self.facts = facts_from(self._answers)
        self._know(self.facts.trouble, now)

    def _tick_question(self, now: float) -> None:
        """No answer in time: what was answered before may say enough."""
        self._round += 1
        self.facts = facts_from(self._answers) if self._answers else None
        if self.facts is not None and self.facts.trouble not in PASSING:
            self._know(self.facts.trouble, now)
        elif self._stage is _Stage.AFTER:
            self._settle(Outcome.PRINTED, Trouble.SILENT)
            self._end()
        else:
            self._fail(Trouble.SILENT, now, sure=False)

    def _know(self, trouble: Trouble, now: float) -> None:
        """All four answers are there."""
        if self._stage is _Stage.AFTER:
            self._settle(Outcome.PRINTED, trouble)
            self._end()
        elif self._stage is _Stage.BEFORE:
            self._know_before(trouble, now)
        elif trouble not in PASSING:
            self._fail(trouble, now, sure=True)
        elif self.past_flow_control or now >= self._deadline:
            self._fail(trouble if trouble is not Trouble.NONE else Trouble.STALLED, now, sure=False)
        else:  # it goes on by itself
            if trouble is Trouble.HOT:
                self._moved = now
            self._stage, self._wakes = _Stage.SENDING, now + self._patience.poll_s

    def _know_before(self, trouble: Trouble, now: float) -> None:
        if not self._prints:
            self.trouble = trouble
            self._end()
        elif trouble not in (Trouble.NONE, Trouble.HOT):
            self._fail(trouble, now, sure=True)
        elif self._unclean and not self.cleared:
            self._enter_settling(now)
        else:
            self._begin_sending(now)

    # The slip

    def _enter_settling(self, now: float) -> None:
        """A band that was cut off is completed; an answer to our own mark means that all older ones have come."""
        self._stage = _Stage.SETTLING
        self._out += escpos.COMPLETION + escpos.INITIALISE + escpos.mark(0, self._confirm)
        self._moved, self._wakes = now, now + self._patience.stall_s

    def _tick_settling(self, now: float) -> None:
        if self._settled:
            self._begin_sending(now)
        else:
            self._fail(Trouble.SILENT, now, sure=True)

    def _begin_sending(self, now: float) -> None:
        self._stage, self._moved = _Stage.SENDING, now
        self._out += escpos.BEGIN
        self._fill(now)

    def _fill(self, now: float) -> None:
        """Hand over as much as may be under way."""
        while self._bands and len(self._marks) < _WINDOW and not self._out[escpos.BAND_BYTES :]:
            if self._bands[0][0] == escpos.CUT and self._marks:
                break  # what a printer holds when it stops must not end in a cut: that would be a slip
            band, last = self._bands.popleft()
            self._number += 1
            self._out += band + escpos.mark(self._number, self._confirm)
            self._marks.append((self._number, last))
            self._started = True
        self._wakes = now + self._patience.poll_s

    def _done(self, heard: Heard, now: float) -> None:
        if self._stage is _Stage.SETTLING:
            self._settled = True
            self._wakes = now + self._patience.quiet_s
            return
        if self._stage not in (_Stage.SENDING, _Stage.INQUIRING) or not self._marks:
            return
        if heard.value >= 0 and heard.value != self._marks[0][0] % 10_000:
            return
        _, last = self._marks.popleft()
        self._whole_done = self._whole_done or last
        self._moved = now
        if not self._marks and not self._bands:
            self._out.clear()
            self._ask(_Stage.AFTER, now)
        elif self._stage is _Stage.SENDING:
            self._fill(now)

    def _tick_sending(self, now: float) -> None:
        if now >= self._deadline or now - self._moved >= self._patience.stall_s:
            # It takes nothing, or acknowledges nothing. What it has not taken is withdrawn; then it is asked why.
            self._out.clear()
            self._unanswered.clear()
            self.past_flow_control = True
            self._ask(_Stage.INQUIRING, now)
            return
        if not self._out and not self._unanswered:
            self._put_question(1, now)
        self._wakes = now + self._patience.poll_s

    # The end

    def _fail(self, trouble: Trouble, now: float, *, sure: bool) -> None:
        """It did not come out, or nobody knows. ``sure``: the printer itself said that it stopped."""
        if not self._prints:
            self.trouble = trouble
            self._end()
            return
        incomplete = not self._whole_done if sure else not self._whole_handed_over
        missing = not self._started or incomplete
        self._settle(Outcome.NOT_PRINTED if missing else Outcome.UNKNOWN, trouble)
        if not self._started:
            self._end()
            return
        self._stage, self.cleared = _Stage.LEAVING, False
        self._out[:] = escpos.CLEAR
        self._wakes = now + self._patience.clear_s

    def _settle(self, outcome: Outcome, trouble: Trouble) -> None:
        self.outcome, self.trouble = outcome, trouble

    def _end(self) -> None:
        self._stage = _Stage.OVER
        self._out.clear()


def _parts(picture: Picture, paper: Paper, remnant: bool) -> list[tuple[bytes, bool]]:
    """What is sent, in order; True where the picture itself is complete."""
    content = list(escpos.bands(picture))
    cut = [escpos.CUT] if paper.cutter else list(escpos.white(paper.dots_of(_TEAR_OFF_MM)))
    before = [(part, False) for part in cut] if remnant else []
    slip = [(band, i == len(content) - 1) for i, band in enumerate(content)]
    return before + slip + [(part, False) for part in cut]
