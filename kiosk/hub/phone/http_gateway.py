"""The driver for providers that take a message by one HTTP request: what it looks like is all in the settings."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from kiosk.base.errors import KioskError
from kiosk.hub.phone.gateways import GatewayError, Sent
from kiosk.hub.phone.wording import Composed

#: Bytes of an answer that are looked at.
ANSWER_LIMIT = 64 << 10
#: Statuses after which another try makes sense.
_AGAIN = frozenset({408, 409, 425, 429})
_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class HttpGateway:
    """One request for each message.

    ``body``: a table whose texts may hold {number} {text} {signature} {template} {key} {secret} {seconds} {variables}
    (JSON of the values of a template, as text); a value that is exactly "{values}" becomes the table of values itself.
    ``headers`` may also hold {hmac}: HMAC-SHA256 of the body by the secret, hex. ``form``: "json", "form" or "query".
    ``success``, ``refused``, ``provider_id``: patterns looked for in the answer; ``refused`` means: never again.
    ``templates``: the provider's name for each kind; when there are any, kinds without one are not sent.
    """

    url: str
    body: Mapping[str, Any]
    method: str = "POST"
    form: str = "json"
    headers: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="", repr=False)
    success: str = ""
    refused: str = ""
    provider_id: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 8.0
    transport: httpx.BaseTransport | None = field(default=None, repr=False)
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise KioskError("A gateway is asked by https only.", where="sms: url", remedy="Give an https address.")
        if self.form not in ("json", "form", "query"):
            raise KioskError(f"form is {self.form!r}.", where="sms: form", remedy="Use json, form or query.")
        for name in ("success", "refused", "provider_id"):
            try:
                re.compile(getattr(self, name))
            except re.error as error:
                raise KioskError(f"{name} is no pattern: {error}.", where=f"sms: {name}") from None

    def send(self, number: str, message: Composed, now: datetime) -> Sent:
        """One try. The whole of it takes no longer than ``seconds``, however slowly the other side talks."""
        if self.templates and message.kind not in self.templates:
            raise GatewayError(f"There is no template for {message.kind}.", again=False, where="sms: templates")
        request = self._request(self._values(number, message, now))
        try:
            with httpx.Client(timeout=self.seconds, transport=self.transport, trust_env=False) as client:
                status, text = self._asked(client, request)
        except httpx.HTTPError as error:
            raise GatewayError(f"The gateway did not answer ({type(error).__name__}).", again=True) from None
        return self._judged(status, text)

    def _values(self, number: str, message: Composed, now: datetime) -> dict[str, Any]:
        return {
            "number": number,
            "text": message.text,
            "signature": message.signature,
            "template": self.templates.get(message.kind, ""),
            "key": message.key,
            "secret": self.secret,
            "seconds": str(int(now.astimezone(UTC).timestamp())),
            "variables": json.dumps(dict(message.values), ensure_ascii=False, separators=(",", ":")),
            "values": dict(message.values),
        }

    def _request(self, values: Mapping[str, Any]) -> httpx.Request:
        filled = _filled(self.body, values)
        if self.form == "query":
            content, kind = b"", ""
            url = str(httpx.URL(self.url).copy_merge_params(filled))
        elif self.form == "form":
            content, kind, url = urlencode(filled).encode(), "application/x-www-form-urlencoded", self.url
        else:
            content, kind, url = json.dumps(filled, ensure_ascii=False).encode(), "application/json", self.url
        sealed = hmac.new(self.secret.encode(), content, hashlib.sha256).hexdigest()
        headers = {name: str(_filled(value, {**values, "hmac": sealed})) for name, value in self.headers.items()}
        return httpx.Request(self.method, url, content=content, headers={"content-type": kind, **headers})

    def _asked(self, client: httpx.Client, request: httpx.Request) -> tuple[int, str]:
        end, answer = self.clock() + self.seconds, b""
        response = client.send(request, stream=True)
        try:
            for piece in response.iter_bytes():
                answer += piece
                if len(answer) > ANSWER_LIMIT or self.clock() > end:
                    raise httpx.ReadTimeout("too much or too slow")
        finally:
            response.close()
        return response.status_code, answer.decode("utf-8", "replace")

    def _judged(self, status: int, text: str) -> Sent:
        if self.refused and re.search(self.refused, text):
            raise GatewayError("The gateway refused the message.", again=False, where=f"status {status}")
        if not 200 <= status < 300:
            raise GatewayError("The gateway failed.", again=status >= 500 or status in _AGAIN, where=f"status {status}")
        if self.success and not re.search(self.success, text):
            raise GatewayError("The gateway did not say that it has the message.", again=True, where=f"status {status}")
        found = re.search(self.provider_id, text) if self.provider_id else None
        return Sent((found[1] if found.lastindex else found[0])[:100] if found else "")


def _filled(part: Any, values: Mapping[str, Any]) -> Any:
    """A table, list or text with its places filled; each value goes in as it is and is looked at no second time."""
    if isinstance(part, Mapping):
        return {name: _filled(value, values) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_filled(value, values) for value in part]
    if not isinstance(part, str):
        return part
    if part == "{values}":
        return values["values"]
    return _PLACE.sub(lambda found: str(values.get(found[1], found[0])), part)
