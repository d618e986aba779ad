"""Runs the hub: one or several processes of an ASGI server on one port, until it is told to stop."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import resource
import signal
import socket
import sys
import time

from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings, HTTP2Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from kiosk.base.errors import KioskError
from kiosk.hub.project import certificate
from kiosk.hub.project.options import Options

#: Tells a worker that it is about to be stopped.
END = signal.SIGUSR1


class ServerError(KioskError):
    """The hub cannot run like this."""


def serve(options: Options) -> int:
    """Serve until a signal; the exit code."""
    _examine(options)
    _allow_files(options.streams + 2048)
    os.environ["DJANGO_SETTINGS_MODULE"] = "kiosk.hub.project.settings"
    found = certificate.files(options)
    server = _Server(
        "kiosk.hub.project.asgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGI,
        workers=options.processes,
        http=HTTPModes.auto if found else HTTPModes.http1,
        websockets=False,
        backlog=2048,
        backpressure=options.streams + 1024,
        http1_settings=HTTP1Settings(header_read_timeout=options.head_seconds * 1000, max_buffer_size=64 << 10),
        http2_settings=HTTP2Settings(
            keep_alive_interval=20_000, keep_alive_timeout=10, max_concurrent_streams=64, max_headers_size=64 << 10
        ),
        log_level=LogLevels.warning,
        ssl_cert=found[0] if found else None,
        ssl_key=found[1] if found else None,
        ssl_protocol_min=SSLProtocols.tls12,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        process_name=None,
    )
    scheme = "https" if found else "http"
    print(f"kiosk hub: {scheme}://{options.host}:{options.port}  data {options.data}", file=sys.stderr, flush=True)
    server.serve()
    return 0


class _Server(MPServer):
    """Streams have no end of their own: before the workers are stopped, they are told to say goodbye to everybody."""

    def _stop_workers(self) -> None:
        for worker in self.wrks:
            with contextlib.suppress(OSError, TypeError):
                os.kill(worker.inner.pid, END)
        time.sleep(0.5)
        super()._stop_workers()  # type: ignore[no-untyped-call]


def _examine(options: Options) -> None:
    _claim(options)
    if options.tls == "off" and not options.proxies and not _is_loopback(options.host):
        raise ServerError(
            "Without TLS the hub talks to this machine only.",
            where=f"{options.host}:{options.port}",
            remedy='Use tls = "own", or name the proxy that does TLS in proxies.',
        )
    found = certificate.files(options)
    for path in found or ():
        if not path.is_file():
            raise ServerError(
                "The TLS file is not there.", where=str(path), remedy="kiosk hub init makes the hub's own."
            )
    certificate.pin(options)


def _claim(options: Options) -> None:
    """Nobody else listens there: workers share a port, so another hub would take half of the requests unnoticed."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            where = f"{options.host}:{options.port}"
            raise ServerError("The hub cannot listen there.", where=where, remedy=error.strerror or "") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _allow_files(number: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
