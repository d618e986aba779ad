"""Finding this process's sockets touches nothing else of it."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys

from kiosk.hub.project.sockets import on_port, watch_all


def test_who_listens_and_who_is_connected_already_are_watched():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)), server.accept()[0] as quick:
            assert watch_all(port, 20)
            later_peer = socket.create_connection(("127.0.0.1", port))
            later = server.accept()[0]
            with later_peer, later:
                for one in (server, quick, later):
                    assert one.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
                    assert one.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 20_000
            assert sorted(listens for handle, listens in on_port(port) if handle.close() is None) == [False, True]
    assert not watch_all(port, 20)


def test_a_database_keeps_its_lock(tmp_path):
    """Closing a copy of a file's handle would give up this process's POSIX locks on it, and with them SQLite's."""
    file = tmp_path / "some.db"
    with sqlite3.connect(file, isolation_level=None) as database:
        database.execute("CREATE TABLE t (x)")
        database.execute("BEGIN IMMEDIATE")
        watch_all(1, 20)
        code = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0.1).execute('BEGIN IMMEDIATE')"
        other = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=False)
        assert "locked" in other.stderr
