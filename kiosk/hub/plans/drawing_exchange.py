"""Runs confined: a CAD drawing (DXF). First what is in it, by layer; then walls, doors and rooms of chosen layers."""

from __future__ import annotations

import io
import itertools
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import ezdxf.filemanagement
import ezdxf.recover
from ezdxf.entities.dxfentity import DXFEntity
from ezdxf.lldxf.const import DXFError
from ezdxf.path import make_path

from kiosk.base.texts import Text
from kiosk.guidance.findings import printable
from kiosk.hub.plans.strokes import Stroke, Swing, Writing
from kiosk.hub.plans.walls import build_rooms
from kiosk.hub.project.confined import RefusedError

_MOST_ENTITIES, _MOST_LAYERS, _MOST_KINDS, _DEEPEST, _MOST_COPIES = 300_000, 500, 20, 8, 1_000
#: Ways by which blocks hold blocks.
_MOST_WAYS = 20_000
#: $INSUNITS → metres.
_UNITS = {1: 0.0254, 2: 0.3048, 3: 1609.344, 4: 0.001, 5: 0.01, 6: 1.0, 7: 1000.0, 8: 2.54e-8, 10: 0.9144, 14: 0.1}
_LINES = {"LINE", "LWPOLYLINE", "POLYLINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE"}
_TEXTS = {"TEXT", "MTEXT", "ATTRIB"}
_SILENT = {"POINT", "VIEWPORT", "ATTDEF", "SEQEND", "VERTEX"}
#: What a layer may stand for.
ROLES = ("wall", "glass", "door", "room", "fixture", "name")

_NO_DXF = Text(
    zh="这不是能读的 DXF 图纸。请在绘图软件中另存为 DXF（2007 或更新）。",
    en="This is no DXF drawing that can be read. Save it as DXF (2007 or newer) in the drawing program.",
)
_TOO_MUCH = Text(
    zh="图纸中的对象太多。请只导出一层楼的墙、门和房间。",
    en="The drawing holds too many objects. Export the walls, doors and rooms of one floor only.",
)
_NOTHING = Text(
    zh="所选图层中没有墙线，也没有房间轮廓。请检查图层和单位。",
    en="The chosen layers hold neither walls nor outlines of rooms. Look at the layers and the unit.",
)


def layers(data: bytes) -> bytes:
    """DXF bytes → JSON ``{unit_m, size, layers: [{name, lines, arcs, texts, others, guess}]}``, size in its units."""
    drawing = _read(data)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    low, high = [math.inf, math.inf], [-math.inf, -math.inf]
    for entity in _entities(drawing):
        kind = entity.dxftype()
        group = "texts" if kind in _TEXTS else "lines" if kind in _LINES else "others"
        found[_layer(entity)][group] += 1
        found[_layer(entity)]["arcs"] += kind == "ARC"
        if kind == "LINE":
            for end in (entity.dxf.start, entity.dxf.end):
                low = [min(low[0], end.x), min(low[1], end.y)]
                high = [max(high[0], end.x), max(high[1], end.y)]
    if not found:
        raise RefusedError(_NO_DXF)
    listed = [
        {"name": layer, "lines": 0, "texts": 0, "others": 0, **counts, "guess": _guess(layer)}
        for layer, counts in sorted(found.items())[:_MOST_LAYERS]
    ]
    size = [round(high[axis] - low[axis], 3) if high[axis] >= low[axis] else 0.0 for axis in (0, 1)]
    unit = _UNITS.get(int(drawing.header.get("$INSUNITS", 0) or 0))
    return json.dumps({"unit_m": unit or _likely_unit(max(size)), "size": size, "layers": listed}).encode()


