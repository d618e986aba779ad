"""The driver for robots of group chats (企业微信, 钉钉, 飞书) and for any address that takes JSON over HTTPS."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from kiosk.base.errors import KioskError

#: Seconds one try may take in all; bytes of an answer that are looked at.
SECONDS, ANSWER_LIMIT = 8.0, 64 << 10
KINDS = {
    "wecom": ("企业微信群机器人", "WeCom group robot"),
    "dingtalk": ("钉钉群机器人", "DingTalk group robot"),
    "feishu": ("飞书群机器人", "Feishu group robot"),
    "json": ("其他系统（JSON）", "Another system (JSON)"),
}
#: Their servers say 200 and mean no: what they say when another try makes sense (too many, busy).
_AGAIN = {"wecom": {-1, 45009, 45033}, "dingtalk": {-1, 130101, 130102, 410100}, "feishu": {9499, 11232}, "json": set()}
_AGAIN_STATUS = frozenset({408, 409, 425, 429})


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told. ``text``: all of it in a few lines of Chinese, for a chat; the rest is for programs.

    ``event``: alarm, review or test. ``said``: raised, worse, again, eased, ended. ``level``: yellow, orange, red.
    """

    event: str
    text: str
    hall: str
    at: str
    level: str = ""
    said: str = ""
    kind: str = ""
    place: str = ""
    value: str = ""
    key: str = ""


class RobotError(KioskError):
    """It did not take the notice. ``again``: it may be tried once more. ``word``: refused, address, answer, status."""

    def __init__(self, word: str, *, again: bool, where: str = "") -> None:
        self.word, self.again = word, again
        super().__init__(f"A robot did not take a notice ({word}).", where=where)


@dataclass(frozen=True, slots=True)
class Address:
    """A robot as it can be asked."""

    kind: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)


def send(
    address: Address,
    notice: Notice,
    now: datetime,
    *,
    transport: httpx.BaseTransport | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """One try; RobotError. No redirect is followed: the address is the one somebody gave."""
    request = _request(address, notice, now)
    end, answer = clock() + SECONDS, b""
    try:
        with httpx.Client(timeout=SECONDS, transport=transport, trust_env=False) as client:
            response = client.send(request, stream=True)
            try:
                for piece in response.iter_bytes():
                    answer += piece
                    if len(answer) > ANSWER_LIMIT or clock() > end:
                        raise RobotError("answer", again=True)
            finally:
                response.close()
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise RobotError("address", again=True, where=type(error).__name__) from None
    _judge(address.kind, response.status_code, answer)


def may_be_asked(url: str, *, also_here: bool = False) -> bool:
    """Whether this can be a robot's address: https, with a host; ``also_here``: http on this machine itself, too."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        httpx.URL(url)
        _ = parts.port
    except (ValueError, httpx.InvalidURL):
        return False
    if parts.scheme == "https":
        return bool(host)
    return also_here and parts.scheme == "http" and host in ("127.0.0.1", "localhost", "::1")


def _request(address: Address, notice: Notice, now: datetime) -> httpx.Request:
    seconds = int(now.astimezone(UTC).timestamp())
    url, headers = httpx.URL(address.url), {"content-type": "application/json; charset=utf-8"}
    body: dict[str, Any]
    if address.kind == "feishu":
        body = {"msg_type": "text", "content": {"text": notice.text}}
        if address.secret:
            sealed = hmac.new(f"{seconds}\n{address.secret}".encode(), b"", hashlib.sha256).digest()
            body |= {"timestamp": str(seconds), "sign": base64.b64encode(sealed).decode()}
    elif address.kind in ("wecom", "dingtalk"):
        body = {"msgtype": "text", "text": {"content": notice.text}}
        if address.kind == "dingtalk" and address.secret:
            words = f"{seconds * 1000}\n{address.secret}".encode()
            sealed = hmac.new(address.secret.encode(), words, hashlib.sha256).digest()
            url = url.copy_merge_params({"timestamp": str(seconds * 1000), "sign": base64.b64encode(sealed).decode()})
    else:
        body = asdict(notice)
    content = json.dumps(body, ensure_ascii=False).encode()
    if address.kind == "json":
        headers["idempotency-key"] = notice.key
        if address.secret:
            headers["x-signature"] = hmac.new(address.secret.encode(), content, hashlib.sha256).hexdigest()
    return httpx.Request("POST", url, content=content, headers=headers)


def _judge(kind: str, status: int, answer: bytes) -> None:
    if not 200 <= status < 300:
        raise RobotError("status", again=status >= 500 or status in _AGAIN_STATUS, where=f"status {status}")
    if kind == "json":
        return
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError):
        raise RobotError("answer", again=True) from None
    code = _code(said)
    if code is None:
        raise RobotError("answer", again=True)
    if code != 0:
        raise RobotError("refused", again=code in _AGAIN[kind], where=f"code {code}")


def _code(said: Any) -> int | None:
    if not isinstance(said, Mapping):
        return None
    found = next((said[name] for name in ("errcode", "code", "StatusCode") if name in said), None)
    return found if isinstance(found, int) and not isinstance(found, bool) else None
