"""The HTTP driver against a real server: what it sends, what it believes, what it tries again."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hub.phone.gateway_server import provider

from kiosk.base.errors import KioskError
from kiosk.hub.phone.gateways import FileGateway, GatewayError
from kiosk.hub.phone.http_gateway import HttpGateway
from kiosk.hub.phone.wording import Kind, compose

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
NUMBER = "13912345678"
BODY = {
    "phone": "{number}",
    "text": "{text}",
    "template": "{template}",
    "params": "{values}",
    "packed": "{variables}",
    "ref": "{key}",
    "list": ["{signature}", 3],
}
MESSAGE = compose(Kind.CALLED, {"label": 'A"{secret}', "window": "3"}, "大厅", "zh", "t1:called")


@pytest.fixture
def server():
    with provider() as known:
        yield known


def gateway(server, **facts):
    given = {
        "url": server.url,
        "body": BODY,
        "secret": "s3cret",
        "headers": {"Authorization": "Bearer {secret}", "X-Sign": "{hmac}"},
        "success": r'"code"\s*:\s*"OK"',
        "refused": "BAD_NUMBER",
        "provider_id": r'"id"\s*:\s*"([^"]+)"',
        "templates": {"called": "SMS_3"},
        "seconds": 5.0,
    }
    return HttpGateway(**(given | facts))


def test_json_as_the_settings_say(server):
    assert gateway(server).send(NUMBER, MESSAGE, NOW).provider_id == "id-1"
    assert server.asked == [
        {
            "phone": NUMBER,
            "text": '【大厅】请A"{secret}号到3号窗口办理。',
            "template": "SMS_3",
            "params": {"label": 'A"{secret}', "window": "3"},
            "packed": '{"label":"A\\"{secret}","window":"3"}',
            "ref": "t1:called",
            "list": ["大厅", 3],
        }
    ]
    seal = hmac.new(b"s3cret", server.bodies[0], hashlib.sha256).hexdigest()
    assert (server.headers[0]["authorization"], server.headers[0]["x-sign"]) == ("Bearer s3cret", seal)


@pytest.mark.parametrize(("form", "method"), [("form", "POST"), ("query", "GET")])
def test_forms_and_queries(server, form, method):
    body = {"phone": "{number}", "text": "{text}", "ref": "{key}"}
    gateway(server, form=form, method=method, body=body).send(NUMBER, MESSAGE, NOW)
    assert server.asked[0] == {"phone": NUMBER, "text": MESSAGE.text, "ref": "t1:called"}


@pytest.mark.parametrize(
    ("act", "again"), [("500", True), ("429", True), ("busy", True), ("drop", True), ("flood", True), ("bad", False)]
)
def test_what_is_worth_another_try(server, act, again):
    server.plan = [act]
    with pytest.raises(GatewayError) as caught:
        gateway(server).send(NUMBER, MESSAGE, NOW)
    assert caught.value.again is again
    assert NUMBER not in caught.value.sentence()
    assert "s3cret" not in caught.value.sentence()


def test_a_slow_answer_is_not_waited_for(server):
    server.plan = ["slow"]
    with pytest.raises(GatewayError) as caught:
        gateway(server, seconds=0.2).send(NUMBER, MESSAGE, NOW)
    assert caught.value.again


def test_a_provider_that_is_not_there(server):
    with pytest.raises(GatewayError) as caught:
        gateway(server, url="http://127.0.0.1:9/").send(NUMBER, MESSAGE, NOW)
    assert caught.value.again


def test_kinds_without_a_template_are_not_sent(server):
    with pytest.raises(GatewayError) as caught:
        gateway(server, templates={"taken": "SMS_1"}).send(NUMBER, MESSAGE, NOW)
    assert not caught.value.again
    assert not server.asked


def test_what_the_settings_may_not_say(server):
    for facts in ({"url": "http://sms.example.org/"}, {"form": "xml"}, {"success": "("}):
        with pytest.raises(KioskError):
            gateway(server, **facts)
    assert "s3cret" not in repr(gateway(server))


def test_the_file_of_the_demo_holds_no_number(tmp_path):
    FileGateway(tmp_path / "out" / "sms.jsonl").send(NUMBER, MESSAGE, NOW)
    (line,) = (tmp_path / "out" / "sms.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["to"] == "139****5678"
    assert NUMBER not in line
    with pytest.raises(GatewayError) as caught:
        FileGateway(tmp_path / "out" / "sms.jsonl" / "x").send(NUMBER, MESSAGE, NOW)
    assert caught.value.again
