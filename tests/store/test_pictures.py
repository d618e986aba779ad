from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.store.pictures import SIDE_LIMIT, SVG_LIMIT, PictureFault, check_picture


def drawn(kind: str, size: tuple[int, int] = (6, 4), **how: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (200, 30, 90)).save(stream, kind, **how)
    return stream.getvalue()


SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def svg(inside: str) -> bytes:
    return f'<svg {SPACES} width="24" height="12px">{inside}</svg>'.encode()


@pytest.mark.parametrize(
    ("name", "data", "kind", "size"),
    [
        ("a.png", drawn("PNG"), "png", (6, 4)),
        ("a.jpg", drawn("JPEG"), "jpeg", (6, 4)),
        ("a.jpeg", drawn("JPEG", progressive=True), "jpeg", (6, 4)),
        ("a.webp", drawn("WEBP"), "webp", (6, 4)),
        ("a.webp", drawn("WEBP", lossless=True), "webp", (6, 4)),
        ("a.webp", drawn("WEBP", exif=b"Exif\0\0"), "webp", (6, 4)),
        ("a.svg", svg('<g><path d="M0 0h9v9z"/></g>'), "svg", (24, 12)),
        (
            "a.svg",
            svg('<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs><rect fill="url(#g)"/>'),
            "svg",
            (24, 12),
        ),
    ],
)
def test_pictures_that_may_be_shown(name: str, data: bytes, kind: str, size: tuple[int, int]) -> None:
    picture = check_picture(name, data)
    assert (picture.kind, picture.width, picture.height) == (kind, *size)
    assert picture.data == data


@pytest.mark.parametrize("name", ["a.gif", "../a.png", "a b.png", "图.png", "a.png.exe", ".png", "a.PNG\n"])
def test_names_that_are_refused(name: str) -> None:
    with pytest.raises(PictureFault):
        check_picture(name, drawn("PNG"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", drawn("JPEG")),
        ("a.jpg", drawn("PNG")),
        ("a.webp", drawn("PNG")),
        ("a.svg", drawn("PNG")),
        ("a.png", b""),
    ],
)
def test_a_picture_is_what_its_name_says(name: str, data: bytes) -> None:
    with pytest.raises(PictureFault):
        check_picture(name, data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_was_cut_off(kind: str) -> None:
    data = drawn(kind, (60, 40))
    for length in range(0, len(data) - 2, 7):
        with pytest.raises(PictureFault):
            check_picture(f"a.{kind.lower()}", data[:length])


def test_too_many_pixels_in_a_small_file() -> None:
    header = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )
    with pytest.raises(PictureFault, match="40000"):
        check_picture("a.png", bomb)
    check_picture("a.png", drawn("PNG", (SIDE_LIMIT, 1)))
    with pytest.raises(PictureFault):
        check_picture("a.png", drawn("PNG", (SIDE_LIMIT + 1, 1)))


def test_an_animation_is_no_still_picture() -> None:
    stream = io.BytesIO()
    frames = [Image.new("RGB", (6, 4), (shade, 0, 0)) for shade in (0, 200)]
    frames[0].save(stream, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(PictureFault, match="still"):
        check_picture("a.webp", stream.getvalue())


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<a href="https://example.org"><path/></a>',
        '<image href="data:image/png;base64,AAAA"/>',
        '<image href="file:///etc/passwd"/>',
        '<use xlink:href="#a"/>',
        "<foreignObject/>",
        "<style>@import 'x';</style>",
        '<rect onload="x()"/>',
        '<rect fill="url(https://example.org/x)"/>',
        '<rect style="fill:u\\rl(http://x)"/>',
        '<linearGradient xlink:href="other.svg#g"/>',
        "<filter/>",
        "<pattern/>",
        "<mask/>",
        '<animate attributeName="x"/>',
        "<g>" * 60 + "</g>" * 60,
        "<g/>" * 30_000,
    ],
)
def test_svg_that_could_do_harm(inside: str) -> None:
    with pytest.raises(PictureFault):
        check_picture("a.svg", svg(inside))


def test_svg_with_a_doctype_or_too_big() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + svg("<title>&b;</title>")
    with pytest.raises(PictureFault, match="DOCTYPE"):
        check_picture("a.svg", bomb)
    with pytest.raises(PictureFault, match="512 KB"):
        check_picture("a.svg", svg(" " * SVG_LIMIT))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["png", "jpeg", "webp", "svg"]), st.data())
def test_no_bytes_make_it_stumble(kind: str, data: st.DataObject) -> None:
    sound = svg("<g/>") if kind == "svg" else drawn(kind.upper())
    at = data.draw(st.integers(0, len(sound)))
    noise = data.draw(st.binary(max_size=12))
    damaged = sound[:at] + noise + sound[at + data.draw(st.integers(0, 12)) :]
    try:
        picture = check_picture(f"a.{kind}", damaged)
    except PictureFault:
        return
    assert max(picture.width, picture.height) <= SIDE_LIMIT
