"""What desk_load.py needs to know of this hub: a hub of its own with a released hall, panels, and staff at windows.

Options: ``database=postgres`` (a PostgreSQL of its own, with fsync), ``processes=2``, ``queues=10``, ``windows=40``.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from hub.running import RunningHub, free_port  # noqa: E402

_RELEASE = """
import json, secrets, time
from dataclasses import asdict
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from kiosk.hub.access.models import Membership, User
from kiosk.hub.publishing.homes import edition_home
from kiosk.hub.publishing.models import Channel, Edition, Release
from kiosk.hub.records.models import Hall
from kiosk.sync.messages import Rollout, ReleaseRef
hall, _ = Hall.objects.get_or_create(id="shili")
edition = Edition.objects.create(hall=hall, revision=1, state="published")
folder = edition_home("shili", edition.pk) / "folder"
folder.mkdir(parents=True)
for name, text in files.items():
    (folder / name).write_text(text)
none, now = "0" * 64, timezone.now()
Release.objects.create(hall=hall, number=1, edition=edition, manifest_sha256=none, manifest_size=1, clicked_at=now)
Channel.objects.create(hall=hall, rollout=asdict(Rollout("shili", 1, stable=ReleaseRef(1, none, 1))))
store = import_module(settings.SESSION_ENGINE).SessionStore
keys = []
for number in range(windows):
    user = User.objects.create(username=f"clerk{number}", password="!")
    Membership.objects.create(user=user, hall=hall, role="counter")
    session = store()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session["since"] = session["seen"] = time.time()
    session.create()
    keys.append(session.session_key)
answer = [keys, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME]
"""

_ACCOUNT = """
from kiosk.hub.desk.models import Counter, TicketRow, VoidNumber, Call
wrong = []
for c in Counter.objects.all():
    rows = list(TicketRow.objects.filter(origin=c.queue, day=c.day, series="").values_list("number", flat=True))
    voids = list(VoidNumber.objects.filter(queue=c.queue, day=c.day, series="").values_list("number", flat=True))
    if sorted(rows + voids) != list(range(1, c.last + 1)):
        wrong.append(f"{c.queue} {c.day}: {len(rows)} tickets, {len(voids)} voids, counter {c.last}")
serials = list(Call.objects.filter(serial__isnull=False).order_by("serial").values_list("serial", flat=True))
if serials != list(range(1, len(serials) + 1)):
    wrong.append("serials of calls have gaps")
twice = Call.objects.filter(serial__isnull=False, again=0).values_list("ticket_id", flat=True)
if len(twice) != len(set(twice)):
    wrong.append("somebody was called to two windows")
