"""Names filed in a release and found again: by rank, by clauses, by resemblance; nothing typed can hurt."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlite_utils
from conftest import ROOT

from kiosk.base.texts import Text
from kiosk.finding.entries import Entry, Kind
from kiosk.finding.index import Role
from kiosk.store.search_index import ReleaseIndex, build_index, open_index
from kiosk.store.search_words import char_readings, name_of, phrase_readings, simplified_chars, sound_of


def floor(number: int) -> Text:
    return Text(zh=f"{number}楼", en=f"{number}F")


ENTRIES = [
    Entry(
        Kind.MATTER,
        "new",
        Text(zh="普通护照首次申请", en="First passport"),
        ("护照",),
        "出入境",
        "9",
        None,
        0.9,
        "GACR",
    ),
    Entry(Kind.MATTER, "bank", Text(zh="银行重新开户", en="Bank account"), (), "金融", "3", None, 0.2),
    Entry(Kind.MATTER, "same-a", Text(zh="占道许可"), (), "城管甲", "1", None, 0.1),
    Entry(Kind.MATTER, "same-b", Text(zh="占道许可"), (), "城管乙", "2", None, 0.3),
    Entry(Kind.PLACE, "toilet-2", Text(zh="卫生间", en="Toilets"), level=floor(2)),
    Entry(Kind.PLACE, "toilet-3", Text(zh="卫生间", en="Toilets"), level=floor(3)),
    Entry(Kind.WINDOW, "3", Text(zh="3号窗口", en="Window 3"), window="3", level=floor(2)),
    Entry(Kind.WINDOW, "31", Text(zh="31号窗口", en="Window 31"), window="31", level=floor(2)),
    Entry(Kind.DEPARTMENT, "GACR", Text(zh="公安出入境", en="Exit and Entry"), level=floor(2)),
]


@pytest.fixture(scope="module")
def database() -> sqlite_utils.Database:
    made = sqlite_utils.Database(memory=True)
    build_index(made, ENTRIES, [["开卡", "银行开户"]])
    return made


@pytest.fixture(scope="module")
def index(database: sqlite_utils.Database) -> ReleaseIndex:
    return open_index(database.conn)


def titles(index: ReleaseIndex, ranks: list[int]) -> list[str]:
    subjects = {subject.rank: subject for subject in index.subjects(ranks)}
    return [subjects[rank].names[0].text for rank in ranks]


def test_entries_with_the_same_names_are_filed_once(index: ReleaseIndex) -> None:
    assert index.size() == len(ENTRIES) - 2
    (rank,) = index.matching([[["占道"]]], 10)
    assert [found.entry.id for found in index.entries(rank, 10)] == ["same-b", "same-a"]
    assert index.subjects([rank])[0].detail == "城管甲\n城管乙"


def test_what_is_wanted_most_comes_first(index: ReleaseIndex) -> None:
    assert titles(index, index.matching([[["kmatter"]]], 10)) == ["普通护照首次申请", "占道许可", "银行重新开户"]


def test_every_clause_must_hold_and_any_alternative_does(index: ReleaseIndex) -> None:
    assert titles(index, index.matching([[["护照"], ["银行"]], [["申请"]]], 10)) == ["普通护照首次申请"]
    assert index.matching([[["护照"]], [["银行"]]], 10) == []
    assert index.matching([[["护照"]], []], 10) == []
    assert index.matching([], 10) == []


@pytest.mark.parametrize("token", ['"', '护照"', "a OR b", "*", "", "col:x", "NEAR(", "-", "^x", "\0", "'"])
def test_tokens_are_never_syntax(index: ReleaseIndex, token: str) -> None:
    index.matching([[[token]]], 10)
    index.resembling([token], 10)


def test_beginnings_of_tokens(index: ReleaseIndex) -> None:
    assert titles(index, index.matching([[["phu0zh*"]]], 10)) == ["普通护照首次申请"]


def test_resemblance_is_by_the_most_telling_tokens(index: ReleaseIndex) -> None:
    assert titles(index, index.resembling(["护照", "开户", "银行"], 10)) == ["银行重新开户", "普通护照首次申请"]


def test_entries_of_a_floor_come_first(index: ReleaseIndex) -> None:
    (rank,) = index.matching([[["卫生"]]], 10)
    assert [found.entry.id for found in index.entries(rank, 5, floor=3)] == ["toilet-3", "toilet-2"]
    assert [found.floor for found in index.entries(rank, 5)] == [2, 3]


def test_what_is_on_a_floor(index: ReleaseIndex) -> None:
    assert [found.entry.id for _, found in index.on_floor(2, 9)] == ["GACR", "toilet-2", "3", "31"]
    assert index.on_floor(0, 9) == []


def test_windows_by_number(index: ReleaseIndex) -> None:
    assert [found.entry.id for _, found in index.at_window("3", 9)] == ["3", "31"]
    assert index.at_window("7", 9) == []


def test_entries_come_back_as_they_were(index: ReleaseIndex) -> None:
    (found,) = index.popular([Kind.MATTER], 1)
    expected = ENTRIES[0]
    assert (found.entry.id, found.entry.title, found.entry.window) == (expected.id, expected.title, expected.window)
    assert (found.entry.department, found.entry.popularity) == ("GACR", 0.9)


def test_words_say_whether_this_hall_says_them(index: ReleaseIndex) -> None:
    words = {word.text: word for word in index.words() if word.role is Role.GROUP}
    assert words["卫生间"].occurs
    assert words["厕所"].sound == "ce suo"
    assert not words["厕所"].occurs
    assert words["开卡"].group == words["银行开户"].group


def test_characters_of_queries_are_known(index: ReleaseIndex) -> None:
    assert index.simplified(["護", "护", "x"]) == {"護": "护"}
    assert set(index.readings(["行"])["行"]) >= {"xing", "hang"}
    assert index.readings([]) == {}


def test_readings_follow_the_phrase_and_keep_the_common_one() -> None:
    assert phrase_readings("银行")[1] == ("hang", "xing")
    assert phrase_readings("重新")[0][0] == "chong"
    assert sound_of("绿色") == "lv se"
    assert sound_of("passport") == ""
    assert char_readings("x") == ()


def test_names_as_they_are_kept() -> None:
    name = name_of("護照（A證）", True)
    assert (name.text, name.is_title) == ("护照a证", True)
    assert name.sound == "护hu 照zhao aa 证zheng "
    assert name.blurred == "护fu 照zao aa 证zen "
    assert simplified_chars()["護"] == "护"


def test_the_same_names_give_the_same_file(tmp_path: Path) -> None:
    sums = set()
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.db"
        code = (
            "import sys, sqlite_utils; sys.path[:0] = ['tests', '.']\n"
            "from store.test_search_index import ENTRIES, build_index\n"
            f"database = sqlite_utils.Database({str(path)!r}); build_index(database, ENTRIES, [])"
        )
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env={"PYTHONHASHSEED": seed, "PATH": ""})
        sums.add("\n".join(sqlite3.connect(path).iterdump()))
    assert len(sums) == 1


def test_a_failed_build_leaves_nothing(tmp_path: Path) -> None:
    database = sqlite_utils.Database(tmp_path / "x.db")
    broken = [*ENTRIES, Entry(Kind.MATTER, "bad", Text(zh="坏"), popularity=float("nan"), window=object())]  # type: ignore[arg-type]
    with pytest.raises(sqlite3.Error):
        build_index(database, broken, [])
    assert database.table_names() == []


def test_searching_loads_no_tools_for_building() -> None:
    code = (
        "import sys; import kiosk.store.search_index, kiosk.finding.find\n"
        "print([name for name in ('pypinyin', 'openpyxl', 'PySide6') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
