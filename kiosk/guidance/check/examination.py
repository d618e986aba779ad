"""The order of the examination: every rule over one plan, findings placed, merged and always in the same order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kiosk.guidance.check import areas, difference, openings, reach, references, words
from kiosk.guidance.check.subject import Subject
from kiosk.guidance.check.whereabouts import Whereabouts
from kiosk.guidance.findings import Finding, merged
from kiosk.guidance.imdf import Plan
from kiosk.guidance.rulebook import RULES, found

_Rule = Callable[[Subject], Iterable[Finding]]

_log = logging.getLogger(__name__)

#: The rules by their number. Rules 4 and much of 6 are met while reading; those findings join in at their number.
_RULES: tuple[tuple[int, _Rule], ...] = (
    (1, reach.reachable),
    (2, openings.boundaries),
    (3, openings.kinds_and_widths),
    (5, areas.overlaps),
    (5, areas.gaps),
    (6, references.dangling),
    (7, areas.windows),
    (8, openings.blocked),
    (9, openings.narrow),
    (9, reach.step_free_levels),
    (10, words.categories),
    (11, words.names),
    (12, difference.windows),
)
_READING = 13
_POSITION = {rule: position for position, rule in enumerate(RULES)}


def check(plan: Plan, previous: Plan | None = None, languages: Sequence[str] = ("zh", "en")) -> list[Finding]:
    """Hold ``plan`` against the twelve rules; ``previous`` is the version that visitors see now.

    The findings come in the order of the rules, what reading found last, each with its place in words.
    """
    subject = Subject(plan, tuple(languages), previous)
    whereabouts = Whereabouts(plan.venue)
    findings = [*plan.findings, *(finding for _, rule in _RULES for finding in _run(rule, subject))]
    placed = [whereabouts.placed(finding) for finding in merged(findings)]
    floors = {level.id: index for index, level in enumerate(plan.venue.levels)}
    return sorted(placed, key=lambda finding: _rank(finding, floors))


def _run(rule: _Rule, subject: Subject) -> Iterator[Finding]:
    """A rule's findings; whatever a strange plan does to it ends this rule with an error, not the examination."""
    try:
        yield from rule(subject)
    except Exception as error:
        _log.warning("a rule could not be finished: %s", type(error).__name__)
        _log.debug("", exc_info=True)
        name = f"{rule.__module__.rsplit('.', 1)[-1]}.{rule.__name__}"
        zh, en = f"规则 {name} 因图形复杂未能完成检查。", f"The shapes of this plan were too much for the rule {name}."
        yield found("rule-not-finished", zh, en)


def _rank(finding: Finding, floors: Mapping[str, int]) -> tuple[int, int, int, str, str, str]:
    group = RULES[finding.rule].group or _READING
    floor = floors.get(finding.level_id or "", -1)
    words = finding.text.within("en")
    return group, _POSITION[finding.rule], floor, finding.feature_type or "", finding.feature_id or "", words
