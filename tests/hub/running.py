"""A hub as it runs in a hall: its own process, data folder, database and port, on loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from once import once

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


#: Runs pieces of Python on a hub's database, one a line.
_HAND = """
import json, sys, traceback, django
django.setup()
from django.db import connections
for line in sys.stdin:
    code, names = json.loads(line)
    try:
        exec(code, names)
        answer = [None, names.get("answer")]
    except Exception:
        answer = [traceback.format_exc(), None]
    connections.close_all()
    print(json.dumps(answer), flush=True)
"""


def tables() -> Path:
    """A folder whose ``hub.db`` (SQLite) has been through every migration, and holds nothing else."""

    def make(folder: Path) -> None:
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("KIOSK_HUB_", "DJANGO_"))}
        own = {"KIOSK_HUB_DATA": str(folder), "KIOSK_HUB_SECRET": "x" * 50}
        code = (
            "import django; django.setup()\nfrom kiosk.hub.project.installation import create_tables; create_tables()"
        )
        environment = clean | own | {"DJANGO_SETTINGS_MODULE": "kiosk.hub.project.settings"}
        subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=True)
        assert not (folder / "hub.db-wal").exists(), "all of it is in one file"

    return once("hub-tables", make)


class RunningHub:
    """``with RunningHub(folder) as hub:`` — ``hub.url``, ``hub.do(code)``, ``hub.panel()``, ``hub.restart()``."""

    def __init__(self, folder: Path, *, tls: str = "off", processes: int = 1, options: str = "") -> None:
        self.data, self.port, self.tls = folder / "hub", free_port(), tls
        folder.mkdir(parents=True, exist_ok=True)
        settings = folder / "hub.toml"
        settings.write_text(
            f'host = "127.0.0.1"\nport = {self.port}\ntls = "{tls}"\nprocesses = {processes}\n{options}\n'
        )
        database = os.environ.get("KIOSK_HUB_DATABASE", "")
        if database:
            name = f"hub_{uuid.uuid4().hex[:12]}"
            import psycopg

            with psycopg.connect(database, autocommit=True) as server:
                server.execute(f"CREATE DATABASE {name}")
            database = database.rsplit("/", 1)[0] + "/" + name
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("KIOSK_HUB_", "DJANGO_"))}
        self.environment = clean | {
            "KIOSK_HUB_DATA": str(self.data),
            "KIOSK_HUB_SETTINGS": str(settings),
            "KIOSK_HUB_DATABASE": database,
        }
        self.url = f"{'http' if tls == 'off' else 'https'}://127.0.0.1:{self.port}"
        self.log = folder / "hub.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._hand: subprocess.Popen[str] | None = None

    def __enter__(self) -> RunningHub:
        self.init()
        self.start()
        return self

    def init(self) -> None:
        """``kiosk hub init`` in a folder in which the tables are there already: they are made once for a whole run."""
        if not self.environment["KIOSK_HUB_DATABASE"]:
            self.data.mkdir(mode=0o700)
            shutil.copy(tables() / "hub.db", self.data / "hub.db")
        self.administrator = json.loads(self.kiosk("init", "--json").stdout)

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._hand is not None:
            self._hand.kill()
            self._hand.wait()

    def kiosk(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """``kiosk hub …`` on this hub."""
        command = [sys.executable, "-m", "kiosk", "hub", *words]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert not check or done.returncode == 0, done.stderr
        return done

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "kiosk", "hub"]
            self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.url}/login", verify=False, timeout=5)
                return
            except httpx.HTTPError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            for child in self.children() if how is signal.SIGKILL else ():
                os.kill(child, how)
            self.process.send_signal(how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def children(self) -> list[int]:
        """The server's worker processes."""
        import psutil

        assert self.process is not None
        workers = psutil.Process(self.process.pid).children(recursive=True)
        return [one.pid for one in workers if "resource_tracker" not in " ".join(one.cmdline())]

    def do(self, code: str, **given: Any) -> Any:
        """Run Python on this hub's database; what it leaves in ``answer``. ``given`` are its names."""
        if self._hand is None:
            environment = self.environment | {"DJANGO_SETTINGS_MODULE": "kiosk.hub.project.settings"}
            command = [sys.executable, "-c", _HAND]
            pipe = subprocess.PIPE
            self._hand = subprocess.Popen(command, env=environment, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        assert self._hand.stdin is not None
        assert self._hand.stdout is not None
        self._hand.stdin.write(json.dumps([textwrap.dedent(code), given]) + "\n")
        self._hand.stdin.flush()
        fault, answer = json.loads(self._hand.stdout.readline())
        assert not fault, fault
        return answer

    def panels(self, number: int, hall: str = "shili") -> list[tuple[str, str]]:
        """(id, token) of so many admitted panels."""
        return [
            tuple(one)
            for one in self.do(
                """
                import secrets
                from datetime import timedelta
                from django.utils import timezone
                from kiosk.hub.fleet.models import Panel
                from kiosk.hub.fleet.tokens import sealed
                from kiosk.hub.records.models import Hall
                Hall.objects.get_or_create(id=hall, defaults={"facts": {"name": "示例大厅"}})
                made = [Panel(id=secrets.token_hex(8), hall_id=hall, name=f"{hall} {n + 1} {secrets.token_hex(2)}",
                              public_key=secrets.token_hex(32)) for n in range(number)]
                Panel.objects.bulk_create(made)
                until = timezone.now() + timedelta(hours=1)
                answer = [(one.id, sealed(one.id, until)) for one in made]
                """,
                number=number,
                hall=hall,
            )
        ]

    def browser(self, name: str = "", password: str = "") -> httpx.Client:
        """A browser that has logged in (as the administrator, whose first password was changed)."""
        client = httpx.Client(base_url=self.url, verify=False, timeout=30, follow_redirects=False)
        token = form_token(client, "/login")
        given = {"username": name, "password": password, "csrfmiddlewaretoken": token}
        answer = client.post("/login", data=given, headers={"Referer": self.url})
        assert answer.status_code == 302, answer.text
        return client


def form_token(client: httpx.Client, address: str) -> str:
    """The CSRF token of a page's form."""
    page = client.get(address)
    return page.text.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]


def device_key() -> tuple[Ed25519PrivateKey, str]:
    """A device key and its public half, hex."""
    key = Ed25519PrivateKey.generate()
    return key, key.public_key().public_bytes_raw().hex()
