from __future__ import annotations

import json
import queue
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sync.halls import Office
from sync.mini_hub import Desk, MiniHub
from sync.panels import Panel, office_of, until

from kiosk.sync.desk_line import WAITING, WORKERS, DeskLine, question_of


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return office_of(tmp_path / "hub")


@pytest.fixture
def mini(office: Office) -> MiniHub:
    mini = MiniHub(office)
    mini.fault = desk_of_numbers
    return mini


@pytest.fixture
def panel(tmp_path: Path, mini: MiniHub) -> Panel:
    panel = Panel(tmp_path / "panel")
    panel.admit(mini)
    return panel


def desk_of_numbers(desk: Desk) -> bool:
    """The ticket desk of a mini hub: says what it was asked."""
    if not desk.path.startswith("/api/desk/"):
        return False
    if desk._panel():
        asked = json.loads(desk.body) if desk.body else None
        status = 409 if isinstance(asked, dict) and asked.get("queue") == "closed" else 200
        desk.answer(status, {"asked": asked, "path": desk.path, "now": desk.hub.now().isoformat()})
    return True


def ask(n: int, path: str = "/api/desk/tickets", method: str = "POST", deadline_s: float = 5.0, **body: Any) -> Any:
    return {"n": n, "method": method, "path": path, "body": body or None, "deadline_s": deadline_s}


def test_a_question_and_its_answer(mini: MiniHub, panel: Panel) -> None:
    with mini.serve() as url, panel.follow(url) as line:
        line.tell("desk", **ask(1, queue="tax"))
        said = line.wait("desk")
        assert (said["n"], said["status"], said["body"]["asked"]) == (1, 200, {"queue": "tax"})
        line.tell("desk", **ask(2, queue="closed"))
        assert line.wait("desk")["status"] == 409
        line.tell("desk", **ask(3, "/api/desk/now", "GET"))
        assert line.wait("desk")["body"]["path"] == "/api/desk/now"


def test_the_connection_stays_open_between_tickets(mini: MiniHub, panel: Panel) -> None:
    ports: set[int] = set()

    def watch(desk: Desk) -> bool:
        if desk.path.startswith("/api/desk/"):
            ports.add(desk.client_address[1])
        return desk_of_numbers(desk)

    mini.fault = watch
    with mini.serve() as url, panel.follow(url) as line:
        for n in range(5):
            line.tell("desk", **ask(n))
            assert line.wait("desk")["status"] == 200
    assert len(ports) == 1


def test_a_slow_hub_keeps_nobody_else_waiting(mini: MiniHub, panel: Panel) -> None:
    """Neither other questions wait for one that hangs, nor the desk for a repository that hangs."""
    free = threading.Event()

    def hang(desk: Desk) -> bool:
        if "/repo/" in desk.path or desk.path == "/api/desk/book":
            free.wait(20)
        return desk_of_numbers(desk)

    mini.fault = hang
    with mini.serve() as url, panel.follow(url) as line:
        until(lambda: any("/repo/" in asked for asked in mini.asked))
        line.tell("desk", **ask(1, "/api/desk/book"))
        until(lambda: "POST /api/desk/book" in mini.asked)
        line.tell("desk", **ask(2))
        assert line.wait("desk", within=5)["n"] == 2
        free.set()
        assert line.wait("desk")["n"] == 1


def test_no_hub_and_no_answer(mini: MiniHub, panel: Panel) -> None:
    with panel.follow(None) as line:
        line.tell("desk", **ask(1))
        assert line.wait("desk")["body"] == {"error": "no-hub"}
    with panel.follow("http://127.0.0.1:9") as line:
        line.tell("desk", **ask(2))
        said = line.wait("desk")
        assert (said["status"], said["body"]) == (0, {"error": "no-answer"})


def test_a_revoked_panel_hears_it(mini: MiniHub, panel: Panel) -> None:
    with mini.serve() as url, panel.follow(url) as line:
        line.tell("desk", **ask(1))
        line.wait("desk")
        mini.revoked.add("p1")
        line.tell("desk", **ask(2))
        assert line.wait("desk")["body"] in ({"error": "revoked"}, {"error": "no-hub"})


