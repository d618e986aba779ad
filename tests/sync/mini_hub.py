"""A small hub over real HTTP for tests: docs/wire.md on a thread, and every fault a line or a hub can have."""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sync.halls import Office

from kiosk.sync.messages import Report, moment, report_seal, token_words, unpacked
from kiosk.sync.wire import public_key_pin

Fault = Callable[["Desk"], bool]


@dataclass
class MiniHub:
    """``fault``: called before each answer, may answer instead (True). ``asked``: "METHOD path" of all requests."""

    office: Office
    tls: Path | None = None
    fault: Fault | None = None
    pin: str = ""
    asked: list[str] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    stills: int = 0
    results: dict[str, tuple[bytes, str, str]] = field(default_factory=dict)
    orders: list[dict[str, str]] = field(default_factory=list)
    panels: dict[str, str] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    enrolments: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    token_s: int = 3600
    ahead: timedelta = timedelta()
    has_stream: bool = True
    #: After so many bytes of blobs the connection is reset; 0 = never.
    reset_every: int = 0
    sent: int = 0

    def __post_init__(self) -> None:
        self._streams: list[Desk] = []
        self._sent_since_reset = 0
        self.lock = threading.Lock()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def confirm(self, code: str, panel_id: str = "p1", group: str = "") -> None:
        enrolment = next(e for e in self.enrolments.values() if e["code"] == code)
        self.panels[panel_id] = enrolment["public_key"]
        enrolment.update(state="confirmed", panel_id=panel_id, group=group)

    def tell(self, event: str, **data: Any) -> None:
        """To all streams."""
        for desk in list(self._streams):
            with contextlib.suppress(OSError, ValueError):
                desk.wfile.write(f"event: {event}\ndata: {json.dumps(data)}\n\n".encode())
                desk.wfile.flush()

    def streams(self) -> int:
        return len(self._streams)

    @contextlib.contextmanager
    def serve(self, port: int = 0) -> Iterator[str]:
        """Open; yields the address."""
        hub = self

        class OurDesk(Desk):
            def setup(self) -> None:
                self.hub = hub
                super().setup()

        class Server(ThreadingHTTPServer):
            allow_reuse_address = True
            request_queue_size = 100

        server = Server(("127.0.0.1", port), OurDesk)
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        if self.tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.tls)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            self.pin = public_key_pin(ssl.PEM_cert_to_DER_cert(_certificate(self.tls)))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"{'https' if self.tls else 'http'}://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            server.server_close()
            for desk in list(self._streams):
                desk.cut()


