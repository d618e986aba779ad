"""What the server loads: ``application``."""

from __future__ import annotations

import os
import sys
from typing import cast

import django

from kiosk.hub.live.answers import App


def _application() -> App:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiosk.hub.project.settings")
    # A thread that comes back from the database waits so long for the interpreter (seconds), holding its locks.
    sys.setswitchinterval(0.0005)
    django.setup(set_prefix=False)
    # Only now do models exist.
    from django.conf import settings

    from kiosk.hub.project.django_threads import DjangoThreads
    from kiosk.hub.project.switchboard import assemble

    return assemble(cast(App, DjangoThreads()), settings.OPTIONS)


application = _application()
