"""Builds and checks one frozen edition in child processes, and puts down what came of it."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text
from kiosk.hub.live.outbox import tell
from kiosk.hub.project.confined import confined
from kiosk.hub.publishing import queue
from kiosk.hub.publishing.children import Ended, run_kiosk
from kiosk.hub.publishing.editions import shown
from kiosk.hub.publishing.homes import blob_path, blobs_home, edition_home, keeping
from kiosk.hub.publishing.models import Edition, Release
from kiosk.store.whole_files import write_whole
from kiosk.sync.messages import MANIFEST_LIMIT, Manifest, MessageError, unpacked

log = logging.getLogger("kiosk.hub.publishing")

#: Bounds of a build: seconds and megabytes of address space; of judging the same.
SECONDS, MEGABYTES = 240.0, 6144
JUDGE_SECONDS, JUDGE_MEGABYTES = 120.0, 4096
#: How many findings are kept; errors come first.
FINDINGS = 300
MANIFEST = "manifest.json"

_BROKE = Text(
    zh="这一版没有制作成功，会再试。如果一直不成功，请联系技术人员。",
    en="This edition could not be built; it is tried again. If it goes on, please tell a technician.",
)
_NOT_COMPARED = {
    "key": "attention",
    "title": {"zh": "请注意", "en": "Please look at this"},
    "count": 1,
    "more": 0,
    "lines": [
        {
            "kind": "warning",
            "zh": "和触摸屏现在的内容比不出来，请自己核对改动。",
            "en": "It could not be compared with what the panels show; please check the changes yourself.",
            "about": "",
        }
    ],
}
_GIVEN_UP = Text(
    zh="这一版制作时间太长，已停止。请检查平面图和图片是否太大。",
    en="Building this edition took too long and was given up. Are the plan or the pictures too big?",
)


def build(edition: Edition) -> None:
    """Build a leased edition to its end: ready, refused with findings, or left for another try.

    Nothing is put down when the lease was lost meanwhile.
    """
    home = edition_home(edition.hall_id, edition.pk)
    try:
        with queue.kept(edition) as is_ours:
            ended = _build(edition, home, is_ours)
            if ended.code is not None:
                _put_down(edition, home, _report(ended))
            elif is_ours():
                _give_up(edition, _GIVEN_UP)
    except Exception as error:
        fault = getattr(error, "text", None)
        if not isinstance(error, KioskError | OSError):
            log.exception("publishing: edition %s broke its build", edition.pk)
        else:
            log.error("publishing: edition %s: %s", edition.pk, error)
        if edition.tries >= queue.TRIES or isinstance(fault, Text):
            _give_up(edition, fault if isinstance(fault, Text) else _BROKE)
        else:
            queue.release(edition)


def compare(edition: Edition) -> None:
    """Say the difference anew, against what the panels show now; the edition itself stays as it is."""
    before = shown(edition.hall_id)
    try:
        with queue.kept(edition):
            home = edition_home(edition.hall_id, edition.pk)
            told = _judge(edition, home, edition.findings, before)["difference"]
    except (KioskError, OSError) as error:
        log.error("publishing: edition %s cannot be compared: %s", edition.pk, error)
        told = [_NOT_COMPARED]
    with transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(difference=told, against=before.number if before else 0)
        tell(f"console:{edition.hall_id}", "edition", id=edition.pk, state=edition.state)


def difference_between(before: Release, after: Edition) -> list[dict[str, Any]]:
    """What would change for visitors if ``after`` were shown instead of ``before``; worked out once, then kept.

    KioskError when a folder is gone or cannot be read.
    """
    found = known_difference(before, after)
    if not found:
        home = edition_home(after.hall_id, after.pk)
        found = _judge(after, home, after.findings, before)["difference"]
        write_whole(_kept(before, after), json.dumps(found, ensure_ascii=False).encode())
    return found


def known_difference(before: Release | None, after: Edition) -> list[dict[str, Any]]:
    """What ``difference_between`` said of these two before; [] when nobody asked."""
    with suppress(OSError, ValueError):
        known: list[dict[str, Any]] = json.loads(_kept(before, after).read_bytes()) if before is not None else []
        return known
    return []


def _kept(before: Release, after: Edition) -> Path:
    return edition_home(after.hall_id, after.pk) / f"compared-{before.edition_id}.json"


def manifest_of(edition: Edition) -> Manifest:
    """What was built, numbered 1 until it is published; MessageError when it is not there."""
    try:
        data = (edition_home(edition.hall_id, edition.pk) / MANIFEST).read_bytes()
    except OSError:
        raise MessageError("The edition is not built.", where=str(edition.pk)) from None
    return unpacked(Manifest, data, MANIFEST_LIMIT)


def _build(edition: Edition, home: Path, is_ours: Callable[[], bool]) -> Ended:
    for made in ("built", "parts"):
        shutil.rmtree(home / made, ignore_errors=True)
    # Parts go straight among the hall's blobs, where most of them lie already; nothing names them yet.
    blobs = blobs_home(edition.hall_id)
    blobs.mkdir(parents=True, exist_ok=True)
    (home / "parts").mkdir()
    (home / "parts" / "blobs").symlink_to(blobs.resolve(), target_is_directory=True)
    words = ["content", "build", str(home / "folder"), "--out", str(home / "built"), "--parts", str(home / "parts")]
    # --force: a plan with errors is built too, so that it can be looked at; the findings keep it from being published.
    words += ["--sequence", "1", "--json", "--force"]
    return run_kiosk(words, seconds=SECONDS, megabytes=MEGABYTES, beat=is_ours)


def _report(ended: Ended) -> Mapping[str, Any]:
    if ended.code in (0, 1):
        with suppress(ValueError):
            report = json.loads(ended.out)
            if isinstance(report, dict):
                return report
    if ended.code == 2:
        words = ended.err.strip().splitlines()[-1:] or [""]
        said = words[0].partition(": ")[2]
        raise _BuildError(said, Text(zh=f"内容读不出来：{said}", en=f"The content cannot be read: {said}"))
    raise KioskError(f"The build ended with {ended.code}: {ended.err[-400:]}")


class _BuildError(KioskError):
    def __init__(self, what: str, text: Text) -> None:
        self.text = text
        super().__init__(what)


def _put_down(edition: Edition, home: Path, report: Mapping[str, Any]) -> None:
    found = findings(report)
    if report.get("release"):
        _take_parts(edition, home)
    before = shown(edition.hall_id)
    judged = _judge(edition, home, found, before)
    write_whole(home / "floors.json", json.dumps(judged["floors"], ensure_ascii=False).encode())
    write_whole(home / "places.json", json.dumps(judged["places"], ensure_ascii=False).encode())
    write_whole(home / "panels.json", json.dumps(judged["panels"], ensure_ascii=False).encode())
    refused = not report.get("release") or any(f["severity"] == "error" for f in found)
    state = Edition.State.REFUSED if refused else Edition.State.READY
    with transaction.atomic():
        mine = Edition.objects.filter(pk=edition.pk, lease=edition.lease, state=Edition.State.BUILDING)
        if mine.update(
            state=state,
            findings=found,
            difference=judged["difference"],
            against=before.number if before else 0,
            built_at=timezone.now(),
            fault={},
            manifest_sha256=_digest(home),
            lease="",
            leased_until=None,
        ):
            tell(f"console:{edition.hall_id}", "edition", id=edition.pk, state=state)


def findings(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The build's findings of tables and plan in one form, errors first, at most ``FINDINGS``."""
    found = [_finding("plan", f) for f in report.get("plan_findings", ())]
    found += [_finding("tables", f) for f in report.get("findings", ())]
    order = {"error": 0, "warning": 1}
    return sorted(found, key=lambda f: order.get(f["severity"], 2))[:FINDINGS]


