"""What machines send and get, as OpenAPI shows it (docs/wire.md says what it means)."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field

Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Refusal(Schema):
    """Why not, for a program (``error``) and for people."""

    error: str
    zh: str
    en: str


class EnrolmentAsked(Schema):
    """A panel asks to be admitted."""

    public_key: Hex64
    program: Annotated[str, Field(max_length=100)] = ""


class EnrolmentBegun(Schema):
    """The panel shows ``code`` and ``check``, and keeps ``secret``."""

    id: str
    code: str
    check: str
    secret: str
    expires_in_s: int


class EnrolmentState(Schema):
    """``state``: waiting, confirmed, locked, expired. The rest is there once it is confirmed."""

    state: str
    panel_id: str = ""
    hall_id: str = ""
    group: str = ""
    kiosk_id: str = ""
    root: str = ""


class TokenAsked(Schema):
    """``signature``: Ed25519 over the words of ``messages.token_words``, hex."""

    panel_id: Annotated[str, Field(max_length=32)]
    at: Annotated[str, Field(max_length=40)]
    nonce: Annotated[str, Field(min_length=16, max_length=64)]
    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]


class Token(Schema):
    """Goes into ``Authorization: Bearer <token>``."""

    token: str
    expires_in_s: int
    now: str


class OrderGiven(Schema):
    """``kind``: screenshot, logs, restart."""

    id: str
    kind: str


class ReportTaken(Schema):
    """The hub's time, the newest timestamp of the hall's repository, and what is asked of the panel."""

    now: str
    timestamp: int
    orders: list[OrderGiven]
