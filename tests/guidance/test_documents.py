"""Bytes become JSON values or a plain refusal, whatever the encoding; depth and number are bounded before parsing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.guidance.archive import Limits, PlanError
from kiosk.guidance.documents import DocumentError, nesting, read_document, refuse_excess, write_document

NAME = {"zh": "11号窗口“出入境”", "en": "Window 11"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_that_exporters_write(encoding: str) -> None:
    value, findings = read_document("unit.geojson", json.dumps(NAME, ensure_ascii=False).encode(encoding))
    assert value == NAME
    assert [f.rule for f in findings] == ([] if encoding.startswith("utf-8") else ["file-encoding"])


@pytest.mark.parametrize("data", [b"", b"{", b'{"a": [1, 2', b"\x00\xff\xfe", b"[1,]", b"9" * 5000, b"\xff\xfe["])
def test_what_is_not_json_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError):
        read_document("x.geojson", data)


@pytest.mark.parametrize("depth", [50, 5_000, 200_000])
def test_deep_nesting_is_refused_before_parsing(depth: int) -> None:
    with pytest.raises(DocumentError, match="deeply"):
        read_document("x.geojson", b"[" * depth + b"]" * depth)


def test_a_million_points_are_refused_before_parsing() -> None:
    data = b"[" + b"[1,2]," * 1_000_000 + b"[1,2]]"
    with pytest.raises(PlanError, match="too big"):
        refuse_excess([data])
    with pytest.raises(PlanError, match="too big"):
        refuse_excess([b"[" + b"0," * 7_000_000 + b"0]"])
    refuse_excess([b"[1]"] * 100, Limits(points=200))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('"\\[]{}a', max_size=6), inner, max_size=4),
    max_leaves=25,
)


def depth_of(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth_of, value.values()), default=0)
    return 1 + max(map(depth_of, value), default=0) if isinstance(value, list) else 0


@given(value=_JSON)
@settings(max_examples=60, deadline=None)
def test_nesting_is_counted_outside_of_strings(value: object) -> None:
    assert nesting(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) == depth_of(value)


def test_nesting_across_blocks() -> None:
    text = json.dumps({"a": ["x" * (1 << 20) + '\\"[[[' * 1000, [[1]]]})
    assert nesting(text.encode()) == 4


@given(value=_JSON)
@settings(max_examples=40, deadline=None)
def test_writing_is_the_reverse_of_reading(value: object) -> None:
    assert read_document("x.json", write_document(value), Limits(nesting=10_000))[0] == value
