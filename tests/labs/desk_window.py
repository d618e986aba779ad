"""A window and who sits there: calls the next, serves, now and then misses one; asks again until it is answered.

desk_window.py FOLDER HUB WINDOW USER PASSWORD SEED
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT)]

from hub.running import form_token  # noqa: E402
from labs.desk_world import World  # noqa: E402


class Window:
    def __init__(self, folder: Path, hub: str, number: str, user: str, password: str, seed: str) -> None:
        self.hub, self.number, self.user, self.password = hub, number, user, password
        self.chance = random.Random(seed)
        self.world = World(folder / "world" / f"window-{number}.jsonl")
        self.hall, self.held, self.read = folder / "world", set[str](), dict[Path, int]()
        self.cookies = folder / f"window-{number}.cookies"
        self.client = self._client()

    def live(self) -> None:
        self.act("open", over=True)
        while True:
            state = self.act("next")
            current = state.get("current") if state else None
            if not current:
                back = [one for one in (state or {}).get("missed") or [] if self.is_there(one["label"])]
                if back:
                    self.act("return", ticket=back[0]["id"])
                time.sleep(self.chance.uniform(0.3, 0.9))
                continue
            self.world.note("called", id=current["id"], label=current["label"], window=self.number)
            time.sleep(self.chance.uniform(0.05, 0.2))
            if self.chance.random() < 0.06 or not self.is_there(current["label"]):
                self.act("missed", ticket=current["id"])
                continue
            if self.chance.random() < 0.1:
                self.act("recall", ticket=current["id"])
            self.act("begin", ticket=current["id"])
            time.sleep(self.chance.uniform(0.02, 0.1))
            self.act("done", ticket=current["id"])

    def is_there(self, label: str) -> bool:
        """Whether somebody in the hall holds this number, on paper or in a photograph."""
        for path in self.hall.glob("panel-*.jsonl"):
            with path.open() as lines:
                lines.seek(self.read.get(path, 0))
                for line in iter(lines.readline, ""):
                    one = json.loads(line)
                    if one["event"] in ("paper", "photo"):
                        self.held.add(one["label"])
                self.read[path] = lines.tell()
        return label in self.held

    def act(self, act: str, **facts: Any) -> dict[str, Any] | None:
        """One press; the same id again until the hub has answered it."""
        call = (
            f"{self.chance.getrandbits(128):032x}"
            if act != "next"
            else f"{random.SystemRandom().getrandbits(128):032x}"
        )
        body = {"act": act, "call": call, "window": self.number, **facts}
        while True:
            try:
                token = self.client.cookies.get("__Host-csrf") or form_token(self.client, "/login")
                answer = self.client.post(
                    "/halls/lab/counter/act",
                    content=json.dumps(body),
                    headers={"Content-Type": "application/json", "X-CSRFToken": token, "Referer": self.hub},
                )
            except (httpx.HTTPError, IndexError):
                time.sleep(0.3)
                continue
            if answer.status_code in (200, 409):
                said = answer.json()
                is_shut = answer.status_code == 409 and said.get("error") in ("seat", "closed-window")
                if is_shut and act != "open":
                    self.act("open", over=True)
                return dict(said.get("state") or {})
            if answer.status_code in (302, 403, 401):
                self._log_in()
            time.sleep(0.3)

    def _client(self) -> httpx.Client:
        client = httpx.Client(base_url=self.hub, timeout=5, verify=False, follow_redirects=False)
        if self.cookies.exists():
            for name, value in json.loads(self.cookies.read_text()).items():
                client.cookies.set(name, value)
        return client

    def _log_in(self) -> None:
        try:
            self.client.cookies.clear()
            token = form_token(self.client, "/login")
            given = {"username": self.user, "password": self.password, "csrfmiddlewaretoken": token}
            answer = self.client.post("/login", data=given, headers={"Referer": self.hub})
            if answer.status_code == 302:
                self.cookies.write_text(json.dumps(dict(self.client.cookies.items())))
            else:
                self.world.note("not-logged-in", status=answer.status_code)
                time.sleep(1.0)
        except (httpx.HTTPError, IndexError):
            time.sleep(0.3)


if __name__ == "__main__":
    folder, hub, number, user, password, seed = sys.argv[1:7]
    Window(Path(folder), hub, number, user, password, seed).live()
