"""``kiosk plan``: check whether a floor plan is fit to lead people, or walk through it."""

from __future__ import annotations

import argparse
import importlib
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import numpy as np

from kiosk.base.texts import Text
from kiosk.guidance.check import check, publishable
from kiosk.guidance.findings import Finding, Severity, by_severity, counts
from kiosk.guidance.imdf import Plan, read_plan

_HEADS = {
    Severity.ERROR: Text(zh="错误（必须修正后才能发布）", en="Errors (must not be published)"),
    Severity.WARNING: Text(zh="警告（请核对）", en="Warnings (should be looked at)"),
    Severity.NOTE: Text(zh="提示", en="Notes"),
}
_VERDICTS = {
    True: Text(zh="可以发布。", en="Fit to be published."),
    False: Text(zh="不可发布。", en="Not fit to be published."),
}
_MORE = Text(zh="…… 另有 {n} 处，见 --json", en="… and {n} more, see --json")
_SHOWN_PER_RULE = 12


class _ActParser(argparse.ArgumentParser):
    """Parses one act's words; an act with a module of its own is loaded only when it is asked for."""

    module = ""

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        if self.module:
            importlib.import_module(self.module).declare(self)
        return super().parse_known_args(args, namespace)


def declare(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``kiosk plan``."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="check|route", parser_class=_ActParser)
    checking = acts.add_parser("check", help="findings by severity; exit 0 publishable, 1 not, 2 not readable")
    checking.add_argument("plan", type=Path, metavar="PLAN", help="an IMDF folder or zip")
    checking.add_argument("--previous", type=Path, metavar="PLAN", help="the version that visitors see now")
    checking.add_argument("--language", choices=("zh", "en"), default=_own_language(), help="of the table")
    checking.add_argument("--json", action="store_true", help="one JSON object; see docs/commands/plan-check.md")
    acts.add_parser("route", help="the way from one place to another").module = "kiosk.commands.plan_route"


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when the plan is publishable, 1 when not; an unreadable plan raises ``PlanError`` (exit 2)."""
    if arguments.act == "route":
        return cast(int, importlib.import_module("kiosk.commands.plan_route").run(arguments))
    plan = read_plan(arguments.plan)
    previous = read_plan(arguments.previous) if arguments.previous else None
    findings = check(plan, previous)
    if isinstance(sys.stdout, io.TextIOWrapper):  # names of a plan may hold what the terminal cannot show
        sys.stdout.reconfigure(errors="backslashreplace")
    if arguments.json:
        print(json.dumps(as_json(arguments.plan, plan, findings), ensure_ascii=False, indent=1))
    else:
        print("\n".join(table(findings, arguments.language)))
    return 0 if publishable(findings) else 1


def _own_language() -> str:
    language = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if language.startswith("zh") else "en"


def as_json(path: Path, plan: Plan, findings: Sequence[Finding]) -> dict[str, Any]:
    """The documented contract: the verdict, the counts, and every finding in the order of the rules."""
    return {
        "plan": str(path),
        "publishable": publishable(findings),
        "counts": counts(findings),
        "findings": [_finding(plan, finding) for finding in findings],
    }


def _finding(plan: Plan, finding: Finding) -> dict[str, Any]:
    lonlat = None
    if finding.at is not None:
        lonlat = [round(float(v), 8) for v in plan.venue.frame.to_lonlat(np.array([finding.at]))[0]]
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "text": dict(finding.text),
        "remedy": dict(finding.remedy),
        "place": dict(finding.place),
        "feature_id": finding.feature_id,
        "feature_type": finding.feature_type,
        "level_id": finding.level_id,
        "at": list(finding.at) if finding.at is not None else None,
        "lonlat": lonlat,
        "count": finding.count,
    }


def table(findings: Sequence[Finding], language: str) -> Iterator[str]:
    """The findings for people, line by line: by severity, then by rule with what to do, then place by place."""
    total = counts(findings)
    ordered = by_severity(findings)
    for severity, of_severity in groupby(ordered, key=lambda finding: finding.severity):
        yield f"{_HEADS[severity].within(language)}: {total[severity.value]}"
        for rule, of_rule in groupby(of_severity, key=lambda finding: finding.rule):
            same = list(of_rule)
            yield f"  {rule}: {same[0].remedy.within(language)}"
            for finding in same[:_SHOWN_PER_RULE]:
                where = f"{finding.place.within(language)}: " if finding.place else ""
                yield f"    - {where}{finding.text.within(language)}"
            if len(same) > _SHOWN_PER_RULE:
                yield f"    {_MORE.within(language).format(n=len(same) - _SHOWN_PER_RULE)}"
        yield ""
    yield _VERDICTS[publishable(findings)].within(language)
