"""Streams of a real hub, over real sockets: told within a moment, on every process, let go when nobody is there."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from contextlib import contextmanager, suppress

import httpx
import pytest
from hub.running import RunningHub

#: A stream that nobody ends is looked at again after 25 s at the earliest (its next beat).
AT_ONCE_S = 20.0


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    with RunningHub(tmp_path_factory.mktemp("live"), options="read_seconds = 5") as hub:
        yield hub


@contextmanager
def stream(hub, token, path="/api/stream", **headers):
    """The events of a stream, as (name, data) in a list that grows; a comment is ("", "")."""
    heard: list[tuple[str, str]] = []
    client = httpx.Client(timeout=60)
    asked = {"Authorization": f"Bearer {token or 0}".encode("latin-1")} | headers
    with client.stream("GET", hub.url + path, headers=asked) as answer:
        heard.append(("status", str(answer.status_code)))

        def read():
            name = ""
            try:
                for line in answer.iter_lines():
                    if line.startswith("event: "):
                        name = line[7:]
                    elif line.startswith("data: "):
                        heard.append((name, line[6:]))
                    elif line == ":":
                        heard.append(("", ""))
            except (httpx.HTTPError, httpx.StreamError):
                pass
            heard.append(("end", ""))

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        try:
            yield heard
        finally:  # while another thread reads, closing alone would not let the other side know
            with suppress(OSError):
                answer.extensions["network_stream"].get_extra_info("socket").shutdown(socket.SHUT_RDWR)
    client.close()


def soon(question, seconds=60.0):
    """What a question comes to be; so long at most, on a machine that is busy."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := question():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to be")


def connected(hub) -> list[str]:
    return hub.do(
        "from kiosk.hub.fleet.models import Panel\n"
        "answer = list(Panel.objects.filter(connected=True).order_by('id').values_list('id', flat=True))"
    )


def sockets(hub) -> int:
    """Connections the hub's worker still holds."""
    import psutil

    held = psutil.Process(hub.children()[0]).net_connections("tcp")
    return sum(one.status != psutil.CONN_LISTEN for one in held)


def tell(hub, audience, kind, /, **data):
    code = "from kiosk.hub.live.outbox import tell; tell(audience, kind, **data)"
    hub.do(code, audience=audience, kind=kind, data=data)


def test_a_panel_hears_of_its_hall_and_of_itself_and_of_nobody_else(hub):
    [(first, token), (second, _)] = hub.panels(2)
    with stream(hub, token) as heard:
        soon(lambda: ("changed", '{"timestamp":0}') in heard)
        tell(hub, "hall:other", "changed", timestamp=1)
        tell(hub, f"panel:{second}", "order", id="theirs", kind="logs")
        tell(hub, "hall:shili", "changed", timestamp=7)
        tell(hub, f"panel:{first}", "order", id="mine", kind="logs")
        soon(lambda: ("order", '{"id":"mine","kind":"logs"}') in heard)
        assert ("changed", '{"timestamp":7}') in heard
        assert not any("theirs" in data or data == '{"timestamp":1}' for _, data in heard)
        soon(lambda: first in connected(hub))
    soon(lambda: first not in connected(hub))


def test_a_revoked_panel_is_out_at_once_on_its_stream_too(hub):
    [(panel_id, token)] = hub.panels(1)
    with stream(hub, token) as heard:
        soon(lambda: any(name == "changed" for name, _ in heard))
        hub.do(
            """
            from django.utils import timezone
            from kiosk.hub.access.models import User
            from kiosk.hub.fleet.enrolment import revoke
            from kiosk.hub.fleet.models import Panel
            revoke(Panel.objects.get(id=panel_id), User.objects.first(), timezone.now(), "stolen")
            """,
            panel_id=panel_id,
        )
        revoked = time.monotonic()
        soon(lambda: heard[-1][0] == "end")
        assert ("bye", '{"reason":"revoked"}') in heard
        assert time.monotonic() - revoked < AT_ONCE_S
    stolen = {"Authorization": f"Bearer {token}"}
    for answer in (
        httpx.get(f"{hub.url}/api/stream", headers=stolen),
        httpx.get(f"{hub.url}/api/halls/shili/repo/metadata/timestamp.json", headers=stolen),
        httpx.post(f"{hub.url}/api/reports", headers=stolen, json={}),
        httpx.put(f"{hub.url}/api/orders/abc", headers=stolen, content=b"x"),
    ):
        assert answer.status_code == 403
        assert answer.json()["error"] == "revoked"


