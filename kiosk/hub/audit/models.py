"""The sealed log."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One act. ``seal`` = sha256 over the former seal and this entry's canonical JSON; numbers have no gaps."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    hall_id = models.CharField(max_length=64, blank=True, db_index=True)
    act = models.CharField(max_length=60, db_index=True)
    subject = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    before = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)
