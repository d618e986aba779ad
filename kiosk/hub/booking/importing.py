"""A file of appointments, line by line: what is taken, what is not, where exactly, and what to do about it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from kiosk.base.texts import Text
from kiosk.hub.booking.headings import BOOKED, CANCELLED, HEADINGS, MOMENT
from kiosk.hub.booking.sheet import columns_of
from kiosk.hub.booking.telling import take
from kiosk.hub.desk.appointments import AHEAD, CODE, Booked
from kiosk.hub.desk.models import Appointment
from kiosk.hub.desk.published import Published
from kiosk.hub.project.confined import RefusedError, confined
from kiosk.sync.messages import moment
from kiosk.ticketing.tickets import TicketError

#: Bytes of one file.
FILE_LIMIT = 4 << 20
COLUMN_WORDS = {
    "code": Text(zh="预约码", en="code"),
    "at": Text(zh="预约时间", en="time"),
    "queue": Text(zh="队列", en="queue"),
    "matters": Text(zh="事项", en="matters"),
    "state": Text(zh="状态", en="state"),
    "phone": Text(zh="手机号", en="phone"),
}
_SPLIT = re.compile(r"[|、;；]+")

_HEAD = Text(
    zh="第一行要写清各列的名字：至少有“预约码”和“预约时间”（或“预约日期”和“时间”两列）。",
    en="The first line names the columns: at least “code” and “at” (or “date” and “time”).",
)
_EMPTY = Text(zh="文件里没有内容。", en="The file is empty.")
_TOO_BIG = Text(
    zh="文件太大，请分成几个文件（每个不超过 4 MB）。", en="The file is too big; make several, 4 MB each at most."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something about a line. ``refused``: the line was not taken; else it was, without this."""

    line: int
    column: str
    what: Text
    remedy: Text
    refused: bool = True


@dataclass(slots=True)
class Report:
    """What came of a file. ``taken``: (code, appointment) in the file's order, for printing; codes are kept nowhere."""

    made: int = 0
    moved: int = 0
    cancelled: int = 0
    same: int = 0
    with_phone: int = 0
    faults: list[Fault] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    taken: list[tuple[str, Appointment]] = field(default_factory=list, repr=False)

    @property
    def refused(self) -> list[Fault]:
        return [one for one in self.faults if one.refused]

    @property
    def noted(self) -> list[Fault]:
        return [one for one in self.faults if not one.refused]

    @property
    def accepted(self) -> int:
        return self.made + self.moved + self.cancelled + self.same


def bring(hall: Published, data: bytes, now: datetime) -> Report:
    """Take a file; lines that cannot be taken are reported, all others are kept. ConfinedError: it is no such file.

    TicketError: storage, no-release (lines before it are kept; the same file again goes on).
    """
    if len(data) > FILE_LIMIT:
        raise RefusedError(_TOO_BIG)
    rows = json.loads(confined("kiosk.hub.booking.sheet:lines", data, seconds=30, result_megabytes=32))
    if not rows:
        raise RefusedError(_EMPTY)
    head = rows[0][1]
    columns = columns_of(head, HEADINGS)
    if "at" not in columns and "date" not in columns and "time" in columns:
        columns["at"] = columns.pop("time")
    if "code" not in columns or not {"at", "date"} & set(columns):
        raise RefusedError(_HEAD)
    report = Report(unread=[words for place, words in enumerate(head) if words and place not in columns.values()])
    seen: dict[str, tuple[int, list[str]]] = {}
    known = (hall, names_of(hall) if "matters" in columns else {})
    for line, cells in rows[1:]:
        given = {name: cells[place] if place < len(cells) else "" for name, place in columns.items()}
        _line(known, report, line, given, seen, now)
    return report


def names_of(hall: Published) -> dict[str, str]:
    """What a file may call a matter → its code; only matters that have a queue."""
    found: dict[str, str] = {}
    for code in hall.by_matter:
        try:
            matter = hall.catalogue.matter(code)
        except LookupError:  # a queue names it, the catalogue does not have it
            continue
        for words in (*matter.name.values(), *(matter.short_name or {}).values()):
            found.setdefault(words, code)
    return found


def _line(
    known: tuple[Published, Mapping[str, str]],
    report: Report,
    line: int,
    given: dict[str, str],
    seen: dict[str, tuple[int, list[str]]],
    now: datetime,
) -> None:
    hall, names = known
    try:
        told = _told(hall, names, given, now)
        _once(told, line, given, seen)
        taken = take(hall.hall_id, told, now)
    except _NoError as fault:
        report.faults.append(Fault(line, fault.column, fault.what, fault.remedy))
        return
    except TicketError as fault:
        if fault.word in ("storage", "no-release"):
            raise
        report.faults.append(Fault(line, _COLUMN_OF.get(fault.word, "code"), fault.text, _remedy(fault.word)))
        return
    setattr(report, taken.act, getattr(report, taken.act) + 1)
    report.taken.append((told.code, taken.appointment))
    report.with_phone += taken.sms == "kept"
    if taken.why is not None:
        remedy = _PHONE_ABSENT if taken.sms == "absent" else _PHONE
        report.faults.append(Fault(line, "phone", taken.why, remedy, refused=False))


class _NoError(Exception):
    """A line that cannot be taken."""

    def __init__(self, column: str, what: Text, remedy: Text) -> None:
        self.column, self.what, self.remedy = column, what, remedy
        super().__init__(column)


_COLUMN_OF = {"queue": "queue", "used": "code", "other-body": "code"}
_PHONE = Text(
    zh="预约已收下。改好手机号再导入一次，就会发短信。", en="It was taken. Correct the number and import again."
)
_PHONE_ABSENT = Text(
    zh="预约已收下。要发短信，请系统管理员先配置短信。",
    en="It was taken. Messages need to be set up by the system's administrator first.",
)


