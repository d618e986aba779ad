"""What a screen last said of itself: whether it can be heard, and how big its glass is."""

from __future__ import annotations

from django.db import models


class ScreenReport(models.Model):
    """One a screen. ``sound``: off (it does not speak), unknown (not tried yet), ok, none, blocked (a touch helps)."""

    screen = models.OneToOneField("desk.Screen", models.CASCADE, primary_key=True, related_name="report")
    at = models.DateTimeField()
    sound = models.CharField(max_length=16)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
