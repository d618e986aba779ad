"""People and roles: a manager gives them in the own hall, nowhere else, and not to administrators."""

from __future__ import annotations

import re

import pytest

from kiosk.hub.access.models import Membership, User
from kiosk.hub.audit.models import Entry


def test_an_editor_who_calls_the_managers_page_is_told_and_remembered(client_of, editor):
    answer = client_of(editor).get("/halls/shili/people")
    assert answer.status_code == 403
    assert "不在您的权限内" in answer.content.decode()
    assert Entry.objects.get(act="access.refused").subject == "/halls/shili/people"


def test_a_manager_adds_somebody_whose_password_is_shown_once(client_of, client, manager):
    boss = client_of(manager)
    answer = boss.post("/halls/shili/people/add", {"username": "zhang", "full_name": "张三", "role": ["editor"]})
    password = re.search(r'class="code number">([^<]+)<', answer.content.decode())[1]
    assert password not in boss.get("/halls/shili/people").content.decode()
    assert client.post("/login", {"username": "zhang", "password": password}).status_code == 302
    assert User.objects.get(username="zhang").must_change_password
    assert Entry.objects.get(act="access.user_added").details["roles"] == ["editor"]


@pytest.mark.parametrize("name", ["", "x", "a b", "<script>", "a" * 80, "x\u202ey"])
def test_names_that_are_none_are_refused(client_of, manager, name):
    answer = client_of(manager).post("/halls/shili/people/add", {"username": name, "role": ["editor"]})
    assert answer.status_code == 422


def test_roles_end_at_the_halls_door(client_of, manager, editor, other_hall):
    boss = client_of(manager)
    assert boss.post(f"/halls/other/people/{editor.id}", {"role": ["manager"]}).status_code == 404
    boss.post(f"/halls/shili/people/{editor.id}", {"role": ["reviewer", "nonsense"]})
    assert list(Membership.objects.filter(user=editor).values_list("hall_id", "role")) == [("shili", "reviewer")]


def test_a_manager_changes_no_administrator_and_stays_a_manager(client_of, manager, administrator, person, other_hall):
    boss = client_of(manager)
    added = boss.post("/halls/shili/people/add", {"username": "root", "role": ["editor"]})
    assert added.status_code == 422
    assert boss.post(f"/halls/shili/people/{manager.id}", {"role": ["editor"]}).status_code == 422
    wide = person("wide", "editor", hall=other_hall)
    Membership.objects.create(user=wide, hall_id="shili", role="editor")
    before = User.objects.get(id=wide.id).password
    assert boss.post(f"/halls/shili/people/{wide.id}/password").status_code == 422
    assert User.objects.get(id=wide.id).password == before
