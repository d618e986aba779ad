"""This panel's side of the ticket desk: a number within a second, the desk's or the panel's own, and what became of it.

The book is written before anything is promised; the desk is asked through the child; what came of a number is told from
the book. Everything happens on the event loop's thread, what waits for the disk beside it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from kiosk.base.clock import Clock
from kiosk.base.texts import EMPTY, Text
from kiosk.compose import desk_words as words
from kiosk.compose.desk_giving import own_giving
from kiosk.compose.desk_outbox import DeskOutbox
from kiosk.compose.desk_questions import Answer, DeskQuestions
from kiosk.compose.desk_waits import DeskWaits
from kiosk.compose.ticket_code import TicketCodes
from kiosk.matters.catalogue import Catalogue
from kiosk.scanning.codes import CodeError, read_code
from kiosk.store.queue_tables import Desk as Tables
from kiosk.store.ticket_book import Asked, BookError, Kept, TicketBook
from kiosk.sync.desk_messages import TakeTicket, TicketFacts
from kiosk.sync.messages import moment
from kiosk.ticketing.appointments import check_in
from kiosk.ticketing.hours import NotNowError
from kiosk.ticketing.queues import Queue
from kiosk.ticketing.tickets import Kind, State, TicketError, Voided
from kiosk.visit.desk_facts import Appointment, DeskNow, Found, Meaning, Outcome, TicketNow, Wish

log = logging.getLogger("kiosk.tickets")

#: Within so many seconds a number is there, whoever gives it.
DEADLINE_S = 1.0
_NO_QUEUE = Text(
    zh="这件事不用取号。请到导办台询问，或点“人工帮助”。",
    en="No number is needed for this. Please ask at the help desk, or press “Call staff”.",
)
_FAILED = Text(
    zh="现在取不了号，请到服务台，工作人员会帮您。",
    en="No number can be given here just now. Please go to the service desk: our staff will help you.",
)
_OFFLINE = Text(
    zh="网络暂时不通，这个号一样有效，按取号时间排队。",
    en="The network is down for now. This number counts all the same, from the moment you took it.",
)
_UNHEARD = Text(
    zh="现在查不到前面还有几个人，号码有效，请留意大屏幕。",
    en="How many are ahead of you is not known just now. Your number counts: please watch the big screen.",
)
_KEPT_ON = Text(
    zh="网络暂时不通，现在退不了号。您可以直接离开：叫到时没有人，号会自动过去。",
    en="The network is down: your number cannot be given back now. You may simply leave; it will be passed over.",
)
_WRONG_CODE = Text(
    zh="没有查到这个预约码。请照预约短信再核对一遍，或点“人工帮助”。",
    en="There is no such appointment. Please compare the code with your message, or press “Call staff”.",
)
_NO_APPOINTMENTS = Text(
    zh="网络暂时不通，查不到预约。请先取普通号，到窗口时告诉工作人员您有预约。",
    en="The network is down: appointments cannot be looked up. Please take an ordinary number, and tell the staff "
    "at the window.",
)


class DeskLink:
    """The desk of ``visit.take_ticket`` and ``visit.my_ticket``, and what the board shows.

    ``tell``: says a line to the child; ``shown``: catalogue, queues and rules of the release on the glass; ``changed``:
    called when the waits changed; ``ticket_moved``: with the id of a ticket of this panel that changed at the desk.
    """

    def __init__(
        self,
        book: TicketBook,
        clock: Clock,
        tell: Callable[..., None],
        shown: Callable[[], tuple[Catalogue, Tables] | None],
        codes: TicketCodes,
        *,
        changed: Callable[[], None] = lambda: None,
        ticket_moved: Callable[[str], None] = lambda id: None,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._book, self._clock, self._shown, self._codes = book, clock, shown, codes
        self._ticket_moved, self._deadline_s = ticket_moved, deadline_s
        self._questions = DeskQuestions(tell, clock, self._answered)
        self._writer = ThreadPoolExecutor(1, "ticket-book")
        self._outbox = DeskOutbox(book, self._questions.ask, self._disk, clock)
        self._waits = DeskWaits(book, self._questions.ask, self._disk, clock, shown, changed)
        self._connected = False

    # -- its life

    def start(self) -> None:
        """Within the event loop: tell what was left in the book."""
        self._outbox.wake()

    async def close(self) -> None:
        """Nothing is lost: what is not told stands in the book."""
        self._outbox.close()
        self._waits.close()
        await asyncio.get_running_loop().run_in_executor(None, partial(self._writer.shutdown, wait=True))
        self._book.close()

    def look(self) -> None:
        """A second went by."""
        self._outbox.look()
        self._waits.look()

    def hear(self, line: Mapping[str, Any]) -> None:
        """A line of the child: ``desk``, ``desk-event`` and ``hub`` mean something here."""
        match line.get("say"):
            case "desk":
                self._questions.hear(line)
            case "desk-event":
                self._hear_event(str(line.get("kind", "")), line.get("facts"))
            case "hub":
                self._hear_hub(line.get("connected") is True)

    def child_ended(self) -> None:
        """It is started again by itself; until then nobody answers."""
        self._questions.give_up()
        self._hear_hub(False)

    # -- what stands there now

    def now(self) -> DeskNow | None:
        """The desk at this moment; None: this hall has none, or nothing is known of it."""
        return self._waits.now()

    # -- taking a number (visit.take_ticket.Desk)

    async def take(self, id: str, wish: Wish) -> TicketNow:
        """A number within the deadline: the desk's, or after it one of the own series. TicketError: none, and why."""
        until = self._clock.monotonic() + self._deadline_s
        queue, _ = self._queue_of(wish)
        at = self._book.now().at
        asked = Asked(id, queue.code, wish.matters, wish.kind, wish.reason)
        message = TakeTicket(
            id, wish.queue or queue.code, wish.matters, wish.kind, wish.reason,
            asked_at=at.isoformat(), language=wish.language, appointment=wish.appointment,
        )  # fmt: skip
        await self._disk(self._book.ask, asked)
        left = until - self._clock.monotonic()
        answer = await self._questions.ask("POST", "/api/desk/tickets", asdict(message), max(left, 0.05))
        if answer.status == 200 and (facts := words.believed(TicketFacts, answer.body)) is not None:
            await self._disk(self._book.number, asked, facts.label, facts.queue, asdict(facts))
            return self._ticket(facts)
        if _refuses(answer):
            await self._disk(self._book.refused, id)
            raise TicketError(str(answer.body.get("error", "refused")), words.refusal_of(answer.body, _FAILED))
        return await self._take_own(asked)

    async def printing(self, ticket: TicketNow) -> None:
        """From now on paper may exist."""
        await self._disk(self._book.printing, ticket.id)

    async def unprinted(self, ticket: TicketNow) -> None:
        """No paper came; the number stands on the screen."""
        await self._disk(self._book.unprinted, ticket.id)

    async def settle(self, ticket: TicketNow, outcome: Outcome) -> None:
        """What became of it: into the book, and from there to the desk."""
        act, why = _ACTS[outcome]
        await self._disk(self._book.settle, ticket.id, act, why)
        self._outbox.wake()

    async def remind(self, ticket: TicketNow, phone: str) -> bool:
        """The phone number goes to the desk and nowhere else."""
        await self._outbox.drained()  # a ticket of the own series has to be known there first
        answer = await self._questions.ask("PUT", f"/api/desk/tickets/{ticket.id}/phone", {"phone": phone})
        return 200 <= answer.status < 300

    # -- a ticket that is there already (visit.my_ticket.Desk)

    async def look_up(self, code: str) -> Found:
        """What one of our own codes stands for."""
        now = self._book.now()
        try:
            known = read_code(code)
        except CodeError as error:
            raise TicketError(error.word, error.text) from error
        if now.sure and known.expires <= now.at:
            return Found(Meaning.OLD, said=CodeError("expired").text)
        answer = await self._questions.ask("POST", "/api/desk/codes", {"code": code}, 3.0)
        if answer.status == 200:
            return self._found(answer.body)
        if _refuses(answer):
            raise TicketError(str(answer.body.get("error", "unknown")), words.refusal_of(answer.body, _UNHEARD))
        return await self._found_alone(code, known.id)

    async def look_up_typed(self, code: str) -> Found:
        """What an appointment's code stands for that was typed."""
        answer = await self._questions.ask("POST", "/api/desk/codes", {"code": code}, 3.0)
        if answer.status == 200:
            found = self._found(answer.body)
            booked = found.appointment
            return replace(found, appointment=replace(booked, code=code)) if booked is not None else found
        if _refuses(answer):
            raise TicketError(str(answer.body.get("error", "unknown")), _WRONG_CODE)
        return Found(Meaning.UNHEARD, said=_NO_APPOINTMENTS)

    async def ticket(self, ticket: TicketNow) -> TicketNow | None:
        """How it stands now; None when the desk does not say. The label is the one that was printed."""
        answer = await self._questions.ask("GET", f"/api/desk/tickets/{ticket.id}", deadline_s=3.0)
        facts = words.believed(TicketFacts, answer.body) if answer.status == 200 else None
        return self._ticket(facts, ticket.address) if facts is not None else None

    async def come_back(self, ticket: TicketNow) -> TicketNow:
        """Back in line after a missed call."""
        answer = await self._questions.ask("POST", f"/api/desk/tickets/{ticket.id}/return", {})
        facts = words.believed(TicketFacts, answer.body) if answer.status == 200 else None
        if facts is None:
            raise TicketError(str(answer.body.get("error", "away")), words.refusal_of(answer.body, _FAILED))
        return self._ticket(facts, ticket.address)

    async def give_back(self, ticket: TicketNow) -> None:
        """A number of this panel goes into the book, and from there to the desk, whatever the network does; of another
        panel's the desk is asked at once."""
        if await self._disk(self._book.recent, ticket.id) is not None:
            await self.settle(ticket, Outcome.WITHDRAWN)
            return
        why = {"why": Voided.WITHDRAWN.value}
        answer = await self._questions.ask("POST", f"/api/desk/tickets/{ticket.id}/withdraw", why)
        if not 200 <= answer.status < 300:
            said = words.refusal_of(answer.body, _KEPT_ON) if _refuses(answer) else _KEPT_ON
            raise TicketError(str(answer.body.get("error", "away")), said)

    async def review(self, ticket: TicketNow, level: str, reasons: Sequence[str], said: str = "") -> bool:
        """How the visitor was served."""
        body = {"level": level, "reasons": list(reasons), "words": said}
        answer = await self._questions.ask("POST", f"/api/desk/tickets/{ticket.id}/review", body)
        return 200 <= answer.status < 300

    # -- within

    async def _take_own(self, asked: Asked) -> TicketNow:
        shown = self._shown()
        moment_ = self._book.now()
        if shown is None:
            raise TicketError("no-number", _FAILED)
        catalogue, desk = shown
        queue = next((queue for queue in desk.queues if queue.code == asked.queue), None)
        if queue is None:
            raise TicketError("queue", _NO_QUEUE)
        given = await self._disk(self._book.given_on, moment_.at.date().isoformat(), queue.code)
        gives = own_giving(catalogue, queue, desk.rules, moment_.at, given)
        if moment_.sure and not gives.takes:
            await self._disk(self._book.settle, asked.id, "void", Voided.NO_PAPER.value)
            self._outbox.wake()
            raise NotNowError(gives.word, gives.said, gives.again)
        # An appointment cannot be examined now: it is checked by staff at the window.
        kind = Kind.ORDINARY.value if asked.kind == Kind.APPOINTMENT else asked.kind
        try:
            own = await self._disk(self._book.own_number, replace(asked, kind=kind), queue.prefix, desk.rules.digits)
        except BookError as error:
            log.warning("tickets: no number of the own series: %s", error.sentence())
            await self._disk(self._book.settle, asked.id, "void", Voided.NO_PAPER.value)
            self._outbox.wake()
            raise TicketError("no-number", _FAILED) from error
        address = self._codes.write(asked.id, moment_.at, self._waits.page)
        return words.own_ticket(asked.id, own.label, queue, asked.matters, kind, _OFFLINE, address, moment_.at)

    def _queue_of(self, wish: Wish) -> tuple[Queue, Tables]:
        shown = self._shown()
        if shown is None:
            raise TicketError("no-release", _FAILED)
        desk = shown[1]
        for queue in desk.queues:
            if queue.code == wish.queue or (not wish.queue and set(wish.matters) & set(queue.matters)):
                return queue, desk
        if wish.appointment and not wish.queue and desk.queues:
            return desk.queues[0], desk
        raise TicketError("queue", _NO_QUEUE)

    def _ticket(self, facts: TicketFacts, address: str = "") -> TicketNow:
        shown = self._shown()
        names = {queue.code: queue.name for queue in shown[1].queues} if shown is not None else {}
        address = address or self._codes.write(facts.id, self._book.now().at, self._waits.page)
        return words.ticket_now(facts, address, names)

    def _found(self, body: Mapping[str, Any]) -> Found:
        told = body.get("ticket")
        if body.get("what") == "ticket" and isinstance(told, Mapping):
            facts = words.believed(TicketFacts, told)
            if facts is not None:
                return Found(Meaning.TICKET, self._ticket(facts))
        at = moment(str(body.get("at", "")))
        if body.get("what") != "appointment" or at is None:
            return Found(Meaning.UNHEARD, said=_UNHEARD)
        return Found(Meaning.APPOINTMENT, appointment=self._appointment(body, at))

    def _appointment(self, body: Mapping[str, Any], at: Any) -> Appointment:
        shown, code = self._shown(), str(body.get("queue", ""))
        desk = shown[1] if shown is not None else Tables()
        name = next((queue.name for queue in desk.queues if queue.code == code), EMPTY)
        given = body.get("matters")
        matters = tuple(str(matter) for matter in given[:12]) if isinstance(given, list) else ()
        can, said = body.get("state") == "booked", EMPTY
        try:
            check_in(at, self._book.now().at, desk.rules)
        except TicketError as refused:
            can, said = False, refused.text
        return Appointment(at, code, name, matters, can, said)

    async def _found_alone(self, code: str, id: str) -> Found:
        """Without the desk: what this panel itself gave lately."""
        now = self._book.now().at
        try:
            own = self._codes.own(code, now)
        except CodeError as error:
            raise TicketError(error.word, error.text) from error
        kept: Kept | None = await self._disk(self._book.recent, id) if own is not None else None
        shown = self._shown()
        queue = next((q for q in shown[1].queues if kept and q.code == kept.queue), None) if shown else None
        if kept is None or queue is None:
            return Found(Meaning.UNHEARD, said=_UNHEARD)
        matters = kept.facts.get("matters", ())
        known = tuple(map(str, matters)) if isinstance(matters, (list, tuple)) else ()
        address = self._codes.write(id, now, self._waits.page)
        ticket = words.own_ticket(id, kept.label, queue, known, "", _UNHEARD, address, now)
        if kept.phase == "void":
            ticket = replace(ticket, state=State.VOID.value, said=EMPTY)
        return Found(Meaning.TICKET, ticket)

    def _hear_event(self, kind: str, facts: object) -> None:
        if kind == "waits":
            self._waits.are_stale()
        elif kind == "ticket" and isinstance(facts, Mapping):
            self._ticket_moved(str(facts.get("id", "")))

    def _hear_hub(self, connected: bool) -> None:
        if connected and not self._connected:
            self._outbox.wake(now=True)
        self._connected = connected
        self._waits.hear_hub(connected)

    def _answered(self, answer: Answer) -> None:
        """Every answer of the desk says what time it is."""
        said = moment(str(answer.body.get("now", "")))
        if said is not None:
            self._writer.submit(self._book.hear, said, answer.took_s)

    async def _disk(self, act: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._writer, partial(act, *given))


_ACTS = {
    Outcome.PRINTED: ("printed", ""),
    Outcome.SCREEN: ("screen", ""),
    Outcome.NO_PAPER: ("void", Voided.NO_PAPER.value),
    Outcome.WITHDRAWN: ("void", Voided.WITHDRAWN.value),
}


def _refuses(answer: Answer) -> bool:
    """The desk understood and will not: no number of the own series either. Too much at once is no refusal."""
    return 400 <= answer.status < 500 and answer.status not in (401, 408, 425, 429)
