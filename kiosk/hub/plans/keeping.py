"""Keeps the plan: every saving against the version its author saw, the last fifty to go back to, and sketches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.base.texts import Text
from kiosk.hub.access.models import User
from kiosk.hub.plans.examiner import ask
from kiosk.hub.plans.faults import DraftError, refuse
from kiosk.hub.plans.models import PlanVersion, Sketch, packed, unpacked
from kiosk.hub.records.changes import changing, noted
from kiosk.hub.records.models import Hall, PlanDraft

#: How many saved versions are kept.
KEPT_VERSIONS = 50
#: What a plan's files may weigh together (bytes of text).
MOST_BYTES = 64 << 20


class StalePlanError(DraftError):
    """Somebody saved in between: ``version`` and ``by`` are theirs."""

    def __init__(self, version: int, by: str) -> None:
        self.version, self.by = version, by
        zh = f"{by or '有人'}刚刚保存了平面图的另一个版本，您的修改还没有保存。"
        en = f"{by or 'Somebody'} has just saved another version of the plan; your changes are not saved yet."
        super().__init__({"zh": zh, "en": en})


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a saving: the plan's version and its document on the sheet it was drawn on."""

    version: int
    document: dict[str, Any]


def draft_of(hall_id: str) -> PlanDraft | None:
    """The hall's plan; None while nothing was drawn."""
    draft = PlanDraft.objects.select_related("changed_by").filter(hall_id=hall_id).first()
    return draft if draft is not None and draft.files else None


def save_document(hall: Hall, user: User, version: int, document: object) -> Saved:
    """Save what was drawn on ``version``; raises StalePlanError when that is not the newest, DraftError else."""
    draft = _current(hall, version)
    made = ask("save", files=draft.files, document=document)
    if made["changed"]:
        words = {"zh": "修改", "en": "Changed"}
        version = put_files(hall, user, version, made["files"], "plan.saved", words)
    Sketch.objects.filter(hall=hall, user=user).delete()
    return Saved(version, made["document"])


def _current(hall: Hall, version: int) -> PlanDraft:
    draft = draft_of(hall.pk)
    if draft is None:
        raise refuse("还没有平面图。", "There is no plan yet.")
    if draft.version != version:
        raise StalePlanError(draft.version, _name(draft))
    return draft


def _name(draft: PlanDraft) -> str:
    return draft.changed_by.get_username() if draft.changed_by else ""


def put_files(
    hall: Hall, user: User | None, version: int, files: Mapping[str, str], act: str, words: Mapping[str, str]
) -> int:
    """Make ``files`` the plan, in one transaction with its history; the new version. 0: where there was none."""
    if sum(len(text) for text in files.values()) > MOST_BYTES:
        raise refuse("平面图太大。", "The plan is too big.")
    with changing(hall) as locked:
        draft, _ = PlanDraft.objects.select_for_update().get_or_create(hall=locked)
        if draft.version != version:
            raise StalePlanError(draft.version, _name(draft))
        _keep_former(locked, draft)
        draft.files, draft.version, draft.changed_by = dict(files), version + 1, user
        draft.save()
        PlanVersion.objects.create(
            hall=locked, version=draft.version, files=packed(draft.files), words=dict(words), saved_by=user
        )
        oldest = draft.version - KEPT_VERSIONS
        PlanVersion.objects.filter(hall=locked, version__lte=oldest).delete()
        noted(locked, user, act, f"plan/{draft.version}", version=draft.version, words=dict(words))
        return draft.version


def _keep_former(hall: Hall, draft: PlanDraft) -> None:
    """A plan that came by another way than ours is in the history too before it is replaced."""
    if draft.files and not PlanVersion.objects.filter(hall=hall, version=draft.version).exists():
        words = {"zh": "导入的版本", "en": "As it came in"}
        PlanVersion.objects.create(
            hall=hall, version=draft.version, files=packed(draft.files), words=words, saved_by=draft.changed_by
        )


def versions(hall_id: str) -> list[PlanVersion]:
    """The saved versions, newest first, without their files."""
    kept = PlanVersion.objects.filter(hall_id=hall_id).select_related("saved_by").defer("files")
    return list(kept.order_by("-version")[:KEPT_VERSIONS])


def go_back(hall: Hall, user: User, version: int, wanted: int) -> int:
    """Make a former version the newest one again; its number as a new version."""
    kept = PlanVersion.objects.filter(hall=hall, version=wanted).first()
    if kept is None:
        raise refuse("这个版本已不在历史中。", "This version is no longer kept.")
    words = Text(zh=f"恢复到第 {wanted} 版", en=f"Back to version {wanted}")
    return put_files(hall, user, version, unpacked(kept.files), "plan.restored", words)


def keep_sketch(hall: Hall, user: User, base: int, document: object) -> None:
    """Remember what somebody drew and has not saved."""
    Sketch.objects.update_or_create(hall=hall, user=user, defaults={"base": base, "document": packed(document)})


def sketch_of(hall_id: str, user: User) -> Sketch | None:
    """What this person drew and did not save, when there is something."""
    return Sketch.objects.filter(hall_id=hall_id, user=user).first()


def drop_sketch(hall_id: str, user: User) -> None:
    """Forget it."""
    Sketch.objects.filter(hall_id=hall_id, user=user).delete()
