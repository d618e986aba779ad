"""Real sockets against a real hub: whoever sends slowly, sends too much or does not read, costs little and goes."""

from __future__ import annotations

import contextlib
import socket
import time

import httpx
import pytest
from hub.running import RunningHub


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    limits = "head_seconds = 3\nbody_seconds = 4\nread_seconds = 5"
    with RunningHub(tmp_path_factory.mktemp("slow"), options=limits) as hub:
        yield hub


def opened(hub, words: bytes) -> socket.socket:
    peer = socket.create_connection(("127.0.0.1", hub.port), timeout=60)
    peer.sendall(words)
    return peer


def ended_after(peer: socket.socket, limit: float) -> tuple[float, bytes]:
    """Seconds until the hub let go, and what it said."""
    peer.settimeout(limit)
    begun, said = time.monotonic(), b""
    try:
        while piece := peer.recv(65536):
            said += piece
    except TimeoutError:
        return limit, said
    except ConnectionResetError:
        pass
    return time.monotonic() - begun, said


def test_slow_heads_and_slow_bodies_are_let_go_while_others_are_served(hub):
    heads = [opened(hub, b"GET / HTTP/1.1\r\nHost: hub\r\nX-Slow: ") for _ in range(150)]
    body = b"POST /login HTTP/1.1\r\nHost: hub\r\nContent-Length: 5000\r\n\r\na="
    bodies = [opened(hub, body) for _ in range(40)]
    assert httpx.get(f"{hub.url}/login", timeout=30).status_code == 200
    for peer in heads:
        seconds, _ = ended_after(peer, 60)
        assert seconds < 30, "a head has three seconds, a busy machine some more"
    for peer in bodies:
        _, said = ended_after(peer, 60)
        assert said.startswith(b"HTTP/1.1 408")


def test_a_body_that_trickles_is_too_slow_in_the_end(hub):
    peer = opened(hub, b"POST /login HTTP/1.1\r\nHost: hub\r\nContent-Length: 60000\r\n\r\n")
    peer.settimeout(0.5)
    begun, said = time.monotonic(), b""
    while not said and time.monotonic() - begun < 60:
        try:
            peer.sendall(b"x")
            said = peer.recv(1000)
        except TimeoutError:
            continue
        except OSError:
            break
    assert 3 < time.monotonic() - begun < 40


@pytest.mark.parametrize("path", ["/login", "/api/tokens", "/api/reports", "/halls/shili/content/transfer"])
def test_oversized_bodies_are_refused_before_they_are_read(hub, path):
    head = f"POST {path} HTTP/1.1\r\nHost: hub\r\nContent-Length: 400000000\r\n\r\n".encode()
    peer = opened(hub, head + b"x" * 10000)
    _, said = ended_after(peer, 60)
    assert said.startswith(b"HTTP/1.1 413")


def test_a_body_without_a_length_is_counted(hub):
    peer = opened(hub, b"POST /login HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n")
    peer.settimeout(60)
    chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
    said = b""
    with contextlib.suppress(OSError):
        for _ in range(100):
            peer.sendall(chunk)
    with contextlib.suppress(OSError):
        said = peer.recv(1000)
    peer.close()
    assert said == b"" or b" 413 " in said
    assert httpx.get(f"{hub.url}/login", timeout=30).status_code == 200


def test_one_address_has_so_many_requests_at_once(hub):
    """They wait with their bodies; the sixty-fifth is told to wait."""
    head = b"POST /login HTTP/1.1\r\nHost: hub\r\nContent-Length: 500\r\n\r\nx"
    peers, until = [opened(hub, head) for _ in range(64)], time.monotonic() + 90
    answer = httpx.get(f"{hub.url}/login", timeout=60)
    while answer.status_code != 429 and time.monotonic() < until:
        # A busy server takes them in slowly, and the first are let go meanwhile: more come until 64 wait at once.
        peers += [opened(hub, head) for _ in range(16)]
        answer = httpx.get(f"{hub.url}/login", timeout=60)
    for peer in peers:
        peer.close()
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert answer.json()["error"] == "busy"
