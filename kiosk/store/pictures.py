"""The door for pictures: PNG, JPEG, WebP and SVG are looked into, never drawn, and refused when they could do harm."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from kiosk.base.texts import Text
from kiosk.matters.sentences import fill

SIDE_LIMIT = 4_096
BYTES_LIMIT = 8 << 20
SVG_LIMIT = 512 << 10
_ELEMENT_LIMIT = 20_000
_DEPTH_LIMIT = 40

_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}\.(png|jpg|jpeg|webp|svg)")

_BAD_NAME = Text(
    zh="文件名只能有字母、数字、- 和 _，以 .png .jpg .webp .svg 结尾。",
    en="A name has letters, digits, - and _ and ends in .png, .jpg, .webp or .svg.",
)
_BIG = Text(zh="图片文件太大（最多 {kb} KB）。", en="The file is too big (at most {kb} KB).")
_SIDES = Text(
    zh="图片有 {width} × {height} 像素，最多 {most}。", en="It has {width} × {height} pixels; at most {most}."
)
_OTHER = Text(zh="内容不是 {kind} 图片。", en="It is no {kind} picture.")
_BROKEN = Text(zh="图片不完整。", en="The picture is incomplete.")
_SVG_DANGER = Text(zh="SVG 里有不允许的内容：{part}。", en="The SVG holds what is not allowed: {part}.")

_SHAPES = {"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_WORDS = {"text", "tspan", "title", "desc", "metadata"}
_PAINTS = {"defs", "linearGradient", "radialGradient", "stop", "clipPath"}
_ALLOWED = _SHAPES | _WORDS | _PAINTS
_SVG = "http://www.w3.org/2000/svg"
_HREF = ("href", "{http://www.w3.org/1999/xlink}href")
_LOCAL_REFERENCE = re.compile(r"url\(\s*['\"]?#[\w.-]+['\"]?\s*\)")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may be shown. ``kind``: png, jpeg, webp or svg; pixels are 0 for an SVG without a size."""

    name: str
    kind: str
    width: int
    height: int
    data: bytes


class PictureFault(Exception):  # noqa: N818 - a fault of the picture; the caller makes a finding of it
    """Why a picture is refused, in words."""

    def __init__(self, what: Text) -> None:
        self.what = what
        super().__init__(what.within("en"))


def check_picture(name: str, data: bytes) -> Picture:
    """The picture, when it is what its name says, complete, bounded and harmless; else PictureFault."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise PictureFault(_BAD_NAME)
    kind = "jpeg" if match[1] in ("jpg", "jpeg") else match[1]
    limit = SVG_LIMIT if kind == "svg" else BYTES_LIMIT
    if len(data) > limit:
        raise PictureFault(fill(_BIG, kb=limit >> 10))
    try:
        width, height = {"png": _png, "jpeg": _jpeg, "webp": _webp, "svg": _svg}[kind](data)
    except (struct.error, IndexError, ValueError) as error:
        raise PictureFault(_BROKEN) from error
    if max(width, height) > SIDE_LIMIT:
        raise PictureFault(fill(_SIDES, width=width, height=height, most=SIDE_LIMIT))
    if kind != "svg" and min(width, height) < 1:
        raise PictureFault(_BROKEN)
    return Picture(name, kind, width, height, data)


def _png(data: bytes) -> tuple[int, int]:
    """Every chunk to the end, with its checksum. Source: PNG specification (ISO/IEC 15948), 5."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise PictureFault(fill(_OTHER, kind="PNG"))
    size, at, seen_data = (0, 0), 8, False
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
        if checksum != zlib.crc32(kind + body):
            raise PictureFault(_BROKEN)
        if at == 8:
            if kind != b"IHDR":
                raise PictureFault(_BROKEN)
            size = struct.unpack(">II", body[:8])
        seen_data = seen_data or kind == b"IDAT"
        at += 12 + length
        if kind == b"IEND":
            if not seen_data:
                raise PictureFault(_BROKEN)
            return size[0], size[1]


