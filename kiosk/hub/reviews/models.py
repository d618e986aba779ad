"""Services that can be rated, what was said of them, and what became of it. Nothing here says who the visitor was."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class KeptError(Exception):
    """Somebody tried to change what a visitor said."""


class Service(models.Model):
    """A visitor's case that was finished at a window. It is rated once, or never: silence is no level.

    ``turn``: a ticket that goes through several queues (一次取号) has a case in each, counted from 0.
    ``screen_until``: so long the window's screen asks. ``staff``: who served, by the window's login.
    """

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="services")
    ticket_id = models.CharField(max_length=32, db_index=True)
    turn = models.PositiveSmallIntegerField(default=0)
    queue = models.CharField(max_length=64)
    window = models.CharField(max_length=16)
    matters = models.JSONField(default=list)
    kind = models.CharField(max_length=16, default="ordinary")
    staff = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    day = models.DateField()
    began = models.DateTimeField(null=True)
    ended = models.DateTimeField()
    screen_until = models.DateTimeField()

    class Meta:
        """Looked for by day, and by the window whose screen asks."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["ticket_id", "turn"], name="one_service_a_turn")]
        indexes: ClassVar = [
            models.Index(fields=["hall", "day"], name="services_by_day"),
            models.Index(fields=["hall", "window", "ended"], name="services_by_window"),
        ]


class _Kept(models.QuerySet["Review"]):
    def update(self, **changes: Any) -> int:
        raise KeptError("a review is never changed")


class Review(models.Model):
    """What somebody said about one service. It is written once; ``seal`` (and a trigger of the database) hold it so.

    ``reasons``: official codes; ``channel``: window, phone or panel.
    """

    service = models.OneToOneField(Service, models.CASCADE, related_name="review")
    level = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    words = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    seal = models.CharField(max_length=64)

    objects = _Kept.as_manager()

    def save(self, *args: Any, **options: Any) -> None:
        """Written once."""
        if not self._state.adding:
            raise KeptError("a review is never changed")
        super().save(*args, **options)


class Followup(models.Model):
    """What becomes of a bad review. ``state``: new, answered, closed; ``due``: the last day on which it is in time."""

    review = models.OneToOneField(Review, models.CASCADE, related_name="followup")
    state = models.CharField(max_length=10, default="new", db_index=True)
    due = models.DateField()
    closed_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)


class Step(models.Model):
    """One step of it: who did what, and when. ``act``: given, answered, closed, reopened. Steps are only added."""

    followup = models.ForeignKey(Followup, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.CharField(max_length=150, blank=True)
    act = models.CharField(max_length=10)
    words = models.CharField(max_length=1000, blank=True)
