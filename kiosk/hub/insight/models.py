"""What a hall's managers watch: limits, thresholds, alarms as they stood, and what was told to whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Limit(models.Model):
    """From when a wait and a visit are too long (minutes), and how many people the hall has room for (0: not said).

    ``looked_at``: when the alarms were last looked at, so that several hub processes look once.
    """

    hall = models.OneToOneField("records.Hall", models.CASCADE, related_name="+")
    wait = models.FloatField(default=15.0)
    service = models.FloatField(default=30.0)
    capacity = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)


class Threshold(models.Model):
    """When one kind of alarm is raised in a hall. ``receivers``: level ("1" yellow … "3" red) → names of people."""

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24)
    yellow = models.FloatField()
    orange = models.FloatField()
    red = models.FloatField()
    repeat_min = models.FloatField(default=15.0)
    enabled = models.BooleanField(default=True)
    receivers = models.JSONField(default=dict)

    class Meta:
        """One rule a kind."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "kind"], name="one_threshold_a_kind")]


class Alarm(models.Model):
    """One alarm from its first moment to its end. ``subject``: a queue, a window, or "" for the hall.

    ``value``: the last one looked at, minutes, a share (0–1) or a number; people with no window open at all are
    ``NO_WINDOW``.
    """

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24)
    subject = models.CharField(max_length=64, blank=True)
    level = models.PositiveSmallIntegerField()
    worst = models.PositiveSmallIntegerField()
    value = models.FloatField()
    peak = models.FloatField()
    since = models.DateTimeField()
    said_at = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=150, blank=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        """A thing has at most one open alarm of a kind."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hall", "kind", "subject"], condition=Q(ended=None), name="one_open_alarm_a_subject"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["hall", "since"], name="alarms_by_time")]


class Telling(models.Model):
    """One time an alarm was said: raised, worse, again, eased, ended; to these people (names at that moment)."""

    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="tellings")
    at = models.DateTimeField()
    said = models.CharField(max_length=8)
    level = models.PositiveSmallIntegerField()
    value = models.FloatField()
    receivers = models.JSONField(default=list)
