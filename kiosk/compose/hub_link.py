"""The panel's side of its hub: what is ready is shown in time, what is switched is obeyed, what is shown is proven."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from kiosk.base.health import State
from kiosk.base.texts import EMPTY, Text
from kiosk.compose.admission import Admission
from kiosk.compose.due_release import DueRelease
from kiosk.compose.hub_memory import HubMemory, Staged
from kiosk.compose.hub_words import HEALTH, NO_CHILD, bringing, went_back
from kiosk.compose.identity import forget_identity, knows_a_hall
from kiosk.compose.orders import Orders
from kiosk.compose.report import make_report
from kiosk.compose.stage import Stage
from kiosk.compose.sync_child import Line, SyncChild, sync_command
from kiosk.compose.usb import bring_in, content_folders
from kiosk.matters.windows import Closure
from kiosk.settings import Settings
from kiosk.sync.messages import Live, MessageError, moment, unpacked
from kiosk.ui.emergencies import Message, as_level
from kiosk.ui.hub_parts import Standing, Step

log = logging.getLogger("kiosk.hub")

#: The part of the health board.
PART = "hub"
REPORT_S = 60.0
#: Seconds between the signs of life that panel and child give each other, and how many may stay without an answer: a
#: child that hangs is ended, and with that started again. One that waits for a very slow hub has its time.
ALIVE_S, UNANSWERED = 10.0, 30
_CONTACT_KEPT = timedelta(minutes=10)


class Child(Protocol):
    """``SyncChild``, as far as it is spoken to."""

    def start(self) -> None: ...

    def tell(self, kind: str, **facts: Any) -> None: ...

    def renew(self) -> None: ...

    def close(self) -> None: ...


class HearsChild(Protocol):
    """Another part of the panel that speaks with the hub through the child (the ticket desk)."""

    def hear(self, line: Line) -> None: ...

    def child_ended(self) -> None: ...

    def look(self) -> None: ...


MakeChild = Callable[[Settings, Callable[[Line], None], Callable[[int], None]], Child]


def make_child(settings: Settings, hear: Callable[[Line], None], ended: Callable[[int], None]) -> Child:
    """The real child."""
    return SyncChild(sync_command(settings), hear, ended)


class HubLink:
    """Everything happens on the screens' thread: the child is heard there, and ``look`` is called there each second.

    It is the screens' port ``Hub`` too.
    """

    def __init__(
        self,
        stage: Stage,
        *,
        recent: Callable[[], Sequence[str]] = tuple,
        restart: Callable[[], None] | None = None,
        make: MakeChild = make_child,
        program: str = "",
    ) -> None:
        self._stage, self._screens, self._clock, self._make = stage, stage.screens, stage.clock, make
        self._settings, self._program = stage.settings, program
        self._memory = HubMemory(stage.state)
        self._due = DueRelease(stage, self._memory, self._send_report)
        self._admission = Admission(stage.settings.state_folder, stage.clock)
        self._orders = Orders(
            stage.screens, stage.settings.state_folder / "orders", self._answer, recent=recent, restart=restart
        )
        self._child: Child | None = None
        self._others: list[HearsChild] = []
        self._state: Line = {}
        self._hub: Line = {}
        self._hushed = self._memory.hushed()
        self._live = self._memory.live() or Live("", 0)
        self._contact = self._memory.contact()
        self._kept_contact = self._contact
        self._report_at = self._alive_at = 0.0
        self._unanswered = 0
        self._started_at = self._clock.now()
        self._doing: Text = EMPTY
        self._was_idle = True
        self._closed = False

    # -- its life

    def start(self) -> None:
        """Take up what was remembered, and begin to listen."""
        self._stage.follow(self)
        self._screens.navigator.changed.connect(self._page_turned)
        self._obey()
        if self._settings.hub.url or knows_a_hall(self._settings.state_folder):
            self._begin()
        else:
            self._stage.health.report(PART, State.ABSENT, HEALTH["no-hub"][1])
        self.look()

    def close(self) -> None:
        """End the child; what was to be remembered is on the disk."""
        self._closed = True
        if self._child is not None:
            self._child.close()
        self._memory.close()

    def attend(self, other: HearsChild) -> None:
        """From now on ``other`` hears every line of the child too, and that a second went by."""
        self._others.append(other)

    def tell(self, kind: str, **facts: Any) -> None:
        """Say a line to the child; without one nobody hears it."""
        if self._child is not None:
            self._child.tell(kind, **facts)

    def look(self) -> None:
        """A second went by. Clocks may jump either way: every moment is compared with the time of now."""
        self._due.look()
        for other in self._others:
            other.look()
        if self._child is None:
            return
        has_content = self._stage.scenery.content is not None
        if self._settings.hub.url and self._admission.is_due(has_content=has_content):
            self._child.tell("enrol")
        if self._clock.monotonic() >= self._report_at:
            self._send_report()
        if self._clock.monotonic() >= self._alive_at:
            self._give_sign(self._child)

    def _give_sign(self, child: Child) -> None:
        self._alive_at = self._clock.monotonic() + ALIVE_S
        self._unanswered += 1
        if self._unanswered > UNANSWERED:
            log.warning("hub: the child does not answer; another takes its place")
            self._unanswered = 0
            child.renew()
        child.tell("alive")

    def _begin(self) -> None:
        soon = self._screens.soon
        self._child = self._make(
            self._settings,
            lambda line: soon(partial(self.hear, line)),
            lambda code: soon(self._child_ended),
        )
        self._child.start()

    def _child_ended(self) -> None:
        """It is started again by itself, and then wants to know how we are."""
        self._hub = {**self._hub, "connected": False}
        self._admission.start_over()
        self._report_at, self._unanswered = 0.0, 0
        self._stage.health.report(PART, State.DEGRADED, NO_CHILD)
        for other in self._others:
            other.child_ended()

    # -- what the child says

    def hear(self, line: Line) -> None:
        """One line of ``kiosk sync --follow`` (docs/commands/sync.md)."""
        if self._closed:
            return
        for other in self._others:
            other.hear(line)
        match line.get("say"):
            case "alive":
                self._unanswered = 0
                return
            case "desk" | "desk-event":
                return
            case "ready":
                self._hear_ready(line)
            case "live":
                self._hear_live(line)
            case "order":
                self._orders.obey(str(line.get("id", "")), str(line.get("kind", "")))
            case "enrolment":
                self._admission.hear_code(line)
            case "enrolment-over":
                if self._admission.hear_outcome(str(line.get("outcome", ""))):
                    self._report_at = 0.0
            case "hub":
                self._hear_hub(line)
            case "state":
                self._state = line
                self._report_health()
        self._screens.navigator.refresh_live()

    def _hear_ready(self, line: Line) -> None:
        number = line.get("number")
        if not isinstance(number, int) or isinstance(number, bool) or number <= 0:
            return
        self._due.ready(Staged(number, moment(str(line.get("activate_at", "")))))

    def _hear_live(self, line: Line) -> None:
        try:
            live = unpacked(Live, json.dumps({k: v for k, v in line.items() if k != "say"}).encode())
        except MessageError as error:
            log.warning("hub: %s", error.sentence())
            return
        if live == self._live:
            return
        self._live = live
        self._memory.keep_live(live)
        there = frozenset(message.id for message in live.emergencies)
        if self._hushed - there:
            self._hushed &= there
            self._memory.keep_hushed(self._hushed)
        self._obey()
        self._report_at = 0.0

    def _hear_hub(self, line: Line) -> None:
        was = self._hub.get("connected")
        self._hub = line
        contact = moment(str(line.get("last_contact", "")))
        if line.get("connected") is True:
            contact = self._clock.now()
        if contact is not None:
            self._contact = contact
            if self._kept_contact is None or abs(contact - self._kept_contact) > _CONTACT_KEPT:
                self._kept_contact = contact
                self._memory.keep_contact(contact)
        if was is not line.get("connected"):
            self._report_health()

    def _report_health(self) -> None:
        state, sentence = HEALTH.get(str(self._state.get("state", "")), (State.DEGRADED, EMPTY))
        said = {name: str(self._state[name]) for name in ("zh", "en") if self._state.get(name)}
        self._stage.health.report(PART, state, Text(said) if said else sentence)

    # -- switches and messages

    def _obey(self) -> None:
        closures = {
            window.number: Closure(moment(window.until), Text(dict(window.reason)))
            for window in self._live.closed_windows
        }
        self._stage.switchboard.hear(self._live.closed, closures)
        self._screens.emergencies.show(self._messages())

    def _messages(self) -> tuple[Message, ...]:
        return tuple(
            Message(e.id, Text(dict(e.text)), moment(e.since), moment(e.until), as_level(e.level))
            for e in self._live.emergencies
            if e.id not in self._hushed
        )

    # -- reports and orders

    def _send_report(self) -> None:
        self._report_at = self._clock.monotonic() + REPORT_S
        if self._child is None:
            return
        shown, waiting = self._due.shown, self._due.waiting
        report = make_report(
            self._stage.health,
            self._clock.now(),
            release=shown,
            activated_at=self._due.shown_since if shown else None,
            waiting=waiting.number if waiting is not None else 0,
            live=self._live.sequence,
            program=self._program,
            started_at=self._started_at,
            visits=self._memory.visits(self._clock.now()),
        )
        self._child.tell("report", **asdict(report))

    def _answer(self, id_: str, path: Path | None, outcome: str) -> None:
        if self._child is not None:
            self._child.tell("order-result", id=id_, path=str(path) if path is not None else "", outcome=outcome)

    def _page_turned(self) -> None:
        idle = self._screens.visit.is_idle
        if self._was_idle and not idle:
            self._memory.count_visit()
        self._was_idle = idle

    # -- what the screens see and staff may do

    def standing(self) -> Standing:
        """How the panel stands with its hub at this moment."""
        content, waiting, identity = self._stage.scenery.content, self._due.waiting, self._admission.identity
        waiting_at = waiting.activate_at if waiting is not None else None
        there, total = self._state.get("there"), self._state.get("total")
        share = there / total if isinstance(there, int) and isinstance(total, int) and total > 0 else None
        word = str(self._state.get("state", ""))
        return Standing(
            step=self._step(word),
            address=self._settings.hub.url,
            connected=self._hub.get("connected") is True,
            last_contact=self._contact,
            stale_days=self._settings.hub.stale_days,
            built_at=moment(content.release.info.built_at) if content is not None else None,
            shown=content.release.info.sequence if content is not None else 0,
            shown_since=self._due.shown_since if content is not None else None,
            waiting=waiting.number if waiting is not None else 0,
            waiting_at=waiting_at if waiting_at is not None and waiting_at > self._clock.now() else None,
            kept=self._due.kept(),
            progress=min(1.0, share) if share is not None and word == "fetching" else None,
            asking=self._admission.asking,
            panel_id=identity.panel_id,
            hall_id=identity.hall_id,
            name=self._settings.hub.name,
            emergencies=self._messages(),
            trouble=self._trouble(word),
            doing=self._doing,
        )

    def _step(self, word: str) -> Step:
        if not self._settings.hub.url:
            return Step.ALONE
        if self._admission.asking is not None or self._admission.is_wanted:
            return Step.ASKING
        if word == "revoked":
            return Step.REVOKED
        if not self._admission.identity.panel_id:
            return Step.ASKING
        return Step.FOLLOWING if self._stage.scenery.content is not None else Step.WAITING

    def _trouble(self, word: str) -> Text:
        """What a technician should know; that the hub is away is said elsewhere, but for a panel that waits for it."""
        away = word == "hub-away" and self._stage.scenery.content is None
        if not away and word not in ("no-room", "refused", "clock"):
            return EMPTY
        return Text({name: str(self._state[name]) for name in ("zh", "en") if self._state.get(name)})

    def go_back_to(self, number: int) -> None:
        """Show a kept release again, until the hub publishes the next one."""
        if self._due.go_back_to(number):
            self._doing = went_back(number)

    def folders(self) -> Sequence[Path]:
        """USB folders that hold a release."""
        return content_folders()

    def bring_in(self, folder: Path) -> None:
        """Import in a thread; the child sees what came, and says when it is ready."""
        self._doing = bringing(folder.name)
        threading.Thread(target=self._bring_in, args=(folder,), name="usb", daemon=True).start()

    def _bring_in(self, folder: Path) -> None:
        outcome = bring_in(folder, self._settings)
        self._screens.soon(partial(self._brought_in, folder, outcome))

    def _brought_in(self, folder: Path, outcome: Text | None) -> None:
        if self._closed:
            return
        self._doing = outcome or bringing(folder.name, done=True)
        if outcome is None and self._child is None and knows_a_hall(self._settings.state_folder):
            self._begin()
        self._screens.navigator.refresh_live()

    def ask_again(self) -> None:
        """Become another panel: the identity goes, a code is asked for, the content stays."""
        if not self._settings.hub.url:
            return
        self._admission.want()
        old, self._child = self._child, None
        self._state = {}
        threading.Thread(target=self._renew, args=(old,), name="renew", daemon=True).start()

    def _renew(self, old: Child | None) -> None:
        if old is not None:
            old.close()
        forget_identity(self._settings.state_folder)
        self._screens.soon(self._begin_anew)

    def _begin_anew(self) -> None:
        self._admission.start_over()
        if not self._closed and self._child is None:
            self._begin()

    def take_down(self, message_id: str) -> None:
        """An emergency message is not shown on this panel any more; a new one is."""
        self._hushed |= {message_id}
        self._memory.keep_hushed(self._hushed)
        self._screens.emergencies.show(self._messages())
