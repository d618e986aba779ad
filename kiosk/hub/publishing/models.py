"""Editions on their way to the panels, and what the panels were told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Edition(models.Model):
    """A frozen copy of the working copy: built, checked, and waiting for the people who must agree.

    ``folder``: ``<data>/halls/<hall>/editions/<id>`` holds the content folder and the built release of it. A
    ``rehearsal`` was frozen by the hub itself, so that findings and difference are there before anybody asks.
    """

    class State(models.TextChoices):
        """Where it stands; ``returned`` ends it, ``published`` too."""

        BUILDING = "building"
        READY = "ready"
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
    rehearsal = models.BooleanField(default=False)
    #: The release it was compared with; 0: nothing was published yet. None: not compared yet.
    against = models.PositiveBigIntegerField(null=True)
    #: Names of those whose work since the release before is in it: they do not sign it off.
    authors = models.JSONField(default=list)
    built_at = models.DateTimeField(null=True)
    #: Why it could not be built at all, in words ({zh, en}).
    fault = models.JSONField(default=dict)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """The queue is asked for often."""

        indexes: ClassVar = [models.Index(fields=["hall", "state"]), models.Index(fields=["hall", "revision"])]

    @property
    def is_open(self) -> bool:
        """Whether people still decide on it."""
        return self.state in (self.State.SUBMITTED, self.State.REVIEWED)

    @property
    def errors(self) -> int:
        """How many findings stand against publishing it."""
        return sum(finding.get("severity") == "error" for finding in self.findings)


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
    #: The difference in words as it stood when it was published.
    difference = models.JSONField(default=list)
    #: Why, in the publisher's words (a rollback says it).
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        """A number is used once in a hall."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "number"], name="one_release_a_number")]


class Channel(models.Model):
    """The last documents a hall's panels were told (``kiosk.sync.messages``), as they were signed.

    ``unsigned``: they were decided but not signed yet; whoever comes by signs them (again, if need be).
    ``version``: the timestamp under which they were signed.
    """

    hall = models.OneToOneField("records.Hall", models.CASCADE, related_name="channel")
    rollout = models.JSONField(default=dict)
    live = models.JSONField(default=dict)
    version = models.PositiveBigIntegerField(default=0)
    unsigned = models.BooleanField(default=False, db_index=True)
    #: Why signing failed the last time, in words ({zh, en}); {} when it did not.
    fault = models.JSONField(default=dict)


class Switch(models.Model):
    """Something out of use at this moment: a place of the plan (lift, door, zone) or a window."""

    class Kind(models.TextChoices):
        """What ``target`` names: an id of the plan, or a window's number."""

        PLACE = "place"
        WINDOW = "window"

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="switches")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    target = models.CharField(max_length=64)
    reason = models.JSONField(default=dict)
    until = models.DateTimeField(null=True)
    by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A thing is switched off once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "kind", "target"], name="one_switch_a_thing")]


class EmergencyMessage(models.Model):
    """A message over every screen of a hall, from ``since`` until it is lifted or ``until`` has passed."""

    id = models.CharField(primary_key=True, max_length=32)
    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="emergencies")
    text = models.JSONField(default=dict)
    level = models.CharField(max_length=8, default="alarm")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