answer = wrong
"""


class Adapter:
    """One hub; ``clients``: how many people there will be."""

    def __init__(self, clients: int, refused: type[Exception], options: dict[str, str]) -> None:
        self._refused, self._clients = refused, clients
        self.windows, self._queues = int(options.get("windows", 40)), int(options.get("queues", 10))
        self._home = Path(tempfile.mkdtemp(prefix="desk-load-"))
        self._home.chmod(0o755)
        self._postgres = Postgres(self._home) if options.get("database") == "postgres" else None
        if self._postgres:
            os.environ["KIOSK_HUB_DATABASE"] = self._postgres.url
        processes = int(options.get("processes", "2"))
        self._hub = RunningHub(self._home / "hub", processes=processes, options='proxies = ["127.0.0.1"]\n')
        self._hub.administrator = json.loads(self._hub.kiosk("init", "--json").stdout)
        self.host, self.port = "127.0.0.1", self._hub.port
        self._panels = self._hub.panels(clients)
        self._keys, self._session, self._csrf = self._hub.do(_RELEASE, files=self._folder(), windows=self.windows)
        self._acts, self._open, self._there = count(1), set[int](), dict[int, str]()

    def start(self) -> None:
        self._hub.start()

    def kill(self) -> None:
        """Kill -9: the server and all its workers."""
        self._hub.stop(signal.SIGKILL)

    def stop(self) -> None:
        self._hub.__exit__()
        if self._postgres:
            self._postgres.stop()
        shutil.rmtree(self._home, ignore_errors=True)

    def person(self, act: str, number: int) -> tuple[str, int, dict[str, str]]:
        """Who it is: a panel with its token, or a window with its login; each at an address of its own."""
        offset = {"take": 0, "call": 1, "watch": 2}[act]
        head = {
            "X-Forwarded-For": f"10.{offset}.{number // 250}.{number % 250 + 1}",
            "Content-Type": "application/json",
        }
        if act == "call":
            token = "t" * 32
            head["Cookie"] = f"{self._session}={self._keys[number]}; {self._csrf}={token}"
            head["X-CSRFToken"], head["X-By-Itself"] = token, "1"
        else:
            head["Authorization"] = f"Bearer {self._panels[-1 - number if act == 'watch' else number][1]}"
        return act, number, head

    def ask_for(self, person: Any) -> bytes:
        """What a try and all its retries send."""
        queue = next(self._acts) % self._queues
        return json.dumps({"id": uuid.uuid4().hex, "queue": f"Q{queue}"}).encode()

    async def take(self, line: Any, person: Any, asked: bytes) -> tuple[str, str]:
        """(id, label) of the ticket."""
        facts = self._read(await line.ask("POST", "/api/desk/tickets", asked, person[2]))
        return facts["id"], facts["label"]

    async def confirm(self, line: Any, person: Any, ticket: str, label: str) -> None:
        """The paper came out."""
        body = json.dumps({"label": label, "act": "printed"}).encode()
        self._read(await line.ask("POST", f"/api/desk/tickets/{ticket}/confirm", body, person[2]))

    async def call(self, line: Any, person: Any) -> str:
        """The next one to this window, as its page does it: who is there is finished by the same press."""
        _, number, head = person
        window = str(number + 1)
        if number not in self._open:
            self._read(await line.ask("POST", "/halls/shili/counter/act", self._press("open", window), head))
            self._open.add(number)
        there = self._there.get(number, "")
        press = self._press("next", window, ticket=there)
        answer = self._read(await line.ask("POST", "/halls/shili/counter/act", press, head))
        current = answer["state"].get("current") or {}
        ticket: str = current.get("ticket") or current.get("id") or ""
        self._there[number] = ticket
        return ticket if ticket != there else ""

    async def watch(self, line: Any, person: Any) -> None:
        """A panel looks at the whole desk."""
        self._read(await line.ask("GET", "/api/desk/now", b"", person[2]))

    async def ticket(self, line: Any, ticket: str) -> str:
        """The label under which it is known; "" when it is not."""
        status, body = await line.ask("GET", f"/api/desk/tickets/{ticket}", b"", self.person("take", 0)[2])
        return json.loads(body)["label"] if status == 200 else ""

    def account(self, given: dict[str, str]) -> list[str]:
        """What is wrong with the numbers."""
        found: list[str] = self._hub.do(_ACCOUNT)
        return found

    def _read(self, answer: tuple[int, bytes]) -> Any:
        status, body = answer
        if status in (409, 429):
            raise self._refused(json.loads(body).get("error", status))
        if status != 200:
            raise ValueError(f"{status} {body[:80]!r}")
        return json.loads(body)

    @staticmethod
    def _press(act: str, window: str, **facts: str) -> bytes:
        return json.dumps({"act": act, "call": uuid.uuid4().hex, "window": window, **facts}).encode()

    def _folder(self) -> dict[str, str]:
        """A hall's content: queues that several windows serve, open all the time."""
        numbers = range(self.windows)
        queues = "code,prefix,name_zh,name_en,matter_codes,window_numbers\n" + "".join(
            f"Q{q},{chr(65 + q // 26)}{chr(65 + q % 26)},业务{q},Queue {q},M{q},"
            f"{'|'.join(str(n + 1) for n in numbers if n % self._queues in (q, (q + 1) % self._queues))}\n"
            for q in range(self._queues)
        )
        return {
            "hall.toml": 'format = 1\nid = "shili"\nname = { zh = "示例大厅", en = "Sample hall" }\n',
            "departments.csv": "code,name_zh,name_en\nD,部门,Department\n",
            "windows.csv": "number,department_codes\n" + "".join(f"{n + 1},D\n" for n in numbers),
            "matters.csv": "code,name_zh,name_en,department_code\n"
            + "".join(f"M{q},事项{q},Matter {q},D\n" for q in range(self._queues)),
            "services.csv": "matter_code,window_number\n"
            + "".join(
                f"M{q},{n + 1}\n"
                for q in range(self._queues)
                for n in numbers
                if n % self._queues in (q, (q + 1) % self._queues)
            ),
            "queues.csv": queues,
        }


class Postgres:
    """A PostgreSQL of Debian's binaries, as they are by default: what is committed is on the disk."""

    def __init__(self, home: Path) -> None:
        self._folder, self._port = home / "postgres", free_port()
        self._folder.mkdir()
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        self._bin = found[-1]
        self._as: list[str] = []
        if os.getuid() == 0:
            shutil.chown(self._folder, "postgres", "postgres")
            self._as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        self._run("initdb", "-A", "trust", "-U", "hub", "-E", "UTF8", "--locale=C.UTF-8")
        settings = f"-c port={self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        self._run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", settings, "start")
        self.url = f"postgresql://hub:@127.0.0.1:{self._port}/postgres"

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")

    def _run(self, program: str, *words: str) -> None:
        command = [*self._as, str(self._bin / program), "-D", str(self._folder / "db"), *words]
        subprocess.run(command, check=True, capture_output=True, cwd=self._folder)
