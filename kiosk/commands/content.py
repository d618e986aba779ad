"""``kiosk content``: check a content folder, or build a release from it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.commands import content_exchange
from kiosk.commands.content_parts import MANIFEST, write_parts
from kiosk.guidance.findings import Finding
from kiosk.matters.findings import Severity, TableFinding
from kiosk.store.release_build import write_release
from kiosk.store.release_draft import Draft, draft_release
from kiosk.store.release_info import ReleaseInfo

EXIT_OK, EXIT_REFUSED = 0, 1
DEFAULT_OUT = Path("releases")


def declare(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="build | check | export | import")
    content_exchange.declare(acts)
    build = acts.add_parser("build", help="build a release from a content folder")
    check = acts.add_parser("check", help="say what is wrong with a content folder")
    for act in (build, check):
        act.add_argument("folder", type=Path, help="a content folder, or an IMDF folder or zip")
        act.add_argument("--json", action="store_true", help="print JSON (docs/commands/content.md)")
        act.add_argument("--language", choices=("zh", "en"), default="zh", help="language of the findings")
    build.add_argument("--out", type=Path, default=DEFAULT_OUT, help="where releases are kept (default: releases)")
    build.add_argument("--parts", type=Path, help="also write the release's parts there: blobs/ and manifest.json")
    build.add_argument("--sequence", type=int, help="the release's number (default: the next one in OUT)")
    build.add_argument("--force", action="store_true", help="build although the plan has errors")


def run(arguments: argparse.Namespace) -> int:
    """Build or check; 0 when built (check: buildable), 1 when findings stand against it."""
    if arguments.act in content_exchange.ACTS:
        return content_exchange.run(arguments)
    draft = draft_release(arguments.folder)
    force = bool(getattr(arguments, "force", False))
    info: ReleaseInfo | None = None
    if arguments.act == "build" and draft.is_buildable(force):
        info = write_release(draft, arguments.folder, arguments.out, arguments.sequence, force=force)
    manifest = _parts(info, arguments) if info is not None else None
    if arguments.json:
        print(json.dumps(_report(draft, info, force, arguments) | {"parts": manifest}, ensure_ascii=False, indent=1))
    else:
        _say(draft, info, arguments)
    return EXIT_OK if draft.is_buildable(force) else EXIT_REFUSED


def _parts(info: ReleaseInfo, arguments: argparse.Namespace) -> dict[str, Any] | None:
    """Write the parts when they are asked for; what the report says of them."""
    if arguments.parts is None:
        return None
    manifest = write_parts(info, arguments.out / info.file, arguments.parts)
    return {"path": str(arguments.parts / MANIFEST), "count": len(manifest.parts), "bytes": manifest.bytes}


def _report(draft: Draft, info: ReleaseInfo | None, force: bool, arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "buildable": draft.is_buildable(force),
        "release": asdict(info) | {"path": str(arguments.out / info.file)} if info is not None else None,
        "findings": [_table_finding(finding) for finding in draft.findings],
        "plan_findings": [_plan_finding(finding) for finding in draft.plan_findings],
    }


def _table_finding(finding: TableFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "file": finding.file,
        "line": finding.line or None,
        "column": finding.column or None,
        "what": dict(finding.what),
        "remedy": dict(finding.remedy),
    }


def _plan_finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "feature_id": finding.feature_id,
        "level_id": finding.level_id,
        "at": list(finding.at) if finding.at is not None else None,
        "place": dict(finding.place),
        "what": dict(finding.text),
        "remedy": dict(finding.remedy),
    }


def _say(draft: Draft, info: ReleaseInfo | None, arguments: argparse.Namespace) -> None:
    language = arguments.language
    for finding in draft.findings:
        print(f"{finding.severity.value}: {finding.sentence(language)}", file=sys.stderr)
    for problem in draft.plan_findings:
        where = f"plan:{problem.feature_id}" if problem.feature_id else "plan"
        words = f"{problem.text.within(language)} {problem.remedy.within(language)}".strip()
        print(f"{problem.severity.value}: {where}: {words}", file=sys.stderr)
    counts = _count(draft.findings, draft.plan_findings)
    summary = ", ".join(f"{number} {severity}s" for severity, number in counts.items())
    if info is not None:
        held = ", ".join(f"{number} {what}" for what, number in info.counts.items())
        print(f"{arguments.out / info.file}  ({info.size} bytes: {held}; {summary})")
    elif arguments.act == "build":
        print(f"no release was built: {summary}", file=sys.stderr)
    else:
        print(summary)


def _count(findings: Sequence[TableFinding], plan_findings: Sequence[Finding]) -> Mapping[str, int]:
    found = [finding.severity.value for finding in findings] + [finding.severity.value for finding in plan_findings]
    return {severity.value: found.count(severity.value) for severity in Severity}
