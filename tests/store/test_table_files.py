from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.matters.findings import Severity
from kiosk.matters.tables import TABLES
from kiosk.store import table_files
from kiosk.store.table_files import TableFile, read_table_file


def read(folder: Path, name: str, data: str | bytes) -> TableFile:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_table_file(path, TABLES)


def rules(result: TableFile) -> list[tuple[str, int]]:
    return [(finding.rule, finding.line) for finding in result.findings]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_with_any_separator(tmp_path: Path, mark: str) -> None:
    result = read(tmp_path, "synonyms.csv", f"words{mark}note\n社保卡|sbk{mark}x\n\n# 注释\n护照|passport{mark}\n")
    table = result.tables["synonyms"]
    assert table.columns == ("words", "note")
    assert [(row.line, row.cells["words"]) for row in table.rows] == [(2, "社保卡|sbk"), (5, "护照|passport")]
    assert not result.findings


def test_lines_are_counted_as_an_editor_shows_them(tmp_path: Path) -> None:
    result = read(tmp_path, "questions.csv", 'question_zh,answer_zh\n"一\n二",三\n四,"五, 六"\n')
    rows = result.tables["questions"].rows
    assert [(row.line, row.cells["question_zh"], row.cells["answer_zh"]) for row in rows] == [
        (2, "一\n二", "三"),
        (4, "四", "五, 六"),
    ]


@pytest.mark.parametrize(
    ("encoding", "noted"), [("utf-8", False), ("utf-8-sig", False), ("gb18030", True), ("utf-16", True)]
)
def test_encodings(tmp_path: Path, encoding: str, noted: bool) -> None:
    result = read(tmp_path, "synonyms.csv", "words\n社保卡|医保卡\n".encode(encoding))
    assert result.tables["synonyms"].rows[0].cells["words"] == "社保卡|医保卡"
    assert result.tables["synonyms"].columns == ("words",)
    assert bool(result.findings) == noted
    assert all(finding.severity == Severity.NOTE for finding in result.findings)


def test_an_unknown_encoding_is_an_error(tmp_path: Path) -> None:
    assert rules(read(tmp_path, "synonyms.csv", b"words\n\xff\xff\x80")) == [("encoding", 0)]


def test_a_comma_without_quotes_is_told_by_its_line(tmp_path: Path) -> None:
    result = read(tmp_path, "synonyms.csv", "words,note\na|b,one, two\n")
    assert rules(result) == [("row-long", 2)]


@pytest.mark.parametrize("text", ['words\n"open', 'words\n"a"b,c\n'])
def test_broken_quotes(tmp_path: Path, text: str) -> None:
    result = read(tmp_path, "synonyms.csv", text)
    assert rules(result) == [("csv-bad", 2)]
    assert not result.tables


def test_empty_files(tmp_path: Path) -> None:
    assert rules(read(tmp_path, "synonyms.csv", "")) == [("header-missing", 0)]
    assert rules(read(tmp_path, "synonyms.csv", "words\n")) == []


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "ROW_LIMIT", 3)
    assert rules(read(tmp_path, "synonyms.csv", "words\n" + "a|b\n" * 4)) == [("rows-many", 0)]
    assert rules(read(tmp_path, "synonyms.json", json.dumps([{}] * 4))) == [("rows-many", 0)]
    assert rules(read(tmp_path, "synonyms.xlsx", workbook(["words"], *(["a|b"] * 4)))) == [("rows-many", 0)]
    monkeypatch.setattr(table_files, "FILE_LIMIT", 10)
    assert rules(read(tmp_path, "synonyms.csv", "words\n" + "a|b\n" * 4)) == [("file-big", 0)]


