"""The child process for strangers' files: bounded, alone, and always a sentence."""

from __future__ import annotations

import ast
import os
import tempfile
import time
from pathlib import Path

import pytest

from kiosk.hub.project import confined as room
from kiosk.hub.project.confined import ConfinedError, RefusedError, confined


@pytest.fixture(autouse=True)
def _acts_can_be_found(monkeypatch):
    here = str(Path(__file__).parent)
    environment = room._environment

    def with_acts(home: str) -> dict[str, str]:
        given = environment(home)
        return given | {"PYTHONPATH": given["PYTHONPATH"] + os.pathsep + here}

    monkeypatch.setattr(room, "_environment", with_acts)


def test_bytes_go_in_and_come_out():
    assert confined("confined_acts:reverse", b"abc") == b"cba"
    assert confined("confined_acts:reverse", b"x" * 5_000_000) == b"x" * 5_000_000


def test_a_refusal_keeps_its_words():
    with pytest.raises(RefusedError) as caught:
        confined("confined_acts:refuse", b"")
    assert dict(caught.value.text) == {"zh": "不行", "en": "No."}
    assert caught.value.where == "here"


@pytest.mark.parametrize("act", ["eat_memory", "write_much", "write_file"])
def test_what_grows_too_big_is_given_up(act):
    with pytest.raises(ConfinedError) as caught:
        confined(f"confined_acts:{act}", b"", megabytes=512, result_megabytes=1)
    assert "too big" in caught.value.text["en"]
    assert caught.value.text["zh"]


@pytest.mark.parametrize("act", ["spin", "sleep"])
def test_what_takes_too_long_is_given_up(act):
    began = time.monotonic()
    with pytest.raises(ConfinedError) as caught:
        confined(f"confined_acts:{act}", b"", seconds=1)
    assert "too long" in caught.value.text["en"]
    assert time.monotonic() - began < 30


def test_a_breakdown_is_a_sentence_without_its_inside():
    with pytest.raises(ConfinedError) as caught:
        confined("confined_acts:break_down", b"")
    assert "cannot be read" in caught.value.text["en"]
    assert "ZeroDivision" not in str(caught.value)


def test_the_child_is_alone(monkeypatch):
    monkeypatch.setenv("KIOSK_HUB_SECRET", "s3cret")
    with tempfile.TemporaryFile() as inherited:
        os.set_inheritable(inherited.fileno(), True)
        said = ast.literal_eval(confined("confined_acts:surroundings", b"").decode())
    names, descriptors, folder, entries = said
    assert names == []
    assert len(descriptors) <= 1  # the listing of the descriptors itself
    assert entries == []
    assert not Path(folder).exists()
