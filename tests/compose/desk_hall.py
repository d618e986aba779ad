"""A hall for the desk's link: a desk in memory that speaks the wire, a child that carries it, a book on the disk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.base.clock import SetClock
from kiosk.base.texts import Text
from kiosk.compose.desk_link import DeskLink
from kiosk.compose.ticket_code import TicketCodes
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hall import Hall as HallFacts
from kiosk.matters.hours import Calendar, Span, Week
from kiosk.matters.windows import Window
from kiosk.store.queue_tables import Desk as Tables
from kiosk.store.ticket_book import TicketBook
from kiosk.sync.device import Device
from kiosk.ticketing.queues import Queue

AT = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday
OPEN = Week("main", tuple((Span(time(8), time(17)),) for _ in range(7)))
CATALOGUE = Catalogue(
    HallFacts("h", Text(zh="厅"), hours_id="main"),
    windows=tuple(Window(str(number), Text(), ()) for number in range(1, 5)),
    calendar=Calendar({"main": OPEN}, {}),
)
TABLES = Tables(
    (
        Queue("tax", "A", Text(zh="税务", en="Tax"), ("1", "2"), ("M1", "M2")),
        Queue("civil", "J", Text(zh="民政", en="Civil affairs"), ("3",), ("M3",)),
    )
)
SHORT_S = 0.05


class Desk:
    """The desk at the hub. ``status``: answers everything with it; ``answers`` False: hears, and the answer is lost."""

    def __init__(self) -> None:
        self.tickets: dict[str, dict[str, Any]] = {}
        self.lines: list[dict[str, Any]] = []
        self.refuses: dict[str, str] = {}
        self.appointments: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, str, Any]] = []
        self.status, self.answers, self.hears = 0, True, True
        self.ahead = timedelta()
        self.clock = SetClock(AT)

    def serve(self, method: str, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        self.asked.append((method, path, body))
        if self.status:
            return self.status, {"error": "busy", "zh": "请明天9点再来。", "en": "Come back tomorrow."}
        status, said = self._serve(path.removeprefix("/api/desk/").split("/"), body)
        return status, {**said, "now": (self.clock.now() + self.ahead).isoformat()}

    def _serve(self, steps: list[str], body: Any) -> tuple[int, dict[str, Any]]:
        match steps:
            case ["tickets"]:
                known = self.tickets.get(body["id"]) or self._ticket(body)
                return 200, known
            case ["now"]:
                queues = [{"code": "tax", "prefix": "A", "name": {"zh": "税务"}, "waiting": len(self.tickets)}]
                return 200, {"hall_id": "h", "series": "K3", "queues": queues, "phone_page": "https://hub.example"}
            case ["book"]:
                return self._book(body["entries"])
            case ["codes"] if body["code"] in self.appointments:
                return 200, {"what": "appointment", **self.appointments[body["code"]]}
            case ["codes"] if len(body["code"]) < 124:
                return 404, {"error": "unknown"}
            case ["codes"]:
                ticket = next(iter(self.tickets.values()), None)
                return (200, {"what": "ticket", "ticket": ticket}) if ticket else (404, {"error": "unknown"})
            case ["tickets", id_, *act]:
                if id_ not in self.tickets:
                    return 404, {"error": "unknown"}
                return 200, self._act(self.tickets[id_], act, body)
        return 404, {"error": "unknown"}

    def _ticket(self, body: Mapping[str, Any]) -> dict[str, Any]:
        number = len(self.tickets) + 1
        fresh = {"id": body["id"], "label": f"A{number:03}", "state": "issued", "queue": body["queue"], "ahead": number}
        self.tickets[body["id"]] = fresh = {
            **fresh,
            "matters": body["matters"],
            "windows": ["1", "2"],
            "number": number,
        }
        return fresh

    def _book(self, entries: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        if any("malformed" in self.refuses.get(entry["label"], "") for entry in entries):
            return 422, {"error": "form"}
        taken, refused = [], {}
        for entry in entries:
            if entry["label"] in self.refuses:
                refused[entry["entry"]] = self.refuses[entry["label"]]
                continue
            self.lines.append(entry)
            taken.append(entry["entry"])
        return 200, {"now": self.clock.now().isoformat(), "taken": taken, "refused": refused}

    def _act(self, ticket: dict[str, Any], act: list[str], body: Any) -> dict[str, Any]:
        states = {"withdraw": "void", "return": "waiting"}
        if act and act[0] in states:
            ticket["state"] = states[act[0]]
        return ticket


class Hall:
    """One panel beside the desk; its child answers on the event loop."""

    def __init__(self, folder: Path, deadline_s: float = 5.0) -> None:
        self.desk, self.clock = Desk(), SetClock(AT)
        self.desk.clock = self.clock
        self.folder, self.deadline_s = folder, deadline_s
        Device(folder / "sync")
        self.changes = 0
        self.moved: list[str] = []
        self.late: list[dict[str, Any]] = []
        self.tasks: set[asyncio.Task[None]] = set()
        self.tables: Tables = TABLES
        self.link = self._open()

    def _open(self) -> DeskLink:
        self.book = TicketBook(self.folder / "book.db", self.clock, boot="boot-1")
        return DeskLink(
            self.book,
            self.clock,
            self.tell,
            lambda: (CATALOGUE, self.tables),
            TicketCodes(self.folder / "sync"),
            changed=self._changed,
            ticket_moved=self.moved.append,
            deadline_s=self.deadline_s,
        )

    def tell(self, kind: str, **facts: Any) -> None:
        assert kind == "desk"
        task = asyncio.get_running_loop().create_task(self._carry(**facts))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _carry(self, n: int, method: str, path: str, body: Any, deadline_s: float) -> None:
        await asyncio.sleep(0)
        if not self.desk.hears:
            return
        status, said = self.desk.serve(method, path, json.loads(json.dumps(body)))
        line = {"say": "desk", "n": n, "status": status, "body": said}
        if self.desk.answers:
            self.link.hear(line)
        else:
            self.late.append(line)

    async def connect(self) -> None:
        """The hub is there; the panel learns its series."""
        self.link.start()
        self.link.hear({"say": "hub", "connected": True})
        self.link.now()
        self.link.look()
        await self.rest()

    async def rest(self) -> None:
        """Until nothing is under way any more."""
        for _ in range(200):
            await asyncio.sleep(0.001)
            if not self.tasks and not self.link._outbox._task and not self.link._waits._task:
                await self.link._disk(lambda: None)
                if not self.tasks and not self.link._outbox._task and not self.link._waits._task:
                    return
        raise AssertionError("it never came to rest")

    async def restart(self) -> None:
        """The panel ends at this moment and starts again."""
        await self.link.close()
        self.link = self._open()

    def _changed(self) -> None:
        self.changes += 1

    def told(self) -> list[tuple[str, str]]:
        return [(line["act"], line["label"]) for line in self.desk.lines]
