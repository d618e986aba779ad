"""What the server loads: ``application``."""

from __future__ import annotations

import os
from typing import cast

from django.core.asgi import get_asgi_application

from kiosk.hub.live.answers import App


def _application() -> App:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiosk.hub.project.settings")
    django = cast(App, get_asgi_application())
    # Only now do models exist.
    from django.conf import settings

    from kiosk.hub.project.switchboard import assemble

    return assemble(django, settings.OPTIONS)


application = _application()
