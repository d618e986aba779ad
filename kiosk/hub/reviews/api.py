"""The machine side of this room: a panel hands in what the visitor with this slip thinks of the service."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from kiosk.hub.api.panel_token import PanelToken
from kiosk.hub.fleet.models import Panel
from kiosk.hub.reviews import reviewing

router = Router(auth=PanelToken(), tags=["desk"])


class ReviewGiven(Schema):
    """``level`` 1 (very dissatisfied) to 5; ``reasons``: official codes of that level.

    ``turn`` −1: the newest case of the ticket that was not rated.
    """

    level: int
    reasons: Annotated[list[Annotated[str, Field(max_length=8)]], Field(max_length=20, default_factory=list)]
    words: Annotated[str, Field(max_length=2000)] = ""
    turn: int = -1


@router.get("/reviews/form")
def review_form(request: HttpRequest) -> Any:
    """The levels and official reasons, as ``{zh: [{level, words, reasons: [[code, text]]}], en: …}``."""
    return {tongue: reviewing.form(tongue) for tongue in ("zh", "en")}


@router.post("/tickets/{ticket_id}/review", response={204: None})
def give_review(request: HttpRequest, ticket_id: str, given: ReviewGiven) -> Any:
    """Once for each case; 204. 404 while it is not finished, 409 ``rated`` or ``over``."""
    panel: Panel = request.auth  # type: ignore[attr-defined]
    said = (given.level, given.reasons, given.words)
    reviewing.give(panel.hall_id, ticket_id, "", *said, channel="panel", now=timezone.now(), turn=given.turn)
    return Status(204, None)