def _jpeg(data: bytes) -> tuple[int, int]:
    """The frame header; the scan must be there and end. Source: ITU-T T.81, annex B."""
    if data[:3] != b"\xff\xd8\xff":
        raise PictureFault(fill(_OTHER, kind="JPEG"))
    at, size = 2, None
    while True:
        if data[at] != 0xFF:
            raise PictureFault(_BROKEN)
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        at += 1
        if marker == 0xD9:
            raise PictureFault(_BROKEN)  # ends before any scan
        (length,) = struct.unpack_from(">H", data, at)
        if length < 2:
            raise PictureFault(_BROKEN)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, at + 3)
            size = (width, height)
        at += length
        if marker == 0xDA:
            break
    if size is None or data.rfind(b"\xff\xd9", at) < 0:
        raise PictureFault(_BROKEN)
    return size


def _webp(data: bytes) -> tuple[int, int]:
    """The canvas. Source: RFC 9649, 2.4 to 2.7; an animation is refused, since nothing on a screen moves unasked."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise PictureFault(fill(_OTHER, kind="WebP"))
    (size,) = struct.unpack_from("<I", data, 4)
    if size + 8 > len(data) + 1:
        raise PictureFault(_BROKEN)
    kind, body = data[12:16], data[20:]
    if kind == b"VP8X":
        if body[0] & 0x02:
            raise PictureFault(fill(_OTHER, kind="still WebP"))
        if not any(chunk in (b"VP8 ", b"VP8L") for chunk in _riff_chunks(data)):
            raise PictureFault(_BROKEN)
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L" and body[0] == 0x2F:
        (bits,) = struct.unpack_from("<I", body, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    raise PictureFault(_BROKEN)


def _riff_chunks(data: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        yield kind
        at += 8 + length + (length & 1)


def _svg(data: bytes) -> tuple[int, int]:
    """Shapes and gradients only: no scripts, no links outward, nothing that repeats itself (``use`` can be a bomb)."""
    try:
        root: Element = defusedxml.ElementTree.fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, RecursionError) as error:
        danger = isinstance(error, DefusedXmlException)
        raise PictureFault(fill(_SVG_DANGER, part="DOCTYPE") if danger else fill(_OTHER, kind="SVG")) from error
    if root.tag not in (f"{{{_SVG}}}svg", "svg"):
        raise PictureFault(fill(_OTHER, kind="SVG"))
    count = 0
    stack: list[tuple[Element, int]] = [(root, 1)]
    while stack:
        element, depth = stack.pop()
        count += 1
        if depth > _DEPTH_LIMIT or count > _ELEMENT_LIMIT:
            raise PictureFault(fill(_SVG_DANGER, part="too many elements"))
        _check_element(element)
        if _local(element) != "metadata":
            stack.extend((child, depth + 1) for child in element)
    return _length(root.get("width")), _length(root.get("height"))


def _local(element: Element) -> str:
    tag = str(element.tag)
    return tag.removeprefix(f"{{{_SVG}}}")


def _check_element(element: Element) -> None:
    name = _local(element)
    if name.startswith("{"):
        return  # another vocabulary, an editor's own notes: it is not drawn
    if name not in _ALLOWED:
        raise PictureFault(fill(_SVG_DANGER, part=f"<{name[:40]}>"))
    for attribute, value in element.items():
        local = attribute.rsplit("}", 1)[-1].lower()
        if local.startswith("on"):
            raise PictureFault(fill(_SVG_DANGER, part=local[:40]))
        if attribute in _HREF and not re.fullmatch(r"#[\w.-]+", value):
            raise PictureFault(fill(_SVG_DANGER, part="href"))
        rest = _LOCAL_REFERENCE.sub("", value).lower().replace("\\", "")
        if any(word in rest for word in ("url(", "@import", "javascript:", "expression(")):
            raise PictureFault(fill(_SVG_DANGER, part=local[:40]))


def _length(value: str | None) -> int:
    """A size in pixels; 0 when it is not given or relative."""
    match = re.fullmatch(r"\s*(\d{1,9}(?:\.\d*)?)\s*(?:px)?\s*", value or "")
    return round(float(match[1])) if match else 0
