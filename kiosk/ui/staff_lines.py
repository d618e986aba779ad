"""What staff read above the deck: health, content, log, sound, screen, switches and program, each as lines (no Qt)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.base.health import PartHealth, State
from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.naming import floor_name
from kiosk.guidance.venue import Connector, Venue
from kiosk.matters.sentences import fill
from kiosk.ui import staff_words as say
from kiosk.ui.glass import REACH_MM, Glass
from kiosk.ui.map_words import by_connector, connector_icon
from kiosk.ui.staff_parts import ContentFacts, MachineFacts
from kiosk.visit.visit import LOUDEST

#: The parts every panel has; one that has not reported yet is listed as such.
_EXPECTED = ("content", "guidance", "speech", "chime", "memory", "disk", "clock", "glass")
_ORDER = {State.FAILED: 0, State.DEGRADED: 1, State.OK: 2, State.ABSENT: 3}
_RECORD = re.compile(r"(\S+) (\S+?)(?:,\d+)? (\w+) (\S+?): (.*)", re.DOTALL)
_LOG_LINES, _FINDINGS, _LONGEST = 80, 60, 200
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. ``tone``: "ok", "warn", "quiet" or "" (the theme's main tone)."""

    title: str
    detail: str = ""
    icon: str = "info"
    tone: str = ""

    def as_qml(self) -> dict[str, Any]:
        return {
            "number": "",
            "icon": self.icon,
            "title": self.title,
            "detail": self.detail,
            "required": False,
            "tone": self.tone,
        }


def health_lines(parts: Sequence[PartHealth], machine: MachineFacts, now: datetime, language: str) -> tuple[Line, ...]:
    """What is not well first, then every part in its usual order, then the program itself."""
    usual = {name: place for place, name in enumerate(_EXPECTED)}
    known = sorted(parts, key=lambda p: (_ORDER[p.state], usual.get(p.part, len(usual)), p.part))
    lines = [health_line(part, now, language) for part in known]
    reported = {part.part for part in parts}
    lines += [unused_line(name, language) for name in _EXPECTED if name not in reported]
    return (*lines, running_line(machine, language))


def health_line(part: PartHealth, now: datetime, language: str) -> Line:
    """A part, its state in words, its sentence and since when."""
    icon, tone = say.SIGNS[part.state]
    name = say.PARTS.get(part.part, Text(zh=part.part))
    since = part.since.strftime("%H:%M" if part.since.date() == now.date() else "%m-%d %H:%M")
    return Line(
        fill(say.IS, part=name, state=say.STATES[part.state]).within(language),
        fill(say.SINCE, sentence=_bare(part.sentence), since=since).within(language),
        icon,
        tone,
    )


def unused_line(name: str, language: str) -> Line:
    """A part that has said nothing yet."""
    return Line(fill(say.IS, part=say.PARTS[name], state=say.UNUSED).within(language), "", "remove", "quiet")


def troubles(parts: Iterable[PartHealth]) -> int:
    """How many parts should be looked at."""
    return sum(part.state in (State.DEGRADED, State.FAILED) for part in parts)


def running_line(machine: MachineFacts, language: str) -> Line:
    """How long the program runs, and how much memory it has taken."""
    return Line(
        fill(say.RUNNING, time=duration(machine.seconds), megabytes=machine.megabytes).within(language),
        " · ".join(machine.versions),
        "info",
        "quiet",
    )


