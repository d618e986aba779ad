"""What surrounds the plan being drawn: its last versions, what somebody has not saved yet, pictures to draw over."""

from __future__ import annotations

import gzip
import json
from typing import Any, ClassVar

from django.db import models


def packed(value: Any) -> bytes:
    """JSON, small enough to be kept many times."""
    return gzip.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 6, mtime=0)


def unpacked(data: bytes | memoryview) -> Any:
    """What :func:`packed` packed."""
    return json.loads(gzip.decompress(bytes(data)))


class PlanVersion(models.Model):
    """A saved version of a hall's plan. ``files``: packed ``{file name: text}``; ``words``: how it came about."""

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="plan_versions")
    version = models.PositiveIntegerField()
    files = models.BinaryField()
    words = models.JSONField(default=dict)
    saved_by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A version is there once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "version"], name="one_plan_a_version")]


class Sketch(models.Model):
    """What one person drew and did not save: the packed document, and the version it began from."""

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    user = models.ForeignKey("access.User", models.CASCADE, related_name="+")
    base = models.PositiveIntegerField()
    document = models.BinaryField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """One for each person and hall."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "user"], name="one_sketch_a_person")]


class Underlay(models.Model):
    """A picture under one floor, drawn anew from what was sent (never published).

    ``place``: ``{x, y, metres_per_pixel, turn_deg, opacity, shown}``: the picture's lower left corner on the sheet.
    """

    hall = models.ForeignKey("records.Hall", models.CASCADE, related_name="+")
    level_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    data = models.BinaryField()
    place = models.JSONField(default=dict)
    added_by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
