"""Where to go for a matter right now: first choice, next choice, and when it opens, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.base.texts import EMPTY, Text
from kiosk.matters.hours import Openness, Why
from kiosk.matters.hours_words import say_openness
from kiosk.matters.sentences import fill, join
from kiosk.matters.windows import Service, Window

#: So long one rather waits for a window for everybody than go to one with a condition.
_CONDITION_S = 2 * 3600.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A window that serves the matter, under which condition, and whether it is open now."""

    window: Window
    service: Service
    openness: Openness


@dataclass(frozen=True, slots=True)
class Advice:
    """Where to go. ``choices`` are by priority; ``first`` is the hall's first choice, ``best`` where to go now.

    ``best`` is the one that serves soonest, by priority among equals; a condition, which most visitors do not meet,
    counts as two hours of waiting: before a window for some, one for everybody that opens soon is named.
    ``peers`` are further windows as good as ``best`` (same priority and condition, open as long). ``sentence`` says
    it all in zh and en.
    """

    matter_code: str
    choices: tuple[Choice, ...]
    first: Choice | None
    best: Choice | None
    peers: tuple[Window, ...]
    sentence: Text

    @property
    def is_open(self) -> bool:
        """Whether the matter can be done right now."""
        return self.best is not None and self.best.openness.is_open


def advise(matter_code: str, choices: Iterable[Choice], now: datetime, help_at: Text = EMPTY) -> Advice:
    """Choose among windows that are given in order of preference (each window once: the first service counts)."""
    by_window: dict[str, Choice] = {}
    for choice in choices:
        known = by_window.setdefault(choice.window.number, choice)
        if choice.openness.is_open and not known.openness.is_open:
            by_window[choice.window.number] = choice
    ordered = tuple(by_window.values())
    if not ordered:
        return Advice(matter_code, (), None, None, (), _nobody(help_at))
    first = ordered[0]
    best = min(ordered, key=lambda choice: _wait_s(choice, now))
    peers = tuple(choice.window for choice in ordered if choice is not best and _is_peer(choice, best))
    for_some = next((choice for choice in ordered if choice.openness.is_open), None)
    return Advice(matter_code, ordered, first, best, peers, _say(first, best, peers, for_some, now))


def _wait_s(choice: Choice, now: datetime) -> float:
    """How long until a visitor of whom nothing is known is served there, in seconds; inf when nobody knows."""
    wait = 0.0
    if not choice.openness.is_open:
        opens_at = choice.openness.opens_at
        wait = math.inf if opens_at is None else (opens_at - now).total_seconds()
    return wait + (_CONDITION_S if choice.service.condition else 0.0)


def _is_alike(one: Choice, other: Choice) -> bool:
    return one.service.priority == other.service.priority and one.service.condition == other.service.condition


def _is_peer(choice: Choice, best: Choice) -> bool:
    """As good as the best: what is said of the best's hours holds for it too."""
    mine, its = choice.openness, best.openness
    if not _is_alike(choice, best) or mine.is_open != its.is_open:
        return False
    if not its.is_open:
        return mine.opens_at == its.opens_at
    return mine.until is None or (its.until is not None and mine.until >= its.until)


_GO = Text(zh="请到{window}", en="Please go to {window}")
_GO_IF = Text(zh="请到{window}（{condition}）", en="Please go to {window} ({condition})")
_ONE_PEER = Text(zh="{go}，{numbers}号窗口也可以", en="{go}, or window {numbers}")
_PEERS = Text(zh="{go}，{numbers}号窗口也可以", en="{go}, or windows {numbers}")
_SENTENCE = Text(zh="{words}。", en="{words}.")
_SHUT = Text(zh="{window}{state}。", en="{window}: {state}.")
_FOR_SOME = Text(zh="{window}现在开放（{condition}）。", en="{window} is open now ({condition}).")
_NOBODY = Text(zh="大厅里暂时没有窗口办这件事。", en="No window can do this at the moment.")
_ASK = Text(zh="请问工作人员", en="Please ask the staff")


def _say(first: Choice, best: Choice, peers: Sequence[Window], for_some: Choice | None, now: datetime) -> Text:
    if not best.openness.is_open:
        if for_some is None:
            return _say_shut(best, now)
        other = fill(_FOR_SOME, window=for_some.window.title, condition=for_some.service.condition)
        return join(_say_shut(best, now), other)
    state = say_openness(best.openness, now)
    said = join(_say_go(best, peers), fill(_SENTENCE, words=state) if state else EMPTY)
    # Among windows of equal rank nobody asked for the closed one: it is not worth a sentence, unless a switch closed
    # it today, against what people know and what is written on the board.
    quiet = first.openness.is_open or (_is_alike(first, best) and first.openness.why is not Why.SWITCHED)
    return said if quiet else join(_say_shut(first, now), said)


def _say_shut(choice: Choice, now: datetime) -> Text:
    """A closed window, in words: "Window 11: lunch break, opens again at 13:30."."""
    state = say_openness(choice.openness, now)
    state = Text({language: words[:1].lower() + words[1:] for language, words in state.items()})
    return fill(_SHUT, window=choice.window.title, state=state)


def _say_go(best: Choice, peers: Sequence[Window]) -> Text:
    """The way to go, with its condition: "Please go to Window 14, or windows 15–20."."""
    condition = best.service.condition
    go = fill(_GO_IF if condition else _GO, window=best.window.title, condition=condition)
    if peers:
        numbers = compress(window.number for window in peers)
        said = Text(zh="、".join(numbers), en=", ".join(numbers))
        go = fill(_PEERS if len(peers) > 1 else _ONE_PEER, go=go, numbers=said)
    return fill(_SENTENCE, words=go)


def _nobody(help_at: Text) -> Text:
    return join(_NOBODY, fill(_SENTENCE, words=help_at or _ASK))


def compress(numbers: Iterable[str]) -> tuple[str, ...]:
    """Window numbers with runs of three or more written as one: 15 16 17 20 → "15–17", "20"."""
    runs: list[list[str]] = []
    for number in numbers:
        last = runs[-1][-1] if runs else ""
        if last.isdecimal() and number.isdecimal() and int(number) == int(last) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said: list[str] = []
    for run in runs:
        said.extend([f"{run[0]}–{run[-1]}"] if len(run) > 2 else run)
    return tuple(said)