def test_a_forgotten_token_is_renewed_within_the_question(mini: MiniHub, panel: Panel) -> None:
    with mini.serve() as url, panel.follow(url) as line:
        line.tell("desk", **ask(1))
        line.wait("desk")
        mini.tokens.clear()
        line.tell("desk", **ask(2))
        assert line.wait("desk")["status"] == 200


def test_what_the_desk_tells_by_itself_is_handed_on(mini: MiniHub, panel: Panel) -> None:
    with mini.serve() as url, panel.follow(url) as line:
        until(lambda: mini.streams() == 1)
        mini.tell("ticket", id="ab" * 16)
        said = line.wait("desk-event")
        assert (said["kind"], said["facts"]) == ("ticket", {"id": "ab" * 16})
        mini.tell("waits")
        mini.tell("waits")
        assert [line.wait("desk-event")["kind"] for _ in range(2)] == ["waits", "waits"]


def test_an_idle_panel_asks_nothing_of_the_desk(mini: MiniHub, panel: Panel) -> None:
    with mini.serve() as url, panel.follow(url) as line:
        until(lambda: mini.streams() == 1)
        line.tell("report")
        line.tell("desk", **ask(1))
        line.wait("desk")
        mini.tell("waits")
        line.wait("desk-event")
        assert [asked for asked in mini.asked if "/desk/" in asked] == ["POST /api/desk/tickets"]


# -- the line alone


class StubHub:
    def __init__(self) -> None:
        self.go = threading.Semaphore(0)
        self.asked: list[str] = []

    def ask_desk(self, method: str, path: str, body: object, timeout_s: float) -> tuple[int, Any]:
        self.asked.append(path)
        self.go.acquire()
        return 200, {}


def test_what_waited_too_long_is_never_asked() -> None:
    """So nothing is held for it at the desk; and more than fits is refused at once."""
    hub, said = StubHub(), queue.Queue[tuple[int, int, Any]]()
    line = DeskLine(lambda: hub, lambda n, status, body: said.put((n, status, body)))
    for n in range(WORKERS):
        line.ask(ask(n, f"/api/desk/{n}"))
    until(lambda: len(hub.asked) == WORKERS)
    line.ask(ask(50, "/api/desk/late", deadline_s=0.1))
    for n in range(100, 100 + WAITING):
        line.ask(ask(n, f"/api/desk/{n}"))
    assert said.get(timeout=5) == (100 + WAITING - 1, 0, {"error": "busy"})
    began = time.monotonic()
    until(lambda: time.monotonic() - began > 0.15)
    for _ in range(WORKERS + WAITING):
        hub.go.release()
    answers = {said.get(timeout=5)[:2] for _ in range(WORKERS + WAITING)}
    assert (50, 0) in answers
    assert "/api/desk/late" not in hub.asked


@pytest.mark.parametrize(
    "changed",
    [
        {"n": "1"},
        {"method": "DELETE"},
        {"path": "/api/reports"},
        {"path": "/api/desk/../reports"},
        {"path": 3},
        {"deadline_s": None},
        {"path": "/api/desk//x"},
    ],
)
def test_what_is_no_question_is_not_asked(changed: dict[str, Any]) -> None:
    assert question_of({**ask(1), **changed}, 0.0) is None
    said: list[tuple[int, int, Any]] = []
    DeskLine(lambda: None, lambda n, status, body: said.append((n, status, body))).ask({**ask(1), **changed})
    assert [(status, body) for _, status, body in said] == [(0, {"error": "form"})]


def test_our_own_mistakes_end_no_line() -> None:
    said = queue.Queue[tuple[int, int, Any]]()

    def broken() -> Any:
        raise ZeroDivisionError

    line = DeskLine(broken, lambda n, status, body: said.put((n, status, body)))
    for n in range(WORKERS * 2):
        line.ask(ask(n))
        assert said.get(timeout=5)[1:] == (0, {"error": "own-code"})
