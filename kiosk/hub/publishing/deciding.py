"""People's acts on an edition before it is published: submit, review, return, withdraw; each once, each remembered."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from kiosk.base.texts import Text
from kiosk.hub.access.gate import roles
from kiosk.hub.access.models import User
from kiosk.hub.audit.log import record
from kiosk.hub.live.outbox import tell
from kiosk.hub.publishing.editions import make_edition
from kiosk.hub.publishing.faults import NotAllowedError, PublishingError, StaleEditionError
from kiosk.hub.publishing.models import Edition, Step
from kiosk.hub.publishing.workflow import Act, Standing, refusal
from kiosk.hub.records.models import Hall

#: What an act is called once it was done, and the state it leads to.
DONE = {
    Act.SUBMIT: ("submitted", Edition.State.SUBMITTED),
    Act.REVIEW: ("reviewed", Edition.State.REVIEWED),
    Act.RETURN: ("returned", Edition.State.RETURNED),
    Act.WITHDRAW: ("withdrawn", Edition.State.RETURNED),
}
WORDS = 500

CHANGED = Text(
    zh="内容刚刚又有改动，请看过新的检查结果再继续。",
    en="The contents have changed since; please look at the new findings before you go on.",
)
_REASON = Text(zh="请写明退回的原因，让编辑知道要改什么。", en="Please say why, so that the editor knows what to mend.")


def standing(edition: Edition) -> Standing:
    """How it stands, for ``workflow``."""
    done = {step.act: step.by.username if step.by else "" for step in steps_of(edition)}
    return Standing(
        state=edition.state,
        submitter=done.get("submitted", ""),
        reviewer=done.get("reviewed", ""),
        authors=frozenset(edition.authors),
        errors=edition.errors,
    )


def steps_of(edition: Edition) -> list[Step]:
    """What people said of it, in order."""
    return list(edition.steps_taken.select_related("by").order_by("pk"))


def submit(hall: Hall, edition_id: int, user: User, title: str, words: str = "") -> Edition:
    """Hand the edition that was looked at over to who decides; StaleEditionError when the content changed since."""
    with transaction.atomic():
        edition = _looked_at(hall, edition_id, user, title)
        return _take(edition, Act.SUBMIT, user, words)


def review(hall: Hall, edition_id: int, user: User, words: str = "") -> Edition:
    """Say that it may be published."""
    return _act(hall, edition_id, Act.REVIEW, user, words)


def send_back(hall: Hall, edition_id: int, user: User, words: str) -> Edition:
    """Return it with a reason; the working copy goes on, a new edition comes of it."""
    if not words.strip():
        raise PublishingError(_REASON)
    return _act(hall, edition_id, Act.RETURN, user, words)


def withdraw(hall: Hall, edition_id: int, user: User) -> Edition:
    """Take back what one submitted oneself."""
    return _act(hall, edition_id, Act.WITHDRAW, user, "")


def allow(edition: Edition, act: Act, user: User) -> None:
    """Raise NotAllowedError with the reason when this person may not do this now."""
    why = refusal(act, standing(edition), edition.hall.steps, roles(user, edition.hall_id), user.username)
    if why is not None:
        raise NotAllowedError(why, where=f"{edition.hall_id}/{edition.pk}")


def locked_edition(hall: Hall, edition_id: int) -> Edition:
    """The edition, owned until the caller's transaction ends; Edition.DoesNotExist for another hall's."""
    return Edition.objects.select_for_update(of=("self",)).select_related("hall").get(pk=edition_id, hall_id=hall.pk)


def looked_at(hall: Hall, edition_id: int, user: User, title: str) -> Edition:
    """The edition a person saw when they pressed the button, still that of the working copy; owned by the caller."""
    return _looked_at(hall, edition_id, user, title)


def _looked_at(hall: Hall, edition_id: int, user: User, title: str) -> Edition:
    current = Hall.objects.select_for_update().get(pk=hall.pk)
    edition = locked_edition(current, edition_id)
    if edition.state == Edition.State.READY and edition.revision != current.revision:
        raise StaleEditionError(CHANGED, where=str(edition_id))
    if edition.rehearsal:
        edition = make_edition(current, user, title)
    elif title and not edition.title:
        edition.title = title[:200]
        edition.save(update_fields=["title"])
    return locked_edition(current, edition.pk)


def _act(hall: Hall, edition_id: int, act: Act, user: User, words: str) -> Edition:
    with transaction.atomic():
        return _take(locked_edition(hall, edition_id), act, user, words)


def _take(edition: Edition, act: Act, user: User, words: str) -> Edition:
    allow(edition, act, user)
    name, state = DONE[act]
    edition.state = state
    edition.save(update_fields=["state"])
    Step.objects.create(edition=edition, act=name, by=user, words=words.strip()[:WORDS])
    facts: dict[str, Any] = {"revision": edition.revision, "words": words.strip()[:WORDS]}
    record(user, f"edition.{name}", hall_id=edition.hall_id, subject=str(edition.pk), **facts)
    tell(f"console:{edition.hall_id}", "edition", id=edition.pk, state=state)
    return edition
