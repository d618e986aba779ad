"""What a hall's panels were told last, decided in one transaction and signed right after it, again if need be.

Deciding writes the documents to the hall's Channel and marks them unsigned; signing brings them into the repository and
tells the panels. A hub that dies in between has decided: any hub process that comes by signs what stands there, and
signing the same twice changes nothing.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Any, TypeVar

from django.db import transaction

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.live.outbox import tell
from kiosk.hub.publishing.hall_keys import read_hall_keys
from kiosk.hub.publishing.homes import repository_home
from kiosk.hub.publishing.models import Channel
from kiosk.sync.messages import LIVE, ROLLOUT, Live, Rollout, packed, unpacked
from kiosk.sync.trust import Repository

D = TypeVar("D", Rollout, Live)

log = logging.getLogger("kiosk.hub.publishing")

_NO_KEYS = Text(
    zh="这个大厅还没有签名密钥，不能发布。请技术人员在中心运行 kiosk hub key make。",
    en="This hall has no signing keys yet: nothing can be published. A technician runs kiosk hub key make on the hub.",
)


class NoKeysError(KioskError):
    """The hall's repository or its keys are not there. ``text`` says so (zh and en)."""

    def __init__(self, hall_id: str, why: str = "") -> None:
        self.text = _NO_KEYS
        super().__init__(why or self.text["en"], where=hall_id, remedy="kiosk hub key make")


def repository(hall_id: str) -> Repository:
    """The hall's repository, ready to sign; NoKeysError when it cannot."""
    home = repository_home(hall_id)
    if not (home / "metadata" / "1.root.json").exists():
        raise NoKeysError(hall_id)
    try:
        return Repository(home, read_hall_keys(hall_id))
    except KioskError as error:
        raise NoKeysError(hall_id, error.sentence()) from error


def can_sign(hall_id: str) -> bool:
    """Whether the hall has what signing needs."""
    try:
        repository(hall_id)
    except NoKeysError:
        return False
    return True


def locked_channel(hall_id: str) -> Channel:
    """The hall's channel, owned until the caller's transaction ends: one decision at a time in a hall."""
    Channel.objects.get_or_create(hall_id=hall_id)
    return Channel.objects.select_for_update().get(hall_id=hall_id)


def rollout_in(channel: Channel | None, hall_id: str) -> Rollout:
    """The rollout that stands in a channel; number 0 where there is none yet."""
    return _read(Rollout, channel.rollout if channel else {}, hall_id)


def live_in(channel: Channel | None, hall_id: str) -> Live:
    """The switches that stand in a channel; number 0 where there are none yet."""
    return _read(Live, channel.live if channel else {}, hall_id)


def rollout_of(hall_id: str) -> Rollout:
    """Which release each panel is told to show."""
    return rollout_in(Channel.objects.filter(hall_id=hall_id).first(), hall_id)


def live_of(hall_id: str) -> Live:
    """What is switched now."""
    return live_in(Channel.objects.filter(hall_id=hall_id).first(), hall_id)


def decide(channel: Channel, *, rollout: Rollout | None = None, live: Live | None = None) -> None:
    """Put down what the panels are to be told, in the transaction that owns the channel."""
    if rollout is not None:
        channel.rollout = asdict(rollout)
    if live is not None:
        channel.live = asdict(live)
    channel.unsigned = True
    channel.save(update_fields=["rollout", "live", "unsigned"])


def sign(hall_id: str) -> int:
    """Sign what was decided and tell the panels; the timestamp's version. Raises KioskError when it cannot be signed.

    To be called after the deciding transaction; any process may call it at any time.
    """
    with transaction.atomic():
        channel = locked_channel(hall_id)
        if not channel.unsigned:
            return channel.version
        if not channel.live:
            channel.live = asdict(Live(hall_id, 1))
        documents = {LIVE: packed(live_in(channel, hall_id))}
        if channel.rollout:
            documents[ROLLOUT] = packed(rollout_in(channel, hall_id))
        channel.version = repository(hall_id).publish(documents)
        channel.unsigned, channel.fault = False, {}
        channel.save(update_fields=["live", "version", "unsigned", "fault"])
        tell(f"hall:{hall_id}", "changed", timestamp=channel.version)
        tell(f"console:{hall_id}", "release", timestamp=channel.version)
        return channel.version


def try_to_sign(hall_id: str) -> bool:
    """``sign``, but what stands in the way is put down for the console and tried again later."""
    try:
        sign(hall_id)
    except (KioskError, OSError) as error:
        log.error("publishing: %s cannot be signed: %s", hall_id, error)
        text = getattr(error, "text", Text(zh="签名没有成功，会自动重试。", en="Signing failed; it is tried again."))
        Channel.objects.filter(hall_id=hall_id).update(fault={"zh": text.within("zh-CN"), "en": text.within("en")})
        return False
    return True


def _read(kind: type[D], written: dict[str, Any], hall_id: str) -> D:
    return unpacked(kind, json.dumps(written).encode()) if written else kind(hall_id=hall_id, sequence=0)
