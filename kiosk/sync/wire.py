"""The wire to the hub: HTTP/1.1 over TCP or TLS, the hub's key pinned, every wait bounded, every byte counted."""

from __future__ import annotations

import hashlib
import ipaddress
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore
import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.base.errors import KioskError
from kiosk.sync.pace import Traffic
from kiosk.sync.sources import SourceError

#: Seconds: to connect, for any one silence, and how long a trickle of fewer than so many bytes a second is borne.
CONNECT_S, SILENCE_S, PATIENCE_S, TRICKLE = 10.0, 20.0, 20.0, 256
#: A stream of events is silent for long; its comments come every 25 seconds.
STREAM_SILENCE_S = 70.0
_CONNECTIONS = 8


class HubAddressError(KioskError):
    """An address of a hub that cannot be used as it is."""


class StrangeHubError(SourceError):
    """Who answers does not hold the hub's key."""


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where the hub is. ``ca``: "" = only the key learnt at enrolment counts, "system" = the system's authorities, or
    a file of certificates. ``rate_kbit``: the most that blobs may take of the line, 0 = all. ``plain``: allow http://.
    """

    url: str
    plain: bool = False
    ca: str = ""
    rate_kbit: int = 0

    def __post_init__(self) -> None:
        parts = _split(self.url)
        if parts.scheme == "http" and not self.plain and not _is_loopback(parts.hostname or ""):
            raise HubAddressError(
                "The hub's address is not encrypted (http://).",
                where=self.url,
                remedy="Use https://, or set hub.plain = true where the network is your own.",
            )

    @property
    def is_tls(self) -> bool:
        return _split(self.url).scheme == "https"

    @property
    def base(self) -> str:
        """Without a slash at its end."""
        return self.url.rstrip("/")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.query or parts.fragment or parts.username:
        raise HubAddressError("This is no address of a hub.", where=url[:100], remedy="Write https://name[:port].")
    return parts


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Wire:
    """Requests to one hub. ``pin``: sha256 of its public key, hex; "" learns the one that answers (``seen_pin``)."""

    def __init__(
        self,
        address: HubAddress,
        pin: str = "",
        *,
        traffic: Traffic | None = None,
        patient: bool = False,
        keep_s: float = 90.0,
    ) -> None:
        self.address, self.traffic = address, traffic or Traffic()
        self._network = _Network(address, pin, self.traffic, patience=0.0 if patient else PATIENCE_S)
        silence = STREAM_SILENCE_S if patient else SILENCE_S
        pool = httpcore.ConnectionPool(
            ssl_context=_context(address), network_backend=self._network, http1=True, http2=False,
            max_connections=_CONNECTIONS, keepalive_expiry=keep_s,
        )  # fmt: skip
        self._client = httpx.Client(
            transport=_Transport(pool),
            base_url=address.base,
            timeout=httpx.Timeout(silence, connect=CONNECT_S, pool=120.0),
            trust_env=False,
            follow_redirects=False,
        )
        # Said each time over thin lines: only what means something.
        self._client.headers = httpx.Headers({"Accept-Encoding": "identity"})

    @property
    def seen_pin(self) -> str:
        """The public key of who answered last; "" before that and without TLS."""
        return self._network.seen_pin

    def require(self, pin: str) -> None:
        """From the next connection on only this key counts."""
        self._network.pin = pin

    @contextmanager
    def ask(self, method: str, path: str, **how: Any) -> Iterator[httpx.Response]:
        """One request; its answer with the body still to come. Raises SourceError."""
        self.traffic.add(requests=1)
        try:
            with self._client.stream(method, path, **how) as response:
                yield response
        except httpx.HTTPError as error:
            raise SourceError(f"The hub does not answer ({type(error).__name__}).", where=self.address.url) from error
        except httpx.InvalidURL as error:
            raise SourceError("This is no address.", where=path[:100]) from error

    def close(self) -> None:
        self._client.close()


def public_key_pin(certificate: bytes) -> str:
    """sha256 of a certificate's SubjectPublicKeyInfo, hex. ``certificate``: DER."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _context(address: HubAddress) -> ssl.SSLContext:
    if address.ca:
        try:
            return ssl.create_default_context(cafile=None if address.ca == "system" else address.ca)
        except (OSError, ssl.SSLError) as error:
            raise HubAddressError("The file of certificates cannot be read.", where=address.ca) from error
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # The key itself is compared after the handshake, before a byte is sent: names and dates prove nothing more.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class _Network(httpcore.NetworkBackend):
    """Opens connections that count, lose patience, and know whose key they met."""

    def __init__(self, address: HubAddress, pin: str, traffic: Traffic, patience: float) -> None:
        self._inner = httpcore.SyncBackend()
        self._is_pinned = address.is_tls and not address.ca
        self.pin, self.seen_pin = pin, ""
        self.traffic, self.patience = traffic, patience

    def connect_tcp(self, *given: Any, **named: Any) -> httpcore.NetworkStream:
        return _Stream(self._inner.connect_tcp(*given, **named), self)

    def met(self, stream: httpcore.NetworkStream) -> None:
        """Compare the key of who answered with the one we know."""
        certificate = stream.get_extra_info("socket").getpeercert(binary_form=True)
        try:
            seen = public_key_pin(certificate)
        except (ValueError, TypeError) as error:
            raise StrangeHubError("The hub's certificate cannot be read.") from error
        if self._is_pinned and self.pin and seen != self.pin:
            raise StrangeHubError(
                "Who answers at the hub's address is not the hub that this panel was admitted by.",
                remedy="Admit the panel again if the hub was set up anew.",
            )
        self.seen_pin = seen


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, network: _Network) -> None:
        self._inner, self._network = inner, network
        self._waited, self._came = 0.0, 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        began = time.monotonic()
        data = self._inner.read(max_bytes, timeout)
        self._waited += time.monotonic() - began
        self._came += len(data)
        self._network.traffic.add(received=len(data))
        if 0 < self._network.patience < self._waited:
            if self._came < self._waited * TRICKLE:
                raise httpcore.ReadTimeout("a trickle")
            self._waited, self._came = 0.0, 0
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._waited, self._came = 0.0, 0
        self._inner.write(buffer, timeout)
        self._network.traffic.add(sent=len(buffer))

    def close(self) -> None:
        self._inner.close()

    def start_tls(self, *given: Any, **named: Any) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(*given, **named)
        try:
            self._network.met(inner)
        except BaseException:
            inner.close()
            raise
        return _Stream(inner, self._network)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Transport(httpx.BaseTransport):
    """httpx over a pool of our own: the library's transport takes no network of ours."""

    def __init__(self, pool: httpcore.ConnectionPool) -> None:
        self._pool = pool

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = httpcore.Request(
            request.method,
            httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _our_words():
            answer = self._pool.handle_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        with _our_words():
            yield from self._inner

    def close(self) -> None:
        close = getattr(self._inner, "close", None)
        if close is not None:
            close()


@contextmanager
def _our_words() -> Iterator[None]:
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise SourceError(f"The hub does not answer ({type(error).__name__}).") from error
    except (httpcore.UnsupportedProtocol, httpcore.ConnectionNotAvailable, RuntimeError) as error:
        raise SourceError(f"The line to the hub is closed ({type(error).__name__}).") from error
