"""Bytes become the words that were meant: UTF-8, GB18030, and Japanese only where the bytes give it away."""

from __future__ import annotations

import random

import pytest
from conftest import SHARED
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.scanning.decoding import readable, text_of

SENTENCES = [
    "王伟",
    "张三丰",
    "䶮喆堃镕",
    "龙岗区政务服务中心",
    "预约号：A012，请于9:00到3号窗口",
    "優惠價格",
    "旧社会好",
]
JAPANESE = ["ﾃﾞｻﾞｲﾝQR\r\nhttp://example.org/", "Google モバイル", "[内側QRコード]", "今度のバージョンでは"]


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_is_chinese(text, encoding):
    assert text_of(text.encode(encoding)) == text


@pytest.mark.parametrize("text", JAPANESE)
@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_japanese_that_shows_itself_is_japanese(text, encoding):
    assert text_of(text.encode(encoding)) == text


def test_hardly_any_chinese_is_taken_for_japanese():
    common = [bytes([a, b]).decode("gb2312") for a in range(0xB0, 0xD7) for b in range(0xA1, 0xFF)]
    drawn = random.Random(7)
    mistaken = []
    for _ in range(5000):
        text = "".join(drawn.choices(common, k=drawn.randint(4, 12)))
        if text_of(text.encode("gb18030")) != text:
            mistaken.append(text)
    assert len(mistaken) <= 5, mistaken


@pytest.mark.parametrize(
    "noise", [b"\xff\xfe\xfd", b"\0\1\2", b"\x81", bytes(range(1, 30)), "\U000e0001\ue000".encode()]
)
def test_noise_is_no_text(noise):
    assert text_of(noise) is None


def test_a_few_control_characters_are_kept_for_the_bytes_and_taken_off_for_the_screen():
    text = text_of(b"\x01\x10AD:SUB:\xb0\xa2;;")
    assert text == "\x01\x10AD:SUB:阿;;"
    assert readable(text) == "AD:SUB:阿;;"
    assert readable("a\u202eb\r\n\tc\u200b\x07 ") == "ab c"
    assert len(readable("好" * 5000)) == 200


def test_the_words_of_the_shared_photos_are_the_words_of_their_bytes():
    if not (SHARED / "data" / "qr").is_dir():
        pytest.skip("the shared photos are not here")
    texts = [path.read_bytes().decode() for path in sorted((SHARED / "data" / "qr").rglob("*.txt"))]
    assert [text for text in texts if text_of(text.encode()) != text] == []


@given(st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_words_or_none(payload):
    text = text_of(payload)
    assert text is None or "\0" not in text
    shown = readable(text or "")
    assert shown == shown.strip()
    assert len(shown) <= 200
    assert shown.isprintable()


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_every_hanzi_survives_utf_8(text):
    assert text_of(text.encode()) == text
