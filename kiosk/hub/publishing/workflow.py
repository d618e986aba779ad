"""Who may do what with an edition: a hall's steps, a person's roles, and that nobody signs off their own work.

Pure. One step: publish. Two: submit, publish. Three (三审): submit, review, publish; with two or more steps these are
different persons, and none of those who sign off wrote any of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.base.texts import Text


class Act(StrEnum):
    """What a person can do with an edition."""

    SUBMIT = "submit"
    REVIEW = "review"
    PUBLISH = "publish"
    RETURN = "return"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an edition stands. ``submitter``, ``reviewer``: user names, "" while nobody did; ``errors``: findings."""

    state: str
    submitter: str = ""
    reviewer: str = ""
    authors: frozenset[str] = frozenset()
    errors: int = 0


#: From which state an act leads, by the hall's number of steps.
_FROM: Mapping[int, Mapping[Act, tuple[str, ...]]] = {
    1: {Act.PUBLISH: ("ready",)},
    2: {
        Act.SUBMIT: ("ready",),
        Act.PUBLISH: ("submitted", "reviewed"),
        Act.RETURN: ("submitted", "reviewed"),
        Act.WITHDRAW: ("submitted", "reviewed"),
    },
    3: {
        Act.SUBMIT: ("ready",),
        Act.REVIEW: ("submitted",),
        Act.PUBLISH: ("reviewed",),
        Act.RETURN: ("submitted", "reviewed"),
        Act.WITHDRAW: ("submitted", "reviewed"),
    },
}
_ROLES: Mapping[Act, frozenset[str]] = {
    Act.SUBMIT: frozenset({"editor", "manager"}),
    Act.REVIEW: frozenset({"reviewer"}),
    Act.PUBLISH: frozenset({"manager"}),
    Act.RETURN: frozenset({"reviewer", "manager"}),
    Act.WITHDRAW: frozenset({"editor", "manager"}),
}

NOT_NOW = Text(zh="现在还不能这样做。", en="This cannot be done now.")
NO_ROLE = Text(zh="您的角色不能这样做。", en="Your role may not do this.")
ERRORS = Text(zh="还有 {count} 个错误，改好以后才能发布。", en="There are errors to mend first: {count}.")
OWN_WORK = Text(
    zh="这一版里有您自己改的内容，要由别人来签发。",
    en="There is work of your own in this edition; somebody else has to sign it off.",
)
SAME_PERSON = Text(
    zh="提交、审核、签发要由不同的人来做。", en="Submitting, reviewing and publishing are done by different persons."
)
ONLY_SUBMITTER = Text(zh="只有提交的人可以撤回。", en="Only the person who submitted it can take it back.")


def refusal(act: Act, standing: Standing, steps: int, roles: Iterable[str], person: str) -> Text | None:
    """Why ``person`` with these roles may not do ``act`` now; None: they may."""
    if standing.state not in _FROM[_bounded(steps)].get(act, ()):
        return NOT_NOW
    if not _ROLES[act] & set(roles):
        return NO_ROLE
    if act in (Act.SUBMIT, Act.REVIEW, Act.PUBLISH) and standing.errors:
        return Text({tag: words.format(count=standing.errors) for tag, words in ERRORS.items()})
    if act is Act.WITHDRAW and person != standing.submitter:
        return ONLY_SUBMITTER
    if _bounded(steps) > 1 and act in (Act.REVIEW, Act.PUBLISH):
        if person in (standing.submitter, standing.reviewer):
            return SAME_PERSON
        if person in standing.authors:
            return OWN_WORK
    return None


def allowed(standing: Standing, steps: int, roles: Iterable[str], person: str) -> frozenset[Act]:
    """Every act open to this person now."""
    held = tuple(roles)
    return frozenset(act for act in Act if refusal(act, standing, steps, held, person) is None)


def next_acts(state: str, steps: int) -> tuple[Act, ...]:
    """What has to happen until it is published, in order."""
    whole = {1: (Act.PUBLISH,), 2: (Act.SUBMIT, Act.PUBLISH), 3: (Act.SUBMIT, Act.REVIEW, Act.PUBLISH)}[_bounded(steps)]
    done = {"submitted": 1, "reviewed": len(whole) - 1}.get(state, 0)
    return () if state == "published" else whole[done:]


def _bounded(steps: int) -> int:
    return min(max(steps, 1), 3)
