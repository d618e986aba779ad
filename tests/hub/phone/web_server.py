"""A web server of a test's own, for as long as the test lasts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def serving(page: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Its address, "http://127.0.0.1:…"; a thread for each connection."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), page)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
