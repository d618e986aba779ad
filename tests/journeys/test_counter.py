"""A morning at a window, by keys alone: calls on the screens, double taps, a hub that dies, calls made by hand."""

from __future__ import annotations

import signal
import time

import pytest
from hub.plans.hand import browser, log_in
from journeys.window_hall import PASSWORD, hub_of_hall, screen, states, take

SOON_S = 90.0
ACKNOWLEDGED = """
    from kiosk.hub.desk.models import Acknowledgement
    found = Acknowledgement.objects.filter(screen__name='screen', call__window='2').order_by('call__serial')
    answer = [one.call.label for one in found.filter(screen__acknowledged__gt=0).distinct()]
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    hub = hub_of_hall(tmp_path_factory.mktemp("counter"))
    hub.start()
    yield hub
    hub.__exit__()


def soon(page, question, seconds=SOON_S):
    """What the page comes to say (its policy lets nobody wait inside it)."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := page.evaluate(question):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"not so: {question}\n{page.inner_text('body')[:1500]}")


def comes(question, wanted, seconds=SOON_S):
    """What the hub comes to know."""
    end = time.monotonic() + seconds
    while (found := question()) != wanted:
        assert time.monotonic() < end, f"{found!r} is not {wanted!r}"
        time.sleep(0.05)


def becomes(hub, ticket, state):
    comes(lambda: states(hub)[ticket], state)


def label(page, wanted):
    soon(page, f"document.querySelector('.visitor .label')?.textContent === '{wanted}'")


def pressed(page, key, what):
    """A key, and what the page shows then."""
    page.keyboard.press(key)
    soon(page, what)


def settled(page):
    soon(page, "!document.querySelector('#counter').dataset.busy")


