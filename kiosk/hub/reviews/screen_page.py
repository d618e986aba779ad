"""The question on a window's screen, for a minute after a case was finished there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kiosk.hub.counter.screen_keys import screen_of
from kiosk.hub.reviews import reviewing
from kiosk.ticketing.tickets import TicketError


def pairs(zh: dict[str, Any], en: dict[str, Any]) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """A level's reasons in both languages, side by side."""
    return list(zip(zh["reasons"], en["reasons"], strict=True))


@csrf_exempt  # the address is the secret, and there is no session
@require_http_methods(["GET", "POST"])
def screen_review(request: HttpRequest, key: str) -> HttpResponse:
    """A fragment of the screen's page: the form, thanks, or nothing at all."""
    screen = screen_of(key)
    if screen is None or screen.kind != "window" or not screen.window:
        raise Http404
    now, refused = timezone.now(), None
    asked = reviewing.asked_at(screen.hall_id, screen.window, now)
    if request.method == "POST":
        try:
            # The case the form was shown for, not another one that was finished meanwhile.
            case = request.POST.get("case", "")
            if asked is None or str(asked.pk) != case:
                return render(request, "reviews/screen.html", {"over": True, "key": key})
            said = reviewing.of_form(request.POST)
            reviewing.give(
                screen.hall_id,
                asked.ticket_id,
                screen.window,
                said.level,
                said.reasons,
                said.words,
                channel="window",
                now=now,
                turn=asked.turn,
            )
            return render(request, "reviews/screen.html", {"thanks": True, "key": key})
        except TicketError as error:
            refused = error.text
    if asked is None:
        return HttpResponse("")
    left = max(1, int((asked.screen_until - now).total_seconds()) + 1)
    both = [
        (zh, en["words"], [(code, words, en_words[1]) for (code, words), en_words in pairs(zh, en)])
        for zh, en in zip(reviewing.form("zh"), reviewing.form("en"), strict=True)
    ]
    context = {"asked": asked, "levels": both, "left": left, "refused": refused, "key": key}
    return render(request, "reviews/screen.html", context)
