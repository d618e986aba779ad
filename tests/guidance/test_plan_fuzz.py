"""Whatever is done to a plan, only findings or one sentence come out."""

from __future__ import annotations

import copy
import json
import math
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from guidance.small_plan import Documents, as_bytes, lonlat, small_plan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.guidance.check import check
from kiosk.guidance.extension import read_extension
from kiosk.guidance.findings import Finding
from kiosk.guidance.imdf import Plan, PlanError, read_plan, write_plan

PLAN = small_plan()
FUZZ = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))

_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([10**30, -(10**400), 1e308, math.nan, math.inf, -0.0]),
    st.text(max_size=5),
    st.sampled_from(["\ud800", "\x00", "stairs", "elevator", "walkway", "directed", "Polygon", "zh", lonlat(1, 1)]),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def places_in(value: Any, path: tuple = ()) -> list[tuple]:
    """The path of every value inside a JSON document."""
    paths = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            paths += places_in(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            paths += places_in(inner, (*path, index))
    return paths


PLACES = {name: places_in(document) for name, document in PLAN.items()}


@st.composite
def mutated_plans(draw) -> Documents:
    """The small plan with one to six values dropped, doubled, moved or replaced."""
    documents = copy.deepcopy(PLAN)
    for _ in range(draw(st.integers(1, 6))):
        name = draw(st.sampled_from(sorted(documents)))
        path = draw(st.sampled_from(PLACES[name]))
        mutate(documents[name], path, draw(st.sampled_from(["drop", "replace", "double", "swap"])), draw(_VALUES))
    return documents


def mutate(document: Any, path: tuple, act: str, value: Any) -> None:
    holder = document
    for key in path[:-1]:
        try:
            holder = holder[key]
        except (KeyError, IndexError, TypeError):
            return
    key = path[-1]
    try:
        if act == "drop":
            del holder[key]
        elif act == "double" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif act == "swap" and isinstance(holder, list):
            holder[key], holder[0] = holder[0], holder[key]
        else:
            holder[key] = value
    except (KeyError, IndexError, TypeError):
        return


def read(files: dict[str, bytes]) -> Plan | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
        return read_path(path)


def read_path(path: Path) -> Plan | None:
    try:
        return read_plan(path)
    except PlanError as refusal:
        sentence = refusal.sentence()
    assert sentence
    assert "\n" not in sentence
    return None


def sound(findings: list[Finding], plan: Plan) -> None:
    levels = {level.id for level in plan.venue.levels}
    for finding in findings:
        assert {"zh", "en"} <= set(finding.text)
        assert {"zh", "en"} <= set(finding.remedy)
        assert finding.level_id is None or finding.level_id in levels
        assert finding.at is None or all(map(math.isfinite, finding.at))
        assert finding.rule != "rule-not-finished"
        json.dumps(dict(finding.text), ensure_ascii=False).encode("utf-8")


@given(documents=mutated_plans())
@FUZZ
def test_a_mutated_plan_gives_findings_or_a_sentence(documents: Documents) -> None:
    plan = read({name: as_bytes(document) for name, document in documents.items()})
    if plan is None:
        return
    for thing in (*plan.venue.units, *plan.venue.fixtures):
        assert thing.area.is_valid
        assert thing.level_id in {level.id for level in plan.venue.levels}
    sound(check(plan), plan)


@given(documents=mutated_plans(), target=st.sampled_from(["copy", "copy.zip"]))
@settings(FUZZ, max_examples=20)
def test_a_mutated_plan_is_written_as_it_was_read(documents: Documents, target: str) -> None:
    plan = read({name: as_bytes(document) for name, document in documents.items()})
    if plan is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        write_plan(plan, Path(folder) / target)
        again = read_plan(Path(folder) / target)
    assert repr(again.documents) == repr(plan.documents)  # NaN is not equal to itself, but is written the same
    assert again.other_files == plan.other_files


@given(before=mutated_plans())
@settings(FUZZ, max_examples=15)
def test_any_readable_plan_can_be_the_previous_one(before: Documents) -> None:
    now = read({name: as_bytes(document) for name, document in PLAN.items()})
    previous = read({name: as_bytes(document) for name, document in before.items()})
    assert now is not None
    sound(check(now, previous), now)


_FILES = st.sampled_from(sorted(PLAN))


@given(name=_FILES, data=st.binary(max_size=200), at=st.floats(0, 1), keep=st.booleans())
@FUZZ
def test_random_bytes_inside_a_file(name: str, data: bytes, at: float, keep: bool) -> None:
    files = {each: as_bytes(document) for each, document in PLAN.items()}
    cut = int(at * len(files[name]))
    files[name] = files[name][:cut] + data + (files[name][cut:] if keep else b"")
    read(files)


@given(data=st.data())
@FUZZ
def test_random_bytes_inside_the_zip(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, document in PLAN.items():
                archive.writestr(name, as_bytes(document))
        packed = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(1, 8))):
            packed[data.draw(st.integers(0, len(packed) - 1))] = data.draw(st.integers(0, 255))
        # the directory at the end is where most harm can be done
        directory = packed.rfind(b"PK\x01\x02")
        for _ in range(data.draw(st.integers(0, 4))):
            packed[data.draw(st.integers(max(directory, 0), len(packed) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(packed)
        read_path(path)


@given(document=_VALUES | st.fixed_dictionaries({}, optional=dict.fromkeys(PLAN["hall-extension.json"], _VALUES)))
@FUZZ
def test_any_extension(document: Any) -> None:
    extension, findings = read_extension(document)
    assert all(finding.rule == "extension-wrong" for finding in findings)
    assert all(0 <= (panel.bearing_deg or 0) < 360 for panel in extension.panels.values())
