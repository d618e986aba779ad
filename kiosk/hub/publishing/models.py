"""Editions on their way to the panels, and what the panels were told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Edition(models.Model):
    """A frozen copy of the working copy: built, checked, and waiting for the people who must agree.

    ``folder``: ``<data>/halls/<hall>/editions/<id>`` holds the content folder and the built release of it.
    """

    class State(models.TextChoices):
        """Where it stands; ``returned`` ends it, ``published`` too."""

        BUILDING = "building"
        REFUSED = "refused"
        SUBMITTED = "submitted"
        REVIEWED = "reviewed"
        PUBLISHED = "published"
        RETURNED = "returned"

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="editions")
    revision = models.PositiveBigIntegerField()
    state = models.CharField(max_length=16, choices=State.choices, default=State.BUILDING)
    title = models.CharField(max_length=200, blank=True)
    findings = models.JSONField(default=list)
    difference = models.JSONField(default=list)
    manifest_sha256 = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)


class Step(models.Model):
    """What a person said of an edition: submitted, reviewed, published, returned; ``words`` is the reason."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="steps_taken")
    act = models.CharField(max_length=16)
    by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    words = models.CharField(max_length=500, blank=True)


class Release(models.Model):
    """What was published. ``number`` only grows in a hall; a rollback is a new one that says which it repeats."""

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="releases")
    number = models.PositiveBigIntegerField()
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="releases")
    repeats = models.PositiveBigIntegerField(null=True)
    manifest_sha256 = models.CharField(max_length=64)
    manifest_size = models.PositiveIntegerField()
    activate_at = models.DateTimeField(null=True)
    percent = models.PositiveSmallIntegerField(default=100)
    groups = models.JSONField(default=list)
    clicked_at = models.DateTimeField()
    published_by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    audit_head = models.CharField(max_length=64, blank=True)

    class Meta:
        """A number is used once in a hall."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "number"], name="one_release_a_number")]


class Channel(models.Model):
    """The last documents a hall's panels were told (``kiosk.sync.messages``), as they were signed."""

    hall = models.OneToOneField("records.Hall", models.CASCADE, related_name="channel")
    rollout = models.JSONField(default=dict)
    live = models.JSONField(default=dict)
    version = models.PositiveBigIntegerField(default=0)
