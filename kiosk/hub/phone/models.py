"""Phone numbers, encrypted and soon gone, and the messages that are sent to them."""

from __future__ import annotations

from django.db import models

from kiosk.hub.project.errands import Errand


class Number(models.Model):
    """Where one visitor's messages go. ``sealed`` only this hub can read; the row ends with the last message.

    ``subject``: a ticket's id, an appointment's id, or the key of a message to staff. ``mark``: a keyed hash, by which
    messages to one number are counted. ``until``: gone then at the latest.
    """

    subject = models.CharField(primary_key=True, max_length=80)
    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    sealed = models.CharField(max_length=160)
    mark = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=10, default="zh-CN")
    kept_at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)


class Message(Errand):
    """A message on its way, or what became of it: never its number, never its text.

    ``key`` (subject, kind, round): the same occasion makes no second message, and the provider hears the same key with
    every try. ``state``: waiting, sent, failed (the gateway will not have it), dropped (``why``: late, quiet, often,
    moved, gone, absent). ``claimed_until``: a process is sending it. ``mark`` is emptied when the day is over.
    """

    key = models.CharField(unique=True, max_length=120)
    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    subject = models.CharField(max_length=80, db_index=True)
    kind = models.CharField(max_length=16)
    values = models.JSONField(default=dict)
    provider_id = models.CharField(max_length=100, blank=True)
    mark = models.CharField(max_length=64, blank=True, db_index=True)
