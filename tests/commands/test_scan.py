"""``kiosk scan image``: JSON as documented, what is broken in one sentence, nothing unpacked that could be a bomb."""

from __future__ import annotations

import base64
import io
import json
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from devices.pictures import on_frame, qr_picture, save
from PIL import Image

from kiosk.cli import main
from kiosk.devices import picture_files
from kiosk.devices.picture_files import PictureError, read_picture

WORDS = "龙岗区政务服务中心 A012"


def scanned(capsys, *words):
    code = main(["scan", "image", *map(str, words), "--json"])
    said = capsys.readouterr()
    return code, json.loads(said.out), said.err


@pytest.fixture
def photo(tmp_path):
    save(tmp_path / "photo.png", on_frame(qr_picture(WORDS.encode("gb18030")), 300, 100))
    return tmp_path / "photo.png"


def test_json_is_as_documented(photo, capsys):
    code, (said,), errors = scanned(capsys, photo)
    assert (code, errors) == (0, "")
    assert list(said) == ["file", "results", "ms"]
    assert said["file"] == str(photo)
    (result,) = said["results"]
    assert list(result) == ["format", "text", "base64", "corners", "ms"]
    assert (result["format"], result["text"]) == ("QR Code", WORDS)
    assert base64.b64decode(result["base64"]) == WORDS.encode("gb18030")
    assert 0 < result["ms"] <= said["ms"]
    assert np.abs(np.array(result["corners"][0]) - [324, 124]).max() <= 8


def test_corners_are_those_of_the_file_s_picture(tmp_path, capsys):
    frame = on_frame(qr_picture(b"A012", scale=20), 1800, 900, size=(3000, 4000))
    save(tmp_path / "large.png", frame)
    _, (said,), _ = scanned(capsys, tmp_path / "large.png")
    assert np.abs(np.array(said["results"][0]["corners"][0]) - [1880, 980]).max() <= 24


def test_a_photo_is_turned_as_its_camera_said(tmp_path, capsys):
    upright = on_frame(qr_picture(b"A012"), 700, 40)
    turned = Image.fromarray(np.rot90(upright, 1))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(tmp_path / "phone.jpg", exif=exif, quality=95)
    _, (said,), _ = scanned(capsys, tmp_path / "phone.jpg")
    assert np.abs(np.array(said["results"][0]["corners"][0]) - [724, 64]).max() <= 8


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "I;16", "CMYK"])
def test_every_kind_of_pixel_is_understood(tmp_path, capsys, mode):
    code = qr_picture(b"A012")
    if mode in ("RGBA", "LA"):  # black on nothing at all: on white it is a code
        image = Image.fromarray(np.dstack([np.zeros_like(code)] * (3 if mode == "RGBA" else 1) + [255 - code]), mode)
    elif mode == "I;16":
        image = Image.fromarray(code.astype(np.uint16) * 257)
    else:
        image = Image.fromarray(code).convert(mode)
    path = tmp_path / ("code.tif" if mode == "CMYK" else "code.png")
    image.save(path)
    _, (said,), _ = scanned(capsys, path)
    assert [result["text"] for result in said["results"]] == ["A012"]


def test_bytes_that_are_no_words_are_told_as_bytes(tmp_path, capsys):
    save(tmp_path / "bytes.png", qr_picture(b"\xff\xfe\x00\x81"))
    code, (said,), _ = scanned(capsys, tmp_path / "bytes.png")
    assert (code, said["results"][0]["text"]) == (0, None)
    assert base64.b64decode(said["results"][0]["base64"]) == b"\xff\xfe\x00\x81"
    assert main(["scan", "image", str(tmp_path / "bytes.png")]) == 0
    assert capsys.readouterr().out.endswith("QR Code: base64://4AgQ==\n")


def test_lines_for_people_hold_no_control_characters(tmp_path, capsys):
    save(tmp_path / "code.png", qr_picture("a\x1b[31m\u202eb\r\nc".encode()))
    assert main(["scan", "image", str(tmp_path / "code.png")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'code.png'}: QR Code: a[31mb c\n"


def test_an_empty_picture_has_no_code(tmp_path, capsys):
    save(tmp_path / "grey.png", np.full((100, 100), 128, np.uint8))
    code, (said,), _ = scanned(capsys, tmp_path / "grey.png")
    assert (code, said["results"]) == (1, [])
    assert main(["scan", "image", str(tmp_path / "grey.png")]) == 1
    assert "没有读到码" in capsys.readouterr().out


def png_of(width, height, rows=b""):
    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")


def whole_png():
    out = io.BytesIO()
    Image.fromarray(qr_picture(b"A012")).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "no picture"),
        (b"hello", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (png_of(60_000, 60_000), "million pixels"),
        (png_of(20_000, 4_000), "million pixels"),
        (png_of(100, 100), "broken"),
        (whole_png()[:-200], "broken"),
        (whole_png()[:60] + b"\xff" * 40 + whole_png()[100:], "broken"),
    ],
)
def test_what_is_no_picture_is_said_in_one_sentence(tmp_path, capsys, photo, data, sentence):
    (tmp_path / "bad.png").write_bytes(data)
    code, (bad, good), errors = scanned(capsys, tmp_path / "bad.png", photo)
    assert code == 2
    assert errors.count("\n") == 1
    assert sentence in errors
    assert sentence in bad["error"]
    assert bad["results"] == []
    assert good["results"][0]["text"] == WORDS


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    """As large as a bomb may be to say so: the pixels are never asked for."""
    (tmp_path / "bomb.png").write_bytes(png_of(60_000, 60_000, b"\0" * 1000))
    monkeypatch.setattr(picture_files, "_grey", lambda image: pytest.fail("it was unpacked"))
    with pytest.raises(PictureError, match="million pixels"):
        read_picture(tmp_path / "bomb.png")


def test_what_is_no_file_is_said(tmp_path, capsys, photo):
    os.mkfifo(tmp_path / "pipe")
    large = tmp_path / "large.png"
    with large.open("wb") as stream:
        stream.truncate(65 << 20)
    code, said, errors = scanned(capsys, tmp_path, tmp_path / "pipe", tmp_path / "none", "a\0b", large)
    assert code == 2
    assert len(said) == 5
    assert errors.count("\n") == 5
    assert "Traceback" not in errors


@pytest.mark.parametrize("words", [["scan"], ["scan", "image"], ["scan", "image", "x", "--budget", "0"]])
def test_a_wrong_command_line_is_said(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_nothing_is_left_on_the_disk(tmp_path, photo, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(Path(tmp_path).rglob("*"))
    scanned(capsys, photo)
    assert sorted(Path(tmp_path).rglob("*")) == before
