from __future__ import annotations

from kiosk.visit.visit import HOME, IDLE, TRAIL_LIMIT, Defaults, Page, Visit


def test_a_visit_begins_asleep_with_the_halls_defaults():
    visit = Visit(Defaults(language="en", voice_on=False, volume=2))
    assert visit.page == IDLE
    assert (visit.language, visit.voice_on, visit.volume) == ("en", False, 2)


def test_wiping_forgets_everything():
    visit, fresh = Visit(), Visit()
    visit.open(Page("search"))
    visit.query, visit.language, visit.large_text, visit.high_contrast = "hz", "en", True, True
    visit.hear(False)
    visit.louder()
    visit.walk_as("wheelchair")
    visit.wipe()
    assert vars(visit) == vars(fresh)


def test_home_begins_a_new_trail_and_back_ends_at_home():
    visit = Visit()
    visit.open(Page("search"))
    visit.open(Page("matter", {"code": "1"}))
    assert [page.screen for page in visit.trail] == ["home", "search", "matter"]
    assert visit.back().screen == "search"
    assert visit.back() == HOME
    assert visit.back() == HOME


def test_back_does_not_wake_a_sleeping_panel():
    visit = Visit()
    assert visit.back() == IDLE


def test_the_same_page_twice_is_once():
    visit = Visit()
    visit.open(Page("matter", {"code": "1"}))
    visit.open(Page("matter", {"code": "1"}))
    assert len(visit.trail) == 2


def test_a_trail_has_an_end_but_keeps_home():
    visit = Visit()
    for number in range(100):
        visit.open(Page("matter", {"code": str(number)}))
    assert len(visit.trail) <= TRAIL_LIMIT
    assert visit.trail[0] == HOME


def test_a_chosen_voice_and_large_text_need_time():
    visit = Visit()
    assert not visit.needs_time
    visit.hear(True)
    assert visit.needs_time
    visit.hear(False)
    visit.large_text = True
    assert visit.needs_time


def test_volume_goes_round_and_unknown_profiles_change_nothing():
    visit = Visit(Defaults(volume=5))
    visit.louder()
    assert visit.volume == 1
    visit.walk_as("flying")
    assert visit.profile == "walk"


def test_what_is_done_is_taken_out_of_the_trail():
    visit = Visit()
    for page in (HOME, Page("matter"), Page("take"), Page("take-how"), Page("ticket")):
        visit.open(page)
    visit.drop({"take", "take-how", "ticket"})
    assert [page.screen for page in visit.trail] == ["home", "matter", "ticket"], "the shown page stays"
    assert visit.back().screen == "matter"