def _finding(of: str, told: Mapping[str, Any]) -> dict[str, Any]:
    what, remedy = Text(told.get("what") or {}), Text(told.get("remedy") or {})
    place = Text(told.get("place") or {})
    return {
        "of": of,
        "rule": told.get("rule", ""),
        "severity": told.get("severity", "note"),
        "zh": what.within("zh-CN"),
        "en": what.within("en"),
        "remedy_zh": remedy.within("zh-CN"),
        "remedy_en": remedy.within("en"),
        "place_zh": place.within("zh-CN"),
        "place_en": place.within("en"),
        "file": told.get("file") or "",
        "line": told.get("line") or 0,
        "column": told.get("column") or "",
        "feature_id": told.get("feature_id") or "",
        "level_id": told.get("level_id") or "",
        "at": told.get("at"),
    }


def _judge(edition: Edition, home: Path, found: Iterable[Mapping[str, Any]], before: Release | None) -> dict[str, Any]:
    """What the confined child says of it, compared with a release (None: nothing is published)."""
    folder = edition_home(edition.hall_id, before.edition_id) / "folder" if before is not None else None
    if before is not None and (folder is None or not folder.is_dir()):
        log.warning("publishing: the folder of release %s is gone; nothing to compare with", before.number)
        folder = None
    asked = {
        "folder": str((home / "folder").resolve()),
        "findings": list(found),
        "before": str(folder.resolve()) if folder is not None else "",
        "before_findings": before.edition.findings if before is not None else [],
    }
    payload = json.dumps(asked, ensure_ascii=False).encode()
    answer = confined("kiosk.hub.publishing.judging:judge", payload, seconds=JUDGE_SECONDS, megabytes=JUDGE_MEGABYTES)
    judged: dict[str, Any] = json.loads(answer)
    return judged


def _take_parts(edition: Edition, home: Path) -> None:
    """Keep the manifest, and see that every part it names is among the hall's blobs (KioskError when one is not)."""
    data = (home / "parts" / MANIFEST).read_bytes()
    with keeping(edition.hall_id):
        write_whole(home / MANIFEST, data)
        for part in unpacked(Manifest, data, MANIFEST_LIMIT).parts:
            path = blob_path(edition.hall_id, part.sha256)
            if not path.is_file() or path.stat().st_size != part.size:
                raise KioskError("A part of the edition is gone.", where=part.name)
    shutil.rmtree(home / "parts", ignore_errors=True)


def _digest(home: Path) -> str:
    path = home / MANIFEST
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _give_up(edition: Edition, text: Text) -> None:
    with transaction.atomic():
        fault = {"zh": text.within("zh-CN"), "en": text.within("en")}
        mine = Edition.objects.filter(pk=edition.pk, lease=edition.lease, state=Edition.State.BUILDING)
        if mine.update(state=Edition.State.REFUSED, fault=fault, lease="", leased_until=None, built_at=timezone.now()):
            tell(f"console:{edition.hall_id}", "edition", id=edition.pk, state=Edition.State.REFUSED)
