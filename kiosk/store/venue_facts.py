"""A venue ↔ JSON and well-known binary: the plan as guidance needs it, ready to use without reading IMDF again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance import venue as facts
from kiosk.guidance.venue import Venue

Decode = Callable[[Any], Any]


class LayoutError(Exception):
    """The facts were written by another version of the program: read the plan itself instead."""


def pack_venue(venue: Venue) -> tuple[str, str, bytes]:
    """(layout, facts as JSON, shapes): ``layout`` names every fact's fields, shapes are WKB one after the other."""
    shapes: list[BaseGeometry] = []
    written = json.dumps(_encode(venue, shapes), ensure_ascii=False, separators=(",", ":"))
    return layout(), written, _join(shapes)


def unpack_venue(written_layout: str, written: str, shapes: bytes) -> Venue:
    """The venue again, exact to the last bit; LayoutError when this program's facts have other fields."""
    if written_layout != layout():
        raise LayoutError
    geometries = shapely.from_wkb(np.array(_split(shapes), dtype=object))
    venue = _decoder(Venue, geometries)(json.loads(written))
    assert isinstance(venue, Venue)
    return venue


def layout() -> str:
    """The names of all facts and their fields, in order."""
    kinds = [kind for kind in vars(facts).values() if isinstance(kind, type) and is_dataclass(kind)]
    return ";".join(f"{kind.__name__}({','.join(field.name for field in fields(kind))})" for kind in kinds)


def _join(shapes: Sequence[BaseGeometry]) -> bytes:
    parts = [bytes(part) for part in shapely.to_wkb(list(shapes))] if shapes else []
    return b"".join(len(part).to_bytes(4, "little") + part for part in parts)


def _split(data: bytes) -> list[bytes]:
    parts, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        parts.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return parts


def _encode(value: Any, shapes: list[BaseGeometry]) -> Any:
    if isinstance(value, BaseGeometry):
        shapes.append(value)
        return len(shapes) - 1
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return [_encode(getattr(value, field.name), shapes) for field in fields(value)]
    if isinstance(value, Mapping):  # a Text is one too
        return {str(key): _encode(part, shapes) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [_encode(part, shapes) for part in value]
    return value


def _decoder(hint: Any, shapes: Any) -> Decode:
    """What turns the JSON of a value of type ``hint`` into the value."""
    if get_origin(hint) in (Union, UnionType):
        return _union_decoder(hint, shapes)
    if hint is Text:
        return lambda value: Text(value) if value else EMPTY
    if get_origin(hint) is tuple:
        return _tuple_decoder(get_args(hint), shapes)
    if isinstance(hint, type):
        if issubclass(hint, BaseGeometry):
            return lambda value: shapes[value]
        if issubclass(hint, Enum):
            return {member.value: member for member in hint}.__getitem__
        if is_dataclass(hint):
            return _fact_decoder(hint, shapes)
    return lambda value: value


def _union_decoder(hint: Any, shapes: Any) -> Decode:
    parts = [part for part in get_args(hint) if part is not NoneType]
    decode = _decoder(parts[0], shapes)  # several parts are several shapes, which are read alike
    return lambda value: None if value is None else decode(value)


def _tuple_decoder(parts: tuple[Any, ...], shapes: Any) -> Decode:
    if len(parts) == 2 and parts[1] is Ellipsis:
        decode = _decoder(parts[0], shapes)
        return lambda value: tuple(decode(part) for part in value)
    decoders = [_decoder(part, shapes) for part in parts]
    return lambda value: tuple(decode(part) for decode, part in zip(decoders, value, strict=True))


def _fact_decoder(kind: type, shapes: Any) -> Decode:
    hints = get_type_hints(kind)
    decoders = [_decoder(hints[field.name], shapes) for field in fields(kind)]

    def decode(values: Sequence[Any]) -> Any:
        return kind(*(read(value) for read, value in zip(decoders, values, strict=True)))

    return decode
