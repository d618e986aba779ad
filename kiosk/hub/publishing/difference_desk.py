"""What changes at the desk: its rules, and its queues with their windows, quotas and prefixes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kiosk.base.texts import Text
from kiosk.hub.publishing.change import Change, Kind, compared, fields_changed, plainly, quoted, say
from kiosk.store.queue_tables import rules_facts
from kiosk.ticketing.queues import DeskRules, Queue
from kiosk.ticketing.rule_words import RULES

_QUEUE = {
    "prefix": Text(zh="号码字母", en="prefix"),
    "windows": Text(zh="窗口", en="windows"),
    "matters": Text(zh="事项", en="matters"),
    "hours_id": Text(zh="开放时间", en="opening hours"),
    "quota_am": Text(zh="上午限号", en="morning quota"),
    "quota_pm": Text(zh="下午限号", en="afternoon quota"),
    "minutes": Text(zh="每件分钟数", en="minutes a visit"),
}
_YES, _NO = Text(zh="是", en="yes"), Text(zh="否", en="no")


def desk(before: tuple[DeskRules, tuple[Queue, ...]], after: tuple[DeskRules, tuple[Queue, ...]]) -> Iterator[Change]:
    """Rules with another value; queues new, gone, renamed, changed."""
    yield from _rules(before[0], after[0])
    added, removed, kept = compared({q.code: q for q in before[1]}, {q.code: q for q in after[1]})
    for code, queue in added:
        yield say(Kind.ADDED, "新增队列{name}", "New queue: {name}", code, name=quoted(queue.name))
    for code, queue in removed:
        yield say(Kind.REMOVED, "取消队列{name}", "Queue gone: {name}", code, name=quoted(queue.name))
    for code, old, new in kept:
        if old.name != new.name:
            names = {"old": quoted(old.name), "new": quoted(new.name)}
            yield say(Kind.CHANGED, "队列{old}改名为{new}", "Queue {old} is now called {new}", code, **names)
        if fields := fields_changed(old, new, _QUEUE):
            zh, en = "队列{name}改了：{fields}", "Queue {name}, changed: {fields}"
            yield say(Kind.CHANGED, zh, en, code, name=quoted(new.name), fields=plainly(fields))


def _rules(before: DeskRules, after: DeskRules) -> Iterator[Change]:
    old, new = _flat(before), _flat(after)
    for key, words in RULES.items():
        if old[key] != new[key]:
            parts = {"old": _value(old[key], words.unit), "new": _value(new[key], words.unit)}
            yield say(Kind.CHANGED, "{name}：{old} → {new}", "{name}: {old} → {new}", key, name=words.name, **parts)


def _flat(rules: DeskRules) -> dict[str, Any]:
    facts = rules_facts(rules)
    return facts | {f"weights.{kind}": weight for kind, weight in facts["weights"].items()}


def _value(value: Any, unit: Text) -> Text:
    if isinstance(value, bool):
        return _YES if value else _NO
    words = f"{value:g}" if isinstance(value, (int, float)) else str(value)
    return Text(zh=f"{words} {unit['zh']}", en=f"{words} {unit['en']}") if unit else Text(zh=words)
