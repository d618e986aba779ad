"""Our own codes: written once, read back, and refused with one kind sentence whatever is wrong with them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.scanning.codes import CodeError, What, code_in, read_code, signer_of, verify, write_code
from kiosk.sync.code_keys import check_signature, keys_by_signer, signing
from kiosk.sync.device import Device

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=8)))
ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def device(tmp_path_factory):
    return Device(tmp_path_factory.mktemp("device"))


@pytest.fixture(scope="module")
def keys(device):
    return keys_by_signer([device.public_key, "not a key", "abcd"])


def written(device, what=What.TICKET, id=ID, expires=NOW + timedelta(hours=12)):
    sign, signer = signing(device)
    return write_code(what, id, expires, sign, signer)


def refused(code, keys, now=NOW):
    with pytest.raises(CodeError) as caught:
        verify(code, keys, now, check_signature)
    assert caught.value.text["zh"]
    assert caught.value.text["en"]
    return caught.value.word


@pytest.mark.parametrize("what", list(What))
def test_a_written_code_is_read_back(device, keys, what):
    code = written(device, what)
    found = verify(code, keys, NOW, check_signature)
    assert (len(code), found.what, found.id) == (124, what, ID)
    assert found.expires == NOW + timedelta(hours=12)


def test_the_bytes_are_those_of_the_contract(device):
    whole = base64.urlsafe_b64decode(written(device, What.APPOINTMENT, expires=datetime.fromtimestamp(0x69000000, UTC)))
    assert whole[:21] == b"\x02" + bytes.fromhex(ID) + b"\x69\0\0\0"
    assert whole[21:29] == signer_of(bytes.fromhex(device.public_key))
    assert check_signature(bytes.fromhex(device.public_key), whole[:29], whole[29:])


def test_only_a_code_that_is_old_is_called_old(device, keys):
    code = written(device)
    assert verify(code, keys, NOW + timedelta(hours=12, seconds=-1), check_signature).id == ID
    assert refused(code, keys, NOW + timedelta(hours=12)) == "expired"


def test_another_hall_s_code_is_not_called_forged(device):
    assert refused(written(device), {}) == "unknown-signer"


def test_a_key_under_a_wrong_name_is_not_believed(device, tmp_path):
    other = Device(tmp_path)
    sign, _ = signing(other)
    _, signer = signing(device)
    code = write_code(What.TICKET, ID, NOW + timedelta(hours=1), sign, signer)
    assert refused(code, keys_by_signer([device.public_key])) == "forged"
    assert refused(code, {signer: bytes.fromhex(other.public_key)}) == "forged"


def test_no_bit_of_a_code_can_be_changed(device, keys):
    whole = base64.urlsafe_b64decode(written(device))
    words = set()
    for position in range(0, len(whole) * 8, 7):
        changed = bytearray(whole)
        changed[position // 8] ^= 1 << position % 8
        words.add(refused(base64.urlsafe_b64encode(changed).decode(), keys))
    assert words == {"form", "forged", "unknown-signer"}


@pytest.mark.parametrize("head", ["http://h/t/", "https://hub.example.org:8443/t/", "HTTPS://a.b/hall/x/t/"])
@pytest.mark.parametrize("tail", ["", "/", "?utm=1", "#x", "/?a=b#c", "\r\n"])
def test_a_code_is_found_in_an_address_of_any_hub(device, head, tail):
    code = written(device)
    assert code_in(head + code + tail) == code
    assert code_in(f"\ufeff {code} ".strip("\ufeff")) == code


def test_what_only_looks_like_a_code_is_none(device):
    code = written(device)
    strange = [
        "",
        code[:-1],
        code + "A",
        f"see http://h/t/{code}",
        f"http://h/t/{code}A",
        f"http://h/s/{code}",
        f"http://h/t/{code}/leave",
        f"ftp://h/t/{code}",
        f"http:///t/{code}",
        f"http://h/?x=/t/{code}",
        "http://h/" + "a/" * 1100 + f"t/{code}",
    ]
    assert [text for text in strange if code_in(text)] == []


@pytest.mark.parametrize(
    ("id", "expires", "signer"),
    [
        ("xyz", NOW, b"12345678"),
        (ID.upper(), NOW, b"12345678"),
        (ID, NOW.replace(tzinfo=None), b"12345678"),
        (ID, datetime(2107, 1, 1, tzinfo=UTC), b"12345678"),
        (ID, datetime(1969, 1, 1, tzinfo=UTC), b"12345678"),
        (ID, NOW, b"1234567"),
    ],
)
def test_what_no_code_can_say_is_not_written(id, expires, signer):
    with pytest.raises(CodeError):
        write_code(What.TICKET, id, expires, lambda message: bytes(64), signer)


def test_a_signature_of_another_length_is_not_written():
    with pytest.raises(CodeError):
        write_code(What.TICKET, ID, NOW, lambda message: bytes(63), b"12345678")


@given(st.one_of(st.text(max_size=200), st.from_regex(r"[A-Za-z0-9_-]{124}", fullmatch=True), st.binary().map(repr)))
@settings(max_examples=60, deadline=None)
def test_any_text_is_a_code_or_a_code_error(keys, text):
    assert refused(text, keys) in {"form", "unknown-signer"}
    found = code_in(text)
    assert found is None or len(found) == 124


@given(st.binary(min_size=93, max_size=93))
@settings(max_examples=60, deadline=None)
def test_there_is_one_way_to_write_a_code(whole):
    code = base64.urlsafe_b64encode(whole[:0] + bytes([1 + whole[0] % 2]) + whole[1:]).decode()
    found = read_code(code)
    again = write_code(found.what, found.id, found.expires, lambda message: found.signature, found.signer)
    assert again == code


@given(st.binary(max_size=80), st.binary(max_size=80), st.binary(max_size=80))
@settings(max_examples=40, deadline=None)
def test_a_signature_that_is_none_is_false(key, message, signature):
    assert not check_signature(key, message, signature)
