"""What a screen says aloud: sentences from a child process, once, merged, only what still stands; or text alone."""

from __future__ import annotations

import io
import os
import sys
import textwrap
import wave

import pytest
from django.test import Client
from hub.desk.halls import an_id

from kiosk.hub.counter import voice as voice_room
from kiosk.hub.counter.voice import Voice, folder, sound_file
from kiosk.hub.desk import authority
from kiosk.hub.desk.models import Call

#: A child that writes half a second of sound for each line, and writes down what it was asked.
CHILD = """
    import json, sys, wave
    from pathlib import Path
    place = Path(sys.argv[-1])
    log = place / "asked.txt"
    for line in sys.stdin:
        asked = json.loads(line)
        with log.open("a") as file:
            file.write(asked["language"] + " " + asked["text"] + "\\n")
        if "stumm" in asked["text"]:
            print(json.dumps({"error": {"zh": "坏了", "en": "broken"}}), flush=True)
            continue
        if "crash" in asked["text"]:
            sys.exit(3)
        if "stuck" in asked["text"]:
            import time
            time.sleep(60)
        with wave.open(str(place / asked["out"]), "wb") as file:
            file.setnchannels(1); file.setsampwidth(2); file.setframerate(22050)
            file.writeframes(b"\\x00\\x00" * 2205 + b"\\x10\\x27" * 11025 + b"\\x00\\x00" * 2205)
        print(json.dumps({"out": asked["out"], "seconds": 0.7}), flush=True)
"""


@pytest.fixture
def child(tmp_path):
    path = tmp_path / "child.py"
    path.write_text(textwrap.dedent(CHILD))
    return (sys.executable, str(path))


@pytest.fixture
def speaker(child, monkeypatch):
    """The hub's voice with that child; its clock stands."""
    made = Voice(child, clock=lambda: 0.0)
    monkeypatch.setattr(voice_room, "voice", lambda: made)
    monkeypatch.setattr("kiosk.hub.counter.speaking.voice", lambda: made)
    yield made
    made.end()


def asked():
    log = folder() / "asked.txt"
    return log.read_text().splitlines() if log.exists() else []


def length(name):
    with wave.open(str(sound_file(name)), "rb") as file:
        return file.getnframes() / file.getframerate()


def test_sentences_become_one_file_and_are_asked_for_once(speaker):
    words = [("一", "zh-CN"), ("one", "en"), ("一", "zh-CN"), ("one", "en")]
    sound = speaker.say(words)
    assert asked() == ["zh-CN 一", "en one"]
    assert length(sound.name) == pytest.approx(sound.seconds, abs=0.01)
    # Silence around each sentence is cut: four sentences of half a second, three pauses and a last one.
    assert sound.seconds == pytest.approx(4 * 0.52 + 4 * 0.3, abs=0.06)
    assert speaker.say(words) == sound
    assert len(asked()) == 2


def test_a_child_that_dies_is_replaced(speaker):
    assert speaker.say([("one", "en")]) is not None
    pid = speaker._child.pid
    os.kill(pid, 9)
    speaker._child.wait()
    assert speaker.say([("two", "en")]) is not None
    assert speaker._child.pid != pid


@pytest.mark.parametrize("words", ["stumm", "crash"])
def test_without_sound_it_says_so_and_rests_before_it_tries_again(child, words):
    moment = [0.0]
    speaker = Voice(child, clock=lambda: moment[0])
    try:
        assert speaker.say([(words, "en")]) is None
        assert speaker.trouble["zh"]
        assert speaker.say([("well", "en")]) is None, "it rests"
        assert len(asked()) == 1
        moment[0] = 31.0
        assert speaker.say([("well", "en")]) is not None
        assert not speaker.trouble
    finally:
        speaker.end()


def test_a_stuck_child_is_let_go(child, monkeypatch):
    monkeypatch.setattr(voice_room, "PATIENCE_S", 0.3)
    speaker = Voice(child, clock=lambda: 0.0)
    assert speaker.say([("stuck", "en")]) is None
    assert speaker._child is None


def test_no_program_at_all(tmp_path):
    speaker = Voice((str(tmp_path / "none"),), clock=lambda: 0.0)
    assert speaker.say([("one", "en")]) is None
    assert "kiosk say" in speaker.trouble["en"]


def test_only_its_own_files_are_played_and_old_ones_are_forgotten(speaker, monkeypatch):
    (folder() / "secret.wav").write_bytes(b"x")
    for name in ("secret.wav", "../secret.wav", "0" * 40 + ".wav", "asked.txt", ""):
        assert sound_file(name) is None
    monkeypatch.setattr(voice_room, "KEPT", 3)
    for word in "abcde":
        assert speaker.say([(word, "en")])
    assert len(list(folder().glob("*.wav"))) <= 4


# -- of calls


@pytest.fixture
def speech(post):
    def ask(key, *serials):
        answer = post(f"/screens/{key}/speech", {"serials": list(serials)})
        assert answer.status_code == 200
        return answer.json()

    return ask


