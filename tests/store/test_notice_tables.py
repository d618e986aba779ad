from __future__ import annotations

from pathlib import Path

import pytest
from store.folders import content_folder
from store.test_release_parts import NOTICE_COLUMNS, NOTICES, hall_with_notices, png

from kiosk.matters.findings import Severity
from kiosk.policy.blocks import Paragraph, Span
from kiosk.store.release import open_release
from kiosk.store.release_build import RefusedError, build_release
from kiosk.store.release_draft import Draft, draft_release

HEAD = "code,column_code,title_zh,title_en,body_zh,body_en,cover,issued,valid_from,valid_until,withdrawn,matter_codes\n"


def drafted(tmp_path: Path, rows: str, columns: str = NOTICE_COLUMNS) -> Draft:
    return draft_release(hall_with_notices(tmp_path / "hall", notices=HEAD + rows, notice_columns=columns))


def rules(draft: Draft) -> list[tuple[str, str, str]]:
    return [(f.rule, f.severity.value, f.place) for f in draft.findings if f.rule != "file-unknown"]


def test_columns_notices_and_words_come_back(tmp_path: Path) -> None:
    info = build_release(hall_with_notices(tmp_path / "hall"), tmp_path / "out")
    assert (info.counts["notices"], info.counts["media"]) == (2, 2)
    with open_release(tmp_path / "out" / info.file) as release:
        wall = release.wall()
        assert [(c.code, c.name["zh"], c.tint) for c in wall.columns] == [("GG", "公告", "#E3EEFC"), ("ZC", "政策", "")]
        first = wall.notices[0]
        assert (first.number, first.cover, first.pages) == ("示政〔2026〕1号", "a.png", ("a.png", "b.png"))
        assert str(first.issued) == "2026-01-02"
        words = release.words_of_notice("N1")
        assert words["zh"] == (Paragraph((Span("周六"), Span("照常", True), Span("办理"))),)
        assert release.words_of_notice("never") == {}
        assert release.medium("b.png").read_bytes() == png(20)


def test_no_notices_is_no_fault(tmp_path: Path) -> None:
    info = build_release(content_folder(tmp_path / "hall"), tmp_path / "out")
    with open_release(tmp_path / "out" / info.file) as release:
        assert release.wall().notices == ()
    assert not (tmp_path / "out" / "media").exists()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("A,XX,题,T,字,w,,,,,,\n", ("reference-dangling", "error", "notices.csv:2:column_code")),
        ("A,GG,题,T,字,w,c.png,,,,,\n", ("reference-dangling", "error", "notices.csv:2:cover")),
        ("A,GG,题,T,<img src=c.png>字,w,,,,,,\n", ("reference-dangling", "error", "notices.csv:2:body_zh")),
        ("A,GG,题,T,字,w,,,2026-02-01,2026-01-01,,\n", ("dates-order", "error", "notices.csv:2:valid_until")),
        ("A,GG,题,T,字,w,,2026-02-01,,2026-01-01,,\n", ("dates-order", "error", "notices.csv:2:valid_until")),
        ("A,GG,题,T,字,w,,2026-02-01,,,2026-01-01,\n", ("dates-order", "error", "notices.csv:2:withdrawn")),
        ("A,GG,题,T,字,w,,2026-13-01,,,,\n", ("date-bad", "error", "notices.csv:2:issued")),
        ("A,GG,题,T,<script>x</script>字,w,,,,,,\n", ("body-html", "warning", "notices.csv:2:body_zh")),
        ("A,GG,题,T,,,,,,,,\n", ("notice-empty", "warning", "notices.csv:2:body_zh")),
        ("A,GG,题,T,字,w,,,,,,M9\n", ("reference-dangling", "warning", "notices.csv:2:matter_codes")),
        ("A,GG,,,字,w,,,,,,\n", ("value-missing", "error", "notices.csv:2:title_zh")),
    ],
)
def test_findings_say_where_and_what(tmp_path: Path, row: str, expected: tuple[str, str, str]) -> None:
    found = rules(drafted(tmp_path, row))
    assert found == [expected]


def test_the_same_code_twice(tmp_path: Path) -> None:
    assert ("code-duplicate", "error", "notices.csv:3:code") in rules(drafted(tmp_path, "A,GG,题,T,字,w,,,,,,\n" * 2))


def test_a_tint_that_is_none(tmp_path: Path) -> None:
    draft = drafted(tmp_path, "A,GG,题,T,字,w,,,,,,\n", "code,name_zh,name_en,tint\nGG,公告,News,red\n")
    assert rules(draft) == [("choice-bad", "error", "notice_columns.csv:2:tint")]


def test_what_nobody_names_is_left_out(tmp_path: Path) -> None:
    draft = drafted(tmp_path, "A,GG,题,T,字,w,a.png,,,,,\n")
    assert [medium.name for medium in draft.media] == ["a.png"]
    assert [(f.rule, f.severity) for f in draft.findings] == [("file-unknown", Severity.NOTE)]


@pytest.mark.parametrize("data", [b"", b"GIF89a", png(1)[:-3], b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_a_medium_that_is_no_whole_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    hall = hall_with_notices(tmp_path / "hall")
    (hall / "media" / "a.png").write_bytes(data)
    with pytest.raises(RefusedError) as caught:
        build_release(hall, tmp_path / "out")
    errors = [(f.rule, f.file) for f in caught.value.findings if f.severity is Severity.ERROR]
    assert errors == [("medium-refused", "media/a.png")]


def test_a_notice_is_found_by_title_number_words_and_pinyin(tmp_path: Path) -> None:
    info = build_release(hall_with_notices(tmp_path / "hall", notices=NOTICES), tmp_path / "out")
    with open_release(tmp_path / "out" / info.file) as release:
        finder = release.finder()
        for words in ("周末开放", "zhoumo", "示政〔2026〕1号", "weekends", "周六照常"):
            assert "N1" in [hit.id for hit in finder.find(words, 5, "zh-CN")], words
