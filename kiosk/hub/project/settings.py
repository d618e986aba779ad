"""Django's settings, from the environment that ``kiosk hub`` sets (``KIOSK_HUB_DATA``, ``KIOSK_HUB_DATABASE`` …)."""

from __future__ import annotations

import os
from pathlib import Path

import kiosk.hub
from kiosk.hub.project.databases import database

ROOM = Path(kiosk.hub.__file__).parent
DATA = Path(os.environ.get("KIOSK_HUB_DATA", Path.home() / ".local" / "state" / "hall-kiosk-hub"))
DATABASES = {"default": database(os.environ.get("KIOSK_HUB_DATABASE", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEBUG = False
SECRET_KEY = os.environ.get("KIOSK_HUB_SECRET", "")
ALLOWED_HOSTS = [host for host in os.environ.get("KIOSK_HUB_HOSTS", "*").split(",") if host]
ROOT_URLCONF = "kiosk.hub.project.urls"
AUTH_USER_MODEL = "access.User"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "kiosk.hub.access.apps.AccessConfig",
    "kiosk.hub.audit.apps.AuditConfig",
    "kiosk.hub.live.apps.LiveConfig",
    "kiosk.hub.records.apps.RecordsConfig",
    "kiosk.hub.publishing.apps.PublishingConfig",
    "kiosk.hub.fleet.apps.FleetConfig",
    "kiosk.hub.plans.apps.PlansConfig",
    "kiosk.hub.console.apps.ConsoleConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
STATIC_URL = "/static/"
LOGIN_URL = "/login"
