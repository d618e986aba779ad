"""Who may do what."""

from __future__ import annotations

import pytest

from kiosk.hub.access import gate
from kiosk.hub.access.models import Role
from kiosk.hub.audit.models import Entry


def test_a_role_holds_in_its_hall_only(editor, hall, other_hall):
    assert gate.may(editor, hall.id, Role.EDITOR)
    assert gate.may(editor, hall.id)
    assert not gate.may(editor, hall.id, Role.MANAGER)
    assert not gate.may(editor, other_hall.id, Role.EDITOR)
    assert [one.id for one in gate.halls(editor)] == ["shili"]


def test_a_role_in_every_hall(person, hall, other_hall):
    anywhere = person("li", "auditor")
    assert gate.may(anywhere, other_hall.id, Role.AUDITOR)
    assert len(gate.halls(anywhere)) == 2


def test_an_administrator_may_everything_and_a_switched_off_account_nothing(administrator, editor, hall):
    assert gate.may(administrator, hall.id, Role.MANAGER)
    editor.is_active = False
    assert not gate.may(editor, hall.id)


def test_the_home_page_is_for_people_of_the_hall(client_of, client, editor, hall, other_hall):
    assert client.get("/halls/shili/").status_code == 302
    assert client_of(editor).get("/halls/shili/").status_code == 200
    assert client_of(editor).get("/halls/other/").status_code == 404, "whether it exists is not told"


@pytest.mark.django_db
def test_a_refusal_is_a_page_with_a_sentence_and_is_remembered(client_of, editor, hall, rf):
    from django.core.exceptions import PermissionDenied

    request = rf.get("/halls/shili/publish")
    request.user = editor
    with pytest.raises(PermissionDenied):
        gate.admit(request, hall.id, Role.MANAGER)
    entry = Entry.objects.get(act="access.refused")
    assert (entry.actor, entry.hall_id, entry.subject) == ("editor", "shili", "/halls/shili/publish")
