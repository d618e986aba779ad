"""What machines can ask is described, and every refusal has one form."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_description_names_every_address_of_the_wire():
    schema = Client().get("/api/openapi.json").json()
    assert {
        "/api/enrolments",
        "/api/enrolments/{enrolment_id}",
        "/api/tokens",
        "/api/reports",
        "/api/orders/{order_id}",
        "/api/stream",
        "/api/halls/{hall}/repo/{path}",
    } <= set(schema["paths"])
    assert schema["components"]["securitySchemes"]["PanelToken"]["scheme"] == "bearer"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/nothing", 404),
        ("post", "/api/reports", 401),
        ("put", "/api/orders/abc", 401),
        ("post", "/api/tokens", 422),
        ("get", "/api/enrolments/abc", 404),
    ],
)
def test_a_refusal_is_a_word_and_two_sentences(method, path, status):
    body = {"data": "{}", "content_type": "application/json"} if method != "get" else {}
    answer = getattr(Client(), method)(path, **body)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "zh", "en"}


def test_what_is_not_done_that_way_is_refused():
    assert Client().get("/api/tokens").status_code == 405
