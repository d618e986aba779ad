"""The working copy of each hall. Every record has a version: whoever saves an older one is told, nothing is lost."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Hall(models.Model):
    """A service hall. ``id`` is hall.toml's id and never changes; ``facts`` are the other keys of hall.toml.

    ``steps``: how many people a publication needs (1 publish · 2 edit, sign off · 3 edit, review, sign off).
    ``revision`` grows with every change of rows, plan or media: an edition says which revision it holds.
    """

    id = models.SlugField(primary_key=True, max_length=64)
    facts = models.JSONField(default=dict)
    facts_version = models.PositiveIntegerField(default=1)
    steps = models.PositiveSmallIntegerField(default=3)
    revision = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)


class Row(models.Model):
    """One row of one table of a hall, with the columns of ``kiosk.matters.columns.SCHEMAS[table]`` in ``data``.

    ``key``: what the row is called in its table (number, code, or codes joined by "|"); ``place``: order in the table.
    A deleted row is gone from here; the audit log and the releases remember it.
    """

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="rows")
    table = models.CharField(max_length=32)
    key = models.CharField(max_length=200)
    place = models.PositiveIntegerField(default=0)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """A key is in a table once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "table", "key"], name="one_row_a_key")]
        indexes: ClassVar = [models.Index(fields=["hall", "table", "place"])]


class PlanDraft(models.Model):
    """The plan being drawn: a whole IMDF folder as ``{file name: text}``, hall-extension.json among them."""

    hall = models.OneToOneField(Hall, models.CASCADE, related_name="plan")
    files = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)


class Media(models.Model):
    """A picture or document that was taken in, already bounded and redrawn; its bytes are ``<data>/media/<sha256>``.

    ``kind``: image/png, image/jpeg, image/webp, application/pdf. ``pages``: media of a PDF's pages, drawn as pictures.
    """

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="media")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    pages = models.JSONField(default=list)
    added_by = models.ForeignKey("access.User", models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A name is used once in a hall."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["hall", "name"], name="one_medium_a_name")]
