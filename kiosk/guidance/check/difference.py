"""Rule 12: what changed for visitors since the version they see now: windows lost, new, renumbered, moved."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kiosk.guidance.check.subject import Subject
from kiosk.guidance.findings import Finding
from kiosk.guidance.naming import floor_name
from kiosk.guidance.rulebook import found
from kiosk.guidance.signs import plain_number
from kiosk.guidance.venue import Occupant, Venue

_MOVED_M = 1.0


def windows(subject: Subject) -> Iterator[Finding]:
    """Windows are the same by feature id, else by number; their places are compared on the globe."""
    if subject.previous is None:
        return
    before, now = subject.previous.venue, subject.venue
    pairs, lost, new = _matched(before, now)
    for window in lost:
        zh, en = (
            f"{_sign_zh(window)}不见了（原在{_floor(before, window)[0]}）。",
            f"{_sign_en(window)} is gone (it was on {_floor(before, window)[1]}).",
        )
        yield found("window-lost", zh, en, feature_id=window.id, feature_type="occupant")
    for window in new:
        yield _about(window, "window-new", f"{_sign_zh(window)}是新的。", f"{_sign_en(window)} is new.")
    for old, window in pairs:
        yield from _changes(before, now, old, window)


def _matched(before: Venue, now: Venue) -> tuple[list[tuple[Occupant, Occupant]], list[Occupant], list[Occupant]]:
    by_id = {window.id: window for window in now.windows()}
    pairs = [(old, by_id[old.id]) for old in before.windows() if old.id in by_id]
    matched = {window.id for _, window in pairs}
    by_number = {plain_number(w.number or ""): w for w in now.windows() if w.id not in matched}
    lost = []
    for old in before.windows():
        if old.id in matched:
            continue
        same = by_number.pop(plain_number(old.number or ""), None)
        if same is None:
            lost.append(old)
        else:
            pairs.append((old, same))
            matched.add(same.id)
    return pairs, lost, [window for window in now.windows() if window.id not in matched]


def _changes(before: Venue, now: Venue, old: Occupant, window: Occupant) -> Iterator[Finding]:
    if old.number != window.number:
        zh = f"{_sign_zh(old)}改为{_sign_zh(window)}。"
        en = f"{_sign_en(old)} is now {_sign_en(window)}."
        yield _about(window, "window-renumbered", zh, en)
    was, is_now = _floor(before, old), _floor(now, window)
    if before.level(old.level_id).ordinal != now.level(window.level_id).ordinal:
        zh = f"{_sign_zh(window)}从{was[0]}搬到{is_now[0]}。"
        en = f"{_sign_en(window)} moved from {was[1]} to {is_now[1]}."
        yield _about(window, "window-moved", zh, en)
        return
    globe = before.frame.to_lonlat(np.array([old.at]))
    distance = float(np.hypot(*(now.frame.to_local(globe)[0] - window.at)))
    if distance > _MOVED_M:
        zh, en = f"{_sign_zh(window)}移动了 {distance:.1f} 米。", f"{_sign_en(window)} moved by {distance:.1f} m."
        yield _about(window, "window-moved", zh, en)


def _floor(venue: Venue, window: Occupant) -> tuple[str, str]:
    name = floor_name(venue.level(window.level_id))
    return name["zh"], name["en"]


def _sign_zh(window: Occupant) -> str:
    return f"{window.number}号窗口"


def _sign_en(window: Occupant) -> str:
    return f"Window {window.number}"


def _about(window: Occupant, rule: str, zh: str, en: str) -> Finding:
    return found(rule, zh, en, feature_id=window.id, feature_type="occupant", level_id=window.level_id, at=window.at)
