"""Runs confined: pictures and documents that people send are looked at by their heads, bounded, and drawn anew.

What leaves is pixels that we wrote ourselves, without what else the file carried (places, names, programs). Each
function takes bytes and gives parts packed by :func:`pack`.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterable
from typing import Any

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from kiosk.base.texts import Text
from kiosk.hub.project.confined import RefusedError
from kiosk.matters.sentences import fill
from kiosk.store.pictures import BYTES_LIMIT, SIDE_LIMIT, PictureFault, check_picture

#: What is decoded at all: pixels, the longer side, pages of a document.
PIXEL_LIMIT, LONGEST_SIDE, PAGE_LIMIT = 80_000_000, 20_000, 100
#: A page is drawn with this many pixels on its longer side: sharp at 1:1 on a 4K panel, about 200 KB.
PAGE_SIDE = 2_200
_KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}

_NO_PICTURE = Text(
    zh="这不是能用的图片。请用 PNG、JPEG 或 WebP。", en="This is no picture that can be used. Send PNG, JPEG or WebP."
)
_PIXELS = Text(
    zh="图片有 {width} × {height} 像素，太大了（最多 {most} 百万像素）。请缩小后再上传。",
    en="The picture has {width} × {height} pixels, which is too many (at most {most} million). Make it smaller.",
)
_BROKEN = Text(zh="图片不完整，读到一半就断了。", en="The picture is incomplete; it breaks off in the middle.")
_NO_PDF = Text(zh="这不是能打开的 PDF。", en="This is no PDF that can be opened.")
_LOCKED = Text(zh="PDF 有密码，打不开。请去掉密码再上传。", en="The PDF has a password. Take it off and send it again.")
_PAGES = Text(
    zh="PDF 有 {count} 页，太多了（最多 {most} 页）。请拆成几份。",
    en="The PDF has {count} pages, which is too many (at most {most}). Split it.",
)
_EMPTY = Text(zh="PDF 里没有页面。", en="The PDF has no pages.")


def pack(parts: Iterable[tuple[dict[str, Any], bytes]]) -> bytes:
    """Facts and bytes of each part as one run of bytes."""
    listed = list(parts)
    head = json.dumps([{**facts, "size": len(data)} for facts, data in listed]).encode()
    return struct.pack(">I", len(head)) + head + b"".join(data for _, data in listed)


def unpack(packed: bytes) -> list[tuple[dict[str, Any], bytes]]:
    """What :func:`pack` packed."""
    (length,) = struct.unpack_from(">I", packed)
    at, parts = 4 + length, []
    for facts in json.loads(packed[4:at]):
        parts.append((facts, packed[at : at + facts["size"]]))
        at += facts["size"]
    return parts


def picture(data: bytes) -> bytes:
    """A PNG, JPEG or WebP drawn anew: upright, at most 4,096 pixels wide and high, at most 8 MB, nothing but pixels."""
    Image.MAX_IMAGE_PIXELS = None  # our own bound comes first, and says so in words
    try:
        image = Image.open(io.BytesIO(data), formats=list(_KINDS))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error):
        raise RefusedError(_NO_PICTURE) from None
    width, height = image.size
    if width * height > PIXEL_LIMIT or max(width, height) > LONGEST_SIDE or min(width, height) < 1:
        raise RefusedError(fill(_PIXELS, width=width, height=height, most=PIXEL_LIMIT // 1_000_000))
    kind = str(image.format)
    try:
        image.draft("RGB", (SIDE_LIMIT, SIDE_LIMIT))
        image.load()
    except (OSError, ValueError, SyntaxError, IndexError, struct.error):
        raise RefusedError(_BROKEN) from None
    drawn = _upright(image)
    drawn.thumbnail((SIDE_LIMIT, SIDE_LIMIT), Image.Resampling.LANCZOS)
    kind, encoded = _encoded(drawn, kind)
    return pack([({"kind": _KINDS[kind], "width": drawn.width, "height": drawn.height}, encoded)])


def _upright(image: Image.Image) -> Image.Image:
    """The first picture of the file, turned as its camera was held, as RGB or RGBA."""
    turned = ImageOps.exif_transpose(image) or image
    has_alpha = "A" in turned.getbands() or "transparency" in turned.info
    plain = turned.convert("RGBA" if has_alpha else "RGB")
    bare = Image.new(plain.mode, plain.size)  # a new one carries no metadata of the old
    bare.paste(plain)
    return bare


def _encoded(image: Image.Image, kind: str) -> tuple[str, bytes]:
    """In its own kind; as WebP when a PNG would be heavier than a panel takes."""
    for chosen, quality in ((kind, 90), ("WEBP", 82), ("WEBP", 60)):
        stream = io.BytesIO()
        image.save(stream, chosen, quality=quality)  # a PNG has no quality and ignores it
        if stream.tell() <= BYTES_LIMIT:
            break
    return chosen, stream.getvalue()


def vector(data: bytes) -> bytes:
    """An SVG of shapes alone, as the panel's own door lets it through; it is kept as it is, never drawn here."""
    try:
        shape = check_picture("picture.svg", data)
    except PictureFault as fault:
        raise RefusedError(fault.what) from None
    return pack([({"kind": "image/svg+xml", "width": shape.width, "height": shape.height}, data)])


def document(data: bytes) -> bytes:
    """Every page of a PDF drawn as WebP."""
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise RefusedError(_LOCKED if "assword" in str(error) else _NO_PDF) from None
    count = len(pdf)
    if count > PAGE_LIMIT:
        raise RefusedError(fill(_PAGES, count=count, most=PAGE_LIMIT))
    if count < 1:
        raise RefusedError(_EMPTY)
    return pack(_page(pdf, number) for number in range(count))


def _page(pdf: Any, number: int) -> tuple[dict[str, Any], bytes]:
    page = pdf[number]
    width, height = page.get_size()
    scale = PAGE_SIDE / max(width, height, 1.0)
    if min(width, height) * scale < 1 or not 0 < scale < 1000:
        raise RefusedError(_NO_PDF)
    image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    page.close()
    stream = io.BytesIO()
    image.save(stream, "WEBP", quality=80, method=2)
    return {"kind": "image/webp", "width": image.width, "height": image.height}, stream.getvalue()
