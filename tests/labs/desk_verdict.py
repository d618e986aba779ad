"""What came of a run of the desk's lab: the papers in the hall against what the hub and the panels wrote down."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from labs.desk_world import events

#: Everything the hub knows of the day's tickets, as plain values.
READ = """
from kiosk.hub.desk.models import Call, Counter, TicketEvent, TicketRow, VoidNumber
def plain(rows):
    return [{k: (v.isoformat() if hasattr(v, "isoformat") else v) for k, v in row.items()} for row in rows]
answer = {
    "tickets": plain(TicketRow.objects.values("id", "label", "queue", "origin", "day", "series", "number", "state",
                                              "voided", "missed", "resumed", "arrived", "source")),
    "voids": plain(VoidNumber.objects.values("queue", "day", "series", "number", "label", "ticket_id", "why")),
    "calls": plain(Call.objects.filter(serial__isnull=False).order_by("serial")
                   .values("id", "serial", "ticket_id", "label", "window", "again", "taken_back")),
    "counters": plain(Counter.objects.values("queue", "day", "last")),
    "events": plain(TicketEvent.objects.order_by("id").values("ticket_id", "act", "facts")),
}
"""


@dataclass
class Verdict:
    """Figures that must be 0, figures that are only told, and what stands behind the first."""

    zero: dict[str, int] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    why: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not any(self.zero.values())

    def must(self, name: str, found: list[str]) -> None:
        self.zero[name] = len(found)
        self.why += [f"{name}: {one}" for one in found[:6]]


def judge(world: Path, hub: Mapping[str, Any]) -> Verdict:
    """``hub``: what READ answered. Raises nothing: everything wrong is in the verdict."""
    verdict = Verdict()
    happened = sorted(events(world), key=lambda one: one["t"])
    of: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for one in happened:
        of[one["event"]].append(one)
    rows = {row["id"]: row for row in hub["tickets"]}
    held = {one["id"]: one for one in (*of["paper"], *of["photo"])}
    back = {one["id"] for one in (*of["back"],)}
    _papers(verdict, of, held, back, rows)
    _called(verdict, of, held, back, rows, hub)
    _numbers(verdict, hub)
    _order(verdict, of, rows)
    _screens(verdict, of, hub)
    books = {one["who"]: one for one in of["book"]}
    verdict.must("untold", [f"{who}: {one['untold']}" for who, one in books.items() if one["untold"]])
    verdict.must("parked", [f"{who}: {one['parked']}" for who, one in books.items() if one["parked"]])
    took = sorted(one["took"] for one in of["number"])
    verdict.told |= {
        "printed": len(of["paper"]),
        "of own series": sum(bool(one["own"]) for one in of["paper"]),
        "photographed": len(of["photo"]),
        "refused": len(of["refused"]),
        "calls": len(hub["calls"]),
        "number p50/max s": f"{took[len(took) // 2]}/{took[-1]}" if took else "-",
    }
    return verdict


def _papers(
    verdict: Verdict,
    of: Mapping[str, list[Mapping[str, Any]]],
    held: Mapping[str, Mapping[str, Any]],
    back: set[str],
    rows: Mapping[str, Mapping[str, Any]],
) -> None:
    labels = Counter((rows[id_]["day"], one["label"]) for id_, one in held.items() if id_ in rows)
    verdict.must("duplicates", [f"{day} {label} ×{n}" for (day, label), n in labels.items() if n > 1])
    twice = Counter(one["id"] for one in of["paper"])
    verdict.zero["duplicates"] += sum(n > 1 for n in twice.values())
    gone = []
    for id_, one in held.items():
        row = rows.get(id_)
        if row is None:
            gone.append(f"{one['who']} {one['label']} is not at the hub")
        elif row["state"] == "void" and row["voided"] not in ("day-over", "gave-up") and id_ not in back:
            gone.append(f"{one['who']} {one['label']} is void: {row['voided']}")
    verdict.must("lost", gone)
    other = [
        f"{one['label']} is {rows[i]['label']}"
        for i, one in held.items()
        if i in rows and rows[i]["label"] != one["label"]
    ]
    verdict.must("mislabelled", other)


def _called(
    verdict: Verdict,
    of: Mapping[str, list[Mapping[str, Any]]],
    held: Mapping[str, Mapping[str, Any]],
    back: set[str],
    rows: Mapping[str, Mapping[str, Any]],
    hub: Mapping[str, Any],
) -> None:
    calls: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for call in hub["calls"]:
        if call["ticket_id"] and call["label"] == rows.get(call["ticket_id"], {}).get("label"):
            calls[call["ticket_id"]].append(call)
    wanted = {i: one for i, one in held.items() if i not in back and i in rows and rows[i]["voided"] != "day-over"}
    verdict.must("never called", [f"{one['label']} {rows[i]['state']}" for i, one in wanted.items() if not calls[i]])
    returns = Counter(e["ticket_id"] for e in hub["events"] if e["act"] in ("returned", "relabelled", "resumed"))
    twice = []
    for id_, made in calls.items():
        first = [call for call in made if not call["again"] and not call["taken_back"]]
        if len(first) > 1 + returns[id_]:
            twice.append(f"{rows[id_]['label']} ×{len(first)} ({returns[id_]} returns)")
    verdict.must("called twice", twice)
    # Whether paper came out of a machine that was killed meanwhile nobody can know: such a number counts.
    maybe = {one["id"] for one in of["print"]}
    ghosts = [i for i in rows if calls[i] and i not in held and i not in maybe]
    phantom = {e["ticket_id"] for e in hub["events"] if e["act"] == "relabelled" and e["facts"].get("was") != "issued"}
    verdict.must("ghost", [f"{rows[i]['label']} {rows[i]['state']} {rows[i]['source'][:6]}" for i in ghosts])
    verdict.told["phantom calls"] = sum(
        bool(call["ticket_id"]) and call["label"] != rows.get(call["ticket_id"], {}).get("label")
        for call in hub["calls"]
    )
    verdict.told["relabelled"] = len(phantom)
    verdict.told["not knowable"] = sum(i in maybe and i not in held and bool(calls[i]) for i in rows)
    answers: dict[str, set[str]] = defaultdict(set)
    for call in hub["calls"]:
        answers[call["id"]].add(str(call["ticket_id"]))
    verdict.must("call of two tickets", [id_ for id_, tickets in answers.items() if len(tickets) > 1])


def _numbers(verdict: Verdict, hub: Mapping[str, Any]) -> None:
    known: dict[tuple[str, str, str], Counter[int]] = defaultdict(Counter)
    for row in hub["tickets"]:
        known[row["origin"] or row["queue"], row["day"], row["series"]][row["number"]] += 1
    for void in hub["voids"]:
        known[void["queue"], void["day"], void["series"]][void["number"]] += 1
    for counter in hub["counters"]:
        known.setdefault((counter["queue"], counter["day"], ""), Counter())
    lasts = {(counter["queue"], counter["day"]): counter["last"] for counter in hub["counters"]}
    missing = []
    for (queue, day, series), numbers in known.items():
        top = max([*numbers, 0 if series else lasts.get((queue, day), 0)])
        missing += [f"{queue} {day} {series}{n}: {numbers[n]}" for n in range(1, top + 1) if numbers[n] != 1]
    verdict.must("unaccounted", missing)


def _order(verdict: Verdict, of: Mapping[str, list[Mapping[str, Any]]], rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Invariant 8: printed before the other was asked for, both by the hub → the smaller number."""
    by: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for one in of["paper"]:
        row = rows.get(one["id"])
        if row is not None and not row["series"]:
            by[row["origin"] or row["queue"], row["day"]].append({**one, "number": row["number"]})
    wrong = []
    for papers in by.values():
        for later in papers:
            before = [p for p in papers if p["t"] < later["asked"] and p["number"] > later["number"]]
            wrong += [f"{p['label']} before {later['label']}" for p in before]
    verdict.must("out of order", wrong)


def _screens(verdict: Verdict, of: Mapping[str, list[Mapping[str, Any]]], hub: Mapping[str, Any]) -> None:
    newest = max((call["serial"] for call in hub["calls"]), default=0)
    serials = [call["serial"] for call in hub["calls"]]
    verdict.must("serials with gaps", [] if serials == list(range(1, newest + 1)) else [f"{len(serials)} of {newest}"])
    last: dict[str, int] = {}
    skipped = []
    for one in of["shown"]:
        for serial in one["serials"]:
            if not one["first"] and last.get(one["who"]) and serial > last[one["who"]] + 1:
                skipped.append(f"{one['who']}: {last[one['who']]} → {serial}")
            last[one["who"]] = max(last.get(one["who"], 0), serial)
    verdict.must("missed by a screen that listened", skipped)
