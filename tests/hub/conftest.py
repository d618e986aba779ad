"""The hub in tests: SQLite in a temporary folder, or (KIOSK_TEST_POSTGRES=1) a PostgreSQL of its own."""

from __future__ import annotations

import atexit
import importlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hub.running import tables

_HOME = Path(tempfile.mkdtemp(prefix="kiosk-hub-test-"))
_HOME.chmod(0o755)  # the PostgreSQL user passes through
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)


def _postgres() -> str:
    """Start a PostgreSQL from Debian's binaries; its address. Ended with the test process."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        pytest.exit("KIOSK_TEST_POSTGRES=1, but there is no /usr/lib/postgresql/*/bin here", 2)
    folder = _HOME / "postgres"
    folder.mkdir()
    as_user: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def run(*words: str) -> None:
        subprocess.run([*as_user, *words], check=True, capture_output=True, cwd=folder)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run(
        str(found[-1] / "initdb"),
        "-D",
        str(folder / "db"),
        "-A",
        "trust",
        "-U",
        "hub",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    )
    settings = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    run(str(found[-1] / "pg_ctl"), "-D", str(folder / "db"), "-w", "-l", str(folder / "log"), "-o", settings, "start")
    atexit.register(run, str(found[-1] / "pg_ctl"), "-D", str(folder / "db"), "-m", "immediate", "stop")
    return f"postgresql://hub:@127.0.0.1:{port}/postgres"


# Before anything imports Django's settings.
os.environ["DJANGO_SETTINGS_MODULE"] = "kiosk.hub.project.settings"
os.environ["KIOSK_HUB_DATA"] = str(_HOME / "data")
os.environ["KIOSK_HUB_SECRET"] = "only-for-tests-" + "x" * 40
os.environ["KIOSK_HUB_TLS"] = "off"
(_HOME / "data").mkdir()
if os.environ.get("KIOSK_TEST_POSTGRES") == "1":
    # One server for all workers, and for this module when it is imported by its name, too.
    if "KIOSK_TEST_POSTGRES_AT" not in os.environ:
        os.environ["KIOSK_TEST_POSTGRES_AT"] = _postgres()
    os.environ["KIOSK_HUB_DATABASE"] = os.environ["KIOSK_TEST_POSTGRES_AT"]

importlib.import_module("django").setup()


PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite lies in a file, as on a hub: in memory, threads would share one cache and lock each other's tables."""
    from django.db import connections

    described = connections["default"].settings_dict
    if "sqlite3" in described["ENGINE"]:
        described["TEST"]["NAME"] = str(_HOME / "test.db")
        shutil.copy(tables() / "hub.db", _HOME / "test.db")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The tables that all workers share are gone through by the migrations again, and none is left to do."""
    return "KIOSK_HUB_DATABASE" not in os.environ


@pytest.fixture(autouse=True)
def _hub_settings(settings: Any, tmp_path: Path) -> None:
    """Each test has a data folder of its own and a fast password hasher."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATA = tmp_path / "hub-data"
    settings.DATA.mkdir()


@pytest.fixture
def hall(db: Any) -> Any:
    """A hall called "shili"."""
    from kiosk.hub.records.models import Hall

    return Hall.objects.create(id="shili", facts={"name": {"zh": "示例大厅", "en": "Sample Hall"}})


@pytest.fixture
def other_hall(db: Any) -> Any:
    """Another hall of the same hub."""
    from kiosk.hub.records.models import Hall

    return Hall.objects.create(id="other", facts={"name": {"zh": "另一个大厅", "en": "Other Hall"}})


@pytest.fixture
def person(db: Any) -> Callable[..., Any]:
    """``person("wang", "editor", hall=hall)``: a user with these roles there and the password PASSWORD."""

    def make(name: str, *roles: str, hall: Any = None, superuser: bool = False, **facts: Any) -> Any:
        from kiosk.hub.access.models import Membership, User

        user = User.objects.create_user(name, password=PASSWORD, is_superuser=superuser, **facts)
        Membership.objects.bulk_create([Membership(user=user, hall=hall, role=role) for role in roles])
        return user

    return make


@pytest.fixture
def editor(person: Callable[..., Any], hall: Any) -> Any:
    return person("editor", "editor", hall=hall)


@pytest.fixture
def reviewer(person: Callable[..., Any], hall: Any) -> Any:
    return person("reviewer", "reviewer", hall=hall)


@pytest.fixture
def manager(person: Callable[..., Any], hall: Any) -> Any:
    return person("manager", "manager", hall=hall)


@pytest.fixture
def technician(person: Callable[..., Any], hall: Any) -> Any:
    return person("technician", "technician", hall=hall)


@pytest.fixture
def auditor(person: Callable[..., Any], hall: Any) -> Any:
    return person("auditor", "auditor", hall=hall)


@pytest.fixture
def administrator(person: Callable[..., Any]) -> Any:
    return person("root", superuser=True)


@pytest.fixture
def client_of() -> Callable[[Any], Any]:
    """``client_of(user)``: a browser in which this user has logged in (CSRF checks off, as in Django's client)."""
    import time

    from django.test import Client

    def make(user: Any, **options: Any) -> Any:
        client = Client(**options)
        client.force_login(user)
        session = client.session
        session["since"] = session["seen"] = time.time()
        session.save()
        return client

    return make


@pytest.fixture(scope="session")
def hub_home() -> Path:
    """The session's folder (for servers that tests start)."""
    return _HOME
