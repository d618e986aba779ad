"""Publishing: numbers, manifests, rollouts and witnesses, read back from the signed repository."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hub.publishing import halls

from kiosk.hub.audit.models import Entry
from kiosk.hub.live.models import Event
from kiosk.hub.publishing import channel, deciding, releasing
from kiosk.hub.publishing.faults import NotAllowedError, PublishingError, StaleEditionError
from kiosk.hub.publishing.homes import blob_path
from kiosk.hub.publishing.models import Channel, Edition, Release
from kiosk.hub.publishing.releasing import Plan
from kiosk.sync.messages import MANIFEST_LIMIT, Manifest, unpacked
from kiosk.sync.trust import TrustError


@pytest.fixture
def open_hall(hall: Any, tmp_path: Path) -> Any:
    """A hall of one step with keys and something to publish."""
    halls.with_keys(hall, tmp_path / "root.pem")
    hall.steps = 1
    hall.save()
    halls.edited(hall)
    return hall


def manifest(release: Release) -> Manifest:
    data = blob_path(release.hall_id, release.manifest_sha256).read_bytes()
    assert len(data) == release.manifest_size
    return unpacked(Manifest, data, MANIFEST_LIMIT)


def publish(hall: Any, user: Any, content: bytes = b"one", plan: Plan | None = None) -> Release:
    halls.edited(hall)
    return releasing.publish(hall, halls.rehearsed(hall, content).pk, user, plan)


def test_the_first_release_is_signed_told_and_witnessed(open_hall: Any, manager: Any) -> None:
    clicked = timezone.now()
    edition = halls.rehearsed(open_hall)
    release = releasing.publish(open_hall, edition.pk, manager, title="开业", clicked_at=clicked)
    told = halls.rollout(open_hall)
    assert (release.number, told.stable.number, told.stable.sha256) == (1, 1, release.manifest_sha256)
    assert manifest(release).number == 1
    assert manifest(release).hall_id == open_hall.pk
    edition.refresh_from_db()
    assert (edition.state, edition.rehearsal, edition.title) == ("published", False, "开业")
    entry = Entry.objects.get(act="release.published")
    assert release.audit_head == entry.seal == told.witness  # the panels hold a witness of the log
    assert release.clicked_at == clicked
    event = Event.objects.filter(audience=f"hall:{open_hall.pk}", kind="changed").latest("pk")
    assert event.data == {"timestamp": Channel.objects.get(hall=open_hall).version}
    assert halls.live(open_hall).sequence == 1


def test_each_publication_gets_the_next_number(open_hall: Any, manager: Any) -> None:
    numbers = [publish(open_hall, manager, bytes([n])).number for n in range(3)]
    assert numbers == [1, 2, 3]
    assert halls.rollout(open_hall).stable.number == 3


def test_what_was_changed_after_one_looked_is_not_published(open_hall: Any, manager: Any) -> None:
    edition = halls.rehearsed(open_hall)
    halls.edited(open_hall)
    with pytest.raises(StaleEditionError):
        releasing.publish(open_hall, edition.pk, manager)
    assert not Release.objects.exists()
    assert not Entry.objects.filter(act__startswith="release").exists()


def test_errors_stand_in_the_way(open_hall: Any, manager: Any) -> None:
    finding = {"severity": "error", "zh": "1号窗口走不到", "en": "Window 1 cannot be reached"}
    edition = halls.rehearsed(open_hall, findings=[finding])
    with pytest.raises(NotAllowedError):
        releasing.publish(open_hall, edition.pk, manager)
    assert not Release.objects.exists()


def test_an_editor_cannot_publish(open_hall: Any, editor: Any) -> None:
    with pytest.raises(NotAllowedError):
        releasing.publish(open_hall, halls.rehearsed(open_hall).pk, editor)


def test_another_halls_edition_is_not_there(open_hall: Any, other_hall: Any, manager: Any, tmp_path: Path) -> None:
    halls.with_keys(other_hall, tmp_path / "other.pem")
    halls.edited(other_hall)
    edition = halls.rehearsed(other_hall)
    with pytest.raises(Edition.DoesNotExist):
        releasing.publish(open_hall, edition.pk, manager)


def test_without_keys_nothing_is_decided(hall: Any, manager: Any) -> None:
    hall.steps = 1
    hall.save()
    halls.edited(hall)
    with pytest.raises(channel.NoKeysError):
        releasing.publish(hall, halls.rehearsed(hall).pk, manager)
    assert not Release.objects.exists()


def test_a_missing_part_is_said_and_nothing_is_decided(open_hall: Any, manager: Any) -> None:
    edition = halls.rehearsed(open_hall)
    from kiosk.hub.publishing.building import manifest_of

    blob_path(open_hall.pk, manifest_of(edition).parts[0].sha256).unlink()
    with pytest.raises(PublishingError):
        releasing.publish(open_hall, edition.pk, manager)
    assert not Release.objects.exists()
    edition.refresh_from_db()
    assert edition.state == "ready"


def test_three_steps_need_three_persons(open_hall: Any, editor: Any, reviewer: Any, manager: Any, person: Any) -> None:
    open_hall.steps = 3
    open_hall.save()
    halls.edited(open_hall, manager)  # the manager wrote some of it
    edition = halls.rehearsed(open_hall)
    assert edition.authors == ["manager"]
    with pytest.raises(NotAllowedError):
        releasing.publish(open_hall, edition.pk, manager)
    deciding.submit(open_hall, edition.pk, editor, "十二月", "请看")
    deciding.review(open_hall, edition.pk, reviewer)
    with pytest.raises(NotAllowedError):
        releasing.publish(open_hall, edition.pk, manager)
    release = releasing.publish(open_hall, edition.pk, person("boss", "manager", hall=open_hall))
    assert release.number == 1
    edition.refresh_from_db()
    assert [(s.act, s.by.username) for s in deciding.steps_of(edition)] == [
        ("submitted", "editor"),
        ("reviewed", "reviewer"),
        ("published", "boss"),
    ]
    # The next edition is other work: the manager may sign that off.
    halls.edited(open_hall, editor)
    assert halls.rehearsed(open_hall).authors == ["editor"]


def test_a_submitted_edition_stays_as_it_is_while_the_work_goes_on(open_hall: Any, editor: Any, reviewer: Any) -> None:
    open_hall.steps = 3
    open_hall.save()
    edition = halls.rehearsed(open_hall)
    deciding.submit(open_hall, edition.pk, editor, "")
    halls.edited(open_hall)
    assert deciding.review(open_hall, edition.pk, reviewer).state == "reviewed"
    with pytest.raises(PublishingError):
        deciding.send_back(open_hall, edition.pk, reviewer, "  ")
    returned = deciding.send_back(open_hall, edition.pk, reviewer, "3号窗口的电话不对")
    assert returned.state == "returned"
    assert Entry.objects.get(act="edition.returned").details["words"] == "3号窗口的电话不对"


def test_some_panels_first_then_all(open_hall: Any, manager: Any) -> None:
    publish(open_hall, manager)
    publish(open_hall, manager, b"two", Plan(percent=10, groups=("一楼",)))
    told = halls.rollout(open_hall)
    assert (told.stable.number, told.staged.release.number, told.staged.percent) == (1, 2, 10)
    assert told.for_panel("anything", "一楼")[0].number == 2
    with pytest.raises(PublishingError):
        publish(open_hall, manager, b"three", Plan(percent=50))
    assert Release.objects.count() == 2
    releasing.widen(open_hall, manager, 60, ["一楼", "二楼"])
    assert halls.rollout(open_hall).staged.percent == 60
    releasing.finish(open_hall, manager)
    told = halls.rollout(open_hall)
    assert (told.stable.number, told.staged) == (2, None)
    with pytest.raises(PublishingError):
        releasing.finish(open_hall, manager)
    assert list(Entry.objects.filter(act__startswith="rollout").order_by("number").values_list("act", flat=True)) == [
        "rollout.widened",
        "rollout.finished",
    ]


def test_stopping_goes_back_by_a_new_number(open_hall: Any, manager: Any) -> None:
    first = publish(open_hall, manager)
    publish(open_hall, manager, b"two", Plan(percent=50))
    release = releasing.stop(open_hall, manager, "看错了")
    told = halls.rollout(open_hall)
    assert (release.number, release.repeats, told.stable.number, told.staged) == (3, 1, 3, None)
    assert manifest(release).parts == manifest(first).parts


def test_going_back_repeats_the_parts_under_a_new_number(open_hall: Any, manager: Any, editor: Any) -> None:
    first, _ = publish(open_hall, manager, b"one"), publish(open_hall, manager, b"two")
    with pytest.raises(PublishingError):
        releasing.roll_back(open_hall, 2, manager)  # it is shown already
    with pytest.raises(NotAllowedError):
        releasing.roll_back(open_hall, 1, editor)
    release = releasing.roll_back(open_hall, 1, manager, "下线有误")
    assert (release.number, release.repeats) == (3, 1)
    assert manifest(release).parts == manifest(first).parts
    assert manifest(release).number == 3
    again = releasing.roll_back(open_hall, 2, manager)
    back = releasing.roll_back(open_hall, 3, manager)
    assert (again.repeats, back.repeats) == (2, 1)  # what it is, not which copy of it


def test_a_planned_release_becomes_the_standing_one_by_itself(
    open_hall: Any, manager: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(open_hall, manager)
    at = timezone.now() + timedelta(hours=10)
    publish(open_hall, manager, b"two", Plan(activate_at=at))
    told = halls.rollout(open_hall)
    assert told.for_panel("p", "") == (told.staged.release, at.isoformat(timespec="seconds"))
    assert not releasing.settle(open_hall.pk)
    monkeypatch.setattr(releasing.timezone, "now", lambda: at + timedelta(seconds=1))
    assert releasing.settle(open_hall.pk)
    told = halls.rollout(open_hall)
    assert (told.stable.number, told.staged) == (2, None)
    with pytest.raises(PublishingError):
        publish(open_hall, manager, b"three", Plan(activate_at=at))


@pytest.mark.parametrize("moment", ["before signing", "after signing"])
def test_a_kill_between_the_steps_is_made_good(
    open_hall: Any, manager: Any, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """The decision stands; whoever comes by signs it, and signing twice tells one truth."""
    publish(open_hall, manager)
    version = Channel.objects.get(hall=open_hall).version

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        if moment == "before signing":
            patch.setattr(releasing, "try_to_sign", killed)
        else:
            patch.setattr(channel, "tell", killed)  # signed on the disk, the database not yet told
        with pytest.raises(Killed):
            publish(open_hall, manager, b"two")
    left = Channel.objects.get(hall=open_hall)
    assert left.unsigned
    assert Release.objects.count() == 2
    assert halls.rollout(open_hall).stable.number == (1 if moment == "before signing" else 2)
    from kiosk.hub.publishing.workshop import Workshop

    Workshop(clock=lambda: 100.0).look()
    assert halls.rollout(open_hall).stable.number == 2
    left.refresh_from_db()
    assert not left.unsigned
    assert left.version > version
    assert publish(open_hall, manager, b"three").number == 3


def test_a_full_disk_is_said_and_made_good(open_hall: Any, manager: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    from kiosk.sync.trust import Repository

    with monkeypatch.context() as patch:
        patch.setattr(Repository, "publish", full)
        release = publish(open_hall, manager)
    left = Channel.objects.get(hall=open_hall)
    assert left.unsigned
    assert left.fault["zh"]
    assert channel.sign(open_hall.pk) > 0
    left.refresh_from_db()
    assert left.fault == {}
    assert halls.rollout(open_hall).stable.number == release.number


def test_signing_what_is_signed_changes_nothing(open_hall: Any, manager: Any) -> None:
    publish(open_hall, manager)
    before, events = Channel.objects.get(hall=open_hall).version, Event.objects.count()
    assert channel.sign(open_hall.pk) == before
    assert Event.objects.count() == events


def test_numbers_never_fall_even_when_the_database_is_older_than_the_panels(open_hall: Any, manager: Any) -> None:
    """A restored backup: the repository knows more, and refuses to go back."""
    publish(open_hall, manager)
    old = Channel.objects.get(hall=open_hall)
    publish(open_hall, manager, b"two")
    Release.objects.filter(number=2).delete()
    Channel.objects.filter(hall=open_hall).update(rollout=old.rollout, live=old.live)
    edition = halls.rehearsed(open_hall, b"three") if _touched(open_hall) else None
    assert edition is not None
    with transaction.atomic():
        releasing.publish(open_hall, edition.pk, manager)
    left = Channel.objects.get(hall=open_hall)
    assert left.unsigned  # said on the page; not told to panels
    with pytest.raises(TrustError):
        channel.sign(open_hall.pk)


def _touched(hall: Any) -> bool:
    halls.edited(hall)
    return True


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_never_make_the_same_number(tmp_path: Path, person: Any) -> None:
    from kiosk.hub.records.models import Hall

    hall = Hall.objects.create(id="busy", steps=1)
    halls.with_keys(hall, tmp_path / "root.pem")
    managers = [person(f"m{n}", "manager", hall=hall) for n in range(4)]
    halls.edited(hall)
    first = releasing.publish(hall, halls.rehearsed(hall).pk, managers[0])
    publish(hall, managers[0], b"two")
    halls.edited(hall)
    edition = halls.rehearsed(hall, b"three")
    results: list[object] = []
    start = threading.Barrier(4)

    def act(n: int) -> None:
        try:
            start.wait(10)
            if n < 2:
                results.append(releasing.publish(hall, edition.pk, managers[n]).number)
            else:
                results.append(releasing.roll_back(hall, first.number, managers[n]).number)
        except (PublishingError, KeyError) as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    numbers = sorted(r for r in results if isinstance(r, int))
    assert len(results) == 4
    assert numbers == list(range(3, 3 + len(numbers)))  # no gap, none twice
    assert sum(isinstance(r, NotAllowedError) for r in results) == 1  # one edition is published once
    assert halls.rollout(hall).stable.number == numbers[-1] or halls.rollout(hall).staged is None
    numbers_in_order = list(Release.objects.filter(hall=hall).order_by("pk").values_list("number", flat=True))
    assert numbers_in_order == sorted(numbers_in_order)
    assert not Channel.objects.get(hall=hall).unsigned
