"""Bytes → JSON values: decodes what exporters really write, refuses beforehand what would exhaust the reader."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from kiosk.guidance.archive import LIMITS, Limits, PlanError
from kiosk.guidance.findings import Finding, printable
from kiosk.guidance.rulebook import found

_BLOCK = 1 << 20
_ENCODINGS = (("gb18030", "GB 18030"), ("latin-1", "Latin-1"))


class DocumentError(Exception):
    """A file that is not usable JSON; the text is a half sentence in (zh, en)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def refuse_excess(documents: Iterable[bytes], limits: Limits = LIMITS) -> None:
    """Count brackets and commas before anything is parsed; raises :class:`PlanError` beyond the limits."""
    arrays = objects = values = 0
    for data in documents:
        arrays += data.count(b"[")
        objects += data.count(b"{")
        values += data.count(b",")
    # Every point opens an array and every feature several objects.
    if arrays > limits.points + 4 * limits.features or values > limits.values or objects > 12 * limits.features:
        raise PlanError(
            f"The plan is too big: more than {limits.points} points or {limits.features} features.",
            remedy="Export the indoor plan alone, with simpler outlines.",
        )


def read_document(name: str, data: bytes, limits: Limits = LIMITS) -> tuple[Any, list[Finding]]:
    """The JSON value in ``data``, with a finding when it is not UTF-8; raises :class:`DocumentError`."""
    text, findings = _decoded(name, data)
    # In other encodings a bracket's byte may be half a character.
    if nesting(text.encode("utf-8", "surrogatepass") if findings else data) > limits.nesting:
        raise DocumentError("嵌套层数过多", "is nested too deeply")
    try:
        return json.loads(text), findings
    except RecursionError:
        raise DocumentError("嵌套层数过多", "is nested too deeply") from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        where = (f"（第 {line} 行）", f" (line {line})") if line else ("", "")
        raise DocumentError(f"不是完整的 JSON{where[0]}", f"is not whole JSON{where[1]}") from None


def write_document(value: Any) -> bytes:
    """UTF-8 JSON of what :func:`read_document` gave."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair in a name: only an escape can carry it
        return json.dumps(value, separators=(",", ":")).encode("ascii")


def _decoded(name: str, data: bytes) -> tuple[str, list[Finding]]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _as(name, data, "utf-16", "UTF-16")
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    for encoding, title in _ENCODINGS:
        try:
            return _as(name, data, encoding, title)
        except DocumentError:
            continue
    raise DocumentError("编码无法识别", "has an unknown encoding")


def _as(name: str, data: bytes, encoding: str, title: str) -> tuple[str, list[Finding]]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise DocumentError("编码无法识别", "has an unknown encoding") from None
    shown = printable(name)
    zh, en = f"文件“{shown}”不是 UTF-8，已按 {title} 读取。", f"The file {shown} is not UTF-8; it was read as {title}."
    return text, [found("file-encoding", zh, en)]


def nesting(data: bytes) -> int:
    """How deep the brackets of a JSON text go, brackets inside strings not counted; linear in its size."""
    deepest = depth = 0
    inside, escapes = False, 0
    for start in range(0, len(data), _BLOCK):
        block = np.frombuffer(data, np.uint8, min(_BLOCK, len(data) - start), start)
        quotes, escapes = _unescaped_quotes(block, escapes)
        in_string = (np.cumsum(quotes) + int(inside)) & 1
        inside = bool(in_string[-1])
        steps = np.where((block == 0x5B) | (block == 0x7B), 1, 0) - np.where((block == 0x5D) | (block == 0x7D), 1, 0)
        depths = np.cumsum(np.where(in_string == 0, steps, 0)) + depth
        deepest, depth = max(deepest, int(depths.max())), int(depths[-1])
    return deepest


def _unescaped_quotes(block: np.ndarray[Any, np.dtype[np.uint8]], escapes: int) -> tuple[Any, int]:
    """Where a string begins or ends, and the backslashes that stand at the block's end."""
    place = np.arange(len(block))
    other = np.where(block != 0x5C, place, -1 - escapes)
    last_other = np.maximum.accumulate(other)
    run_before = np.empty(len(block), dtype=np.int64)
    run_before[0] = escapes
    run_before[1:] = place[:-1] - last_other[:-1]
    quotes = (block == 0x22) & (run_before % 2 == 0)
    return quotes, int(place[-1] - last_other[-1])
