"""States of editions, by what is done with them."""

from __future__ import annotations

from kiosk.hub.publishing.models import Edition

#: People are deciding on it.
DECIDED = (Edition.State.SUBMITTED, Edition.State.REVIEWED)
#: It was built, and may be looked at.
BUILT = (Edition.State.READY, Edition.State.REFUSED, *DECIDED)
