"""What a panel asks its hub and how it proves who it is (docs/wire.md); every answer is bounded before it is read."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx

from kiosk.base.clock import Clock
from kiosk.sync.answers import HubError, HubSource, RevokedError, answered, plain_id, refuse, said_by, word_of
from kiosk.sync.device import Device, Enrolment
from kiosk.sync.events import EventReader, HubEvent
from kiosk.sync.messages import Report, check_digits, moment, packed, report_seal, token_words
from kiosk.sync.pace import Pace, Traffic
from kiosk.sync.sources import SourceError
from kiosk.sync.wire import HubAddress, Wire

_JSON = {"Content-Type": "application/json"}
#: A token is renewed when this much of its life is over.
_RENEWED_AT = 0.8
#: The line to the desk stays open between tickets for so long, if the hub lets it.
_DESK_KEPT_S = 900.0


@dataclass(frozen=True, slots=True)
class Asked:
    """An enrolment on its way. The panel shows ``code`` and ``check``; ``secret`` is its own."""

    id: str
    code: str
    check: str
    secret: str
    expires_in_s: int
    page: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hub says to a report. ``orders``: (id, kind); ``timestamp``: of the hall's repository."""

    timestamp: int
    orders: tuple[tuple[str, str], ...]
    now: str = ""


class Hub:
    """The hub as one panel sees it. ``record`` is None until the panel is admitted. Threads may share it."""

    def __init__(self, address: HubAddress, device: Device, record: Enrolment | None, clock: Clock) -> None:
        self.traffic = Traffic()
        self._address, self._device, self._record, self._clock = address, device, record, clock
        pin = record.pin if record else ""
        self._wire = Wire(address, pin, traffic=self.traffic)
        self._stream_wire = Wire(address, pin, traffic=self.traffic, patient=True)
        self._desk_wire = Wire(address, pin, traffic=self.traffic, keep_s=_DESK_KEPT_S)
        self._pace = Pace(address.rate_kbit * 125)
        self._token = ""
        self._token_ends = 0.0
        self._token_lock = threading.Lock()
        self._ahead = timedelta()

    @property
    def record(self) -> Enrolment | None:
        return self._record

    @property
    def clock_ahead_s(self) -> float:
        """How far this panel's clock is before the hub's (seconds; negative = behind), as the hub last told."""
        return self._ahead.total_seconds()

    def close(self) -> None:
        self._wire.close()
        self._stream_wire.close()
        self._desk_wire.close()

    def device_folder(self, hall_id: str) -> Path:
        """Where what is believed of a hall is kept on this panel."""
        return self._device.hall_folder(hall_id)

    # -- being admitted

    def ask_enrolment(self, program: str) -> Asked:
        """Ask to be admitted. Raises SourceError."""
        body = {"public_key": self._device.public_key, "program": program[:100]}
        self._wire.require("")
        said = self._json("POST", "/api/enrolments", json=body)
        pin = self._wire.seen_pin
        self._wire.require(pin)
        secret = word_of(said, "secret")
        check = check_digits(self._device.public_key, secret, pin)
        if said.get("check", check) != check:
            raise HubError(409, "check", "Somebody stands between this panel and the hub: the check digits differ.")
        page = said.get("page")
        seconds = said.get("expires_in_s")
        return Asked(
            word_of(said, "id"), word_of(said, "code"), check, secret,
            min(seconds, 3600) if isinstance(seconds, int) else 600, page if isinstance(page, str) else "",
        )  # fmt: skip

    def enrolment(self, asked: Asked) -> tuple[str, Enrolment | None, bytes]:
        """(state, record, root): the last two only when the state is "confirmed". Raises SourceError."""
        headers = {"Authorization": f"Enrolment {asked.secret}"}
        said = self._json("GET", f"/api/enrolments/{asked.id}", headers=headers)
        state = word_of(said, "state")
        if state != "confirmed":
            return state, None, b""
        record = Enrolment(
            word_of(said, "panel_id"), word_of(said, "hall_id"), str(said.get("group") or ""),
            str(said.get("kiosk_id") or ""), self._wire.seen_pin,
        )  # fmt: skip
        return state, record, word_of(said, "root").encode()

    def admitted(self, record: Enrolment) -> None:
        """Go on as an admitted panel."""
        self._record, self._token = record, ""
        for wire in self._wires:
            wire.require(record.pin)

    # -- as an admitted panel

    def report(self, report: Report) -> Answer:
        """Tell what this panel shows; what the hub wants of it."""
        return self._answered(self._authorised("POST", "/api/reports", content=packed(report), headers=_JSON))

    def still(self, report: Report) -> Answer | None:
        """Tell that all is as this report said; None when the hub remembers another one and wants it whole."""
        try:
            return self._answered(self._authorised("POST", f"/api/reports/{report_seal(report)}"))
        except HubError as error:
            if error.status not in (404, 405, 409):
                raise
            return None

    def _answered(self, said: dict[str, Any]) -> Answer:
        self._hear_time(said)
        self._hear_group(said)
        timestamp = said.get("timestamp")
        orders = said.get("orders")
        listed = tuple(
            (order["id"], order["kind"])
            for order in (orders if isinstance(orders, list) else ())[:50]
            if isinstance(order, dict) and isinstance(order.get("id"), str) and isinstance(order.get("kind"), str)
        )
        return Answer(timestamp if isinstance(timestamp, int) else 0, listed, str(said.get("now", "")))

    def put_order(self, id_: str, body: bytes, media_type: str, outcome: str) -> None:
        """Bring the result of an order."""
        headers = {"Content-Type": media_type, "X-Outcome": outcome}
        self._authorised("PUT", f"/api/orders/{plain_id(id_)}", content=body, headers=headers)

    def events(self) -> Iterator[HubEvent]:
        """The stream of events, until it breaks (SourceError). The first one is ``open``."""
        with self._authorised_stream("GET", "/api/stream", headers={"Accept": "text/event-stream"}) as answer:
            if not answer.headers.get("content-type", "").startswith("text/event-stream"):
                raise SourceError("The hub has no stream of events.")
            yield HubEvent("open")
            reader = EventReader()
            for chunk in answer.iter_raw():
                yield from reader.feed(chunk)
        raise SourceError("The stream of events ended.")

    def ask_desk(self, method: str, path: str, body: object, timeout_s: float) -> tuple[int, Any]:
        """(status, JSON) of the desk's answer, whatever its status. SourceError: there is none in time."""
        how: dict[str, Any] = {"timeout": httpx.Timeout(timeout_s, connect=min(timeout_s, 3.0))}
        if method != "GET":
            how |= {"content": json.dumps(body, ensure_ascii=False).encode(), "headers": _JSON}
        with self._authorised_ask(self._desk_wire, method, path, **how) as answer:
            return answer.status_code, answered(answer)

    def source(self) -> HubSource:
        """The repository of this panel's hall."""
        if self._record is None:
            raise SourceError("This panel is not admitted to a hub.")
        return HubSource(self._authorised_flow, self._record.hall_id, self._pace)

    # -- how it is asked

    @property
    def _wires(self) -> tuple[Wire, ...]:
        return self._wire, self._stream_wire, self._desk_wire

    @contextmanager
    def _authorised_flow(self, path: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        with self._authorised_ask(self._wire, "GET", path, headers=headers) as answer:
            yield answer

    @contextmanager
    def _authorised_stream(self, method: str, path: str, **how: Any) -> Iterator[httpx.Response]:
        with self._authorised_ask(self._stream_wire, method, path, **how) as answer:
            refuse(answer)
            yield answer

    @contextmanager
    def _authorised_ask(self, wire: Wire, method: str, path: str, **how: Any) -> Iterator[httpx.Response]:
        for is_last in (False, True):
            headers = {**how.pop("headers", {}), "Authorization": f"Bearer {self._valid_token()}"}
            with wire.ask(method, path, headers=headers, **how) as answer:
                if answer.status_code != 401 or is_last:
                    yield answer
                    return
            how["headers"] = {name: value for name, value in headers.items() if name != "Authorization"}
            self._token = ""

    def _authorised(self, method: str, path: str, **how: Any) -> dict[str, Any]:
        with self._authorised_ask(self._wire, method, path, **how) as answer:
            return said_by(answer)

    def _json(self, method: str, path: str, **how: Any) -> dict[str, Any]:
        with self._wire.ask(method, path, **how) as answer:
            return said_by(answer)

    def _valid_token(self) -> str:
        with self._token_lock:
            if not self._token or time.monotonic() > self._token_ends:
                self._renew_token()
            return self._token

    def _renew_token(self) -> None:
        if self._record is None:
            raise SourceError("This panel is not admitted to a hub.")
        try:
            said = self._ask_token()
        except RevokedError:
            raise
        except HubError as error:
            if error.status != 401 and error.error != "clock":
                raise
            self._hear_time({"now": error.now})
            said = self._ask_token()  # our clock was off, or the hub's key not known yet: both are now
        lasts = said.get("expires_in_s")
        self._token = word_of(said, "token")
        self._token_ends = time.monotonic() + _RENEWED_AT * (lasts if isinstance(lasts, int) and lasts > 0 else 60)
        self._hear_time(said)
        self._hear_group(said)
        self._keep_pin()

    def _keep_pin(self) -> None:
        """A panel that was admitted without having met its hub learns the hub's key at the first meeting."""
        seen = self._wire.seen_pin
        if self._record is not None and not self._record.pin and seen and not self._address.ca:
            self._record = replace(self._record, pin=seen)
            self._device.keep(self._record)
            for wire in self._wires:
                wire.require(seen)

    def _ask_token(self) -> dict[str, Any]:
        assert self._record is not None
        at = (self._clock.now().astimezone(UTC) - self._ahead).isoformat(timespec="seconds")
        nonce, pin = secrets.token_hex(16), self._wire.seen_pin or self._record.pin
        words = token_words(self._record.panel_id, at, nonce, pin)
        body = {"panel_id": self._record.panel_id, "at": at, "nonce": nonce, "signature": self._device.sign(words)}
        with self._wire.ask("POST", "/api/tokens", json=body) as answer:
            if answer.status_code == 401:
                self._hear_date(answer.headers.get("date", ""))
            return said_by(answer)

    def _hear_time(self, said: Mapping[str, Any]) -> None:
        now = said.get("now")
        at = moment(now) if isinstance(now, str) else None
        if at is not None:
            self._ahead = self._clock.now() - at

    def _hear_date(self, date: str) -> None:
        try:
            self._ahead = self._clock.now() - parsedate_to_datetime(date)
        except (ValueError, TypeError):
            return

    def _hear_group(self, said: Mapping[str, Any]) -> None:
        """A technician may move a panel to another group; the hub says so with its answers."""
        group, record = said.get("group"), self._record
        if record is not None and isinstance(group, str) and group != record.group and len(group) <= 50:
            self._record = replace(record, group=group)
            self._device.keep(self._record)