def workbook(*rows: Any, merge: str = "", title: str = "Sheet", hidden: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row if isinstance(row, list) else [row])
    if merge:
        sheet.merge_cells(merge)
    if hidden:
        book.create_sheet("front")
        sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_xlsx_keeps_what_its_cells_hold(tmp_path: Path) -> None:
    data = workbook(["date", "as_weekday"], [date(2026, 10, 10), 1], [], ["# remark"], ["2026-10-11", None])
    rows = read(tmp_path, "special_days.xlsx", data).tables["special_days"].rows
    assert [row.line for row in rows] == [2, 5]
    assert rows[0].cells["date"].date() == date(2026, 10, 10)
    assert rows[0].cells["as_weekday"] == 1


def test_a_workbook_of_many_tables(tmp_path: Path) -> None:
    result = read(tmp_path, "tables.xlsx", workbook(["words"], "a|b", title="Synonyms"))
    assert result.tables["synonyms"].file == "tables.xlsx[Synonyms]"


def test_formulas_and_merged_cells_are_refused_by_place(tmp_path: Path) -> None:
    result = read(tmp_path, "synonyms.xlsx", workbook(["words", "note"], ["=A1", "x"], merge="A3:B4"))
    found = {(finding.rule, finding.line, finding.column) for finding in result.findings}
    assert found == {("xlsx-formula", 2, "A"), ("xlsx-merged", 0, "")}
    assert "A3:B4" in next(f for f in result.findings if f.rule == "xlsx-merged").what["en"]


def test_hidden_sheets_are_not_read(tmp_path: Path) -> None:
    result = read(tmp_path, "synonyms.xlsx", workbook(["words"], "secret|words", hidden=True))
    assert rules(result) == [("header-missing", 0)]
    assert not result.tables


def test_an_xlsx_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "UNPACKED_LIMIT", 1 << 20)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<" + b" " * (2 << 20))

    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(openpyxl, "load_workbook", never)
    assert rules(read(tmp_path, "synonyms.xlsx", stream.getvalue())) == [("file-big", 0)]


def test_an_xml_bomb_inside_an_xlsx_is_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'
    source = zipfile.ZipFile(io.BytesIO(workbook(["words"], "a|b")))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("sheet1.xml"):
                data = bomb + data.replace(b"<sheetData>", b"<sheetData>&c;")
            archive.writestr(name, data)
    assert rules(read(tmp_path, "synonyms.xlsx", stream.getvalue())) == [("xlsx-bad", 0)]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0 password", b"words\na|b"])
def test_what_is_no_workbook(tmp_path: Path, data: bytes) -> None:
    assert rules(read(tmp_path, "synonyms.xlsx", data)) == [("xlsx-bad", 0)]


def test_json_lists_of_objects(tmp_path: Path) -> None:
    items = [{"words": ["a", "b"]}, "no object", {"words": "c|d", "note": None}]
    result = read(tmp_path, "synonyms.json", json.dumps(items))
    assert [row.line for row in result.tables["synonyms"].rows] == [1, 3]
    assert result.tables["synonyms"].columns == ("words", "note")
    assert rules(result) == [("json-bad", 2)]


@pytest.mark.parametrize("text", ["", "{", "{}", "[NaN]", "[" * 100_000, "[1" + "0" * 5000 + "]"])
def test_what_is_no_list_of_objects(tmp_path: Path, text: str) -> None:
    result = read(tmp_path, "synonyms.json", text)
    assert [finding.rule for finding in result.findings] == ["json-bad"]


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    assert rules(read_table_file(tmp_path / "synonyms.csv", TABLES)) == [("file-unreadable", 0)]


SEED = workbook(["words", "note"], ["a|b", 1])


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([".csv", ".json", ".xlsx"]),
    st.binary(max_size=60) | st.text(alphabet='",;|\n#[]{}:words社\t', max_size=60).map(str.encode),
    st.integers(0, len(SEED) - 1),
)
def test_no_bytes_make_the_reader_stumble(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, noise: bytes, at: int
) -> None:
    folder = tmp_path_factory.mktemp("noise")
    read(folder, f"synonyms{suffix}", noise)
    damaged = SEED[:at] + noise + SEED[at + len(noise) :]
    read(folder, "synonyms.xlsx", damaged)