@pytest.mark.django_db
def test_a_call_is_said_digit_by_digit_twice_chinese_first(screen, counter, taken, speaker, speech):
    taken("tax")
    _, key = screen()
    counter("1").does("next")
    told = speech(key, 1)
    [part] = told["say"]
    assert (part["zh"], part["en"]) == ("请A001号到1号窗口。", "Number A001 to window 1, please.")
    assert asked() == ["zh-CN 请A零零一号到一号窗口。", "en Number A zero zero one to window one, please."]
    assert (part["serials"], told["past"], told["later"]) == ([1], [], [])
    answer = Client().get(part["sound"])
    assert answer["Content-Type"] == "audio/wav"
    assert answer.content[:4] == b"RIFF"
    assert Client().get(part["sound"].replace(key, "0" * 20)).status_code == 404
    chime = Client().get(f"/screens/{key}/sound/chime.wav").content
    with wave.open(io.BytesIO(chime), "rb") as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(0.6, abs=0.01)


@pytest.mark.django_db
def test_calls_that_wait_are_merged_and_those_that_stand_no_longer_are_left_out(
    screen, counter, taken, speaker, speech, clock
):
    first, *_ = taken("tax", 2)
    taken("land")
    taken("police")
    _, key = screen()
    pages = [counter(window) for window in ("1", "2", "3", "4")]
    for page in pages:
        page.does("next")
    pages[0].does("begin", ticket=first.id)
    told = speech(key, 1, 2, 3, 4, 99)
    assert told["say"][0]["zh"] == "请A002号到2号窗口，B001号到3号窗口，C001号到4号窗口。"
    assert told["say"][0]["serials"] == [2, 3, 4]
    assert told["past"] == [1, 99]


@pytest.mark.django_db
def test_what_came_later_is_said_later(screen, counter, taken, speaker, speech, clock):
    taken("tax")
    taken("land")
    _, key = screen()
    one, other = counter("1"), counter("4")
    one.does("next")
    clock.advance(seconds=30)
    other.does("next")
    told = speech(key, 1, 2)
    assert (told["say"][0]["serials"], told["later"]) == ([1], [2])


@pytest.mark.django_db
def test_two_windows_at_the_same_moment_are_both_said(screen, counter, taken, speaker, speech, clock):
    taken("tax", 2)
    _, key = screen()
    for page in [counter("1"), counter("2")]:
        page.does("next")
    assert Call.objects.count() == 2
    assert speech(key, 1, 2)["say"][0]["zh"] == "请A001号到1号窗口，A002号到2号窗口。"


@pytest.mark.django_db
def test_a_recall_is_said_again_and_the_call_before_it_is_not(screen, counter, taken, speaker, speech, clock):
    one = taken("tax")
    _, key = screen()
    page = counter("1")
    page.does("next")
    page.does("recall", ticket=one.id)
    told = speech(key, 1, 2)
    assert (told["say"][0]["serials"], told["past"]) == ([2], [1])


@pytest.mark.django_db
def test_it_speaks_for_its_zone_only(screen, counter, taken, speaker, speech):
    taken("tax")
    _, key = screen(zone=["4"])
    counter("1").does("next")
    assert speech(key, 1) == {"say": [], "past": [1], "later": []}


@pytest.mark.django_db
def test_without_a_voice_the_text_comes_alone(
    screen, counter, taken, speech, monkeypatch, tmp_path, manager, client_of
):
    none = Voice((str(tmp_path / "none"),), clock=lambda: 0.0)
    for room in ("speaking", "screens"):
        monkeypatch.setattr(f"kiosk.hub.counter.{room}.voice", lambda: none)
    taken("tax")
    _, key = screen()
    counter("1").does("next")
    [part] = speech(key, 1)["say"]
    assert (part["zh"], part["sound"], part["seconds"]) == ("请A001号到1号窗口。", "", 0)
    assert "没有语音" in client_of(manager).get("/halls/shili/screens").content.decode()


@pytest.mark.django_db
def test_a_hall_without_english_is_spoken_to_in_chinese(screen, hall, person, taken, speaker, speech, desk, clock):
    from dataclasses import replace

    from kiosk.hub.desk import published

    plain = replace(desk.catalogue.hall, languages=("zh-CN",))
    published.put(replace(desk, catalogue=replace(desk.catalogue, hall=plain)))
    taken("tax")
    _, key = screen()
    seat = authority.open_seat("shili", "1", person("wang", "counter", hall=hall), clock.now)
    authority.call_next(seat, an_id(), clock.now)
    speech(key, 1)
    assert [line.split()[0] for line in asked()] == ["zh-CN"]


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "{", {"serials": "1"}, {"serials": [1.5]}, {"serials": list(range(300))}, {}])
def test_what_is_no_question_is_refused(screen, post, body):
    _, key = screen()
    assert post(f"/screens/{key}/speech", body).status_code == 400
