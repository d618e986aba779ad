"""One hub process among several, for the test of writers: ``writer.py prepare | write NAME | count``."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from kiosk.hub.audit.models import Entry  # noqa: E402
from kiosk.hub.records.changes import StaleError, save_row  # noqa: E402
from kiosk.hub.records.models import Hall, Row  # noqa: E402

TURNS = 6


def prepare() -> None:
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
    hall = Hall.objects.create(id="busy")
    save_row(hall, "windows", "", {"number": "1"}, 0, None)


def write(name: str) -> int:
    hall = Hall.objects.get(id="busy")
    wins = 0
    for turn in range(TURNS):
        version = Row.objects.get(hall=hall, key="1").version
        try:
            save_row(hall, "windows", "1", {"number": "1", "phone": f"{name}-{turn}"}, version, None)
            wins += 1
        except StaleError:
            pass
        save_row(hall, "questions", "", {"matter_code": "M", "question_zh": "q", "answer_zh": "a"}, 0, None)
    return wins


def count() -> dict[str, int]:
    rows = Row.objects.filter(hall_id="busy")
    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    return {
        "version": rows.get(key="1").version,
        "revision": Hall.objects.get(id="busy").revision,
        "questions": rows.filter(table="questions").count(),
        "entries": len(numbers) if numbers == list(range(1, len(numbers) + 1)) else -1,
    }


print(json.dumps({"prepare": prepare, "write": write, "count": count}[sys.argv[1]](*sys.argv[2:])))
