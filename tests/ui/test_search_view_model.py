from __future__ import annotations

import pytest
from ui.visitor import Visitor, visitor  # noqa: F401

from kiosk.ui.search_view_model import SearchViewModel
from kiosk.visit.visit import HOME


@pytest.fixture
def asked(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> list[str]:  # noqa: F811
    """The words that were looked up, in order."""
    words: list[str] = []
    way = visitor.screens.panel.way
    find = way.find

    def counted(query: str, limit: int, language: str) -> object:
        words.append(query)
        return find(query, limit, language)

    monkeypatch.setattr(way, "find", counted)
    return words


def search(visitor: Visitor) -> SearchViewModel:  # noqa: F811
    visitor.screens.navigator.go("search")
    visitor.wait()
    model = visitor.screens.navigator.property("viewModel")
    assert isinstance(model, SearchViewModel)
    return model


def test_a_burst_of_keys_stands_there_at_once_and_is_looked_up_once(visitor: Visitor, asked: list[str]) -> None:  # noqa: F811
    model = search(visitor)
    asked.clear()
    for n, letter in enumerate("huzhao", 1):
        model.type(letter)
        assert model.property("query") == "huzhao"[:n]
    assert asked == []
    visitor.wait()
    assert asked == ["huzhao"]
    assert "huzhao" in model.property("heading")
    model.clear()
    for letter in "hz":
        model.type(letter)
    model.type("x")
    model.erase()
    visitor.wait()
    assert asked == ["huzhao", "hz"]
    assert "护照" in model.property("rows")[0]["title"]


def test_a_slow_typist_sees_every_answer(visitor: Visitor, asked: list[str]) -> None:  # noqa: F811
    model = search(visitor)
    asked.clear()
    for letter in "hz":
        model.type(letter)
        visitor.wait()
    assert asked == ["h", "hz"]


def test_the_page_begins_anew_with_new_words_and_stays_with_the_same(visitor: Visitor) -> None:  # noqa: F811
    model = search(visitor)
    model.turnTo(1)
    assert model.property("page") == 1
    visitor.screens.modes.speakLanguage("en")
    visitor.wait()
    assert model.property("page") == 1
    model.type("h")
    visitor.wait()
    assert model.property("page") == 0


def test_who_chooses_before_the_answer_gets_what_is_seen(visitor: Visitor) -> None:  # noqa: F811
    model = search(visitor)
    seen = model.property("rows")[1]["title"]
    model.type("z")
    model.choose(1)
    visitor.wait()
    assert visitor.screen == "matter"
    assert visitor.screens.navigator.property("viewModel").property("title") == seen


def test_who_leaves_before_the_answer_is_not_looked_up(visitor: Visitor, asked: list[str]) -> None:  # noqa: F811
    said: list[str] = []
    visitor.screens.engine.warnings.connect(lambda warnings: said.extend(w.toString() for w in warnings))
    model = search(visitor)
    asked.clear()
    model.type("z")
    visitor.screens.navigator.begin(HOME)
    del model
    visitor.wait()
    visitor.wait()
    assert not any(asked)
    assert visitor.screen == "home"
    assert said == []


def test_whoever_still_holds_a_search_that_was_left_holds_nothing_of_the_visitor(visitor: Visitor) -> None:  # noqa: F811
    """A kept traceback, a wrapper, a debugger: the object may live on, the words do not."""
    kept = []
    for word in ("zhangsan", "lisi"):
        model = search(visitor)
        model.type(word)
        visitor.wait()
        assert word in repr(vars(model))
        kept.append(model)
        visitor.screens.navigator.go("departments")
        visitor.screens.navigator.startOver()
    for model, word in zip(kept, ("zhangsan", "lisi"), strict=True):
        assert word not in repr(vars(model)) + repr(model.shown)
        assert model.property("rows") == []


def test_a_search_that_one_can_go_back_to_keeps_its_words(visitor: Visitor) -> None:  # noqa: F811
    model = search(visitor)
    model.type("hz")
    visitor.wait()
    visitor.screens.navigator.go("departments")
    for _ in range(5):
        visitor.screens.beat()
    visitor.screens.navigator.back()
    visitor.wait()
    assert visitor.screens.navigator.property("viewModel") is model
    assert model.property("query") == "hz"
    assert model.property("rows")