def _remedy(word: str) -> Text:
    if word == "used":
        return Text(
            zh="不用处理；要改时间请让办事人重新预约。", en="Nothing to do; another time needs another appointment."
        )
    return Text(zh="请换一个预约码。", en="Give it another code.")


def _told(hall: Published, names: Mapping[str, str], given: dict[str, str], now: datetime) -> Booked:
    code = given["code"].strip()
    if not code:
        raise _NoError("code", Text(zh="没有预约码。", en="There is no code."), Text(zh="请填上。", en="Give one."))
    if len(code) > CODE:
        long = Text(zh=f"预约码超过 {CODE} 个字符。", en=f"The code has more than {CODE} characters.")
        raise _NoError("code", long, Text(zh="请缩短。", en="Make it shorter."))
    state = unicodedata.normalize("NFKC", given.get("state", "")).strip().casefold()
    if state not in BOOKED | CANCELLED:
        what = Text(zh=f"看不懂状态“{state[:20]}”。", en=f"“{state[:20]}” is no state.")
        raise _NoError(
            "state", what, Text(zh="请写“预约”或“取消”，或者留空。", en="Write booked or cancelled, or nothing.")
        )
    queue, matters = _wanted(hall, names, given)
    at = _at(hall, given, now)
    booked = "cancelled" if state in CANCELLED else "booked"
    return Booked(code, at.isoformat(), queue, matters, booked, given.get("phone", "").strip()[:40])


def _wanted(hall: Published, names: Mapping[str, str], given: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Queue and matters, by code or by name."""
    words = given.get("queue", "").strip()
    queue = next((q.code for q in hall.queues if words and words in (q.code, q.prefix, *q.name.values())), "")
    if words and not queue:
        there = "、".join(one.name.within("zh-CN") for one in hall.queues[:6])
        remedy = Text(zh=f"本大厅的队列有：{there}。", en=f"The queues of this hall: {there}.")
        raise _NoError("queue", Text(zh=f"没有队列“{words[:30]}”。", en=f"There is no queue “{words[:30]}”."), remedy)
    wanted = [part.strip() for part in _SPLIT.split(given.get("matters", "")) if part.strip()]
    if len(wanted) > 12:
        raise _NoError(
            "matters", Text(zh="事项太多。", en="Too many matters."), Text(zh="最多 12 个。", en="At most 12.")
        )
    matters = tuple(_matter(hall, names, one, bool(queue)) for one in wanted)
    if not queue and not matters:
        what = Text(zh="没有写队列，也没有写事项。", en="It names neither a queue nor a matter.")
        raise _NoError(
            "queue", what, Text(zh="写上其中一个，才知道排哪一队。", en="Name one of them, so that it has a line.")
        )
    return queue, tuple(one for one in matters if one)


def _matter(hall: Published, names: Mapping[str, str], words: str, has_queue: bool) -> str:
    """The code of a matter that has a queue; "" for an unknown one when the queue is known anyway."""
    if words in hall.by_matter:
        return words
    if words in names or has_queue:
        return names.get(words, "")
    what = Text(
        zh=f"没有事项“{words[:30]}”，或者它没有排队的窗口。", en=f"There is no matter “{words[:30]}” with a queue."
    )
    raise _NoError(
        "matters",
        what,
        Text(zh="请写事项编码或完整名称，或者写队列。", en="Give its code or full name, or a queue."),
    )


def _at(hall: Published, given: dict[str, str], now: datetime) -> datetime:
    words = given.get("at", "")
    if "at" not in given:  # a workbook's day is a moment: midnight
        words = f"{given['date'].removesuffix(' 00:00')} {given.get('time', '')}"
    at = read_at(words, hall)
    if at is None:
        what = Text(zh=f"看不懂时间“{words.strip()[:30]}”。", en=f"“{words.strip()[:30]}” is no time.")
        raise _NoError("at", what, Text(zh="请写成 2026-11-23 09:30。", en="Write it as 2026-11-23 09:30."))
    if at < now - timedelta(days=1):
        past = Text(zh=f"{at:%Y-%m-%d %H:%M} 已经过去。", en=f"{at:%Y-%m-%d %H:%M} is over.")
        raise _NoError("at", past, Text(zh="过去的预约不用导入。", en="What is over need not be imported."))
    if at > now + AHEAD:
        far = Text(zh=f"{at:%Y-%m-%d} 太远。", en=f"{at:%Y-%m-%d} is too far ahead.")
        raise _NoError("at", far, Text(zh="最多提前 180 天，请检查年份。", en="At most 180 days ahead: see the year."))
    return at


def read_at(words: str, hall: Published) -> datetime | None:
    """A moment as people and programs write it, by the hall's clock; a span ("9:00-9:30") begins when it begins."""
    plain = unicodedata.normalize("NFKC", words).strip()
    if (known := moment(plain)) is not None:
        return known
    found = MOMENT.fullmatch(plain)
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime.combine(date(year, month, day), time(hour, minute), tzinfo=hall.zone)
    except ValueError:
        return None


def _once(told: Booked, line: int, given: dict[str, str], seen: dict[str, tuple[int, list[str]]]) -> None:
    facts = [told.at, told.queue, *told.matters, told.state]
    first, before = seen.setdefault(told.code, (line, facts))
    if before != facts:
        what = Text(
            zh=f"预约码与第 {first} 行相同，内容却不同。",
            en=f"It has the code of line {first} and says something else.",
        )
        raise _NoError("code", what, Text(zh="每个预约用自己的预约码。", en="Give each appointment a code of its own."))
