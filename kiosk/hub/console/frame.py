"""What the frame around every page needs: the halls of this person, the navigation, whether something burns."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import resolve
from django.urls.exceptions import Resolver404

from kiosk.hub.access import gate
from kiosk.hub.access.models import User
from kiosk.hub.console.navigation import GROUPS, links
from kiosk.hub.console.words import said
from kiosk.hub.records.models import Hall


def hall_name(hall: Hall) -> str:
    """A hall's name in the language of the page; its id when it has none."""
    name = hall.facts.get("name", "")
    if isinstance(name, dict):
        return str(said(name.get("zh") or name.get("zh-CN") or "", name.get("en") or name.get("zh") or "")) or hall.id
    return str(said(str(name), str(hall.facts.get("name_en") or name))) or hall.id


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``here`` (the hall of the page or None), ``my_halls``, ``navigation``, ``my_roles``."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        return {"here": None, "my_halls": (), "navigation": (), "my_roles": frozenset()}
    mine = gate.halls(user)
    try:
        wanted = resolve(request.path_info).kwargs.get("hall_id", "")
    except Resolver404:
        wanted = ""
    wanted = wanted or request.session.get("hall", "")
    here = next((hall for hall in mine if hall.id == wanted), mine[0] if mine else None)
    if here is not None and request.session.get("hall") != here.id:
        request.session["hall"] = here.id
    held = gate.roles(user, here.id) if here else frozenset[str]()
    shown = links(here.id if here else "", held, user.is_superuser)
    return {
        "here": here,
        "here_name": hall_name(here) if here else "",
        "my_halls": [(hall.id, hall_name(hall)) for hall in mine],
        "navigation": [(said(*GROUPS[number]), entries) for number, entries in sorted(shown.items())],
        "my_roles": held,
    }
