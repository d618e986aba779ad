"""Django's settings, from hub.toml and the environment that ``kiosk hub`` sets (``KIOSK_HUB_DATA`` …)."""

from __future__ import annotations

import os
from pathlib import Path

import kiosk.hub
from kiosk.hub.project.databases import database
from kiosk.hub.project.options import options
from kiosk.hub.project.secret import read_secret

OPTIONS = options()
ROOM = Path(kiosk.hub.__file__).parent
DATA = Path(OPTIONS.data)
DATABASES = {"default": database(OPTIONS.database, DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEBUG = False
SECRET_KEY = os.environ.get("KIOSK_HUB_SECRET", "") or read_secret(DATA)
#: Whatever name the hall's network has for the hub, unless hub.toml names them; addresses are never made from it.
ALLOWED_HOSTS = [*OPTIONS.names, "localhost", "127.0.0.1", "[::1]"] if OPTIONS.names else ["*"]
ROOT_URLCONF = "kiosk.hub.project.urls"
ASGI_APPLICATION = "kiosk.hub.project.asgi.application"
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
    "kiosk.hub.desk.apps.DeskConfig",
    "kiosk.hub.counter.apps.CounterConfig",
    "kiosk.hub.phone.apps.PhoneConfig",
    "kiosk.hub.reviews.apps.ReviewsConfig",
    "kiosk.hub.insight.apps.InsightConfig",
    "kiosk.hub.booking.apps.BookingConfig",
    "kiosk.hub.alerts.apps.AlertsConfig",
    "kiosk.hub.console.apps.ConsoleConfig",
]
MIDDLEWARE = [
    "kiosk.hub.project.headers.StrictHeaders",
    "django.middleware.security.SecurityMiddleware",
    "kiosk.hub.console.static_files.Static",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kiosk.hub.access.sessions.LimitedSessions",
    "kiosk.hub.access.language.OwnLanguage",
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
                "kiosk.hub.console.frame.frame",
            ],
        },
    }
]
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_TZ = True
TIME_ZONE = OPTIONS.time_zone
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "uploads"}},
    "staticfiles": {"BACKEND": "kiosk.hub.console.static_files.ByContent"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 86400 * 30
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "kiosk.hub.access.passwords.LongEnough"},
    {"NAME": "kiosk.hub.access.passwords.NotTheName"},
    {"NAME": "kiosk.hub.access.passwords.NotCommon"},
]
SECURE = OPTIONS.tls != "off" or bool(OPTIONS.proxies)
SESSION_COOKIE_AGE = OPTIONS.session_hours * 3600
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "kiosk.hub.console.refusals.forbidden_token"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OPTIONS.tls == "off" and OPTIONS.proxies else None
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
#: Form fields and whole bodies are bounded by project/limits before Django sees them; these hold inside a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 << 20
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Refusals are counted and remembered elsewhere; a log line for each is a way to fill a disk.
    "loggers": {
        "kiosk": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
    },
}
