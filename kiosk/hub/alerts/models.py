"""How staff are reached, and what is on its way to a robot. Numbers, addresses and secrets are kept encrypted."""

from __future__ import annotations

from django.db import models

from kiosk.hub.project.errands import Errand


class StaffPhone(models.Model):
    """Where alarms for one person of staff are sent. ``sealed``: as ``kiosk.hub.phone.numbers`` seals it."""

    user = models.OneToOneField("access.User", models.CASCADE, related_name="+")
    sealed = models.CharField(max_length=160)
    kept_at = models.DateTimeField()


class Robot(models.Model):
    """A robot of a group chat, or any address that takes JSON. ``level``: from which level of alarm on (1–3).

    ``sealed_url`` and ``sealed_secret`` only this hub can read: whoever knows them can write to the group.
    ``trouble``: why the last message did not arrive, "" when it did.
    """

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    sealed_url = models.TextField(blank=True)
    sealed_secret = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(default=1)
    reviews = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, blank=True)


class Dispatch(Errand):
    """One notice on its way to one robot, or what became of it. ``key``: the same occasion goes out once.

    ``state``: waiting, sent, failed. ``why``: refused, tries, late, sealed. ``claimed_until``: a process is sending it.
    """

    key = models.CharField(unique=True, max_length=80)
    robot = models.ForeignKey(Robot, models.CASCADE, related_name="dispatches")
    notice = models.JSONField(default=dict)
