"""Runs confined: an IMDF folder or zip that somebody sent becomes a draft's files, with a report of what is wrong."""

from __future__ import annotations

import json
import tempfile
import uuid
from pathlib import Path
from typing import Any

from kiosk.base.texts import Text
from kiosk.guidance.archive import PlanError
from kiosk.guidance.check import check, publishable
from kiosk.guidance.documents import write_document
from kiosk.guidance.findings import Finding, counts, printable
from kiosk.guidance.imdf import Plan, read_plan
from kiosk.guidance.imdf_features import FEATURE_TYPES
from kiosk.guidance.imdf_raws import features_of, type_of
from kiosk.guidance.rulebook import found
from kiosk.hub.plans.folder import read_files, safe_name
from kiosk.hub.project.confined import RefusedError

_MOST_TOLD = 300


def imdf(data: bytes) -> bytes:
    """A zip archive's bytes → JSON ``{files, findings, counts, publishable, given_ids, levels}``; RefusedError."""
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "plan.zip"
        path.write_bytes(data)
        try:
            plan = read_plan(path)
        except PlanError as error:
            raise RefusedError(Text(zh=f"图纸读不出来：{error.what}", en=error.sentence())) from None
    findings = [finding for finding in plan.findings if finding.rule.startswith("file-")]
    files, given = _files(plan, findings)
    findings += check(read_files(files))
    told = [
        {
            "severity": finding.severity.value,
            "text": dict(finding.text),
            "remedy": dict(finding.remedy),
            "place": dict(finding.place),
            "count": finding.count,
        }
        for finding in findings[:_MOST_TOLD]
    ]
    report = {"findings": told, "counts": counts(findings), "publishable": publishable(findings)}
    made = {"files": files, "given_ids": given, "levels": len(plan.venue.levels), **report}
    return json.dumps(made, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _files(plan: Plan, findings: list[Finding]) -> tuple[dict[str, str], int]:
    """The plan's files under flat names, every feature with an id of its own; how many ids were given."""
    given, seen = 0, set[str]()
    files: dict[str, str] = {}
    for name in sorted(plan.documents):
        document = plan.documents[name]
        for feature in features_of(document):
            if type_of(feature, name) in FEATURE_TYPES:
                given += _identify(feature, seen)
        _put(files, name, write_document(document), findings)
    for name in sorted(plan.other_files):
        _put(files, name, plan.other_files[name], findings)
    return files, given


def _identify(feature: dict[str, Any], seen: set[str]) -> int:
    inside = feature.get("properties")
    identity = feature.get("id") or (inside.get("id") if isinstance(inside, dict) else None)
    if isinstance(identity, str) and identity and identity not in seen:
        seen.add(identity)
        return 0
    feature["id"] = str(uuid.uuid4())
    seen.add(feature["id"])
    return 1


def _put(files: dict[str, str], path: str, data: bytes, findings: list[Finding]) -> None:
    name = path.rsplit("/", 1)[-1]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is None or "\x00" in text or not safe_name(name) or name in files:
        shown = printable(path, 80)
        zh, en = f"文件“{shown}”没有随平面图保留。", f"The file {shown} was not kept with the plan."
        findings.append(found("file-left-out", zh, en))
    else:
        files[name] = text
