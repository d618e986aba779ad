"""The hub as one ASGI application: Django, and what Django is not made for beside it."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiosk.hub.project.settings")
application = get_asgi_application()
