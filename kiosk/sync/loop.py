"""``kiosk sync --follow``: keeps one panel in step with its hub for weeks, whatever the world does to either."""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from kiosk.base.clock import Clock
from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.store.whole_files import is_full, sweep
from kiosk.sync.answers import HubError, RevokedError
from kiosk.sync.blobs import BlobError, NoRoomError
from kiosk.sync.bringing import Joiner
from kiosk.sync.client import Asked, Hub
from kiosk.sync.desk_line import DeskLine
from kiosk.sync.device import Device, Enrolment
from kiosk.sync.duties import GLANCE_S, LOOK_S, POLL_S, REPORT_S, SIGN_S, WHOLE_S, Duty
from kiosk.sync.enrolling import Enroller
from kiosk.sync.events import HubEvent
from kiosk.sync.follower import Follower, Ready
from kiosk.sync.job import Job
from kiosk.sync.lines import Teller, report_of, told
from kiosk.sync.memory import Memory, utc
from kiosk.sync.messages import Report, report_seal
from kiosk.sync.results import Results
from kiosk.sync.sources import Flow, NotThereError, Source, SourceError
from kiosk.sync.standing import Facts, said
from kiosk.sync.streaming import Stream
from kiosk.sync.vigil import Vigil
from kiosk.sync.wire import HubAddress

log = logging.getLogger("kiosk.sync")

#: After the panel closed the line, so long until sync ends, whatever it is in the middle of.
_LAST_S = 5.0
#: Events that may wait to be heard, and the least time between two looks at the hub that events ask for.
_HEARD_AT_ONCE, _BREATH_S = 200, 0.2
#: A question to the desk at the very start waits so long until the hub is known.
_BEGUN_S = 0.8
#: Events that are the ticket desk's: handed on at once, whatever else is going on.
_OF_DESK = frozenset({"ticket", "waits"})
_UNUSABLE = Text(zh="新内容无法使用，未采用；将再次尝试。", en="The new content cannot be used; it is tried again.")


@dataclass(frozen=True, slots=True)
class Place:
    """What a panel is started with. ``hub``: None = no hub is set; ``program``: its name and version."""

    state: Path
    shelf: Path
    hub: HubAddress | None
    join: Joiner
    program: str = "hall-kiosk"


class Once:
    """Logs a failure once and its recovery once."""

    def __init__(self, what: str) -> None:
        self._what, self._failing = what, False

    def failed(self, error: BaseException) -> None:
        if not self._failing:
            log.warning("sync: %s: %s", self._what, error.sentence() if isinstance(error, KioskError) else repr(error))
        self._failing = True

    def went_well(self) -> None:
        if self._failing:
            log.info("sync: %s: all is well again", self._what)
        self._failing = False


class NoSource:
    """A panel without a hub fetches nothing: what it was given by hand is all there is."""

    def flow(self, path: str, start: int = 0) -> AbstractContextManager[Flow]:
        raise NotThereError("There is no hub to ask.", where=path)


