"""Users and what each may do in which hall."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    """A person's part in one hall; one person may have several. An administrator (superuser) may do everything."""

    EDITOR = "editor", "Editor"
    REVIEWER = "reviewer", "Reviewer"
    MANAGER = "manager", "Hall manager"
    COUNTER = "counter", "Counter staff"
    TECHNICIAN = "technician", "Technician"
    AUDITOR = "auditor", "Auditor"


class User(AbstractUser):
    """A person with a login. ``language``: "zh-CN" or "en", the console's language for them."""

    language = models.CharField(max_length=10, default="zh-CN")
    must_change_password = models.BooleanField(default=False)


class Membership(models.Model):
    """A role in a hall; ``hall`` None: in every hall."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    hall = models.ForeignKey("records.Hall", models.CASCADE, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)

    class Meta:
        """One role once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "hall", "role"], name="one_role_once", nulls_distinct=False)
        ]


class LoginTry(models.Model):
    """A failed login, kept to slow down guessing: by account name and by address (both as a keyed hash)."""

    key = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
