"""What the server loads: ``application``."""

from __future__ import annotations

import gc
import os
from typing import cast

import django

from kiosk.hub.live.answers import App


def _application() -> App:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiosk.hub.project.settings")
    django.setup(set_prefix=False)
    # Only now do models exist.
    from django.conf import settings

    from kiosk.hub.project.django_threads import DjangoThreads
    from kiosk.hub.project.switchboard import assemble

    found = assemble(cast(App, DjangoThreads()), settings.OPTIONS)
    # What is here now stays: a look for rubbish through all of it holds everybody up for a tenth of a second.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    return found


application = _application()
