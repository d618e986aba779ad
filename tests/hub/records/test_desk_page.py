"""The page of the desk's rules: each can be set, is examined by hall.toml's own reader, and waits to be published."""

from __future__ import annotations

import html
from dataclasses import fields

import pytest

from kiosk.hub.publishing.difference import Side, difference
from kiosk.hub.records.models import Hall
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.hall import Hall as HallFacts
from kiosk.store.queue_tables import RANGES, desk_rules, rules_facts
from kiosk.ticketing.queues import DeskRules
from kiosk.ticketing.rule_words import RULES

pytestmark = pytest.mark.django_db
PAGE = "/halls/shili/content/desk"
USUAL = {
    key: str(value) for key, value in rules_facts(DeskRules()).items() if key not in ("weights", "transfer_keeps_place")
}
FORM = USUAL | {"weights.priority": "2", "weights.appointment": "1.5", "transfer_keeps_place": "yes"}


def words_of(answer):
    return html.unescape(answer.content.decode())


def save(client, **changed):
    version = Hall.objects.get().facts_version
    form = {key: value for key, value in (FORM | changed).items() if value is not None}
    return client.post(PAGE, {"version": version, **form})


def rules():
    return desk_rules(Hall.objects.get().facts)


@pytest.fixture
def editing(hall, editor, client_of):
    return client_of(editor)


def test_every_rule_has_its_words_and_its_place_on_the_page(editing):
    page = words_of(editing.get(PAGE))
    wanted = {one.name for one in fields(DeskRules)} - {"weights"} | {"weights.priority", "weights.appointment"}
    assert set(RULES) == wanted
    for key, words in RULES.items():
        assert f'name="{key}"' in page
        assert words.name["zh"] in page
        assert words.name["en"]
        assert words.hint["en"]


def test_what_is_as_usual_is_not_written_down(editing):
    assert save(editing).status_code == 302
    assert "desk" not in Hall.objects.get().facts
    assert rules() == DeskRules()


def test_rules_are_changed_and_changed_back(editing):
    save(editing, calls="4", noon="11:30", transfer_keeps_place=None, **{"weights.priority": "2.5"})
    found = rules()
    assert (found.calls, f"{found.noon:%H:%M}", found.transfer_keeps_place) == (4, "11:30", False)
    assert found.weights == {**DeskRules().weights, "priority": 2.5}
    page = words_of(editing.get(PAGE))
    assert 'name="calls" value="4"' in page
    assert "通常 3 次" in page
    save(editing)
    assert rules() == DeskRules()
    assert "desk" not in Hall.objects.get().facts


@pytest.mark.parametrize("key", [*RANGES, "weights.priority", "noon"])
def test_what_cannot_be_is_refused_with_its_remedy_and_kept_in_the_form(editing, key):
    for words in ("", "viel", "-1", "99999999", "1e400"):
        answer = save(editing, calls="5" if key != "calls" else words, **({key: words} if key != "calls" else {}))
        assert answer.status_code == 422, words
        page = words_of(answer)
        assert f'id="in-{key}"' in page
        assert 'aria-invalid="true"' in page
        if key in RANGES:
            assert f"{RANGES[key][0]:g}" in page.partition('role="alert"')[2]
        assert "desk" not in Hall.objects.get().facts, words


def test_who_saved_meanwhile_is_not_overwritten_unseen(editing):
    version = Hall.objects.get().facts_version
    save(editing, calls="4")
    late = editing.post(PAGE, {"version": version, **FORM, "calls": "5"})
    assert late.status_code == 409
    assert "刚刚有人改过" in words_of(late)
    assert rules().calls == 4


def test_other_facts_and_unknown_keys_stay(editing, hall):
    hall.facts |= {"phone": "12345", "desk": {"future": 7, "calls": 5, "weights": {"green": 500.0}}}
    hall.save()
    save(editing, calls="2")
    kept = Hall.objects.get().facts
    assert kept["phone"] == "12345"
    assert kept["desk"] == {"future": 7, "calls": 2, "weights": {"green": 500.0}}


def test_who_may_only_look(hall, reviewer, client_of):
    looking = client_of(reviewer)
    assert "disabled" in words_of(looking.get(PAGE))
    assert save(looking, calls="4").status_code == 403


def test_a_reviewer_reads_which_rule_changes():
    def lines(before, after):
        sides = [Side(Catalogue(HallFacts("x", {})), desk=(rules, ())) for rules in (before, after)]
        return [change.text["zh"] for group in difference(*sides) if group.key == "desk" for change in group.changes]

    assert lines(DeskRules(), DeskRules()) == []
    assert lines(DeskRules(), DeskRules(calls=4)) == ["一个号最多叫几次：3 次 → 4 次"]
    assert lines(DeskRules(), DeskRules(transfer_keeps_place=False)) == ["转号时保留排队位置：是 → 否"]
