"""A hub as it runs in a hall, open at any hour: a small hall that has published, clerks, tickets, screens."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hub.running import RunningHub
from once import once
from store.folders import HALL, TABLES, content_folder

PASSWORD = "correct horse battery"
WEEKS = "id,weekday,start,end\nmain,1-7,8:00,18:00\nnoon,1-7,8:00,18:00\n"


def zone_of_morning() -> str:
    """A zone in which it is about ten in the morning now, so that the hall is open and no day ends meanwhile."""
    ahead = (10 - datetime.now(UTC).hour) % 24
    ahead = ahead if ahead <= 12 else ahead - 24
    return f"Etc/GMT{'-' if ahead >= 0 else '+'}{abs(ahead)}"


def hub_of_hall(folder: Path) -> RunningHub:
    """A hub of its own with that hall (``open_hall``), not yet started; with SQLite a copy of one made for the run."""
    hub = RunningHub(folder / "hub")
    if hub.environment["KIOSK_HUB_DATABASE"]:
        hub.init()
        open_hall(hub, folder)
    else:
        shutil.copytree(once("window-hall", _make) / "hub" / "hub", hub.data)
    return hub


def _make(folder: Path) -> None:
    hub = RunningHub(folder / "hub")
    hub.init()
    open_hall(hub, folder)
    hub.__exit__()


def open_hall(hub: RunningHub, folder: Path, **options: Any) -> None:
    """Give a hub that has been set up the hall "small" with queues A (GA) and B (SB), and the clerk "wang"."""
    hall = HALL.replace("[", f'time_zone = "{zone_of_morning()}"\nhours_id = "main"\n[', 1) if "\n[" in HALL else HALL
    if "time_zone" not in hall:
        hall += f'time_zone = "{zone_of_morning()}"\nhours_id = "main"\n'
    tables = {
        "departments": TABLES["departments"] + "SB,社保,Social insurance,\n",
        "windows": TABLES["windows"].replace("2,GA,noon", "2,SB,noon"),
        "matters": TABLES["matters"].replace("Birth registration,,,GA", "Birth registration,,,SB"),
        "services": "matter_code,window_number,priority\nM1,1,1\nM1,11,1\nM2,2,1\n",
    }
    content_folder(folder / "hall", hall=hall, hours=WEEKS, **tables, **options)
    (folder / "passphrase").write_text("eine lange und geheime Losung\n", "utf-8")
    keys = ("--root", str(folder / "root.key"), "--passphrase-file", str(folder / "passphrase"))
    hub.kiosk("hall", str(folder / "hall"), *keys, "--steps", "1", "--publish", "admin", "--json")
    hub.do(
        """
        from kiosk.hub.access.models import Membership, User
        from kiosk.hub.records.models import Hall
        for name, role in (("wang", "counter"), ("boss", "manager")):
            user = User.objects.create_user(name, password=password)
            Membership.objects.create(user=user, hall=Hall.objects.get(), role=role)
        """,
        password=PASSWORD,
    )


def take(hub: RunningHub, matter: str, number: int = 1) -> list[str]:
    """So many tickets with paper; their labels."""
    return [
        str(label)
        for label in hub.do(
            """
            import secrets
            from django.utils import timezone
            from kiosk.hub.desk import authority
            from kiosk.sync.desk_messages import TakeTicket
            answer = []
            for _ in range(number):
                wish = TakeTicket(id=secrets.token_hex(16), matters=(matter,))
                given = authority.take("small", wish, "desk", timezone.now())
                authority.confirm("small", given.id, given.label, "printed", "desk", timezone.now())
                answer.append(given.label)
            """,
            matter=matter,
            number=number,
        )
    ]


def screen(hub: RunningHub, **facts: Any) -> str:
    """The address of another screen."""
    key = hub.do(
        """
        import secrets
        from kiosk.hub.counter.screen_keys import digest, new_key
        from kiosk.hub.desk.models import Screen
        answer = new_key()
        Screen.objects.create(id=secrets.token_hex(16), hall_id="small", key_digest=digest(answer), **facts)
        """,
        facts={"kind": "hall", "name": "screen", "speaks": False, **facts},
    )
    return f"{hub.url}/screens/{key}"


def states(hub: RunningHub) -> dict[str, str]:
    """Label → state of every ticket."""
    return dict(
        hub.do(
            "from kiosk.hub.desk.models import TicketRow\n"
            "answer = list(TicketRow.objects.values_list('label', 'state'))"
        )
    )
