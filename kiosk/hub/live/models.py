"""The outbox: what streams tell, in one order, written in the transaction of the act itself; and who listens where."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """``audience``: "hall:<id>" (its panels), "panel:<id>" or "console:<hall>"; ``kind``: changed, order, report …"""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    audience = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=20)
    data = models.JSONField(default=dict)


class Process(models.Model):
    """A running hub process. One whose beat stopped is dead, and so are the streams it held."""

    id = models.CharField(primary_key=True, max_length=32)
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField(db_index=True)


class Stream(models.Model):
    """A stream that a panel holds at this moment. A panel is connected while it has one."""

    id = models.CharField(primary_key=True, max_length=32)
    process = models.ForeignKey(Process, models.CASCADE, related_name="streams")
    panel = models.ForeignKey("fleet.Panel", models.CASCADE, related_name="streams")
    opened_at = models.DateTimeField()
