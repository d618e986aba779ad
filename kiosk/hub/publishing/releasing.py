"""Publishing: the number, the manifest and the rollout are decided in one transaction, then signed and told.

One decision at a time in a hall (the channel's row is owned), so two managers never make the same number. The audit
log's seal after the act is kept with the release and travels in the signed rollout document: the log cannot be changed
later without contradicting it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from kiosk.base.texts import Text
from kiosk.hub.access.gate import may
from kiosk.hub.access.models import Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.live.outbox import tell
from kiosk.hub.publishing import rollouts
from kiosk.hub.publishing.building import known_difference, manifest_of
from kiosk.hub.publishing.channel import decide, locked_channel, repository, rollout_in, try_to_sign
from kiosk.hub.publishing.deciding import WORDS, allow, looked_at
from kiosk.hub.publishing.faults import NotAllowedError, PublishingError
from kiosk.hub.publishing.homes import blob_path
from kiosk.hub.publishing.models import Channel, Edition, Release, Step
from kiosk.hub.publishing.workflow import NO_ROLE, Act
from kiosk.hub.records.models import Hall
from kiosk.store.whole_files import write_whole
from kiosk.sync.messages import MANIFEST_LIMIT, Manifest, MessageError, ReleaseRef, Rollout, packed, unpacked

_PARTIAL = Text(
    zh="上一次分批发布还没有结束，请先“全部更新”或“停止”。",
    en="A staged rollout is still going on. Finish or stop it first.",
)
_NOTHING_STAGED = Text(zh="现在没有分批或定时的发布。", en="Nothing is staged or planned now.")
_NOTHING_BEFORE = Text(zh="之前没有别的版本，停不下来。", en="There is no earlier release to go back to.")
_ALREADY = Text(zh="触摸屏现在显示的就是这一版。", en="The panels show this one already.")
_PAST = Text(zh="启用时间已经过去了，请选一个以后的时间。", en="That moment has passed; choose a later one.")
_LOST = Text(
    zh="这一版的文件不完整，不能发布。请联系技术人员。",
    en="Files of this edition are missing, so it cannot be published. Please tell a technician.",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """For whom and from when: ``percent`` of the panels and all of ``groups``; ``activate_at`` None: at once."""

    percent: int = 100
    groups: tuple[str, ...] = ()
    activate_at: datetime | None = None

    @property
    def moment(self) -> str:
        """As the rollout document writes it."""
        return self.activate_at.isoformat(timespec="seconds") if self.activate_at else ""


def publish(
    hall: Hall,
    edition_id: int,
    user: User,
    plan: Plan | None = None,
    title: str = "",
    clicked_at: datetime | None = None,
) -> Release:
    """Publish the edition that was looked at. Raises PublishingError (NotAllowed, Stale …) or NoKeysError."""
    repository(hall.pk)  # before anything is decided: without keys nothing can be
    plan, clicked_at = _checked(plan or Plan()), clicked_at or timezone.now()
    with transaction.atomic():
        channel = locked_channel(hall.pk)  # always before the hall and the log, or two acts wait for each other
        edition = looked_at(hall, edition_id, user, title)
        allow(edition, Act.PUBLISH, user)
        facts = {"edition": edition.pk, "revision": edition.revision, "title": edition.title}
        release = _release(channel, edition, user, clicked_at, plan)
        release.difference = edition.difference
        edition.state = Edition.State.PUBLISHED
        edition.save(update_fields=["state"])
        Step.objects.create(edition=edition, act="published", by=user)
        _put_down(channel, release, _next(channel, release, plan), "release.published", facts)
    try_to_sign(hall.pk)
    return release


def roll_back(hall: Hall, number: int, user: User, words: str = "", clicked_at: datetime | None = None) -> Release:
    """Show an earlier release again, everywhere and at once: a new number with the old one's parts."""
    repository(hall.pk)
    _manager(hall, user)
    clicked_at = clicked_at or timezone.now()
    with transaction.atomic():
        channel = locked_channel(hall.pk)
        release = _repeat(channel, hall, number, user, clicked_at, words)
        release.difference = known_difference(standing_release(channel), release.edition)
        rollout = rollouts.published(rollout_in(channel, hall.pk), _ref(release))
        _put_down(channel, release, rollout, "release.rolled_back", {"repeats": number, "words": release.words})
    try_to_sign(hall.pk)
    return release


def standing_release(channel: Channel) -> Release | None:
    """The release that all panels were told to show, as the owned channel says."""
    stable = rollout_in(channel, channel.hall_id).stable
    if stable is None:
        return None
    return Release.objects.filter(hall_id=channel.hall_id, number=stable.number).first()


def finish(hall: Hall, user: User) -> Rollout:
    """Give everybody what some have; nothing new is made."""
    return _amend(hall, user, "rollout.finished", rollouts.finished)


def widen(hall: Hall, user: User, percent: int, groups: Sequence[str]) -> Rollout:
    """Give what is staged to more of the panels."""
    chosen = tuple(groups)
    return _amend(hall, user, "rollout.widened", lambda standing: rollouts.widened(standing, percent, chosen))


def stop(hall: Hall, user: User, words: str = "", clicked_at: datetime | None = None) -> Release:
    """Take back what is staged or planned. Those who have it already go back by a new number: numbers never fall."""
    _manager(hall, user)
    standing = rollout_in(Channel.objects.filter(hall_id=hall.pk).first(), hall.pk)
    if standing.staged is None:
        raise PublishingError(_NOTHING_STAGED)
    if standing.stable is None:
        raise PublishingError(_NOTHING_BEFORE)
    return roll_back(hall, standing.stable.number, user, words, clicked_at)


