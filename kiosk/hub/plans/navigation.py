"""This room's entry of the console's navigation."""

from kiosk.hub.access.models import Role
from kiosk.hub.console.navigation import Page

PAGES = (
    Page(
        "plan",
        "平面图",
        "Floor plan",
        "map",
        roles=(Role.EDITOR, Role.REVIEWER, Role.MANAGER),
        group=1,
        place=50,
    ),
)
