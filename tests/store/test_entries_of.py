from __future__ import annotations

from pathlib import Path

from guidance.small_plan import as_folder, feature, found_in, label, point, removed, small_plan, uid
from store.folders import content_folder

from kiosk.base.texts import Text
from kiosk.finding.entries import Entry, Kind
from kiosk.matters.catalogue import Catalogue, Hall
from kiosk.store.entries_of import entries_of
from kiosk.store.release_draft import draft_release


def entries(folder: Path) -> dict[tuple[Kind, str], Entry]:
    draft = draft_release(folder)
    found = entries_of(draft.catalogue, draft.venue)
    assert len({(entry.kind, entry.id) for entry in found}) == len(found)
    return {(entry.kind, entry.id): entry for entry in found}


def test_a_matter_knows_its_window_floor_and_words(tmp_path: Path) -> None:
    found = entries(content_folder(tmp_path / "hall"))
    passport = found[Kind.MATTER, "M1"]
    assert passport.title == Text(zh="普通护照首次申请", en="First passport")
    assert passport.words == ("办护照", "Passport", "护照", "出国")
    assert (passport.window, passport.level) == ("11", Text(zh="2楼", en="2F"))
    assert passport.detail.split("\n") == ["公安", "Police", "身份证", "ID card", "照片", "Photo"]
    assert passport.department == "GA"


def test_windows_departments_and_themes(tmp_path: Path) -> None:
    found = entries(content_folder(tmp_path / "hall"))
    window = found[Kind.WINDOW, "11"]
    assert (window.title, window.words, window.level) == (
        Text(zh="11号窗口", en="Window 11"),
        ("11",),
        Text(zh="2楼", en="2F"),
    )
    assert found[Kind.DEPARTMENT, "GA"].level is None  # its windows are on two floors
    theme = found[Kind.THEME, "T1"]
    assert theme.words == ("生孩子",)
    assert "出生登记" in theme.detail


def test_places_of_the_plan_each_once(tmp_path: Path) -> None:
    documents = small_plan()
    extra = [
        feature("anchor", "a-copy", point(3, 10), unit_id=uid("room0"), address_id=None),
        feature(
            "occupant", "copy-shop", None, name=label("文印室", "Copy shop"), category="x", anchor_id=uid("a-copy")
        ),
    ]
    for each in extra:
        documents[f"{each['feature_type']}.geojson"]["features"].append(each)
    found_in(documents, "room1")["properties"]["name"] = None
    removed(documents, "toilet")
    plan = as_folder(documents, tmp_path / "plan")
    draft = draft_release(plan)
    found = [entry for entry in entries_of(draft.catalogue, draft.venue) if entry.kind == Kind.PLACE]
    titles = sorted((entry.level or Text())["en"] + " " + entry.title["zh"] for entry in found)
    assert titles == ["1F 办公室", "1F 文印室", "1F 楼梯", "1F 电梯", "2F 楼梯", "2F 电梯"]


def test_a_window_of_the_plan_is_no_second_place(tmp_path: Path) -> None:
    found = entries(content_folder(tmp_path / "hall", windows="number,department_codes\n1,GA\n", services=None))
    assert [key for kind, key in found if kind == Kind.WINDOW] == ["1", "2", "11"]
    assert not any(entry.title["zh"].endswith("号窗口") for (kind, _), entry in found.items() if kind == Kind.PLACE)


def test_foreign_signs_get_chinese_words(tmp_path: Path) -> None:
    documents = small_plan()
    found_in(documents, "toilet")["properties"]["name"] = {"ru": "Туалет"}
    found_in(documents, "room0")["properties"]["name"] = {"en": "Office 104"}
    found = entries(as_folder(documents, tmp_path / "plan"))
    assert found[Kind.PLACE, uid("toilet")].title == Text(ru="Туалет", zh="卫生间", en="Toilets")
    assert found[Kind.PLACE, uid("room0")].title["zh"] == "办公室104"


def test_a_hall_without_a_plan() -> None:
    assert entries_of(Catalogue(Hall("h", Text(zh="厅"))), None) == ()
