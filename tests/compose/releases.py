"""Releases of the small hall as a hub would publish them, and a panel's shelf to lay them on."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from journeys.guest import Guest
from store.folders import TABLES, content_folder

from kiosk.base.clock import SetClock
from kiosk.settings import Settings
from kiosk.store.release_build import build_release

PATIENCE_S = 60.0


def published(folder: Path, clock: SetClock, count: int = 3) -> Path:
    """Releases 1 to ``count``; each calls the first matter by another name, the third has another plan."""
    out = folder / "published"
    for number in range(1, count + 1):
        matters = TABLES["matters"].replace("普通护照首次申请", f"护照申请{number}")
        hall = content_folder(folder / f"hall-{number}", matters=matters)
        if number == 3:
            path = hall / "plan" / "venue.geojson"
            path.write_text(path.read_text("utf-8").replace("小", "中"), "utf-8")
            path = hall / "plan" / "level.geojson"
            path.write_text(path.read_text("utf-8").replace("1F", "L1"), "utf-8")
        build_release(hall, out, number, clock=clock, force=True)
    return out


def lay(out: Path, state: Path, *numbers: int) -> None:
    """Put releases on a panel's shelf, as a finished download would."""
    shelf = state / "releases"
    shelf.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        for suffix in (".db", ".json"):
            shutil.copy(out / f"release-{number}{suffix}", shelf / f"release-{number}{suffix}")


def of_hub(state: Path, **content: str) -> Settings:
    """The settings of a panel that follows a hub, without motion."""
    plain = Settings(state=str(state))
    return replace(
        plain,
        hub=replace(plain.hub, url="http://127.0.0.1:9", name="lobby"),
        content=replace(plain.content, **content),
        visit=replace(plain.visit, reduced_motion=True),
        staff=replace(plain.staff, pin_hash=_PIN),
    )


_PIN = "scrypt:AAAAAAAAAAAAAAAAAAAAAA==:" + "A" * 43 + "="


def until(guest: Guest, seen: Callable[[], object], what: str) -> None:
    """Let the panel go on until it is so; fails in words when it never is."""
    end = time.monotonic() + PATIENCE_S
    while not seen():
        assert time.monotonic() < end, f"{what} did not come"
        guest.settle()
        time.sleep(0.002)
    guest.settle()


def admit(state: Path) -> None:
    """What ``kiosk sync`` keeps of a panel that was admitted."""
    (state / "sync").mkdir(parents=True, exist_ok=True)
    (state / "sync" / "enrolment.json").write_text('{"panel_id": "p1", "hall_id": "small"}', "utf-8")
