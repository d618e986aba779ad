"""Two people's work put together: the browser's own module, run by node where there is one."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import kiosk.hub.plans

CODE = Path(kiosk.hub.plans.__file__).parent / "static" / "plans"
_RUN = """
import { merge } from "%s";
let text = "";
for await (const part of process.stdin) text += part;
const { base, mine, theirs } = JSON.parse(text);
const map = (items) => new Map(items.map((item) => [item.id, item]));
const { merged, conflicts } = merge(map(base), map(mine), map(theirs));
console.log(JSON.stringify({ merged: [...merged.values()], conflicts }));
"""


def merge(base: list[Any], mine: list[Any], theirs: list[Any]) -> tuple[dict[str, Any], list[Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node here to run the browser's modules")
    module = (CODE / "same.js").as_uri()
    done = subprocess.run(
        [node, "--experimental-default-type=module", "--input-type=module", "-e", _RUN % module],
        input=json.dumps({"base": base, "mine": mine, "theirs": theirs}),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    return {item["id"]: item for item in answer["merged"]}, answer["conflicts"]


def unit(identity: str, **facts: Any) -> dict[str, Any]:
    return {"id": identity, "kind": "unit", "level": "L", "name": {"zh": "房间"}, "shape": [0], **facts}


LEVEL = {"id": "L", "kind": "level", "name": {}}


def test_what_each_added_and_deleted_is_taken() -> None:
    base = [LEVEL, unit("a"), unit("b"), unit("c")]
    merged, conflicts = merge(base, [LEVEL, unit("a"), unit("c"), unit("m")], [LEVEL, unit("b"), unit("c"), unit("t")])
    assert set(merged) == {"L", "c", "m", "t"}
    assert conflicts == []


def test_different_properties_of_one_thing_are_put_together() -> None:
    base = [LEVEL, unit("a")]
    mine = [LEVEL, unit("a", shape=[1], name={"zh": "房间", "en": "Mine"})]
    theirs = [LEVEL, unit("a", category="office", name={"zh": "办公室"})]
    merged, conflicts = merge(base, mine, theirs)
    assert merged["a"] == unit("a", shape=[1], category="office", name={"zh": "办公室", "en": "Mine"})
    assert conflicts == []


def test_the_same_property_changed_twice_is_told_and_mine_stays() -> None:
    merged, conflicts = merge([LEVEL, unit("a")], [LEVEL, unit("a", shape=[1])], [LEVEL, unit("a", shape=[2])])
    assert merged["a"]["shape"] == [1]
    assert [(c["id"], c["keys"], c["theirs"]["shape"]) for c in conflicts] == [("a", ["shape"], [2])]


def test_what_one_deleted_and_the_other_changed_is_kept_and_told() -> None:
    merged, conflicts = merge([LEVEL, unit("a")], [LEVEL], [LEVEL, unit("a", shape=[2])])
    assert merged["a"]["shape"] == [2]
    assert conflicts[0]["mine"] is None


def test_a_room_drawn_on_a_floor_that_the_other_deleted_keeps_its_floor() -> None:
    other = {"id": "M", "kind": "level", "name": {}}
    merged, _ = merge([LEVEL, other], [LEVEL, other, unit("a")], [other])
    assert {"L", "a"} <= set(merged)
