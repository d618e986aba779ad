"""``kiosk say`` as a process: sentences as files, for as long as somebody asks."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from array import array

import pytest
from conftest import ROOT

from kiosk.cli import main

pytest.importorskip("espeakng_loader")


def heard(path):
    """Seconds and the highest peak of a WAV file."""
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        samples = array("h", file.readframes(file.getnframes()))
    return len(samples) / 22_050, max(map(abs, samples))


def test_a_sentence_is_a_file_as_loud_as_can_be(tmp_path, capsys):
    assert main(["say", "--out", str(tmp_path / "a.wav"), "请A零一二号到三号窗口。"]) == 0
    seconds, peak = heard(tmp_path / "a.wav")
    assert 2 < seconds < 6
    assert 28_500 < peak <= 29_000
    assert main(["say", "--out", str(tmp_path / "b.wav"), "请A零一二号到三号窗口。", "请A零一二号到三号窗口。"]) == 0
    assert heard(tmp_path / "b.wav")[0] == pytest.approx(2 * seconds + 0.12, abs=0.05)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["a.wav", "b.wav"]


@pytest.mark.parametrize(
    "words", [["。！"], [""], ["x" * 501], [], ["--rate", "9", "好"], ["--out-of-place"]], ids=range(6)
)
def test_what_cannot_be_said_is_said(tmp_path, words, capsys):
    try:
        code = main(["say", "--out", str(tmp_path / "a.wav"), *words])
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in capsys.readouterr().err


def test_a_folder_that_is_not_there(tmp_path, capsys):
    assert main(["say", "--serve", str(tmp_path / "none")]) == 2
    assert main(["say", "--out", str(tmp_path / "none" / "a.wav"), "好"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_it_answers_each_line_and_ends_with_its_input(tmp_path):
    asked = [
        {"out": "a.wav", "text": "请A零一二号到三号窗口。"},
        {"out": "b.wav", "text": "Number A zero one two to window three, please.", "language": "en"},
        {"out": "../c.wav", "text": "好"},
        {"out": "d.wav", "text": "好", "language": "xx"},
        {"out": "e.wav", "text": 5},
        {"out": "f.wav", "text": "。"},
        {"out": "g.wav", "text": "x" * 9000},
        {"out": "h.wav", "text": "好"},
    ]
    lines = [json.dumps(one, ensure_ascii=False) for one in asked] + ["{", "[]", "null"]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "say", "--serve", str(tmp_path)],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, len(answers)) == (0, len(lines)), done.stderr
    said = [answer.get("out") for answer in answers if "error" not in answer]
    assert said == ["a.wav", "b.wav", "h.wav"]
    assert sorted(path.name for path in tmp_path.iterdir()) == said
    for answer in answers:
        if "error" in answer:
            assert set(answer["error"]) == {"zh", "en"}
        else:
            assert answer["seconds"] == pytest.approx(heard(tmp_path / answer["out"])[0], abs=0.01)