class Follow:
    """One panel in step with its hub. All is decided in one thread; the others only bring, listen and wait."""

    def __init__(self, place: Place, out: IO[str], clock: Clock, leave: Callable[[int], Any] = os._exit) -> None:
        self._place, self._clock, self._leave = place, clock, leave
        self._teller = Teller(out)
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._device = Device(place.state / "sync")
        sweep(self._device.folder, "")  # what a kill left behind
        self._memory = Memory(self._device.folder)
        self._facts = Facts(has_hub=place.hub is not None)
        self._record = self._device.enrolment()
        self._hub: Hub | None = None
        self._stream: Stream | None = None
        self._follower: Follower | None = None
        self._enroller: Enroller | None = None
        self._job: Job | None = None
        self._ready: Ready | None = None
        self._report: Report | None = None
        self._sent: Report | None = None
        self._vigil = Vigil()
        self._whole_at = float("-inf")
        self._results = Results(place.state)
        self._desk = DeskLine(self._hub_of_desk, self._teller.desk)
        self._orders: set[str] = set()
        self._since = clock.now()
        self._absence_s = 0
        self._believed_at = float("-inf")
        self._believing, self._reporting, self._glancing = Duty(), Duty(), Duty()
        self._bringing = Duty(2.0, 300.0)
        self._faults = {name: Once(name) for name in ("hub", "content", "own code")}
        self._over = threading.Event()
        self._ended = threading.Event()
        self._begun = threading.Event()

    # -- its life

    def run(self, lines: IO[bytes]) -> None:
        """Go on until ``lines`` closes or the panel says stop."""
        threading.Thread(target=self._listen, args=(lines,), name="panel", daemon=True).start()
        self._guarded(self._begin)
        self._begun.set()
        while not self._over.is_set():
            self._guarded(self._turn)
        for worker in (self._job, self._stream, self._enroller):
            if worker is not None:
                worker.stop()
        self._memory.keep()
        self._ended.set()

    def _listen(self, lines: IO[bytes]) -> None:
        for value in told(lines):
            if value["tell"] == "desk":
                self._desk.ask(value)
                continue
            self._inbox.put(lambda value=value: self._heed(value))  # type: ignore[misc]
        self._over.set()
        self._inbox.put(lambda: None)
        if not self._ended.wait(_LAST_S):
            self._leave(0)  # in the middle of a request that does not end; nothing on the disk minds

    def _begin(self) -> None:
        now = time.monotonic()
        self._glancing.done(now, GLANCE_S)
        self._open_hall()
        if self._record is not None:
            self._join_hub(self._record)
        self._say()

    def _turn(self) -> None:
        duties = (self._believing, self._reporting, self._glancing, self._bringing)
        due = min(self._results.at, *(duty.at for duty in duties))
        with suppress(queue.Empty):
            self._inbox.get(timeout=min(max(0.0, due - time.monotonic()), 3600.0))()
        self._do_due(time.monotonic())  # also when there is always something to hear
        self._say()

    def _do_due(self, now: float) -> None:
        acts = ((self._reporting, self._send_report), (self._believing, self._believe))
        for duty, act in (*acts, (self._glancing, self._glance), (self._bringing, self._start_bringing)):
            if duty.is_due(now):
                act()
        if self._hub is not None and self._results.at <= now:
            self._heeding_revocation(lambda hub: self._results.send_due(hub))

    def _guarded(self, act: Callable[[], None]) -> None:
        """Our own mistakes end no panel either: said once in the log, then on with the next thing."""
        try:
            act()
            self._faults["own code"].went_well()
        except Exception as error:
            if not isinstance(error, (KioskError, OSError)):
                log.exception("sync: own code")
            self._faults["own code"].failed(error)
            self._over.wait(0.5)

    def _heeding_revocation(self, act: Callable[[Hub], None]) -> None:
        if self._hub is None:
            return
        try:
            act(self._hub)
        except RevokedError:
            self._revoke()

    # -- what the panel tells

    def _heed(self, value: dict[str, Any]) -> None:
        match value["tell"]:
            case "alive":
                self._vigil.heard()
                self._teller.alive()
                self._weigh()
            case "report":
                self._take_report(report_of(value))
            case "order-result":
                id_, path = value.get("id"), value.get("path")
                if isinstance(id_, str) and id_:
                    self._results.take(id_, path if isinstance(path, str) else "", str(value.get("outcome", "")))
            case "enrol":
                self._enrol()
            case "stop":
                self._over.set()

    def _take_report(self, report: Report | None) -> None:
        if report is None:
            return
        self._report = report
        self._weigh()
        if self._ready is not None and report.release < self._ready.number and not self._ready.path.exists():
            self._bringing.ask(time.monotonic())  # somebody tidied it away before it was shown

    def _weigh(self) -> None:
        """What weighs is told at once, the rest with the next sign of life."""
        if self._report is None:
            return
        if self._sent is None or _weight(self._vigil.words(self._report)) != _weight(self._sent):
            self._reporting.ask(time.monotonic())
        elif self._reporting.at == float("inf"):
            self._reporting.done(time.monotonic(), REPORT_S)

    # -- hall and hub

    def _open_hall(self) -> None:
        """Take up what is known without any network, and tell the panel of it."""
        halls, record = self._device.halls(), self._record
        hall_id = record.hall_id if record else (halls[0] if len(halls) == 1 else "")
        if not hall_id:
            return
        panel_id, group = (record.panel_id, record.group) if record else ("", "")
        shelf, join = self._place.shelf, self._place.join
        try:
            self._follower = Follower(self._device, hall_id, shelf, join, self._clock, panel_id=panel_id, group=group)
        except (KioskError, OSError) as error:  # what it believed is damaged: it has to be admitted anew
            self._failed_content(error, Duty())
            return
        self._bringing.urge(time.monotonic())
        self._tell_live()

    def _join_hub(self, record: Enrolment) -> None:
        self._facts.is_revoked, self._facts.is_enrolled = record.revoked, not record.revoked
        if record.revoked or self._place.hub is None:
            return
        if self._stream is not None:
            self._stream.stop()
        self._hub = Hub(self._place.hub, self._device, record, self._clock)
        self._believing.urge(time.monotonic())
        self._reporting.urge(time.monotonic())
        self._stream = Stream(self._hub, self._overhear)
        self._stream.start()

    def _hub_of_desk(self) -> Hub | None:
        """In a thread of the desk's line; at the start it waits a moment until it is known which hub that is."""
        self._begun.wait(_BEGUN_S)
        return None if self._facts.is_revoked else self._hub

    def _overhear(self, event: HubEvent) -> None:
        """In the stream's thread. Events are hints: when there are too many, the rest is found by asking."""
        if event.kind in _OF_DESK:
            self._teller.desk_event(event.kind, event.data)
            return
        if self._inbox.qsize() < _HEARD_AT_ONCE:
            self._inbox.put(lambda: self._hear(event))

    def _hear(self, event: HubEvent) -> None:
        now = time.monotonic()
        match event.kind:
            case "open" | "changed":  # at its opening too: for what happened while nobody listened
                self._met(True)
                known = self._follower.trusted().timestamp if self._follower else 0
                if event.data.get("timestamp") != known:
                    self._believing.urge(max(now, self._believed_at + _BREATH_S))
            case "order":
                self._met(True)
                self._order(event.data.get("id"), event.data.get("kind"))
            case "revoked":
                self._revoke()
            case "down":
                # Whether the hub is there is for a request to find out.
                self._believing.ask(now + 1.0)
                if self._report is not None:
                    self._reporting.ask(now + REPORT_S)

    def _met(self, is_there: bool) -> None:
        if is_there:
            if not self._facts.is_connected:
                self._absence_s = max(self._absence_s, self._memory.away_s(self._clock.now()))
            self._memory.heard(self._clock.now())
            self._faults["hub"].went_well()
        if is_there is not self._facts.is_connected:
            self._facts.is_connected, self._since = is_there, self._clock.now()
            if is_there:
                self._reporting.urge(time.monotonic())

    def _revoke(self) -> None:
        if self._facts.is_revoked or self._record is None:
            return
        log.warning("sync: the hub does not admit this panel any more")
        self._facts.is_revoked, self._facts.is_enrolled, self._facts.is_connected = True, False, False
        if self._stream is not None:
            self._stream.stop()
        for duty in (self._believing, self._reporting):
            duty.drop()
        self._results.clear()
        self._record = replace(self._record, revoked=True)
        self._device.keep(self._record)

    # -- believing and bringing

    def _believe(self) -> None:
        follower, now = self._follower, time.monotonic()
        self._believed_at = now
        if self._hub is None or follower is None or self._facts.is_revoked:
            return self._believing.drop()
        try:
            follower.believe(self._hub.source())
        except RevokedError:
            return self._revoke()
        except SourceError as error:
            self._failed_hub(error, self._believing)
        except (KioskError, OSError) as error:
            self._met(True)
            self._failed_content(error, self._believing)
        else:
            self._met(True)
            self._facts.refusal = None
            self._faults["content"].went_well()
            self._believing.done(now, LOOK_S if self._is_streaming() else POLL_S)
        return self._follow_belief()

    def _follow_belief(self) -> None:
        """Tell what is live; bring what is wanted unless it is on its way already."""
        self._tell_live()
        wanted = self._follower.wanted() if self._follower else None
        if wanted is not None and (self._job is None or wanted != self._job.wanted):
            self._bringing.urge(time.monotonic())

    def _glance(self) -> None:
        """See whether somebody imported something by hand, or took away what is ready."""
        self._glancing.done(time.monotonic(), GLANCE_S)
        if self._follower is None:
            self._open_hall()
        if self._follower is not None:
            self._follow_belief()
        self._vigil.look(utc(self._clock.now()))
        if self._vigil.is_frozen:
            self._weigh()

    def _start_bringing(self) -> None:
        self._bringing.drop()
        wanted = self._follower.wanted() if self._follower else None
        if wanted is None or self._follower is None:
            return
        if self._job is not None:
            self._job.stop()
        hub = self._hub

        def source() -> Source:
            return hub.source() if hub is not None else NoSource()

        self._job = Job(
            self._follower,
            wanted,
            source,
            lambda job: self._inbox.put(lambda: self._job_moved(job)),
            lambda job: self._inbox.put(lambda: self._job_ended(job)),
        )
        self._job.start()

    def _job_moved(self, job: Job) -> None:
        if job is self._job and job.brought is None and job.error is None:
            self._facts.fetching, self._facts.total = job.wanted.ref.number, job.haul.total
            self._facts.there = job.haul.there + job.haul.came
            self._met(True)

    def _job_ended(self, job: Job) -> None:
        if job is not self._job:
            return
        self._facts.fetching = 0
        if job.error is not None:
            return self._not_brought(job.error)
        assert job.brought is not None
        brought = job.brought
        self._facts.no_room = self._facts.refusal = None
        self._faults["content"].went_well()
        self._ready = Ready(brought.info.sequence, brought.path, job.wanted.activate_at)
        self._teller.ready(self._ready, again=brought.is_new)
        self._bringing.done(time.monotonic(), LOOK_S)  # then every byte of it is looked at again
        if self._follower is not None:
            self._follower.tidy(job.wanted, self._report.release if self._report else 0)
        return None

    def _not_brought(self, error: Exception) -> None:
        if isinstance(error, RevokedError):
            return self._revoke()
        if isinstance(error, SourceError):
            return self._failed_hub(error, self._bringing)
        if not isinstance(error, (KioskError, OSError)):
            log.error("sync: own code", exc_info=error)
        return self._failed_content(error, self._bringing)

    def _failed_hub(self, error: SourceError, duty: Duty) -> None:
        self._faults["hub"].failed(error)
        if self._hub is None:
            self._facts.refusal = _UNUSABLE  # brought by hand, and not all of it came
        else:
            self._met(isinstance(error, (HubError, NotThereError)))
        duty.failed(time.monotonic(), error.after_s)

    def _failed_content(self, error: Exception, duty: Duty) -> None:
        self._faults["content"].failed(error)
        if isinstance(error, NoRoomError) or is_full(error):
            self._facts.no_room = NoRoomError.text
        elif not isinstance(error, BlobError):
            text = getattr(error, "text", _UNUSABLE)
            self._facts.refusal = text if isinstance(text, Text) else _UNUSABLE
        duty.failed(time.monotonic(), 1.0)

    # -- reports and orders

    def _send_report(self) -> None:
        if self._hub is None or self._report is None or self._facts.is_revoked:
            return self._reporting.drop()
        report = self._vigil.words(self._report)
        now = self._clock.now()
        away = 0 if self._facts.is_connected else self._memory.away_s(now)
        try:
            answer = None if away or self._absence_s or not self._is_same(report) else self._hub.still(report)
            if answer is None:
                absence = max(away, self._absence_s)
                answer = self._hub.report(replace(report, offline_s=absence, now=utc(now)))
                # after one that told of an absence, the next says that it is over
                self._whole_at = time.monotonic() if not absence else float("-inf")
        except RevokedError:
            return self._revoke()
        except SourceError as error:
            return self._failed_hub(error, self._reporting)
        self._met(True)
        self._sent, self._absence_s = report, 0
        self._reporting.done(time.monotonic(), SIGN_S if self._is_streaming() else REPORT_S)
        if self._follower is not None and answer.timestamp > self._follower.trusted().timestamp:
            self._believing.ask(time.monotonic())
        for id_, kind in answer.orders:
            self._order(id_, kind)
        if self._hub.record is not None and self._hub.record != self._record:  # moved to another group
            self._record = self._hub.record
            self._open_hall()
        return None

    def _is_same(self, report: Report) -> bool:
        """Whether the hub was told just this, not too long ago."""
        told = self._sent is not None and report_seal(report) == report_seal(self._sent)
        return told and time.monotonic() - self._whole_at < WHOLE_S

    def _order(self, id_: object, kind: object) -> None:
        if not isinstance(id_, str) or not isinstance(kind, str) or not id_ or not kind or id_ in self._orders:
            return
        self._orders.add(id_)
        if kind == "restart" and not self._memory.is_first(id_):
            self._results.take(id_, "", "done")  # we are what came of it
        else:
            self._teller.order(id_, kind)

    # -- being admitted

    def _enrol(self) -> None:
        if self._place.hub is None or self._facts.is_enrolled:
            return
        if self._enroller is not None:
            self._enroller.stop()
        if self._facts.is_revoked:
            self._device.renew_key()
        self._facts.is_enrolling = True
        hub = Hub(self._place.hub, self._device, None, self._clock)
        over = self._inbox.put
        self._enroller = Enroller(
            hub, self._place.program, self._show_code, lambda enroller: over(lambda: self._enrolled(enroller))
        )
        self._enroller.start()

    def _show_code(self, asked: Asked) -> None:
        assert self._place.hub is not None
        self._teller.enrolment(asked, asked.page or f"{self._place.hub.base}/enrol?code={asked.code}")

    def _enrolled(self, enroller: Enroller) -> None:
        if enroller is not self._enroller:
            return
        self._enroller, self._facts.is_enrolling = None, False
        if enroller.record is not None:
            self._device.admit(enroller.record, enroller.root)
            self._record = enroller.record
            log.info("sync: admitted to the hall %s as %s", self._record.hall_id, self._record.panel_id)
            self._open_hall()
            self._join_hub(self._record)
        self._teller.enrolment_over(enroller.outcome)

    # -- what is said

    def _tell_live(self) -> None:
        live = self._follower.trusted().live if self._follower else None
        if live is not None:
            self._teller.live(live)

    def _say(self) -> None:
        now, follower, facts = self._clock.now(), self._follower, self._facts
        if follower is not None:
            facts.is_stale = follower.trusted().is_stale(now) and not facts.is_connected
            facts.is_clock_wrong = follower.is_clock_wrong()
        self._teller.state(said(facts))
        newest = follower.newest() if follower else None
        self._teller.hub(
            {
                "connected": facts.is_connected,
                "since": utc(self._since),
                "last_contact": utc(self._memory.last_contact) if self._memory.last_contact else "",
                "release_built_at": newest.built_at if newest else "",
                "clock_ahead_s": round(self._hub.clock_ahead_s) if self._hub else 0,
            }
        )

    def _is_streaming(self) -> bool:
        return self._stream is not None and self._stream.is_standing


def _weight(report: Report) -> tuple[object, ...]:
    """What of a report is told at once; the rest waits for its minute."""
    parts: Iterator[tuple[str, str]] = ((part.part, part.state) for part in report.parts)
    return report.release, report.activated_at, report.waiting, report.live, report.started_at, tuple(parts)
