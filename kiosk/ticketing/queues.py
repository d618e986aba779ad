"""A queue (业务队列): a group of matters that share numbers and windows, and the rules of a hall's desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from kiosk.base.texts import Text


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue. ``prefix``: one or two capital letters, unique in the hall. ``windows``: numbers of the windows that
    serve it. ``matters``: codes of the matters that wait in it. ``quota_am``/``quota_pm``: most tickets per half-day
    (0: no bound). ``minutes``: how long one visit takes before there is any history. ``hours_id``: a week of the hours
    table ("": the hall's). ``first_number``: where its counter begins each day.
    """

    code: str
    prefix: str
    name: Text
    windows: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()
    hours_id: str = ""
    quota_am: int = 0
    quota_pm: int = 0
    minutes: float = 8.0
    first_number: int = 1


@dataclass(frozen=True, slots=True)
class DeskRules:
    """The rules of one hall's desk; ``[desk]`` of hall.toml. Every value has the default of facts/hall.md §4.3.

    ``weights``: waiting minutes count so much per kind; GREEN is always first. ``overtakes``: no ticket is overtaken
    more often in all. ``calls``/``call_gap_s``: so many calls, so far apart, then it is missed. ``resume_behind``,
    ``resumes``: back in line after so many others, so many times. ``early``/``late``: minutes around an appointment in
    which it can be checked in. ``confirm_s``: an unconfirmed ticket can be called after so many seconds.
    ``last_take``: minutes before closing after which no numbers are given. ``noon``: where the half-days meet.
    """

    weights: Mapping[str, float] = field(
        default_factory=lambda: {"ordinary": 1.0, "appointment": 1.5, "priority": 2.0, "green": 1000.0}
    )
    overtakes: int = 3
    calls: int = 3
    call_gap_s: int = 20
    resume_behind: int = 3
    resumes: int = 2
    early: int = 30
    late: int = 15
    appointment_share: int = 3  # at most one call in so many is an appointment while others wait
    confirm_s: int = 30
    last_take: int = 0
    noon: time = time(12, 0)
    digits: int = 3
    transfer_keeps_place: bool = True
    review_s: int = 60
