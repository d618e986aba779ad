"""A code was read, whatever stands on the glass: its page comes, unless somebody is in the middle of something."""

from __future__ import annotations

from kiosk.ui.engine import Screens
from kiosk.ui.ticket_ports import scans_of
from kiosk.visit.desk_facts import Found, Meaning
from kiosk.visit.visit import Page

#: Whoever is here is not taken away by the next slip under the scanner.
_BUSY = frozenset({"ticket", "remind", "review"})
TYPING = "type-code"


def admits(screens: Screens) -> bool:
    """Whether somebody may be taken to another page now: nobody is in the middle of something, nor staff at work."""
    shown = screens.visit.page.screen
    return not (shown in _BUSY or shown.startswith("staff") or screens.emergencies.is_alarm)


def page_of(found: Found) -> Page:
    """Where a code that was read leads."""
    return Page("my-ticket") if found.meaning is Meaning.TICKET else Page("scan", {"found": True})


def arrive(screens: Screens) -> None:
    """Called on the screens' thread whenever ``scans.found()`` changed: by the camera, by a scanner, or by the desk."""
    scans = scans_of(screens.panel)
    found, shown = scans.found(), screens.visit.page.screen
    if found is None or shown == "scan":  # the scan page knows by itself what to do
        screens.navigator.refresh()
        return
    if shown == TYPING and found.meaning not in (Meaning.TICKET, Meaning.APPOINTMENT):
        screens.navigator.refresh()  # what was typed can be put right there
        return
    page = page_of(found)
    if page.screen == shown:
        screens.idle_watch.touched()
        screens.navigator.refresh()
    elif not admits(screens):
        if shown != "review":  # that page rates what was found before
            scans.drop()
    else:
        screens.idle_watch.touched()
        screens.panel.open(page)
        screens.visit.drop({TYPING})
