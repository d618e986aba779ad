"""The side navigation: rooms declare their pages in ``navigation`` modules, people see those of their roles."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from django.apps import apps
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the navigation. ``url`` is a URL name; with ``in_hall`` it takes ``hall_id``.

    ``roles``: who sees it (none: everybody with a part in the hall). ``group``: 0 now, 1 content, 2 publishing,
    3 panels, 4 administration; ``place`` orders within it. ``count``: hall → how many things there wait for somebody;
    it is asked again (``<page>/count``) when the hall's stream tells the kind ``told``.
    A room's ``navigation`` holds ``PAGES``, a tuple.
    """

    url: str
    zh: str
    en: str
    icon: str
    roles: tuple[str, ...] = ()
    group: int = 1
    place: int = 0
    in_hall: bool = True
    administrators: bool = False
    count: Callable[[str], int] | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A page with its address, for one person in one hall. ``waiting``: its count, None when it has none."""

    page: Page
    address: str
    waiting: int | None = None


GROUPS = (("", ""), ("内容", "Content"), ("发布", "Publishing"), ("触摸屏", "Panels"), ("管理", "Administration"))


@cache
def pages() -> tuple[Page, ...]:
    """What the rooms declare, in order."""
    found: list[Page] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.navigation"
        if config.name.startswith("kiosk.hub.") and config.label != "console" and find_spec(name):
            found.extend(getattr(importlib.import_module(name), "PAGES", ()))
    return tuple(sorted(found, key=lambda page: (page.group, page.place, page.url)))


def links(hall_id: str, held: Iterable[str], administrator: bool) -> dict[int, list[Link]]:
    """The pages somebody with these roles may open, by group."""
    roles, shown = set(held), dict[int, list[Link]]()
    for page in pages():
        if page.administrators and not administrator:
            continue
        if (page.in_hall and not (hall_id and roles)) or (page.roles and not roles & set(page.roles)):
            continue
        try:
            address = reverse(page.url, kwargs={"hall_id": hall_id} if page.in_hall else None)
        except NoReverseMatch:
            continue
        waiting = page.count(hall_id) if page.count is not None and hall_id else None
        shown.setdefault(page.group, []).append(Link(page, address, waiting))
    return shown