def settle(hall_id: str) -> bool:
    """Call a planned release the standing one once its moment has come (panels switched by themselves)."""
    with transaction.atomic():
        channel = locked_channel(hall_id)
        standing = rollout_in(channel, hall_id)
        if not rollouts.is_due(standing, timezone.now()):
            return False
        decide(channel, rollout=rollouts.finished(standing))
    return try_to_sign(hall_id)


def _checked(plan: Plan) -> Plan:
    if plan.activate_at is not None and plan.activate_at <= timezone.now():
        raise PublishingError(_PAST)
    return replace(plan, percent=min(max(plan.percent, 0), 100))


def _manager(hall: Hall, user: User) -> None:
    if not may(user, hall.pk, Role.MANAGER):
        raise NotAllowedError(NO_ROLE, where=hall.pk)


def _next(channel: Channel, release: Release, plan: Plan) -> Rollout:
    standing = rollout_in(channel, release.hall_id)
    if rollouts.is_partial(standing) and plan.percent < 100:
        raise PublishingError(_PARTIAL)
    if rollouts.is_due(standing, timezone.now()):
        standing = rollouts.finished(standing)
    return rollouts.published(
        standing, _ref(release), percent=plan.percent, groups=plan.groups, activate_at=plan.moment
    )


def _number(channel: Channel) -> int:
    """The next one: above every release of the hall and above whatever its panels were told."""
    last = Release.objects.filter(hall_id=channel.hall_id).aggregate(last=Max("number"))["last"] or 0
    return int(max(last, rollouts.newest(rollout_in(channel, channel.hall_id)))) + 1


def _release(channel: Channel, edition: Edition, user: User, clicked_at: datetime, plan: Plan) -> Release:
    manifest = replace(manifest_of(edition), hall_id=channel.hall_id, number=_number(channel))
    digest, size = _keep(channel.hall_id, manifest)
    return Release(
        hall_id=channel.hall_id,
        number=manifest.number,
        edition=edition,
        manifest_sha256=digest,
        manifest_size=size,
        activate_at=plan.activate_at,
        percent=plan.percent,
        groups=list(plan.groups),
        clicked_at=clicked_at,
        published_by=user,
    )


def _repeat(channel: Channel, hall: Hall, number: int, user: User, clicked_at: datetime, words: str) -> Release:
    older = Release.objects.select_related("edition").get(hall=hall, number=number)
    standing = rollout_in(channel, hall.pk)
    if standing.staged is None and standing.stable is not None and standing.stable.number == number:
        raise PublishingError(_ALREADY)
    try:
        data = blob_path(hall.pk, older.manifest_sha256).read_bytes()
        manifest = replace(unpacked(Manifest, data, MANIFEST_LIMIT), number=_number(channel))
    except (OSError, MessageError):
        raise PublishingError(_LOST, where=str(number)) from None
    digest, size = _keep(hall.pk, manifest)
    return Release(
        hall=hall,
        number=manifest.number,
        edition=older.edition,
        repeats=older.repeats or older.number,
        manifest_sha256=digest,
        manifest_size=size,
        clicked_at=clicked_at,
        published_by=user,
        words=words.strip()[:WORDS],
    )


def _keep(hall_id: str, manifest: Manifest) -> tuple[str, int]:
    """Write the manifest among the blobs; its hash and size. All its parts must be there."""
    for part in manifest.parts:
        path = blob_path(hall_id, part.sha256)
        if not path.is_file() or path.stat().st_size != part.size:
            raise PublishingError(_LOST, where=part.name)
    data = packed(manifest)
    digest = sha256(data).hexdigest()
    path = blob_path(hall_id, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
    return digest, len(data)


def _ref(release: Release) -> ReleaseRef:
    return ReleaseRef(release.number, release.manifest_sha256, release.manifest_size)


def _put_down(channel: Channel, release: Release, rollout: Rollout, act: str, facts: Mapping[str, Any]) -> None:
    """Record, keep and decide; last in the transaction, because other writers of the log wait for its end."""
    tell(f"console:{release.hall_id}", "release", number=release.number)
    details: dict[str, Any] = {
        "percent": release.percent,
        "groups": release.groups,
        "manifest": release.manifest_sha256,
        "activate_at": release.activate_at.isoformat() if release.activate_at else "",
        **facts,
    }
    actor = release.published_by or "hub"
    entry = record(actor, act, hall_id=release.hall_id, subject=str(release.number), **details)
    release.audit_head = entry.seal
    release.save(force_insert=True)
    decide(channel, rollout=replace(rollout, witness=entry.seal))


def _amend(hall: Hall, user: User, act: str, change: Callable[[Rollout], Rollout]) -> Rollout:
    repository(hall.pk)
    _manager(hall, user)
    with transaction.atomic():
        channel = locked_channel(hall.pk)
        standing = rollout_in(channel, hall.pk)
        if standing.staged is None:
            raise PublishingError(_NOTHING_STAGED)
        rollout = change(standing)
        number = standing.staged.release.number
        tell(f"console:{hall.pk}", "release", number=number)
        after = asdict(rollout.staged) if rollout.staged else None
        staged = {"before": asdict(standing.staged), "after": after}
        entry = record(user, act, hall_id=hall.pk, subject=str(number), staged=staged)
        rollout = replace(rollout, witness=entry.seal)
        decide(channel, rollout=rollout)
    try_to_sign(hall.pk)
    return rollout
