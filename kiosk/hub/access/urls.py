"""The addresses of this room."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.access import login

urlpatterns = [
    path("login", login.login, name="login"),
    path("logout", login.logout, name="logout"),
    path("language", login.language, name="language"),
    path("password", login.password, name="password"),
]