@pytest.mark.parametrize("token", ["-", "x", "a.b.c", "a.9999999999.deadbeef", "..", "\xe9.1.2"])
def test_no_token_no_stream(hub, token):
    with stream(hub, token) as heard:
        assert heard[0] == ("status", "401")


def test_two_hundred_readers_that_stall_are_let_go(hub):
    """Their queues are bounded, their sockets are given up: afterwards the hub holds nothing of them."""
    panels = hub.panels(200)
    peers = []
    for _, token in panels:
        peer = socket.socket()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        peer.connect(("127.0.0.1", hub.port))
        peer.sendall(f"GET /api/stream HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        peers.append(peer)
    count = "from kiosk.hub.live.models import Stream; answer = Stream.objects.count()"
    soon(lambda: hub.do(count) == 200)
    hub.do(
        """
        from kiosk.hub.live.outbox import tell
        for n in range(400):
            tell("hall:shili", "changed", timestamp=n, filling="x" * 12000)
        """
    )
    soon(lambda: hub.do(count) == 0)
    soon(lambda: sockets(hub) < 20)
    with stream(hub, panels[0][1]) as heard:
        soon(lambda: any(name == "changed" for name, _ in heard))
    for peer in peers:
        peer.close()


def test_what_a_killed_hub_held_is_let_go_when_it_is_back(hub):
    [(panel_id, token)] = hub.panels(1)
    with stream(hub, token):
        soon(lambda: panel_id in connected(hub))
        hub.stop(signal.SIGKILL)
    assert panel_id in connected(hub), "nobody was there to say otherwise"
    hub.start()
    soon(lambda: panel_id not in connected(hub))


def test_browsers_hear_of_their_hall_and_go_on_where_they_were(hub):
    hub.panels(1)
    made = hub.do(
        """
        import time
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore
        from kiosk.hub.access.models import Membership, User
        user, _ = User.objects.get_or_create(username="live-editor")
        user.set_password("x" * 12); user.save()
        Membership.objects.get_or_create(user=user, hall_id="shili", role="editor")
        store = SessionStore()
        store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
        store[HASH_SESSION_KEY] = user.get_session_auth_hash()
        store["since"] = store["seen"] = time.time()
        store.save()
        answer = store.session_key
        """
    )
    cookie = {"Cookie": f"session={made}"}
    with stream(hub, "", "/halls/shili/live", **cookie) as heard:
        soon(lambda: any(name == "snapshot" for name, _ in heard))
        tell(hub, "console:shili", "panel", id="one")
        soon(lambda: ("panel", '{"id":"one"}') in heard)
    number = hub.do("from kiosk.hub.live.models import Event; answer = Event.objects.latest('id').id")
    tell(hub, "console:shili", "panel", id="two")
    with stream(hub, "", "/halls/shili/live", **cookie | {"Last-Event-ID": str(number)}) as heard:
        soon(lambda: ("panel", '{"id":"two"}') in heard)
        assert ("panel", '{"id":"one"}') not in heard
        assert not any(name == "snapshot" for name, _ in heard)
    with stream(hub, "", "/halls/elsewhere/live", **cookie) as heard:
        assert heard[0] == ("status", "401")
    with stream(hub, "", "/halls/shili/live") as heard:
        assert heard[0] == ("status", "401")


def test_several_processes_tell_all_and_agree_on_who_is_there(tmp_path):
    with RunningHub(tmp_path, processes=2) as hub:
        panels = hub.panels(12)
        opened = [stream(hub, token) for _, token in panels]
        lists = [one.__enter__() for one in opened]
        try:
            soon(lambda: len(connected(hub)) == 12)
            spread = hub.do(
                "from kiosk.hub.live.models import Stream\n"
                "answer = len(set(Stream.objects.values_list('process_id', flat=True)))"
            )
            assert spread == 2, "both processes hold some"
            tell(hub, "hall:shili", "changed", timestamp=5)
            for heard in lists:
                soon(lambda heard=heard: ("changed", '{"timestamp":5}') in heard)
            # One process dies: its panels count as gone although nobody said goodbye, the others' do not.
            dying = hub.do("from kiosk.hub.live.models import Process; answer = Process.objects.count()")
            assert dying == 2
            os.kill(hub.children()[0], signal.SIGKILL)
            soon(lambda: 0 < len(connected(hub)) < 12)
        finally:
            for one in opened:
                one.__exit__(None, None, None)
