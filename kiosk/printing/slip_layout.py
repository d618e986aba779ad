"""How a slip is laid out: its facts become blocks in millimetres, for a 58 or an 80 mm roll, in one language.

Sizes: the number as large as the roll allows; what must be read at arm's length (0.6 m) in characters of 4 mm and more
(a visual angle of 23 arc minutes), remarks in 3.4 mm. What may be long comes last, the number and the wait come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import segno

from kiosk.base.texts import EMPTY, Text
from kiosk.printing import slip_words as say
from kiosk.printing.blocks import Block, Code, Fact, Facts, Heading, Map, Note, Rule, Words
from kiosk.printing.paper import Paper
from kiosk.printing.slips import Slip, SlipMaterial

_BODY_MM, _SMALL_MM, _NAME_MM, _VALUE_MM = 4.25, 3.4, 5.0, 6.0
#: A number stays in one line with a short word after it: "9 m", "20 min".
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[^\W\d]{1,7}(?:\W|$))")
_STAMP_MM = 3.0
#: Latin letters are wider than they need be for their height: a little smaller they are read as well, in fewer lines.
_LATIN_SHARE = 0.88
_CODE_MM = {58: 44.0, 80: 34.0}
_NUMBER_MM = {58: 21.0, 80: 29.0}
_MAP_MM = {58: 38.0, 80: 48.0}
_MOST_CODE_BYTES = 600  # beyond this the modules become too small for old phones


def layout(slip: Slip, paper: Paper) -> tuple[Block, ...]:
    """The blocks of ``slip`` from the top down. ValueError when the text of its code is longer than 600 bytes."""
    share = 1.0 if slip.language.startswith("zh") else _LATIN_SHARE
    return tuple(_scaled(block, share) for block in _blocks(slip, paper))


def _scaled(block: Block, share: float) -> Block:
    """The same block with smaller words; the number and what is drawn keep their size."""
    if isinstance(block, Words) and not block.fit:
        return replace(block, size_mm=block.size_mm * share, added_mm=block.added_mm * share)
    if isinstance(block, Heading | Note):
        return replace(block, size_mm=block.size_mm * share)
    if isinstance(block, Facts):
        return replace(block, label_mm=block.label_mm * share, value_mm=block.value_mm * share)
    if isinstance(block, Map):
        return replace(block, name_mm=block.name_mm * share)
    if isinstance(block, Code):
        return replace(block, words=tuple(replace(words, size_mm=words.size_mm * share) for words in block.words))
    return block


def _blocks(slip: Slip, paper: Paper) -> Iterator[Block]:
    yield from _head(slip, paper)
    yield from _facts(slip)
    if slip.said:
        yield Note(_in(slip, slip.said), _BODY_MM)
    if slip.code:
        yield _code(slip, paper)
    yield from _route(slip, paper)
    yield from _materials(slip)
    yield Rule(above_mm=4.0, dashed=True)
    yield Words(_in(slip, slip.footer or say.KEEP), _SMALL_MM, above_mm=2.0)
    taken = f"{slip.taken:%Y-%m-%d %H:%M}"
    yield Words(f"{_in(slip, say.TAKEN)} {taken} · {slip.label}", _STAMP_MM, above_mm=1.5)


def _head(slip: Slip, paper: Paper) -> Iterator[Block]:
    yield Words(_in(slip, slip.hall), _BODY_MM, centred=True, above_mm=0.0)
    yield Rule(thick_mm=0.5, above_mm=1.5)
    yield Words(_in(slip, say.YOUR_NUMBER), _BODY_MM, centred=True, above_mm=2.5)
    yield Words(slip.label, _NUMBER_MM[paper.width_mm], bold=True, centred=True, fit=True, above_mm=1.5)
    names = [_in(slip, matter) for matter in slip.matters]
    if len(names) == 1:
        yield Words(names[0], _NAME_MM, bold=True, centred=True, above_mm=2.5)
        return
    if slip.queue:
        yield Words(_in(slip, slip.queue), _NAME_MM, bold=True, centred=True, above_mm=2.5)
    for name in names:
        yield Words(name, _BODY_MM, above_mm=1.2, mark="·", indent_mm=3.5)


def _facts(slip: Slip) -> Iterator[Block]:
    about, most = say.wait_words(slip.p50_min, slip.p90_min)
    facts = (
        (say.WINDOWS, say.window_words(slip.windows), EMPTY),
        (say.AHEAD, say.ahead_words(slip.ahead), EMPTY),
        (say.WAIT, about, most),
    )
    known = tuple(Fact(_in(slip, label), _in(slip, value), _in(slip, added)) for label, value, added in facts if value)
    if known:
        yield Rule(thick_mm=0.25, above_mm=2.5)
        yield Facts(known, _BODY_MM, _VALUE_MM, above_mm=2.0)
    if slip.then:
        yield Words(_in(slip, say.THEN), _BODY_MM, above_mm=2.5)
        for stop in slip.then:
            yield Words(_in(slip, stop), _BODY_MM, bold=True, above_mm=1.0, mark="→", indent_mm=6.0)


def _code(slip: Slip, paper: Paper) -> Block:
    words = (
        Words(_in(slip, say.FOLLOW), _NAME_MM, bold=True, above_mm=0.0),
        Words(_in(slip, say.FOLLOW_DETAIL), _BODY_MM, above_mm=1.5),
        Words(_in(slip, say.SHOW_AGAIN), _SMALL_MM, above_mm=1.5),
    )
    return Code(modules(slip.code), _CODE_MM[paper.width_mm], words, beside=paper.width_mm >= 80)


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The modules of a QR with ``text`` in UTF-8, level M. ValueError when it is too long to be read by old phones."""
    if len(text.encode()) > _MOST_CODE_BYTES:
        raise ValueError("the text is too long for a code on a slip")
    code = segno.make(text, error="m", micro=False, boost_error=False, encoding="utf-8", eci=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def _route(slip: Slip, paper: Paper) -> Iterator[Block]:
    if not slip.route and slip.map is None:
        return
    yield Heading(_in(slip, say.ROUTE), _BODY_MM)
    if slip.route_facts:
        yield Words(_in(slip, slip.route_facts), _BODY_MM, bold=True, above_mm=2.0)
    for place, step in enumerate(slip.route, start=1):
        yield Words(_in(slip, step), _BODY_MM, above_mm=1.5, mark=f"{place}", indent_mm=6.0)
    if slip.map is not None:
        yield Map(slip.map, slip.language, _MAP_MM[paper.width_mm])


def _materials(slip: Slip) -> Iterator[Block]:
    if not slip.materials:
        return
    yield Heading(_in(slip, say.BRING), _BODY_MM)
    for material in slip.materials:
        yield Words(
            _in(slip, material.name),
            _BODY_MM,
            bold=True,
            above_mm=2.2,
            mark="□",
            indent_mm=6.5,
            added=_detail(slip, material),
            added_mm=_SMALL_MM,
        )


def _detail(slip: Slip, material: SlipMaterial) -> str:
    return _in(slip, material.detail or (EMPTY if material.required else say.IF_APPLIES))


def _in(slip: Slip, text: Text) -> str:
    return _BEFORE_UNIT.sub("\u00a0", " ".join(text.within(slip.language).split()))
