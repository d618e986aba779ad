"""A scanner's bytes become readings: ended by silence, without the suffix, never longer than 2 KB."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.scanning.lines import SETTLE_S, Lines
from kiosk.scanning.scans import LONGEST


def test_silence_ends_a_reading():
    lines = Lines(0.05)
    assert lines.take(b"A0", 0.0) is None
    assert lines.take(b"12", 0.04) is None
    assert lines.take(b"", 0.08) is None
    assert lines.is_waiting
    assert lines.take(b"", 0.091) == (b"A012", 0.0)
    assert not lines.is_waiting
    assert lines.take(b"", 9.0) is None


@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n"])
def test_after_a_suffix_less_silence_is_enough(suffix):
    lines = Lines(0.05)
    lines.take(b"A012" + suffix, 0.0)
    assert lines.take(b"", SETTLE_S - 0.001) is None
    assert lines.take(b"", SETTLE_S) == (b"A012", 0.0)


def test_a_code_of_several_lines_is_one_reading():
    lines = Lines(0.05)
    card = b"BEGIN:VCARD\r\nN:x\r\nEND:VCARD\r\n"
    for number, line in enumerate(card.splitlines(keepends=True)):
        assert lines.take(line, number * 0.01) is None
    assert lines.take(b"", 0.1) == (card.rstrip(), 0.0)


def test_what_comes_after_silence_is_the_next_reading():
    lines = Lines(0.05)
    lines.take(b"A012", 0.0)
    assert lines.take(b"A013", 0.3) == (b"A012", 0.0)
    assert lines.take(b"", 0.4) == (b"A013", 0.3)


def test_bytes_are_kept_as_bytes():
    lines = Lines(0.05)
    payload = "龙岗 䶮".encode("gb18030") + bytes(range(14, 256))
    lines.take(payload + b"\r\n", 0.0)
    assert lines.take(b"", 1.0) == (payload, 0.0)


def test_too_much_is_dropped_whole_and_the_next_is_heard():
    lines = Lines(0.05)
    for part in range(100):
        assert lines.take(b"x" * 1000, part * 0.01) is None
    assert len(lines._got) <= LONGEST + 2
    assert lines.take(b"", 2.0) is None
    lines.take(b"A012\r", 3.0)
    assert lines.take(b"", 4.0) == (b"A012", 3.0)
    lines.take(b"y" * LONGEST + b"\r\n", 5.0)
    assert lines.take(b"", 6.0) == (b"y" * LONGEST, 5.0)
    lines.take(b"z" * (LONGEST + 1), 7.0)
    assert lines.take(b"", 8.0) is None


def test_forgetting_drops_what_has_begun():
    lines = Lines(0.05)
    lines.take(b"A0", 0.0)
    lines.forget()
    lines.take(b"12\r", 0.01)
    assert lines.take(b"", 1.0) == (b"12", 0.01)


@given(st.lists(st.tuples(st.binary(max_size=3000), st.floats(0, 0.2)), max_size=12))
@settings(max_examples=60, deadline=None)
def test_no_reading_is_empty_too_long_or_invented(parts):
    lines, now, sent, heard = Lines(0.05), 0.0, b"", []
    for data, gap in parts:
        now += gap
        heard.append(lines.take(data, now))
        sent += data
    heard.append(lines.take(b"", now + 1))
    for reading, began in filter(None, heard):
        assert 0 < len(reading) <= LONGEST
        assert reading in sent
        assert 0 <= began <= now
    assert not lines.is_waiting
