"""What people at a hub do: ``python hub_office.py DATA`` reads ``[ACT, WORDS …]`` a line, answers JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def main() -> int:
    data = sys.argv[1]
    os.environ |= {"KIOSK_HUB_DATA": data, "KIOSK_HUB_TLS": "off"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "kiosk.hub.project.settings"
    import django

    django.setup()
    from django.db import connections

    for line in sys.stdin:
        act, *words = json.loads(line)
        print(json.dumps(ACTS[act](*words), ensure_ascii=False, default=str), flush=True)
        connections.close_all()  # each act sees what the hub has written meanwhile
    return 0


def who() -> tuple[Any, Any]:
    from kiosk.hub.access.models import User
    from kiosk.hub.records.models import Hall

    return Hall.objects.get(), User.objects.get(username="admin")


def rename(code: str, name: str) -> int:
    """Call a matter by another name and publish; the release's number."""
    from kiosk.hub.publishing.hall_command import _published
    from kiosk.hub.records.changes import save_row
    from kiosk.hub.records.models import Row

    hall, user = who()
    row = Row.objects.get(hall=hall, table="matters", key=code)
    save_row(hall.pk, "matters", code, {**row.data, "name_zh": name}, row.version, user)
    hall.refresh_from_db()
    return _published(hall, user)


def roll_back(number: str) -> int:
    from kiosk.hub.publishing.releasing import roll_back

    hall, user = who()
    return roll_back(hall, int(number), user).number


def announce(zh: str) -> str:
    from kiosk.hub.publishing.switching import announce

    hall, user = who()
    return str(announce(hall, user, {"zh": zh, "en": "Please leave"}).pk)


def lift(message: str) -> str:
    from kiosk.hub.publishing.switching import lift

    hall, user = who()
    return str(lift(hall, user, message).pk)


def order(kind: str) -> str:
    from kiosk.hub.fleet.models import Panel
    from kiosk.hub.fleet.orders import give

    return str(give(Panel.objects.get(), kind, who()[1]).pk)


def result(order_id: str) -> str:
    """Where the answer to an order lies; "" while there is none."""
    from kiosk.hub.fleet.models import Order
    from kiosk.hub.fleet.orders import result_path

    asked = Order.objects.get(pk=order_id)
    return str(result_path(asked)) if asked.done_at is not None else ""


def panel() -> dict[str, Any]:
    """What the panel says of itself, as the hub knows it."""
    from kiosk.hub.fleet.models import Panel

    known = Panel.objects.get()
    return {"shown": known.shown_release, "since": known.shown_since, "connected": known.connected, **known.report}


ACTS = {act.__name__: act for act in (rename, roll_back, announce, lift, order, result, panel)}

if __name__ == "__main__":
    raise SystemExit(main())
