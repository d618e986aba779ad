"""Pictures and documents: bounded by their heads, drawn anew, named safely, kept whole."""

from __future__ import annotations

import io
import struct
import zlib

import pypdfium2
import pytest
from PIL import Image

from kiosk.hub.project.confined import ConfinedError
from kiosk.hub.records import media_store
from kiosk.hub.records.changes import ChangeError
from kiosk.hub.records.media import delete_medium, named_safely, prepare, take_in
from kiosk.hub.records.models import Media
from kiosk.store.pictures import check_picture


def _png(width=60, height=40, **options) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (10, 88, 202)).save(stream, "PNG", **options)
    return stream.getvalue()


def _jpeg_with_place() -> bytes:
    image = Image.new("RGB", (60, 40), "red")
    facts = image.getexif()
    facts[0x0112] = 6  # held upright
    facts[0x010E] = "taken at home"
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=facts.tobytes(), comment=b"secret words")
    return stream.getvalue()


def _png_head(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(1 << 16))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _pdf(pages: int, width: float = 200, height: float = 300) -> bytes:
    pdf = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        pdf.new_page(width, height)
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def test_a_picture_is_drawn_anew_and_kept_by_its_bytes(hall, editor):
    medium = take_in(hall, "大厅 封面.JPG", _jpeg_with_place(), editor)
    assert (medium.name, medium.kind, medium.width, medium.height) == ("dating-fengmian.jpg", "image/jpeg", 40, 60)
    kept = media_store.read(medium.sha256)
    assert b"home" not in kept
    assert b"secret" not in kept
    assert check_picture(medium.name, kept).width == 40
    again = take_in(hall, "大厅 封面.jpg", _jpeg_with_place(), editor)
    assert (again.name, again.sha256) == ("dating-fengmian-2.jpg", medium.sha256)
    assert [path.name for path in media_store.shelf().iterdir()] == [medium.sha256]


def test_the_name_goes_with_the_bytes_not_with_the_ending(hall, editor):
    assert take_in(hall, "photo.webp", _png(), editor).name == "photo.png"


def test_a_big_picture_is_made_to_fit_a_panel(hall, editor):
    medium = take_in(hall, "wide.png", _png(6_000, 100), editor)
    assert medium.width == 4_096


@pytest.mark.parametrize(("width", "height"), [(40_000, 40_000), (2_000_000_000, 1), (30_000, 3)])
def test_a_picture_of_too_many_pixels_is_refused_by_its_head(hall, editor, width, height):
    with pytest.raises(ConfinedError) as caught:
        take_in(hall, "bomb.png", _png_head(width, height), editor)
    assert str(width) in caught.value.text["en"] or "no picture" in caught.value.text["en"]
    assert not Media.objects.exists()


def test_a_picture_that_breaks_off_is_refused(hall, editor):
    with pytest.raises(ConfinedError) as caught:
        take_in(hall, "cut.png", _png(300, 300)[:-200], editor)
    assert "incomplete" in caught.value.text["en"]


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='1' height='1'/></svg>",
        b"<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        b"GIF89a" + bytes(40),
        b"MZ" + bytes(100),
        b"",
    ],
)
def test_other_kinds_are_refused(hall, editor, data):
    with pytest.raises(ChangeError):
        take_in(hall, "x.png", data, editor)


def test_of_a_folder_an_svg_of_shapes_alone_is_taken_and_a_bomb_is_not(db):
    shapes = b"<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><rect width='1' height='1'/></svg>"
    assert prepare("logo.svg", shapes, vector_too=True).kind == "image/svg+xml"
    bomb = b"<svg xmlns='http://www.w3.org/2000/svg'><g id='a'/><use href='#a'/><use href='#a'/></svg>"
    with pytest.raises(ConfinedError):
        prepare("logo.svg", bomb, vector_too=True)


@pytest.mark.parametrize(
    "name", ["../../evil.png", "a/b.png", "a\\b.png", "C:evil.png", "a\x00.png", "a\nb.png", "..", " "]
)
def test_names_that_mean_harm_are_refused(name):
    with pytest.raises(ChangeError):
        named_safely(name)


def test_a_right_to_left_mark_in_a_name_is_refused():
    with pytest.raises(ChangeError):
        named_safely("photo\u202egnp.exe")


def test_a_document_becomes_pictures_of_its_pages(hall, editor):
    medium = take_in(hall, "政策.pdf", _pdf(2), editor)
    assert (medium.name, medium.pages) == ("zhengce.pdf", ["zhengce-1.webp", "zhengce-2.webp"])
    page = Media.objects.get(hall=hall, name="zhengce-1.webp")
    assert (page.kind, page.height) == ("image/webp", 2_200)
    with pytest.raises(ChangeError):
        delete_medium(hall, medium.name, editor, ["something"])
    delete_medium(hall, medium.name, editor)
    assert not Media.objects.exists()


def test_a_document_of_ten_thousand_pages_is_refused(hall, editor):
    with pytest.raises(ConfinedError) as caught:
        take_in(hall, "long.pdf", _pdf(10_000, 10, 10), editor)
    assert "10000 pages" in caught.value.text["en"]
    assert "10000 页" in caught.value.text["zh"]


def test_a_page_as_big_as_a_field_is_drawn_within_bounds(hall, editor):
    medium = take_in(hall, "field.pdf", _pdf(1, 14_000, 14_000), editor)
    assert medium.width == medium.height == 2_200


def test_a_damaged_document_is_refused(hall, editor):
    with pytest.raises(ConfinedError):
        take_in(hall, "bad.pdf", b"%PDF-1.7\n" + bytes(1000), editor)


def test_bytes_that_were_changed_on_the_disk_are_not_believed(hall, editor):
    medium = take_in(hall, "a.png", _png(), editor)
    path = media_store.path_of(medium.sha256)
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)
    with pytest.raises(Exception, match="damaged"):
        media_store.read(medium.sha256)
