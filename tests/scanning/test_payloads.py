"""What a scan means: our own codes are found, secrets are not shown, and everything says what can be done instead."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.scanning.codes import What, write_code
from kiosk.scanning.payloads import Meaning, understood

ID = "00112233445566778899aabbccddeeff"


def code(what):
    return write_code(what, ID, datetime(2026, 12, 1, tzinfo=UTC), lambda message: bytes(64), b"signer!!")


@pytest.mark.parametrize(("what", "meaning"), [(What.TICKET, Meaning.TICKET), (What.APPOINTMENT, Meaning.APPOINTMENT)])
@pytest.mark.parametrize("around", ["{}", "https://hub.example.org/t/{}", "http://10.0.0.5:8443/t/{}\r\n"])
def test_our_own_codes_are_found(what, meaning, around):
    found = understood(around.format(code(what)).encode())
    assert (found.meaning, found.code, found.shown) == (meaning, code(what), "")
    assert found.facts is not None
    assert found.facts.id == ID


def test_a_code_of_an_unknown_kind_is_a_person_s():
    whole = "A" * 124
    assert understood(whole.encode()).meaning in (Meaning.PERSONAL, Meaning.TEXT)
    assert understood(whole.encode()).code == ""


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("https://www.example.org/a?token=secret", "www.example.org"),
        ("HTTP://EXAMPLE.ORG", "example.org"),
        ("http://user:secret@10.0.0.5:8080/", "10.0.0.5"),
    ],
)
def test_an_address_is_shown_by_its_host_alone(text, host):
    found = understood(text.encode())
    assert (found.meaning, found.shown) == (Meaning.URL, host)


@pytest.mark.parametrize("text", ["http://", "http://[::1", "http:///x", "http://a b/", "https://-/", "ftp://a.b/"])
def test_what_is_no_address_is_not_shown_as_one(text):
    assert understood(text.encode()).meaning is not Meaning.URL


@pytest.mark.parametrize(
    "secret",
    [
        "11010519491231002X",
        "110105194912310",
        "1101 0519 4912 3100 2X",
        "134512345678901234",
        "6222020200112233445",
        "1234567890123456789012345678",
        "wxp://f2f0abc",
        "otpauth://totp/x?secret=ABC",
        "MECARD:N:王伟;TEL:13800138000;;",
        "BEGIN:VCARD\nN:王伟\nEND:VCARD",
        "WIFI:T:WPA;S:home;P:secret;;",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
    ],
)
def test_a_person_s_code_is_not_shown(secret):
    found = understood(secret.encode())
    assert (found.meaning, found.shown, found.code) == (Meaning.PERSONAL, "", "")
    assert secret not in repr(found)


@pytest.mark.parametrize(
    "text", ["A012", "6901234567892", "龙岗区政务服务中心", "请到3号窗口", "hello world", "AK3-001"]
)
def test_words_are_shown(text):
    for encoding in ("utf-8", "gb18030"):
        found = understood(text.encode(encoding))
        assert (found.meaning, found.shown) == (Meaning.TEXT, text)


@pytest.mark.parametrize("payload", [b"", b"   ", b"\0\1\2", b"\xff" * 40, b"A" * 2049, "\u200b\u202e".encode()])
def test_what_holds_no_words_is_opaque(payload):
    assert understood(payload).meaning is Meaning.OPAQUE


@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode), st.from_regex(rb"https?://.{0,80}")))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_understood_and_kept_out_of_sight(payload):
    found = understood(payload)
    assert found.title["zh"]
    assert found.title["en"]
    assert found.instead["zh"]
    assert found.instead["en"]
    assert found.shown == "" or found.shown.isprintable()
    assert "shown=" not in repr(found)
    assert "facts=" not in repr(found)
