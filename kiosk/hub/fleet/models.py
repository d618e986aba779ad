"""Panels, how they came in, and what is asked of them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Panel(models.Model):
    """A panel that was admitted. ``kiosk_id``: which kiosk of the plan it is; ``public_key``: Ed25519, hex."""

    id = models.CharField(primary_key=True, max_length=32)
    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="panels")
    name = models.CharField(max_length=100)
    group = models.CharField(max_length=50, blank=True)
    kiosk_id = models.CharField(max_length=64, blank=True)
    public_key = models.CharField(max_length=64, unique=True)
    admitted_by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    admitted_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)
    last_seen = models.DateTimeField(null=True)
    connected = models.BooleanField(default=False)
    #: When its last stream ended, until it is heard of again.
    left_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict)
    shown_release = models.PositiveBigIntegerField(default=0)
    shown_since = models.DateTimeField(null=True)


class Enrolment(models.Model):
    """A panel that asks to be admitted: the code on its screen counts once, ten minutes, five tries."""

    class State(models.TextChoices):
        """How it went."""

        WAITING = "waiting"
        CONFIRMED = "confirmed"
        LOCKED = "locked"
        EXPIRED = "expired"

    id = models.CharField(primary_key=True, max_length=32)
    public_key = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64, db_index=True)
    secret_digest = models.CharField(max_length=64)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    program = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    panel = models.ForeignKey(Panel, models.CASCADE, null=True, related_name="enrolments")


class Order(models.Model):
    """Something a panel is asked to do: screenshot, restart, logs. Its result is ``<data>/orders/<id>``."""

    id = models.CharField(primary_key=True, max_length=32)
    panel = models.ForeignKey(Panel, models.CASCADE, related_name="orders")
    kind = models.CharField(max_length=16)
    asked_by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=40, blank=True)


class Showing(models.Model):
    """The proof that a release was on a panel's glass: when it said so, and how long after the click."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="showings")
    number = models.PositiveBigIntegerField()
    shown_at = models.DateTimeField()
    heard_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One proof of each release on each panel."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["panel", "number"], name="one_showing")]


class Nonce(models.Model):
    """A word a panel signed once to get a token; the same signature counts no second time."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="nonces")
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        """Once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["panel", "nonce"], name="one_nonce_once")]
