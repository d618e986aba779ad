"""What is wrong with a plan, said so that its author can mend it: findings by rule, severity, feature and place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.venue import XY

#: What may not reach a screen or a terminal: controls, surrogates, and marks that turn the writing direction.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+")


class Severity(StrEnum):
    """``error``: must not be published; ``warning``: should be looked at; ``note``: good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect. ``text``: what is wrong; ``remedy``: what to do; ``place``: where, in words (zh and en).

    ``at`` is in metres in the venue's local frame on ``level_id``. ``count`` says for how many features the same holds;
    the finding then names the first of them.
    """

    rule: str
    severity: Severity
    text: Text
    remedy: Text
    feature_id: str | None = None
    feature_type: str | None = None
    level_id: str | None = None
    at: XY | None = None
    place: Text = EMPTY
    count: int = 1


def publishable(findings: Iterable[Finding]) -> bool:
    """Whether nothing stands against showing the plan to visitors: no finding is an error."""
    return all(finding.severity is not Severity.ERROR for finding in findings)


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each severity, every severity named."""
    total = {severity.value: 0 for severity in Severity}
    for finding in findings:
        total[finding.severity.value] += 1
    return total


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """The same findings, each said once: equal rule, feature and words become one with the sum of the counts."""
    seen: dict[tuple[str, str | None, str | None, Text], Finding] = {}
    for finding in findings:
        key = (finding.rule, finding.feature_type, finding.feature_id, finding.text)
        known = seen.get(key)
        seen[key] = finding if known is None else replace(known, count=max(known.count, finding.count))
    return list(seen.values())


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then warnings, then notes; within each, the order given."""
    return sorted(findings, key=lambda finding: _ORDER[finding.severity])


def printable(value: object, limit: int = 200) -> str:
    """A given value as one line that a screen can show: no control characters, at most ``limit`` characters."""
    if isinstance(value, str):
        text = value[: 4 * limit]
    elif isinstance(value, bool | float | None):
        text = repr(value)
    else:  # a long number or a nested list is not worth writing out
        text = type(value).__name__ if not isinstance(value, int) or abs(value) > 10**18 else str(value)
    text = _UNPRINTABLE.sub(" ", text).strip()
    return text if len(text) <= limit else text[: limit - 1] + "…"
