"""A hall whose desk is open, a slip of it, and a phone that looks at it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone
from hub.desk.halls import forget, opened

from kiosk.scanning.codes import What, signer_of, write_code

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    """No test sees what another one has read."""
    from kiosk.hub.desk import line
    from kiosk.hub.phone import pages, seen, visitor

    monkeypatch.setattr(line, "PART", 0.0)
    yield
    forget()
    pages.ASKING.clear()
    seen.GLANCES.clear()
    visitor.DESK.forget()


@pytest.fixture
def desk(hall):
    return opened(hall.pk)


@pytest.fixture
def panel(hall):
    from kiosk.hub.fleet.models import Panel

    return Panel.objects.create(id="p1", hall=hall, name="one", public_key=PUBLIC.hex())


@pytest.fixture
def slip(panel):
    """``slip(ticket_id)``: the code that stands on its paper."""

    def make(ticket_id, *, key=KEY, lasts=timedelta(hours=12), what=What.TICKET):
        signer = signer_of(key.public_key().public_bytes_raw())
        return write_code(what, ticket_id, timezone.now() + lasts, key.sign, signer)

    return make