def duration(seconds: float) -> Text:
    """ "3小时12分", "2天5小时"."""
    minutes = int(seconds // 60)
    if minutes >= 24 * 60:
        return fill(say.DAYS, days=minutes // 1440, hours=minutes // 60 % 24)
    return fill(say.HOURS, hours=minutes // 60, minutes=minutes % 60)


def content_lines(content: ContentFacts, language: str) -> tuple[Line, ...]:
    """Which release it is, what is in it, and what was found when it was built."""
    findings = sorted(content.findings(language), key=lambda f: list(say.SEVERITIES).index(f[0]))
    total = {severity: sum(f[0] == severity for f in findings) for severity in say.SEVERITIES}
    release = fill(
        say.RELEASE,
        sequence=content.sequence,
        built=_moment(content.built_at),
        megabytes=f"{content.size / _MEGABYTE:.1f}",
    )
    counted = [fill(words, n=content.counts[key]) for key, words in say.COUNTS.items() if key in content.counts]
    summary = fill(say.FINDINGS, errors=total["error"], warnings=total["warning"], notes=total["note"])
    lines = [
        Line(content.hall.within(language), release.within(language), "account_balance"),
        Line(say.HOLDS.within(language), " · ".join(words.within(language) for words in counted), "inventory_2"),
        Line(
            fill(say.CHECKSUM, sum=content.sha256[:12]).within(language),
            say.CHECKSUM_OK.within(language),
            "security",
        ),
        Line(
            summary.within(language),
            (say.SEE_FINDINGS if findings else say.NO_FINDINGS).within(language),
            "task",
            "warn" if total["error"] else "",
        ),
    ]
    return (*lines, *(_finding_line(*finding) for finding in findings[:_FINDINGS]))


def _finding_line(severity: str, place: str, sentence: str) -> Line:
    icon, tone = say.SEVERITIES[severity]
    return Line(_cut(sentence), _cut(place), icon, tone)


def log_lines(records: Sequence[str], language: str) -> tuple[Line, ...]:
    """The newest first; the sentence above, the time and the part below."""
    return tuple(_log_line(record) for record in reversed(records[-_LOG_LINES:]))


def _log_line(record: str) -> Line:
    told = _RECORD.match(record)
    if told is None:
        return Line(_cut(record), "", "info", "quiet")
    day, time, level, part, words = told.groups()
    icon, tone = say.LEVELS.get(level, say.LEVELS["INFO"])
    return Line(_cut(words), f"{day} {time} · {level} · {part}", icon, tone)


def log_lead(lines: Sequence[Line]) -> Text:
    """How many lines there are."""
    return fill(say.LOG_LEAD, count=len(lines)) if lines else say.LOG_EMPTY


@dataclass(frozen=True, slots=True)
class Sounding:
    """How loud it is (1 to 5), what is being played, and whether there is a chime."""

    volume: int
    speaking: bool = False
    ringing: bool = False
    has_chime: bool = True


def sound_lines(parts: Mapping[str, PartHealth], sounding: Sounding, now: datetime, language: str) -> tuple[Line, ...]:
    """What came of the last sound of each kind, and how loud it is."""
    loud = fill(say.VOLUME_NOW, level=sounding.volume, loudest=LOUDEST)
    chime = (
        _sounding("chime", parts, sounding.ringing, now, language)
        if sounding.has_chime
        else Line(say.PARTS["chime"].within(language), say.NO_CHIME.within(language), "remove", "quiet")
    )
    return (
        _sounding("speech", parts, sounding.speaking, now, language),
        chime,
        Line(loud.within(language), say.VOLUME_NOTE.within(language), "volume_up"),
    )


def _sounding(name: str, parts: Mapping[str, PartHealth], now_playing: bool, now: datetime, language: str) -> Line:
    if now_playing:
        return Line(say.PARTS[name].within(language), say.PLAYING.within(language), "volume_up")
    return health_line(parts[name], now, language) if name in parts else unused_line(name, language)


def glass_lines(glass: Glass, language: str) -> tuple[Line, ...]:
    """The glass as the settings describe it, in figures that a tape measure can check."""
    size = fill(
        say.GLASS,
        inches=f"{glass.diagonal_in:g}",
        width=glass.width_px,
        height=glass.height_px,
        mm=f"{glass.mm_per_px:.3f}",
    )
    picture = fill(say.GLASS_SIZE, wide=round(glass.width_mm), high=round(glass.height_mm))
    reach = fill(
        say.REACH_DETAIL,
        edge=round(glass.lower_edge_mm),
        reach=round(min(REACH_MM, glass.lower_edge_mm + glass.height_mm)),
    )
    return (
        Line(size.within(language), picture.within(language), "fit_screen"),
        Line(fill(say.REACH, above=round(glass.reach_mm)).within(language), reach.within(language), "accessible"),
    )


def switch_lines(venue: Venue, closed: frozenset[str], language: str) -> tuple[Line, ...]:
    """Every connector with its floors and whether it is in use; what is out of order first."""
    connectors = sorted(venue.connectors, key=lambda c: c.id not in closed)
    return tuple(_switch_line(connector, venue, connector.id in closed, language) for connector in connectors)


def _switch_line(connector: Connector, venue: Venue, closed: bool, language: str) -> Line:
    state = say.OUT_OF_ORDER if closed else say.IN_USE
    words = fill(say.IS, part=connector_name(connector), state=state)
    return Line(
        words.within(language),
        floors_of(connector, venue).within(language),
        connector_icon(connector.kind),
        "warn" if closed else "",
    )


def connector_name(connector: Connector) -> Text:
    """What its sign says, or what kind of thing it is."""
    return connector.name or by_connector(connector.kind)


def floors_of(connector: Connector, venue: Venue) -> Text:
    """ "1楼到3楼", in the direction it goes."""
    levels = sorted((venue.level(stop.level_id) for stop in connector.stops), key=lambda level: level.ordinal)
    if not levels:
        return EMPTY
    first, last = (levels[-1], levels[0]) if connector.direction == "down" else (levels[0], levels[-1])
    return fill(say.RUNS, from_floor=floor_name(first), to_floor=floor_name(last))


def floors_and_state(connector: Connector, venue: Venue, closed: bool, by_hub: bool = False) -> Text:
    """ "1楼到3楼 · 停用"; ``by_hub``: only the hub can put it back into use."""
    if not closed:
        return floors_of(connector, venue)
    state = say.OUT_BY_HUB if by_hub else say.OUT_OF_ORDER
    return fill(say.RUNS_AND_STATE, floors=floors_of(connector, venue), state=state)


def program_lines(machine: MachineFacts, language: str) -> tuple[Line, ...]:
    """What runs, since when, and what it is made of."""
    running = running_line(machine, language)
    made = Line(say.MADE_OF.within(language), " · ".join(machine.versions), "layers")
    return (Line(running.title, "", "schedule"), made)


def _bare(sentence: Text) -> Text:
    """Without its full stop, so that something can follow."""
    return Text({language: words.rstrip("。.") for language, words in sentence.items()})


def _moment(iso: str) -> str:
    try:
        return datetime.fromisoformat(iso).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return iso[:16]


def _cut(words: str) -> str:
    """One line of a report, short enough for one page of the smallest glass."""
    first, *rest = (words.strip() or "—").splitlines()
    return first[: _LONGEST - 1] + "…" if rest or len(first) > _LONGEST else first