def rooms(data: bytes) -> bytes:
    """JSON head line ``{unit_m, roles: {layer: role}}``, newline, DXF bytes → JSON of ``walls.build_rooms``."""
    head, _, drawing_bytes = data.partition(b"\n")
    wanted = json.loads(head)
    unit = float(wanted["unit_m"])
    roles = {str(layer): str(role) for layer, role in wanted["roles"].items() if role in ROLES}
    if not 1e-5 <= unit <= 1e4 or not roles:
        raise RefusedError(_NOTHING)
    strokes: dict[str, list[Stroke]] = defaultdict(list)
    swings: list[Swing] = []
    writings: list[Writing] = []
    unknown: Counter[str] = Counter()
    for entity in _entities(_read(drawing_bytes)):
        role, kind = roles.get(_layer(entity)), entity.dxftype()
        if role is None:
            continue
        if kind in _TEXTS and role == "name":
            writings += _writing(entity, unit)
        elif kind == "ARC" and role == "door":
            swings.append(_swing(entity, unit))
        elif kind in _LINES and role != "name":
            strokes[role].append(Stroke(tuple(_points(entity, unit)), _closed(entity)))
        elif kind not in _SILENT | _TEXTS:
            unknown[kind] += 1
    if not strokes.get("wall") and not strokes.get("room"):
        raise RefusedError(_NOTHING)
    made = build_rooms(strokes, swings, writings)
    made["not_understood"] = {printable(kind, 40): count for kind, count in unknown.most_common(_MOST_KINDS)}
    return json.dumps(made, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _read(data: bytes) -> Any:
    if b"SECTION" not in data[:65_536] and not data.startswith(b"AutoCAD Binary DXF"):  # DWG, a PDF, anything
        raise RefusedError(_NO_DXF)
    try:
        return ezdxf.filemanagement.read(io.StringIO(data.decode("utf-8")))
    except (DXFError, OSError, ValueError, LookupError, TypeError, AttributeError):
        pass  # another encoding, binary, or damaged: the patient reader tries
    try:
        drawing, _ = ezdxf.recover.read(io.BytesIO(data), errors="ignore")
    except (DXFError, OSError, ValueError, LookupError, TypeError, AttributeError):
        raise RefusedError(_NO_DXF) from None
    return drawing


def _entities(drawing: Any) -> Iterator[DXFEntity]:
    """The model space, blocks opened; RefusedError when there is no end to it."""
    if _reckoned(drawing) > _MOST_ENTITIES:
        raise RefusedError(_TOO_MUCH)
    count = itertools.count(1)
    for entity in drawing.modelspace():
        yield from _opened(entity, (), count)


def _reckoned(drawing: Any) -> int:
    """How many entities there are once all blocks are opened, by multiplying: no block is opened for it."""
    known: dict[tuple[str, ...], int] = {}

    def of(entities: Any, inside: tuple[str, ...]) -> int:
        return sum(1 + (of_insert(entity, inside) if entity.dxftype() == "INSERT" else 0) for entity in entities)

    def of_insert(insert: Any, inside: tuple[str, ...]) -> int:
        name = str(insert.dxf.get("name", ""))
        if name in inside or len(inside) >= _DEEPEST or insert.mcount > _MOST_COPIES or name not in drawing.blocks:
            return 0
        way = (*inside, name)
        if way not in known:
            if len(known) > _MOST_WAYS:
                raise RefusedError(_TOO_MUCH)
            known[way] = of(drawing.blocks.get(name), way)
        return int(insert.mcount) * known[way]

    return of(drawing.modelspace(), ())


def _opened(entity: Any, inside: tuple[str, ...], count: Iterator[int]) -> Iterator[DXFEntity]:
    """An entity, or what is in its block; what lies there on layer 0 lies on the block's layer (a rule of DXF).

    ``inside``: the blocks it lies in, for a block may not hold itself; ``count``: entities met so far.
    """
    if next(count) > _MOST_ENTITIES:
        raise RefusedError(_TOO_MUCH)
    if entity.dxftype() != "INSERT":
        yield entity
        return
    name, layer = str(entity.dxf.get("name", "")), entity.dxf.get("layer", "0")
    if name in inside or len(inside) >= _DEEPEST or entity.mcount > _MOST_COPIES:
        return
    yield from entity.attribs
    for copy in entity.multi_insert() if entity.mcount > 1 else (entity,):
        for part in _parts(copy):
            if part.dxf.get("layer", "0") == "0":
                part.dxf.layer = layer
            yield from _opened(part, (*inside, name), count)


def _parts(insert: Any) -> Iterator[Any]:
    """What a block holds, put where the insert puts it; a damaged block holds nothing more."""
    try:
        yield from insert.virtual_entities()
    except (DXFError, ValueError, TypeError, AttributeError, ArithmeticError):
        return


def _layer(entity: DXFEntity) -> str:
    return printable(entity.dxf.get("layer", "0"), 120)


def _closed(entity: DXFEntity) -> bool:
    return entity.dxftype() == "CIRCLE" or bool(getattr(entity, "is_closed", False) or getattr(entity, "closed", False))


def _points(entity: DXFEntity, unit: float) -> list[tuple[float, float]]:
    """The entity as a chain of points in metres; curves within 2 cm."""
    try:
        path = make_path(entity)
        vertices = path.flattening(0.02 / unit)
        points = [(v.x * unit, v.y * unit) for v in vertices]
    except (DXFError, TypeError, ValueError, ArithmeticError):
        return []
    finite = [p for p in points if math.isfinite(p[0]) and math.isfinite(p[1])]
    if _closed(entity) and finite and finite[0] != finite[-1]:
        finite.append(finite[0])
    return finite


def _swing(arc: DXFEntity, unit: float) -> Swing:
    chain = _points(arc, unit)
    centre = arc.dxf.center
    ends = (chain[0], chain[-1]) if len(chain) > 1 else ((0.0, 0.0), (0.0, 0.0))
    return Swing((centre.x * unit, centre.y * unit), *ends)


def _writing(entity: Any, unit: float) -> list[Writing]:
    text = entity.plain_text() if entity.dxftype() in ("MTEXT", "TEXT", "ATTRIB") else ""
    said = printable(" ".join(str(text).split()), 80)
    at = entity.dxf.get("insert")
    return [Writing((at.x * unit, at.y * unit), said)] if said and at is not None else []


def _likely_unit(largest: float) -> float:
    """Metres for a drawing that does not say: a building is between 5 and 800 m long."""
    return next((unit for unit in (1.0, 0.001, 0.01, 0.0254, 0.3048) if 5 <= largest * unit <= 800), 0.001)


def _guess(layer: str) -> str:
    """What a layer's name promises."""
    name = layer.lower()
    for role, words in _PROMISES:
        if any(word in name for word in words):
            return role
    return ""


_PROMISES = (
    ("glass", ("window", "glaz", "glass", "幕墙", "玻璃", "窗", "curtain")),
    ("door", ("door", "门")),
    ("wall", ("wall", "墙")),
    ("room", ("room", "space", "area-", "房间", "分区")),
    ("name", ("text", "anno", "名称", "文字", "标注")),
    ("fixture", ("furn", "fixture", "equip", "家具", "柜台", "设备", "column", "柱")),
)
