"""What a hub does by itself: rehearse what rests, build it for real in a child, take up what a kill left, tidy up."""

from __future__ import annotations

import json
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from guidance.small_plan import as_folder, found_in, point, removed, small_plan, uid
from hub.publishing import halls
from store.folders import TABLES, content_folder

from kiosk.hub.live.models import Event
from kiosk.hub.publishing import building, editions, queue, releasing, tidying
from kiosk.hub.publishing.children import Ended, run_kiosk
from kiosk.hub.publishing.homes import blob_path, edition_home
from kiosk.hub.publishing.models import Edition
from kiosk.hub.publishing.workshop import REST_S, Workshop
from kiosk.hub.records.folder import make_hall, read_folder_into

#: Leases are renewed by a thread with a connection of its own: what it renews must be there for others too.
pytestmark = pytest.mark.django_db(transaction=True)


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def small(db: Any, tmp_path: Path) -> Any:
    """A hall with the small content in it and keys."""
    hall, _ = make_hall(content_folder(tmp_path / "content"))
    hall.steps = 1
    hall.save()
    halls.with_keys(hall, tmp_path / "root.pem")
    return hall


def test_from_an_edit_to_a_verdict_and_a_release(small: Any, person: Any, tmp_path: Path) -> None:
    manager = person("boss", "manager", hall=small)
    watch = Watch()
    workshop = Workshop(clock=watch)
    workshop.look()
    assert not Edition.objects.exists()  # somebody may still be typing
    watch.at += REST_S + 0.1
    workshop.look()
    edition = Edition.objects.get()
    assert (edition.state, edition.rehearsal, edition.revision) == ("building", True, small.revision)
    assert workshop.build_next()
    edition.refresh_from_db()
    assert (edition.state, edition.against, edition.fault) == ("ready", 0, {})
    assert edition.difference
    manifest = building.manifest_of(edition)
    assert manifest.parts
    assert all(blob_path(small.pk, part.sha256).stat().st_size == part.size for part in manifest.parts)
    assert Event.objects.filter(kind="edition", data__state="ready").exists()
    release = releasing.publish(small, edition.pk, manager)
    assert release.number == 1
    workshop.look()
    assert not workshop.build_next()
    assert Edition.objects.count() == 1  # nothing changed since: nothing to rehearse

    # One matter renamed, a window put behind a wall: a difference in words, and an error with its place.
    plan = small_plan()
    removed(plan, "door1")
    found_in(plan, "anchor11")["properties"]["unit_id"] = uid("room1")
    found_in(plan, "anchor11")["geometry"] = point(6, 10)
    changed = content_folder(
        tmp_path / "changed", matters=TABLES["matters"].replace("出生登记,Birth", "新生儿登记,Newborn")
    )
    for old in (changed / "plan").iterdir():
        old.unlink()
    (changed / "plan").rmdir()
    as_folder(plan, changed / "plan")
    read_folder_into(small, changed, manager)
    workshop.look()
    watch.at += REST_S + 0.1
    workshop.look()
    assert workshop.build_next()
    bad = Edition.objects.latest("pk")
    assert (bad.state, bad.against) == ("refused", 1)
    lines = [line["zh"] for group in bad.difference for line in group["lines"]]
    assert "“出生登记”改名为“新生儿登记”" in lines
    assert "2楼取消 1 扇门" in lines
    assert any(line.startswith("走不到了：") and "11号窗口" in line for line in lines)
    lost = next(f for f in bad.findings if f["rule"] == "unreachable")
    assert lost["at"]
    assert lost["zh"]
    assert lost["en"]
    (floor,) = json.loads((edition_home(small.pk, bad.pk) / "floors.json").read_bytes())
    assert "<path" in floor["bodies"]["zh"]
    assert str(bad.findings.index(lost) + 1) in floor["pins"]
    # It was built all the same, so that it can be looked at.
    assert list((edition_home(small.pk, bad.pk) / "built").glob("release-*.db"))


def test_content_that_cannot_be_read_is_said_once(small: Any) -> None:
    edition = editions.rehearse(small.pk)
    assert edition is not None
    (edition_home(small.pk, edition.pk) / "folder" / "hall.toml").write_text("this is = no = toml")
    leased = queue.claim()
    assert leased is not None
    building.build(leased)
    edition.refresh_from_db()
    assert edition.state == "refused"
    assert edition.fault["zh"]
    assert queue.claim() is None


