"""A code was read, whatever stands on the glass: its page comes, unless somebody is in the middle of something."""

from __future__ import annotations

from kiosk.ui.engine import Screens
from kiosk.ui.ticket_ports import scans_of
from kiosk.visit.desk_facts import Found, Meaning
from kiosk.visit.visit import Page

#: Whoever is here is not taken away by the next slip under the scanner.
_BUSY = frozenset({"ticket", "remind", "review"})


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
    page = page_of(found)
    if page.screen == shown:
        screens.idle_watch.touched()
        screens.navigator.refresh()
    elif shown in _BUSY or shown.startswith("staff") or screens.emergencies.is_alarm:
        if shown != "review":  # that page rates what was found before
            scans.drop()
    else:
        screens.idle_watch.touched()
        screens.panel.open(page)