def by_tab(page, words, most=60):
    """Walk with Tab to a button of these words, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith(words):
            return
    raise AssertionError(f"no key leads to {words}")


def test_a_morning_by_keys_alone(hub):
    take(hub, "M1", 5)
    display, window = screen(hub), screen(hub, kind="window", window="1")
    with browser() as page:
        board, own = page.another(), page.another()
        board.goto(display)
        own.goto(window)
        soon(board, "document.querySelectorAll('#next li').length === 5")
        soon(own, "document.querySelector('#own').dataset.state === 'closed'")

        page.goto(f"{hub.url}/login")
        if page.evaluate("document.activeElement.name") != "username":
            page.focus("[name=username]")
        page.keyboard.type("wang")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "/login" not in address)
        page.goto(f"{hub.url}/halls/small/counter")
        soon(page, "document.querySelectorAll('.seat').length === 3")

        pressed(page, "1", "document.querySelector('.counter-head')")
        settled(page)
        label(page, "A001")
        # A double tap is one call.
        page.keyboard.press("n")
        page.keyboard.press("n")
        soon(page, "document.querySelector('.visitor.called')")
        settled(page)
        assert list(states(hub).values()).count("called") == 1
        soon(board, "document.querySelector('#fresh .label')?.textContent === 'A001'")
        soon(board, "document.querySelector('#fresh .where')?.innerText === '1'")
        soon(own, "document.querySelector('#own-label').textContent === 'A001'")
        soon(own, "document.querySelector('#own').dataset.state === 'called'")

        page.keyboard.press("r")
        soon(page, "document.querySelector('.visitor .who p').textContent.includes('第 2 次')")
        settled(page)
        pressed(page, "s", "document.querySelector('.visitor.serving')")
        settled(page)
        page.keyboard.press("n")
        label(page, "A002")
        settled(page)
        becomes(hub, "A001", "done")
        pressed(page, "m", "document.querySelectorAll('.pair .card')[1].textContent.includes('A002')")
        settled(page)
        pressed(page, "u", "!document.querySelectorAll('.pair .card')[1].textContent.includes('A002')")
        settled(page)
        page.keyboard.press("n")
        label(page, "A003")
        settled(page)
        pressed(page, "s", "document.querySelector('.visitor.serving')")
        settled(page)
        pressed(page, "h", "document.querySelectorAll('.pair .card')[0].textContent.includes('A003')")
        settled(page)
        becomes(hub, "A003", "held")
        page.keyboard.press("1")
        label(page, "A003")
        settled(page)
        # Sent on to the other queue, chosen by its number; the focus is where it can be seen.
        pressed(page, "t", "document.querySelector('#choose').open")
        soon(page, "document.activeElement.closest('.choices') !== null")
        soon(page, "getComputedStyle(document.activeElement).outlineStyle === 'solid'")
        pressed(page, "1", "!document.querySelector('#choose').open")
        soon(page, "document.querySelector('.visitor.idle')")
        becomes(hub, "A003", "waiting")
        pressed(page, "p", "document.querySelector('#choose').open")
        pressed(page, "1", "document.querySelector('.visitor.rest')")
        soon(own, "document.querySelector('#own').dataset.state === 'paused'")
        soon(own, "document.querySelector('#own-line').innerText.includes('午休')")
        settled(page)
        pressed(page, "o", "document.querySelector('.visitor.idle')")
        settled(page)
        page.keyboard.press("n")
        label(page, "A004")
        settled(page)
        # What has not reached the board when the hub dies cannot be on it.
        soon(board, "document.querySelector('#fresh .label')?.textContent === 'A004'")
        assert page.faults == []
        assert board.faults == []

        by_hand_while_the_hub_is_away(hub, page, board)


def by_hand_while_the_hub_is_away(hub, page, board):
    hub.stop(signal.SIGKILL)
    pressed(page, "d", "!document.querySelector('#away').hidden")
    soon(board, "!document.querySelector('#sign-away').hidden")
    soon(board, "document.body.innerText.includes('A004')")
    # Nobody waits for an act that is not answered; the page goes on by hand.
    page.keyboard.press("Escape")
    settled(page)
    soon(page, "document.activeElement.id === 'manual-label'")
    page.keyboard.type("a 005")
    page.keyboard.press("Enter")
    page.keyboard.type("nonsense")
    page.keyboard.press("Enter")
    soon(page, "document.querySelector('#manual-fault').textContent.length > 5")
    by_tab(page, "办完")
    page.keyboard.press("Enter")
    soon(page, "document.querySelector('#manual tbody').textContent.includes('办完')")
    soon(page, """localStorage.getItem('counter manual small')?.includes('"A005"')""")
    hub.start()
    soon(page, "document.querySelector('#away').hidden")
    soon(page, "!localStorage.getItem('counter manual small')")
    becomes(hub, "A005", "done")
    soon(board, "document.querySelector('#sign-away').hidden")
    label(page, "A004")
    page.keyboard.press("d")
    soon(page, "document.querySelector('.visitor.idle')")
    becomes(hub, "A004", "done")


def test_a_display_that_slept_shows_the_newest_and_loses_no_call(hub):
    """Calls made while it heard nothing are shown when it is back, each acknowledged once."""
    take(hub, "M2", 4)
    address = screen(hub)
    call = """
        import secrets
        from django.utils import timezone
        from kiosk.hub.access.models import User
        from kiosk.hub.desk import authority
        seat = authority.open_seat("small", "2", User.objects.get(username="boss"), timezone.now())
        answer = []
        for end in ends:
            made = authority.call_next(seat, secrets.token_hex(16), timezone.now())
            answer.append(made.label)
            if end:
                authority.miss(seat, timezone.now(), made.ticket_id)
    """
    with browser(1920, 1080) as page:
        page.goto(address)
        soon(page, "document.querySelector('#clock').textContent !== '--:--'")
        labels = hub.do(call, ends=[True])
        soon(page, f"document.querySelector('main').textContent.includes('{labels[0]}')")
        page.goto("about:blank")  # it sleeps: no stream, no page
        labels += hub.do(call, ends=[True, False])
        assert len(set(labels)) == 3
        page.goto(address)
        soon(page, f"document.querySelector('#fresh').textContent.includes('{labels[2]}')")
        for earlier in labels[:2]:
            soon(page, f"document.querySelector('#calls').innerText.includes('{earlier}')")
        # While the page is open: what it acknowledges is on its way for a moment.
        comes(lambda: [one for one in hub.do(ACKNOWLEDGED) if one in labels], labels)


def test_a_window_that_is_open_goes_on_in_another_browser_and_asks_why_it_pauses(hub):
    take(hub, "M1")
    hub.do(
        "from django.utils import timezone\n"
        "from kiosk.hub.access.models import User\n"
        "from kiosk.hub.desk import authority\n"
        "authority.open_seat('small', '1', User.objects.get(username='wang'), timezone.now(), over=True)\nanswer = 1"
    )
    with browser() as page:
        log_in(page, hub.url, "wang", PASSWORD)
        page.goto(f"{hub.url}/halls/small/counter")
        soon(page, "document.querySelector('.counter-head')")
        pressed(page, "p", "document.querySelector('#choose').open")
        assert "null" not in page.inner_text("#choose")
        page.keyboard.press("Escape")
        soon(page, "!document.querySelector('#choose').open")
        page.keyboard.press("n")
        soon(page, "document.querySelector('.visitor.called')")
        settled(page)
        assert page.faults == []
