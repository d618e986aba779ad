"""The addresses of this room inside a hall."""

from __future__ import annotations

from django.urls import path

from kiosk.hub.access import people

urlpatterns = [
    path("people", people.people, name="people"),
    path("people/add", people.add_person, name="person-add"),
    path("people/<int:user_id>", people.change_person, name="person-change"),
    path("people/<int:user_id>/password", people.new_password, name="person-password"),
]
