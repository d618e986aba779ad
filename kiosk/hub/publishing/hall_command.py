"""``kiosk hub hall`` and ``kiosk hub admit``: a hall from a content folder, and a panel without anybody at a screen."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from kiosk.base.errors import KioskError

#: How long a build of somebody else (a running hub) is waited for.
_PATIENCE_S = 120.0


def declare_hall(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk hub hall``."""
    parser.add_argument("folder", type=Path, help="a content folder (docs/content-format.md)")
    parser.add_argument("--id", default="", help="another id than hall.toml's")
    parser.add_argument("--steps", type=int, default=3, choices=(1, 2, 3), help="people a publication needs (3)")
    parser.add_argument("--root", type=Path, metavar="FILE", help="make the hall's keys, with the root key here")
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="of the root key (default: ask)")
    parser.add_argument("--publish", metavar="USER", default="", help="publish it at once, in this person's name")
    parser.add_argument("--json", action="store_true", help="print JSON")


def declare_admit(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk hub admit``."""
    parser.add_argument("hall", help="the hall's id")
    parser.add_argument("public_key", help="the panel's key, 64 hex digits (`kiosk sync --show-key` on the panel)")
    parser.add_argument("--name", required=True, help="what people call the panel")
    parser.add_argument("--group", default="", help="for rollouts by group")
    parser.add_argument("--kiosk", default="", metavar="ID", help="which kiosk of the plan it is")
    parser.add_argument("--by", required=True, metavar="USER", help="in whose name")


def run_hall(arguments: argparse.Namespace) -> dict[str, Any]:
    """Make the hall; KioskError says what stands in the way, and then there is no hall."""
    from kiosk.hub.publishing import hall_keys, key_command
    from kiosk.hub.records.folder import make_hall

    by = _administrator(arguments.publish) if arguments.publish else None
    hall, tally = make_hall(arguments.folder, by, arguments.id)
    facts: dict[str, Any] = {"hall": hall.pk, "rows": tally.rows, "plan_files": tally.plan_files, "media": tally.media}
    if arguments.root is not None:
        hall_keys.make(hall.pk, arguments.root, key_command._passphrase(arguments, twice=not arguments.root.exists()))
        key_command._record("key.made", hall.pk)
    if by is not None:
        hall.steps = 1
        hall.save(update_fields=["steps"])
        facts["release"] = _published(hall, by)
    hall.steps = arguments.steps
    hall.save(update_fields=["steps"])
    return facts


def run_admit(arguments: argparse.Namespace) -> dict[str, Any]:
    """Admit the panel with this key; what it must be told (``kiosk sync --admit`` takes it)."""
    from django.conf import settings

    from kiosk.hub.fleet import enrolment
    from kiosk.hub.project import certificate
    from kiosk.hub.records.models import Hall

    hall = Hall.objects.filter(pk=arguments.hall).first()
    if hall is None:
        raise KioskError(f"There is no hall {arguments.hall}.")
    placing = enrolment.Placing(hall, arguments.name, arguments.group, arguments.kiosk)
    panel = enrolment.admit(arguments.public_key, placing, _administrator(arguments.by))
    return {
        "panel_id": panel.pk,
        "hall_id": hall.pk,
        "group": panel.group,
        "kiosk_id": panel.kiosk_id,
        "pin": certificate.pin(settings.OPTIONS),
        "root": enrolment.root_path(hall.pk).read_text("utf-8"),
    }


def _administrator(name: str) -> Any:
    from kiosk.hub.access.models import User

    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise KioskError(f"There is no user {name}.", remedy="kiosk hub user makes one.")
    return user


def _published(hall: Any, by: Any) -> int:
    """Build and publish the working copy; its number."""
    from kiosk.hub.publishing import building, editions, queue, releasing
    from kiosk.hub.publishing.models import Edition

    edition = editions.make_edition(hall, by)
    until = time.monotonic() + _PATIENCE_S
    while edition.state == Edition.State.BUILDING:
        claimed = queue.claim()
        if claimed is not None:
            building.build(claimed)
            queue.release(claimed)
        elif time.monotonic() > until:
            raise KioskError("The first edition is not built yet.", remedy="Publish it in the console.")
        else:
            time.sleep(0.2)  # a running hub builds it
        edition.refresh_from_db()
    if edition.state == Edition.State.REFUSED:
        raise KioskError("The content has errors and was not published.", remedy="Look at the findings in the console.")
    return releasing.publish(hall, edition.pk, by).number


def printed(facts: dict[str, Any]) -> str:
    """As JSON, one line a fact."""
    return json.dumps(facts, ensure_ascii=False, indent=1)