def test_a_build_that_was_killed_is_built_again_but_not_for_ever(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert editions.rehearse(small.pk) is not None
    first = queue.claim()
    assert first is not None
    assert queue.claim() is None  # it is somebody's
    Edition.objects.update(leased_until=timezone.now() - timedelta(seconds=1))  # who was killed
    second = queue.claim()
    assert second is not None
    assert second.lease != first.lease
    assert not queue.renew(first)
    assert queue.renew(second)
    monkeypatch.setattr(building, "run_kiosk", lambda *_, **__: Ended(-9, b"", "killed"))
    building.build(first)  # comes back from the dead: it is not its edition any more
    assert Edition.objects.get().state == "building"
    building.build(second)
    third = queue.claim()
    assert third is not None
    assert third.tries == 3
    building.build(third)
    assert Edition.objects.get().state == "refused"
    assert Edition.objects.get().fault["en"]


def test_two_hubs_never_build_the_same(small: Any) -> None:
    edition = editions.rehearse(small.pk)
    one, other = (Edition.objects.get(pk=edition.pk) for _ in range(2))
    assert queue._lease(one)
    assert not queue._lease(other)
    assert editions.rehearse(small.pk) is None


def test_what_changed_while_it_was_frozen_is_frozen_again(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.hub.records.folder import write_folder

    seen = []

    def busy(hall: Any, folder: Path) -> None:
        seen.append(hall.revision)
        write_folder(hall, folder)
        if len(seen) < 3:
            halls.edited(small)

    monkeypatch.setattr(editions, "write_folder", busy)
    edition = editions.rehearse(small.pk)
    assert edition is not None
    assert seen == [edition.revision - 2, edition.revision - 1, edition.revision]
    assert [p.name for p in edition_home(small.pk, edition.pk).iterdir()] == ["folder"]
    assert not list(edition_home(small.pk, 0).parent.glob(".frozen-*"))


def test_an_edition_waiting_is_compared_anew_after_another_release(small: Any, person: Any) -> None:
    manager = person("boss", "manager", hall=small)
    small.steps = 3
    small.save()
    edition = halls.rehearsed(small, b"waiting")
    from kiosk.hub.publishing import deciding

    deciding.submit(small, edition.pk, person("ed", "editor", hall=small), "")
    small.steps = 1
    small.save()
    halls.edited(small)
    releasing.publish(small, halls.rehearsed(small, b"other").pk, manager)
    workshop = Workshop(clock=Watch())
    assert workshop.build_next()
    edition.refresh_from_db()
    assert edition.against == 1
    assert not workshop.build_next()


def test_a_child_that_takes_too_long_is_ended() -> None:
    began = time.monotonic()
    ended = run_kiosk(["content", "build", "/dev/null"], seconds=0.05, megabytes=4096)
    assert ended.code is None or ended.code != 0
    assert time.monotonic() - began < 20
    assert run_kiosk(["find", "--help"], seconds=60, megabytes=4096, beat=lambda: False, every=0.01).code is None
    small = run_kiosk(["find", "--help"], seconds=60, megabytes=10)
    assert small.code != 0  # too small to begin: it ends by itself, or is ended


def test_tidying_keeps_what_is_named(small: Any, person: Any) -> None:
    manager = person("boss", "manager", hall=small)
    published = []
    for n in range(3):
        halls.edited(small)
        published.append(releasing.publish(small, halls.rehearsed(small, b"%d" % n).pk, manager))
    halls.edited(small)
    old = halls.rehearsed(small, b"nobody wanted this")
    lost = building.manifest_of(old).parts[0]
    halls.edited(small)
    newest = halls.rehearsed(small, b"newest")
    Edition.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(hours=1))
    aged = time.time() - 2 * tidying.GRACE_S
    for path in blob_path(small.pk, "00").parent.parent.glob("*/*"):
        os.utime(path, (aged, aged))
    os.utime(edition_home(small.pk, old.pk), (aged, aged))
    tidying.tidy(small.pk)
    assert not Edition.objects.filter(pk=old.pk).exists()
    assert not edition_home(small.pk, old.pk).exists()
    assert not blob_path(small.pk, lost.sha256).exists()
    assert edition_home(small.pk, newest.pk).exists()
    for release in published:
        assert blob_path(small.pk, release.manifest_sha256).exists()
    assert releasing.roll_back(small, 1, manager).number == 4


def test_dates_are_kept(small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.hub.publishing.channel import repository
    from kiosk.sync.trust import Repository

    before = repository(small.pk).timestamp()
    Workshop(clock=Watch()).look()
    assert repository(small.pk).timestamp() == before  # they are fresh
    monkeypatch.setattr(Repository, "_now", lambda self: timezone.now() + timedelta(days=5))
    Workshop(clock=Watch()).look()
    assert repository(small.pk).timestamp() == before + 1
