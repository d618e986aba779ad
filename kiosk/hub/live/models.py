"""The outbox: what streams tell, in one order, written in the transaction of the act itself."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """``audience``: "hall:<id>" (its panels), "panel:<id>" or "console:<hall>"; ``kind``: changed, order, report …"""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    audience = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