class Desk(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    hub: MiniHub

    def log_message(self, *_: Any) -> None:
        return

    def cut(self) -> None:
        """End the connection with a reset, as a bad line does."""
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.shutdown(socket.SHUT_RDWR)
            self.connection.close()
        self.close_connection = True

    def answer(self, status: int, value: dict[str, Any] | None = None, **headers: str) -> None:
        body = json.dumps(value).encode() if value is not None else b""
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_GET

    def _serve(self) -> None:
        self.hub.asked.append(f"{self.command} {self.path}")
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.hub.fault is not None and self.hub.fault(self):
            return
        for prefix, act in (
            ("/api/enrolments", self._enrol), ("/api/tokens", self._token), ("/api/halls/", self._file),
            ("/api/stream", self._stream), ("/api/reports", self._report), ("/api/orders/", self._order),
        ):  # fmt: skip
            if self.path.startswith(prefix):
                act()
                return
        self.answer(404, {"error": "unknown"})

    def _panel(self) -> str:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        panel = token.split(".")[0]
        if token not in self.hub.tokens:
            self.answer(401, {"error": "token"})
            return ""
        if panel in self.hub.revoked:
            self.answer(403, {"error": "revoked"})
            return ""
        return panel

    def _enrol(self) -> None:
        if self.command == "POST":
            asked = json.loads(self.body)
            id_, secret, code = secrets.token_hex(4), secrets.token_hex(8), secrets.token_hex(4).upper()
            self.hub.enrolments[id_] = {
                "state": "waiting", "code": code, "secret": secret, "public_key": asked["public_key"]
            }  # fmt: skip
            self.answer(201, {"id": id_, "code": code, "secret": secret, "expires_in_s": 600})
            return
        enrolment = self.hub.enrolments.get(self.path.rsplit("/", 1)[1])
        if enrolment is None or self.headers["Authorization"] != f"Enrolment {enrolment['secret']}":
            self.answer(404, {"error": "unknown"})
        elif enrolment["state"] != "confirmed":
            self.answer(200, {"state": enrolment["state"]})
        else:
            root = self.hub.office.repository.first_root().decode()
            known = {key: enrolment[key] for key in ("state", "panel_id", "group")}
            self.answer(200, {**known, "hall_id": self.hub.office.hall_id, "kiosk_id": "k1", "root": root})

    def _token(self) -> None:
        asked = json.loads(self.body)
        key = self.hub.panels.get(asked["panel_id"], "00" * 32)
        words = token_words(asked["panel_id"], asked["at"], asked["nonce"], self.hub.pin)
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(asked["signature"]), words)
        except InvalidSignature:
            self.answer(401, {"error": "token"})
            return
        at = moment(asked["at"])
        if asked["panel_id"] in self.hub.revoked:
            self.answer(403, {"error": "revoked"})
        elif at is None or abs(at - self.hub.now()) > timedelta(minutes=5):
            self.answer(401, {"error": "clock", "now": self.hub.now().isoformat()})
        else:
            token = f"{asked['panel_id']}.{secrets.token_hex(20)}"
            self.hub.tokens.add(token)
            self.answer(200, {"token": token, "expires_in_s": self.hub.token_s, "now": self.hub.now().isoformat()})

    def _file(self) -> None:
        if not self._panel():
            return
        hall, _, name = self.path.removeprefix("/api/halls/").partition("/repo/")
        path = self.hub.office.repo / name
        if hall != self.hub.office.hall_id or ".." in name or not path.is_file():
            self.answer(404, {"error": "unknown"})
            return
        data = path.read_bytes()
        first = 0
        asked = self.headers.get("Range", "")
        if asked:
            first = int(asked.removeprefix("bytes=").rstrip("-"))
            if first >= len(data):
                self.answer(416, {"error": "unknown"})
                return
        self.send_response(206 if asked else 200)
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - first))
        self.end_headers()
        self._pour(data[first:], is_blob=name.startswith("blobs/"))

    def _pour(self, data: bytes, *, is_blob: bool) -> None:
        for at in range(0, len(data), 16 << 10):
            piece = data[at : at + (16 << 10)]
            try:
                self.wfile.write(piece)
            except OSError:
                return
            with self.hub.lock:
                self.hub.sent += len(piece)
                self.hub._sent_since_reset += len(piece) if is_blob else 0
                is_cut = 0 < self.hub.reset_every <= self.hub._sent_since_reset
                if is_cut:
                    self.hub._sent_since_reset = 0
            if is_cut:
                time.sleep(0.01)  # let what was sent arrive before the reset discards it
                self.cut()
                return

    def _report(self) -> None:
        if self._panel():
            if seal := self.path.removeprefix("/api/reports").strip("/"):
                if not self.hub.reports or seal != report_seal(
                    unpacked(Report, json.dumps(self.hub.reports[-1]).encode())
                ):
                    self.answer(409, {"error": "conflict"})
                    return
                self.hub.stills += 1
            else:
                self.hub.reports.append(json.loads(self.body))
            timestamp = self.hub.office.repository.timestamp()
            self.answer(200, {"now": self.hub.now().isoformat(), "timestamp": timestamp, "orders": self.hub.orders})

    def _order(self) -> None:
        if self._panel():
            id_ = self.path.rsplit("/", 1)[1]
            self.hub.results[id_] = (self.body, self.headers["Content-Type"], self.headers["X-Outcome"])
            self.hub.orders = [order for order in self.hub.orders if order["id"] != id_]
            self.answer(204)

    def _stream(self) -> None:
        if not self.hub.has_stream:
            self.answer(404, {"error": "unknown"})
            return
        if not self._panel():
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b": hello\n\n")
        self.hub._streams.append(self)
        with contextlib.suppress(OSError):
            while self.connection.recv(1):
                pass
        self.hub._streams.remove(self)
        self.close_connection = True


def make_certificate(path: Path) -> Path:
    """A self-signed certificate and its key in one PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hub")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    encoding = serialization.Encoding.PEM
    secret = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(encoding))
    return path


def _certificate(path: Path) -> str:
    text = path.read_text()
    return text[text.index("-----BEGIN CERTIFICATE") :]
