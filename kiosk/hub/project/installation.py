"""Makes a data folder into a hub: its secret, its certificate, its tables, its first administrator."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kiosk.base.errors import KioskError
from kiosk.hub.access.models import Membership, Role, User
from kiosk.hub.audit.log import record
from kiosk.hub.project import certificate
from kiosk.hub.project.options import Options
from kiosk.hub.project.secret import make_secret, read_secret
from kiosk.hub.records.models import Hall


class InstallationError(KioskError):
    """The hub cannot be set up, or is not."""


def prepare(options: Options) -> None:
    """What must be there before Django's settings are read: the folder and the secret."""
    data = Path(options.data)
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_secret(data)
        if options.tls == "own":
            certificate.make_own(options)
    except OSError as error:
        raise InstallationError(
            "The data folder cannot be written.", where=options.data, remedy=error.strerror or ""
        ) from None


def is_prepared(options: Options) -> bool:
    """Whether ``kiosk hub init`` was here."""
    return bool(read_secret(Path(options.data)) or os.environ.get("KIOSK_HUB_SECRET"))


def create_tables() -> None:
    """Bring the database to this program's form (every migration); InstallationError when it is not there."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise InstallationError("The database cannot be used.", remedy=str(error).strip().split("\n")[0]) from None


def is_current() -> bool:
    """Whether the database has the form this program needs. Leaves no connection: the server's processes are forked."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise InstallationError("The database cannot be used.", remedy=str(error).strip().split("\n")[0]) from None
    finally:
        connection.close()
        if hasattr(connection, "close_pool"):  # PostgreSQL: its threads would be missing in the children
            connection.close_pool()


def first_administrator(name: str) -> str | None:
    """The first administrator's password, shown once and to be changed; None when there is an administrator."""
    if User.objects.filter(is_superuser=True, is_active=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    user = User.objects.create_superuser(name, password=password, must_change_password=True)
    record("kiosk hub init", "access.user_added", subject=user.username, administrator=True)
    return password


def set_user(name: str, roles: list[str], *, administrator: bool, inactive: bool, new_password: bool) -> dict[str, Any]:
    """Add a person or change them from the command line; what they are now, with a new password when one was made.

    ``roles``: "manager@shili", or "auditor" for every hall.
    """
    wanted = [_membership(words) for words in roles]
    user = User.objects.filter(username=name).first()
    is_new = user is None
    user = user or User(username=name)
    password = secrets.token_urlsafe(12) if is_new or new_password else None
    if password is not None:
        user.set_password(password)
        user.must_change_password = True
    user.is_superuser = administrator or (user.is_superuser and not is_new)
    user.is_active = not inactive
    user.save()
    for hall, role in wanted:
        Membership.objects.get_or_create(user=user, hall=hall, role=role)
    held = [f"{one.role}@{one.hall_id}" if one.hall_id else one.role for one in user.memberships.all()]
    act = "access.user_added" if is_new else "access.user_changed"
    record("kiosk hub user", act, subject=name, roles=held, administrator=user.is_superuser, active=user.is_active)
    facts = {"name": name, "administrator": user.is_superuser, "active": user.is_active, "roles": sorted(held)}
    return facts | ({"password": password} if password else {})


def _membership(words: str) -> tuple[Hall | None, str]:
    role, _, hall_id = words.partition("@")
    if role not in Role.values:
        raise InstallationError(f"There is no role {role!r}.", remedy=f"Use one of {', '.join(Role.values)}.")
    hall = Hall.objects.filter(id=hall_id).first() if hall_id else None
    if hall_id and hall is None:
        raise InstallationError(f"There is no hall {hall_id!r}.")
    return hall, role
