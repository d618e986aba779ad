"""A cable is pulled: nothing is said, nothing arrives any more, and the hub knows within a minute."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import pytest
from hub.running import ROOT, RunningHub

CLIENT = """
import socket, sys, time
peer = socket.create_connection(("10.213.77.1", int(sys.argv[1])))
peer.sendall(f"GET /api/stream HTTP/1.1\\r\\nHost: hub\\r\\nAuthorization: Bearer {sys.argv[2]}\\r\\n\\r\\n".encode())
while True:
    peer.recv(1000)
"""


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@pytest.fixture
def two_places():
    """Two network namespaces with a cable between them; skips where they cannot be made."""
    office, hall = f"office{os.getpid()}", f"hall{os.getpid()}"
    if os.getuid() != 0 or shutil.which("ip") is None:
        pytest.skip("network namespaces need root and ip")
    try:
        ip("netns", "add", office)
        ip("netns", "add", hall)
        ip("-n", office, "link", "add", "cable", "type", "veth", "peer", "name", "plug", "netns", hall)
        for place, end, address in ((office, "cable", "10.213.77.1/30"), (hall, "plug", "10.213.77.2/30")):
            ip("-n", place, "addr", "add", address, "dev", end)
            ip("-n", place, "link", "set", end, "up")
            ip("-n", place, "link", "set", "lo", "up")
    except subprocess.CalledProcessError as fault:
        pytest.skip(f"no network namespaces here: {fault.stderr.decode()[:80]}")
    yield office, hall
    for place in (office, hall):
        subprocess.run(["ip", "netns", "del", place], check=False)


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("KIOSK_TEST_POSTGRES") == "1", reason="its PostgreSQL listens in another namespace")
def test_a_panel_whose_cable_is_pulled_is_flagged_within_a_minute(tmp_path, two_places):
    office, hall = two_places
    hub = RunningHub(tmp_path, options='proxies = ["10.213.77.9"]')
    hub.init()
    settings = tmp_path / "hub.toml"
    settings.write_text(settings.read_text().replace("127.0.0.1", "10.213.77.1"))
    here = [sys.executable, "-m", "kiosk", "hub"]
    server = subprocess.Popen(["ip", "netns", "exec", office, *here], env=hub.environment, cwd=ROOT)
    [(panel_id, token)] = hub.panels(1)
    client = None
    state = """
        from django.utils import timezone
        from kiosk.hub.fleet.models import Panel
        from kiosk.hub.fleet.standing import present
        found = Panel.objects.get(id=panel_id)
        answer = [found.connected, present(found, timezone.now()).name]
        """

    def stands():
        return tuple(hub.do(state, panel_id=panel_id))

    try:
        until = time.monotonic() + 180
        while stands() != (True, "HERE") and time.monotonic() < until:
            if client is None or client.poll() is not None:  # the hub is not up yet
                words = [sys.executable, "-c", CLIENT, str(hub.port), token]
                client = subprocess.Popen(["ip", "netns", "exec", hall, *words], stderr=subprocess.DEVNULL)
            time.sleep(0.02)  # as soon as there is somebody: a hub that starts is called by all its panels at once
        assert stands() == (True, "HERE")
        time.sleep(3)
        # Behind a switch the hub's own link stays up: what is sent to the panel vanishes, nothing comes back.
        ip("-n", hall, "route", "add", "blackhole", "10.213.77.1/32")
        pulled = time.monotonic()
        while stands() != (False, "AWAY") and time.monotonic() - pulled < 75:
            time.sleep(0.5)
        seconds = time.monotonic() - pulled
        print(f"flagged after {seconds:.0f} s")
        assert seconds < 60, f"flagged after {seconds:.0f} s"
    finally:
        for one in (client, server):
            if one is not None:
                one.terminate()
                one.wait(20)
        hub.stop()
        hub.__exit__()
