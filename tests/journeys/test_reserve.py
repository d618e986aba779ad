"""A window and its screens while the hub is dead: loaded anew, even after a restart, they stand and work by hand."""

from __future__ import annotations

import signal

import pytest
from hub.plans.hand import CHROMIUM, browser, log_in
from journeys.test_counter import label, settled, soon
from journeys.window_hall import PASSWORD, hub_of_hall, screen, states, take

HELD = "document.querySelector('#counter').dataset.held === 'yes'"


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    hub = hub_of_hall(tmp_path_factory.mktemp("reserve"))
    hub.start()
    yield hub
    hub.__exit__()


def sit_down(page, hub):
    log_in(page, hub.url, "wang", PASSWORD)
    page.goto(f"{hub.url}/halls/small/counter")
    soon(page, "document.querySelectorAll('.seat').length === 3")
    page.keyboard.press("1")
    soon(page, "document.querySelector('.counter-head')")
    settled(page)
    soon(page, HELD)


def written(page, number, how):
    page.fill("#manual-label", number)
    page.keyboard.press("Enter")
    page.click(f"#manual tr:has-text('{number.upper()}') >> text={how}")


def test_a_window_loaded_anew_and_a_computer_started_anew_without_the_hub(hub, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no browser here ({CHROMIUM})")
    first, second, third = take(hub, "M1", 3)
    with playwright.sync_playwright() as driver:

        def started():
            made = driver.chromium.launch_persistent_context(
                tmp_path / "profile", executable_path=str(CHROMIUM), args=["--no-sandbox"], locale="zh-CN"
            )
            return made, made.pages[0]

        computer, page = started()
        sit_down(page, hub)
        page.keyboard.press("n")
        label(page, first)
        settled(page)

        hub.stop(signal.SIGKILL)
        page.reload()
        soon(page, "document.querySelector('#manual-label') && !document.querySelector('#away').hidden")
        words = page.inner_text("body")
        assert "连不上叫号系统" in words
        assert first in words  # who was at the window
        assert second in page.inner_text(".manual-line")
        assert "wang" not in page.content()
        assert page.evaluate("document.querySelector('#counter').dataset.token") == ""
        written(page, second, "办完")
        soon(page, "localStorage.getItem('counter manual small').includes('done')")
        kept = page.evaluate("JSON.stringify({...localStorage})")
        assert "wang" not in kept
        computer.close()

        computer, page = started()  # the computer was switched off and on
        page.goto(f"{hub.url}/halls/small/counter")
        soon(page, f"document.querySelector('#manual tbody')?.textContent.includes('{second}')")
        written(page, third, "没有来")
        assert page.evaluate("window.getComputedStyle(document.querySelector('.manual')).borderTopWidth") == "1px"

        hub.start()
        page.wait_for_selector("#counter:not([data-reserve])", timeout=60_000)  # it loads itself anew
        soon(page, "!localStorage.getItem('counter manual small')", 60)
        found = states(hub)
        assert (found[second], found[third]) == ("done", "missed")
        label(page, first)
        page.keyboard.press("d")
        soon(page, "document.querySelector('.visitor.idle')")
        assert states(hub)[first] == "done"
        computer.close()


def test_screens_loaded_anew_without_the_hub_keep_the_last_calls(hub):
    (number,) = take(hub, "M2")
    call = """
        import secrets
        from django.utils import timezone
        from kiosk.hub.access.models import User
        from kiosk.hub.desk import authority
        seat = authority.open_seat("small", "2", User.objects.get(username="boss"), timezone.now())
        answer = authority.call_next(seat, secrets.token_hex(16), timezone.now()).label
    """
    with browser(1920, 1080) as board:
        own = board.another()
        board.goto(screen(hub))
        own.goto(screen(hub, kind="window", window="2"))
        assert hub.do(call) == number
        soon(board, f"document.querySelector('#fresh .label')?.textContent === '{number}'")
        soon(own, f"document.querySelector('#own-label').textContent === '{number}'")
        for page in (board, own):
            soon(page, "document.body.dataset.held === 'yes'")
        hub.stop(signal.SIGKILL)
        for page in (board, own):
            page.reload()
        soon(board, f"document.querySelector('#fresh .label')?.textContent === '{number}'")
        soon(own, f"document.querySelector('#own-label').textContent === '{number}'")
        for page in (board, own):
            soon(page, "!document.querySelector('#sign-away').hidden")
        hub.start()
        for page in (board, own):
            soon(page, "document.querySelector('#sign-away').hidden", 60)
        assert number in board.inner_text("main")


def test_a_newer_program_takes_over_at_once_and_the_old_files_go(hub):
    with browser() as page:
        log_in(page, hub.url, "wang", PASSWORD)
        page.goto(f"{hub.url}/halls/small/counter")
        soon(page, HELD)
        names = "caches.keys().then((found) => found.filter((name) => name.includes('/counter ')))"
        (before,) = page.evaluate(names)
        page.evaluate(
            "caches.open('reserve /halls/small/counter of-before').then((old) => old.put('/x', new Response('')))"
        )
        page.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.unregister())")
        page.reload()
        soon(page, HELD)
        soon(page, f"({names}).then((found) => found.length === 1 && found[0] === '{before}')")


def test_an_address_that_was_taken_back_is_kept_no_longer(hub):
    address = screen(hub, name="gone")
    with browser(1280, 720) as page:
        page.goto(address)
        soon(page, "document.body.dataset.held === 'yes'")
        hub.do(
            "from kiosk.hub.desk.models import Screen\n"
            "Screen.objects.filter(name='gone').update(key_digest='-gone')\nanswer = 1"
        )
        page.reload()
        page.goto(f"{hub.url}/login")  # the page of a screen that is no more loads itself anew now and then
        soon(page, "caches.keys().then((found) => found.filter((name) => name.includes('/screens/')).length === 0)")
