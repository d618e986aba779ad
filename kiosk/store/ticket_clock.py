"""What time it truly is: the panel's clock corrected by what the authority last said, and whether it is believed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.base.clock import Clock

#: A clock that was further from the authority's than this before a restart is not believed after it without a word.
_TRUSTED_S = 300.0
#: A moment before the last one heard (but for so many seconds), or so many days after it, is no moment of now.
_BEFORE_S, _AFTER = 120.0, timedelta(days=30)
#: An answer that took longer says too little of when it was given, when there is a better word.
_SLOW_S = 2.0


def boot_id() -> str:
    """This machine's run: monotonic seconds mean something within it only. "" when the machine does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment by the best knowledge. ``sure`` False: the clock was not believed. ``mono``: within ``boot`` only."""

    at: datetime
    sure: bool
    mono: float
    boot: str


@dataclass(frozen=True, slots=True)
class Word:
    """What the authority said: ``said`` (ISO 8601) when this clock showed ``wall`` and ``mono``; ``latest``: the latest
    moment it ever said."""

    said: str
    wall: str
    mono: float
    boot: str
    latest: str


class TicketClock:
    """Within one run of the machine the authority's last word counts on by monotonic seconds, whatever the wall clock
    does. After a restart the wall clock is corrected as before, and believed as long as that can be."""

    def __init__(self, clock: Clock, boot: str | None = None, word: Word | None = None) -> None:
        self._clock, self.boot = clock, boot_id() if boot is None else boot
        self.word = word

    def hear(self, said: datetime, took_s: float = 0.0) -> None:
        """The authority's time, as an answer that took ``took_s`` seconds brought it."""
        now = self._clock.now()
        if took_s > _SLOW_S and self._is_of_this_run():
            return
        said = said + timedelta(seconds=max(0.0, took_s) / 2)
        latest = max(said, self._latest() or said)
        self.word = Word(
            said.isoformat(), now.isoformat(), self._clock.monotonic(), self.boot, latest.astimezone(UTC).isoformat()
        )

    def now(self) -> Moment:
        """This moment, in the hall's zone."""
        wall, mono, word = self._clock.now(), self._clock.monotonic(), self.word
        if word is None:
            return Moment(wall, False, mono, self.boot)
        said = datetime.fromisoformat(word.said)
        if self._is_of_this_run():
            return Moment((said + timedelta(seconds=mono - word.mono)).astimezone(wall.tzinfo), True, mono, self.boot)
        offset = said - datetime.fromisoformat(word.wall)
        at, latest = wall + offset, datetime.fromisoformat(word.latest)
        plausible = latest - timedelta(seconds=_BEFORE_S) <= at <= latest + _AFTER
        return Moment(at, plausible and abs(offset.total_seconds()) <= _TRUSTED_S, mono, self.boot)

    def better(self, moment: Moment) -> Moment:
        """An earlier moment of this run as it is known by now; else as it was."""
        word = self.word
        if word is None or not self._is_of_this_run() or moment.boot != self.boot or not self.boot:
            return moment
        at = datetime.fromisoformat(word.said) + timedelta(seconds=moment.mono - word.mono)
        return replace(moment, at=at.astimezone(moment.at.tzinfo), sure=True)

    def waited_s(self, moment: Moment) -> float:
        """Seconds since a moment; −1 when the machine was restarted in between."""
        if moment.boot != self.boot or not self.boot:
            return -1.0
        return max(0.0, self._clock.monotonic() - moment.mono)

    def written(self) -> str:
        """The authority's last word, to be kept."""
        return json.dumps(asdict(self.word)) if self.word is not None else ""

    def _is_of_this_run(self) -> bool:
        return self.word is not None and bool(self.boot) and self.word.boot == self.boot

    def _latest(self) -> datetime | None:
        return datetime.fromisoformat(self.word.latest) if self.word is not None else None


def word_of(text: str) -> Word | None:
    """What ``written`` wrote; None when it is nothing."""
    try:
        word = Word(**json.loads(text)) if text else None
        if word is not None:
            moments = [datetime.fromisoformat(part) for part in (word.said, word.wall, word.latest)]
            if any(moment.tzinfo is None for moment in moments) or not isinstance(word.mono, (int, float)):
                return None
    except (ValueError, TypeError, RecursionError):
        return None
    return word
