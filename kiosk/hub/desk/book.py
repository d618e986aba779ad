"""A panel's ticket book is told: tickets it printed by itself, papers that came out, numbers that went to nobody.

Each line is taken in a transaction of its own, with the record that it was taken: told again it changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from kiosk.base.errors import KioskError
from kiosk.hub.desk import manual, printed
from kiosk.hub.desk.asking import form, id_of, other_body, short, word_of
from kiosk.hub.desk.models import BookLine, TicketRow
from kiosk.hub.desk.numbers import counter_of, record_void
from kiosk.hub.desk.published import Published, published
from kiosk.hub.desk.rows import note, ticket_of, write
from kiosk.hub.desk.taking import void
from kiosk.hub.desk.telling import waits_changed
from kiosk.hub.desk.turns import acting, desk_of, owned_one
from kiosk.hub.fleet.models import Panel
from kiosk.hub.project.statements import is_there
from kiosk.sync.desk_messages import BOOK_ENTRIES, Book, BookEntry, BookTaken
from kiosk.sync.messages import moment
from kiosk.ticketing import moves
from kiosk.ticketing.labels import Label
from kiosk.ticketing.queues import Queue
from kiosk.ticketing.tickets import Kind, Proof, Reason, State, Ticket, TicketError, Voided

#: Acts of a line; those by which somebody holds the number.
VOID, HELD_BY_SOMEBODY = "void", ("printed", "screen", "offline")
#: Refusals that pass by themselves: the line stays in the panel's book and is told again.
_PASSING = ("storage", "no-release", "busy")
#: A panel whose clock is this far ahead of the desk's is not believed.
_AHEAD = timedelta(seconds=5)


def take_book(panel: Panel, book: Book, now: datetime) -> BookTaken:
    """Take the lines in order. TicketError: form (too many lines), storage, no-release: tell them again later."""
    if len(book.entries) > BOOK_ENTRIES:
        raise form("entries")
    hall = published(panel.hall_id)
    local = hall.local(now)
    taken: list[str] = []
    refused: dict[str, str] = {}
    for entry in book.entries:
        try:
            _take(hall, panel, entry, local)
        except KioskError as fault:
            word = fault.word if isinstance(fault, TicketError) else "form"
            if word in _PASSING:
                raise
            refused[entry.entry] = word
            _remember(panel, entry, local, word)
        else:
            taken.append(entry.entry)
    return BookTaken(now=local.isoformat(), taken=tuple(taken), refused=refused)


def _take(hall: Published, panel: Panel, entry: BookEntry, now: datetime) -> None:
    if not entry.entry or len(entry.entry) > 64:
        raise form("entry")
    id_of(entry.id)

    def act() -> None:
        desk_of(hall.hall_id)
        line = BookLine.objects.filter(panel=panel, entry=entry.entry).first()
        if line is not None and not line.word:
            return
        _do(hall, panel, entry, now)
        BookLine.objects.update_or_create(panel=panel, entry=entry.entry, defaults={"at": now, "word": ""})

    acting(act)


def _remember(panel: Panel, entry: BookEntry, now: datetime, word: str) -> None:
    """Why a line was refused, for staff. It may be told again: what stood in its way can be put right."""
    if not entry.entry or len(entry.entry) > 64:
        return
    defaults = {"at": now, "word": word[:32]}
    acting(lambda: BookLine.objects.update_or_create(panel=panel, entry=entry.entry, defaults=defaults))


def _do(hall: Published, panel: Panel, entry: BookEntry, now: datetime) -> None:
    if entry.act != VOID and entry.act not in HELD_BY_SOMEBODY:
        raise form("act")
    said = printed.said_by(hall, panel.id, entry.label)
    row = owned_one(hall.hall_id, entry.id)
    if row is None and is_there(TicketRow, id=entry.id):
        raise other_body(entry.id)  # of another hall
    if entry.act == VOID:
        _void(hall, panel, entry, said, row, now)
    elif row is None:
        _create(hall, panel, entry, said, now)
    elif row.label == entry.label and (row.series == "" or row.day == _day(entry, row.arrived, now)):
        _confirm(hall, panel, entry, row, now)
    else:
        queue = _queue(hall, entry, said)
        arrived = _arrival(hall, panel, entry, said, now)
        arrived = min(arrived, row.arrived) if not entry.sure else arrived
        day = _day(entry, arrived, now)
        facts = {"how": entry.act, "sure": entry.sure}
        printed.relabel(hall, row, entry.label, panel.id, now, arrived=arrived, origin=queue.code, day=day, **facts)


def _confirm(hall: Published, panel: Panel, entry: BookEntry, row: TicketRow, now: datetime) -> None:
    after = moves.confirm(ticket_of(row), now)
    write(row, after, "confirmed", panel.id, now, how=entry.act)


def _void(hall: Published, panel: Panel, entry: BookEntry, said: Label, row: TicketRow | None, now: datetime) -> None:
    why = word_of(Voided, entry.why or Voided.NO_PAPER.value, "why")
    if row is None:
        _create(hall, panel, entry, said, now, voided=why)
        return
    if row.label != entry.label:
        # The ticket goes by another label: this one was counted for it, too.
        if not is_there(TicketRow, hall_id=hall.hall_id, day=row.day, label=entry.label):
            queue = _queue(hall, entry, said).code
            record_void(
                hall.hall_id, queue, row.day, entry.label, said.series, said.number, row.id, Voided.REPLACED, now
            )
        if why is Voided.REPLACED or row.confirmed:
            return
    # Nobody holds any number of it; whoever is being served with it at this moment is served to the end.
    if row.state != State.SERVING.value:
        void(row, why, panel.id, now)


def _create(
    hall: Published, panel: Panel, entry: BookEntry, said: Label, now: datetime, voided: Voided | None = None
) -> None:
    """A ticket the desk has never heard of: of the panel's own series, or one that the desk's memory has lost."""
    queue, arrived = _queue(hall, entry, said), _arrival(hall, panel, entry, said, now)
    day = _day(entry, arrived, now)
    if not said.series:
        counter = counter_of(hall.hall_id, queue, day)
        if counter.last < said.number:
            counter.last = said.number
            counter.save(update_fields=["last"])
    matters = tuple(short(matter, "matters") for matter in entry.matters[:12])
    row = TicketRow(
        id=entry.id,
        hall_id=hall.hall_id,
        queue=queue.code,
        origin=queue.code,
        day=day,
        series=said.series,
        number=said.number,
        label=entry.label,
        state=State.WAITING.value,
        kind=word_of(Kind, entry.kind, "kind").value,
        reason=word_of(Reason, entry.reason, "reason").value,
        proof=word_of(Proof, entry.proof, "proof").value,
        matters=list(matters),
        stops=[code for code in _queues(hall, queue, matters) if code != queue.code],
        arrived=arrived,
        confirmed=True,
        source=panel.id,
        issued_at=arrived,
    )
    printed.must_be_free(row, entry.label, day)
    after = _stands(ticket_of(row), now, voided)
    row.state, row.voided, row.ended_at, row.confirmed = after.state.value, after.voided, after.ended_at, not voided
    row.save(force_insert=True)
    note(row, "issued", panel.id, now, how=entry.act, sure=entry.sure, label=entry.label)
    if row.state == State.VOID.value:
        note(row, "voided", panel.id, now, why=row.voided)
    else:
        manual.catch_up(hall, row, now)
    waits_changed(hall.hall_id)


def _day(entry: BookEntry, arrived: datetime, now: datetime) -> date:
    """The day the panel counted it on, if that can be: around midnight it is that which keeps labels apart."""
    try:
        told = date.fromisoformat(entry.day)
    except ValueError:
        return arrived.date()
    near = entry.sure and abs((told - arrived.date()).days) <= 1 and told <= now.date()
    return told if near else arrived.date()


def _stands(ticket: Ticket, now: datetime, voided: Voided | None) -> Ticket:
    """Where it stands when it is told: its day may be over."""
    if voided is not None:
        return moves.withdraw(ticket, now, voided)
    return moves.end_day(ticket, now) if now.date() > ticket.day else ticket


def _queue(hall: Published, entry: BookEntry, said: Label) -> Queue:
    """The queue it was counted in. A release may have taken it away since: then by its matters or its prefix."""
    code = short(entry.queue, "queue")
    if code in hall.by_code:
        return hall.by_code[code]
    by_matter = next((hall.by_matter[matter] for matter in entry.matters if matter in hall.by_matter), "")
    by_prefix = next((queue.code for queue in hall.queues if queue.prefix == said.prefix), "")
    return hall.queue(by_matter or by_prefix or code)


def _queues(hall: Published, queue: Queue, matters: tuple[str, ...]) -> tuple[str, ...]:
    return hall.queues_for(queue.code, matters)


def _arrival(hall: Published, panel: Panel, entry: BookEntry, said: Label, now: datetime) -> datetime:
    """When it was truly asked for, never in the future.

    A clock that was not believed: so long ago as the panel counted. Restarted since then: as early as it can have
    been, after the panel's ticket before it and after the desk last heard of the panel.
    """
    told = moment(entry.arrived)
    if entry.sure and told is not None and told <= now + _AHEAD:
        return hall.local(min(told, now))
    if entry.waited_s >= 0:
        return now - timedelta(seconds=min(entry.waited_s, 2 * 86400.0))
    return _earliest(hall, panel, said, now)


def _earliest(hall: Published, panel: Panel, said: Label, now: datetime) -> datetime:
    begin = now.replace(hour=0, minute=0, second=0, microsecond=0)
    mine = TicketRow.objects.filter(hall_id=hall.hall_id, day=now.date(), source=panel.id)
    before = mine.filter(series=said.series, number__lt=said.number).order_by("-number").first()
    heard = [m for m in (panel.left_at, panel.last_seen, before.arrived if before else None) if m and begin <= m <= now]
    known = max(heard, default=now)
    return hall.local(known + timedelta(microseconds=1)) if known < now else now
