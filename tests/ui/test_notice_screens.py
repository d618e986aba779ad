"""The wall of notices and the reader, by touch and by keys, over a small hall with notices of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from ui import small_hall
from ui.small_hall import MONDAY_MORNING
from ui.visitor import Bell, Ears, Visitor

from kiosk.base.clock import SetClock
from kiosk.base.texts import Text
from kiosk.finding.entries import Kind
from kiosk.policy.blocks import Bodies
from kiosk.policy.markup import parse_body
from kiosk.policy.notices import Column, Notice
from kiosk.ui.engine import build_engine
from kiosk.ui.glass import PROFILES
from kiosk.ui.panel import PanelSettings
from kiosk.visit.find_way import FindWay

COLUMNS = (Column("ZC", Text(zh="政策", en="Policies"), "#DCEFE4"), Column("GG", Text(zh="公告", en="News")))
LONG = "".join(f"<h2>第{n}条</h2><p>{'本条规定如下，请仔细阅读。' * 6}</p>" for n in range(1, 13))
WORDS: Mapping[str, Bodies] = {
    "long": {"zh": parse_body(LONG).blocks, "en": parse_body("<p>English</p>").blocks},
    "danger": {"zh": parse_body("<p>1 &lt; 2 &lt;img src=http://evil.example/x.png&gt; <b>粗</b></p>").blocks},
}


def notice(code: str, title: str, column: str = "ZC", **more: object) -> Notice:
    return Notice(code, column, Text(zh=title, en=f"{title} (en)"), **more)  # type: ignore[arg-type]


NOTICES = (
    notice("long", "长通知", issued=date(2026, 11, 20), matter_codes=("GACR01",), summary=Text(zh="一句话说明")),
    notice("danger", "怪标题<b>粗</b>", "GG", issued=date(2026, 11, 19)),
    notice("pages", "有原文", "GG", issued=date(2026, 11, 18), pages=("1.png", "2.png"), cover="1.png"),
    notice("lost", "丢了图", issued=date(2026, 11, 17), pages=("gone.png",), cover="gone.png"),
    notice("over", "过期的", valid_until=date(2026, 11, 1)),
    notice("back", "撤回的", withdrawn=date(2026, 11, 2)),
    notice("soon", "以后的", valid_from=date(2027, 1, 1)),
    *(notice(f"n{n}", f"其他通知{n}", issued=date(2026, 10, n)) for n in range(1, 20)),
)


@dataclass
class Board:
    """Notices with pictures in a folder: a real ``Posted``."""

    folder: Path
    columns: tuple[Column, ...] = COLUMNS
    notices: tuple[Notice, ...] = NOTICES

    def words(self, code: str) -> Bodies:
        return WORDS.get(code, {"zh": parse_body("<p>正文</p>").blocks} if code in ("over", "back") else {})

    def medium(self, name: str) -> str:
        path = self.folder / name
        return str(path) if path.exists() else ""


class NoticeFinder:
    """Finds notices by a part of their title, whether they are shown or not, as an index that knows no day."""

    def find(self, query: str, limit: int = 20, language: str = "zh-CN", *, floor: int = 0) -> list[object]:
        found = [n for n in NOTICES if query in n.title["zh"]]
        return [small_hall.PlainHit(Kind.NOTICE, n.code, n.title) for n in found][:limit]


@pytest.fixture
def visitor(qapp: object, tmp_path: Path) -> Iterator[Visitor]:
    for number in (1, 2):
        image = QImage(300, 424, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        image.save(str(tmp_path / f"{number}.png"))
    clock, ears, bell = SetClock(MONDAY_MORNING), Ears(), Bell()
    hall, plan = small_hall.catalogue(), small_hall.venue()
    way = FindWay(hall, plan, NoticeFinder(), small_hall.StraightWalks(plan), "P1", clock, Board(tmp_path))  # type: ignore[arg-type]
    screens = build_engine(PanelSettings(PROFILES["55-fhd"], motion=False), clock, way, speaker=ears, help_call=bell)
    said: list[str] = []
    screens.engine.warnings.connect(lambda warnings: said.extend(w.toString() for w in warnings))
    screens.window.show()
    visitor = Visitor(screens, clock, ears, bell)
    visitor.wait()
    screens.navigator.go("home")
    visitor.wait()
    yield visitor
    screens.close()
    assert not said


def model(visitor: Visitor) -> object:
    return visitor.screens.navigator.property("viewModel")


def go(visitor: Visitor, screen: str, **about: object) -> None:
    visitor.screens.navigator.go(screen, about)
    visitor.wait()


def told(visitor: Visitor, name: str) -> object:
    return model(visitor).property(name)  # type: ignore[attr-defined]


def test_from_home_to_a_notice_and_to_its_matter(visitor: Visitor) -> None:
    visitor.touch("政策公告")
    assert visitor.screen == "notices"
    visitor.touch("长通知")
    assert visitor.screen == "notice"
    assert any("一句话说明" in said for said in visitor.ears.said)
    visitor.touch("办这件事")
    assert visitor.screen == "matter"
    assert visitor.screens.visit.page.about == {"code": "GACR01"}
    visitor.touch("返回")
    visitor.touch("返回")
    assert visitor.screen == "notices"


def test_columns_and_pages_turn_and_survive_going_back(visitor: Visitor) -> None:
    go(visitor, "notices")
    everything = len(told(visitor, "covers"))  # type: ignore[arg-type]
    assert everything == len(NOTICES) - 3
    visitor.touch("更多")
    assert told(visitor, "page") == 1
    visitor.touch("公告")
    assert told(visitor, "page") == 0
    assert [cover["id"] for cover in told(visitor, "covers")] == ["danger", "pages"]  # type: ignore[attr-defined]
    visitor.touch("有原文")
    visitor.touch("返回")
    assert visitor.screen == "notices"
    assert len(told(visitor, "covers")) == 2  # type: ignore[arg-type]


def test_a_cover_is_a_shortcut(visitor: Visitor) -> None:
    go(visitor, "notices")
    cover = next(p for p in visitor.pressables(shortcuts=True) if p.property("shortcut"))
    visitor.touch_at(visitor.centre(cover))
    assert visitor.screen == "notice"


def test_without_notices_nothing_leads_there(qapp: object) -> None:
    clock = SetClock(MONDAY_MORNING)
    screens = build_engine(PanelSettings(PROFILES["55-fhd"], motion=False), clock, small_hall.find_way(clock))
    screens.navigator.go("home")
    assert "notices" not in screens.navigator.property("viewModel").property("tiles")
    screens.navigator.go("notices", {})
    assert screens.navigator.property("viewModel").property("lead") == "现在没有公告"
    screens.close()


def texts_shown(visitor: Visitor) -> list[str]:
    found: list[str] = []

    def walk(item: object) -> None:
        if not item.isVisible():  # type: ignore[attr-defined]
            return
        if item.inherits("QQuickText"):  # type: ignore[attr-defined]
            found.append(str(item.property("text")))  # type: ignore[attr-defined]
        for child in item.childItems():  # type: ignore[attr-defined]
            walk(child)

    walk(visitor.screens.window.contentItem())
    return found


def test_every_page_of_a_long_notice_is_reached_and_nothing_is_lost(visitor: Visitor) -> None:
    go(visitor, "notice", code="long")
    seen: set[str] = set()
    for _ in range(40):
        seen.update(texts_shown(visitor))
        shown = next(text for text in texts_shown(visitor) if "/" in text and text.replace("/", "").isdigit())
        number, count = map(int, shown.split("/"))
        assert count > 2
        if number == count:
            break
        visitor.touch("下一页")
    assert number == count
    assert {f"第{n}条" for n in range(1, 13)} <= seen
    visitor.touch("上一页")
    assert f"{count - 1}/{count}" in texts_shown(visitor)


def test_large_text_needs_more_pages_and_the_first_is_shown(visitor: Visitor) -> None:
    go(visitor, "notice", code="long")

    def pages() -> int:
        return int(next(t for t in texts_shown(visitor) if "/" in t and t.replace("/", "").isdigit()).split("/")[1])

    few = pages()
    visitor.touch("大字")
    visitor.wait()
    assert pages() > few


def test_another_language_is_read_in_it_or_in_chinese(visitor: Visitor) -> None:
    go(visitor, "notice", code="long")
    visitor.screens.modes.speakLanguage("en")
    visitor.wait()
    assert [line["plain"] for line in told(visitor, "lines")] == ["English"]  # type: ignore[attr-defined]
    go(visitor, "notice", code="danger")
    assert told(visitor, "title") == "怪标题<b>粗</b> (en)"
    assert "粗" in told(visitor, "lines")[0]["plain"]  # type: ignore[index]


def test_words_that_look_like_markup_are_words(visitor: Visitor) -> None:
    go(visitor, "notice", code="danger")
    (line,) = told(visitor, "lines")  # type: ignore[misc]
    assert line["text"] == "1 &lt; 2 &lt;img src=http://evil.example/x.png&gt; <b>粗</b>"
    for text in texts_shown(visitor):
        assert "<img" not in text


def test_pages_of_a_document_closer_and_whole(visitor: Visitor) -> None:
    go(visitor, "notice", code="pages")
    assert told(visitor, "section") == "pages"  # it has no words
    near = next(t for t in texts_shown(visitor) if "/" in t and t.replace("/", "").isdigit())
    visitor.touch("看整页")
    assert not [t for t in texts_shown(visitor) if "/" in t and t.replace("/", "").isdigit()]  # both at once
    visitor.touch("放大")
    assert near == next(t for t in texts_shown(visitor) if "/" in t and t.replace("/", "").isdigit())
    assert int(near.split("/")[1]) > 2


def test_a_lost_picture_leaves_a_made_cover_and_a_kind_page(visitor: Visitor) -> None:
    go(visitor, "notices")
    lost = next(cover for cover in told(visitor, "covers") if cover["id"] == "lost")  # type: ignore[attr-defined]
    assert lost["picture"] == ""
    go(visitor, "notice", code="lost")
    assert told(visitor, "pages") == []
    assert visitor.find("看其他公告")


@pytest.mark.parametrize(
    ("code", "said", "shows_words"),
    [
        ("over", "2026年11月1日已经到期", True),
        ("back", "2026年11月2日已经撤回", False),
        ("soon", "请看看其他公告", False),
        ("x", "请看看其他公告", False),
    ],
)
def test_what_is_over_says_so_kindly(visitor: Visitor, code: str, said: str, shows_words: bool) -> None:
    go(visitor, "notice", code=code)
    assert said in str(told(visitor, "over"))
    assert bool(told(visitor, "lines")) is shows_words
    assert any(said in sentence for sentence in visitor.ears.said)
    visitor.touch("看其他公告")
    assert visitor.screen == "notices"


def test_search_finds_what_holds_and_what_is_over_but_nothing_to_come(visitor: Visitor) -> None:
    way = visitor.screens.panel.way
    assert [hit.id for hit in way.find("过期")] == ["over"]
    assert [hit.id for hit in way.find("以后")] == []
    assert [hit.id for hit in way.find("的")] == ["over", "back"]
    assert [hit.id for hit in way.find("通知", 60)][:1] == ["long"]
    everything = [hit.id for hit in way.find("", 60)] + [hit.id for hit in way.find(" ", 60)]
    assert everything == []
    go(visitor, "search", query="过期的")
    (row,) = told(visitor, "rows")  # type: ignore[misc]
    assert (row["kind"], row["state"], row["good"]) == ("notice", "已过期", False)
    visitor.touch("过期的")
    assert visitor.screen == "notice"


def test_read_to_me_speaks_whether_or_not_the_voice_is_on(visitor: Visitor) -> None:
    visitor.screens.visit.hear(False)
    go(visitor, "notice", code="long")
    visitor.ears.said.clear()
    visitor.touch("读给我听")
    assert visitor.ears.said[0].startswith("第1条")
    assert len(visitor.ears.said[0]) <= 600


def test_at_midnight_the_wall_is_another_one(visitor: Visitor) -> None:
    go(visitor, "notices")
    visitor.clock.advance(41 * 86_400)
    model(visitor).refresh()  # type: ignore[attr-defined]
    assert "soon" in [cover["id"] for cover in told(visitor, "covers")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("profile", ["55-fhd", "43p-fhd"])
def test_four_keys_are_enough(visitor: Visitor, profile: str) -> None:
    visitor.screens.look(PROFILES[profile])
    go(visitor, "notices")
    visitor.screens.window.requestActivate()
    wanted = {"政策", "公告", "全部"}
    for _ in range(60):
        QTest.keyClick(visitor.screens.window, Qt.Key.Key_Right)
        wanted.discard(str(visitor.screens.window.activeFocusItem().property("name")))
    assert not wanted
    go(visitor, "notice", code="long")
    for _ in range(20):
        QTest.keyClick(visitor.screens.window, Qt.Key.Key_Right)
        if visitor.screens.window.activeFocusItem().property("name") == "下一页":
            break
    QTest.keyClick(visitor.screens.window, Qt.Key.Key_Return)
    visitor.wait()
    assert any(text.startswith("2/") for text in texts_shown(visitor))
    QTest.keyClick(visitor.screens.window, Qt.Key.Key_Escape)
    visitor.wait()
    assert visitor.screen == "notices"
