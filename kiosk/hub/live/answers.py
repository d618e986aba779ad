"""The little an ASGI application of our own needs: headers, JSON refusals, work for the database in a thread."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections

from kiosk.hub.project.databases import give_back, threads_at_once

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
P = ParamSpec("P")
T = TypeVar("T")

#: What a machine's refusal means, in both languages (docs/wire.md).
WORDS = {
    "token": ("令牌无效或已过期，请重新获取。", "The token is not valid or has run out: ask for a new one."),
    "clock": ("触摸屏的时钟不准，请按回答中的时间重试。", "The panel's clock is off: use the time of this answer."),
    "revoked": ("这台触摸屏已被停用，请联系技术人员。", "This panel was revoked: call a technician."),
    "unknown": ("没有找到。", "There is no such thing."),
    "other-hall": ("这不是本大厅的内容。", "This belongs to another hall."),
    "method": ("不支持这种请求方式。", "This is not done that way."),
    "big": ("发送的内容太大。", "What was sent is too big."),
    "slow": ("发送得太慢，连接已关闭。", "What was sent came too slowly."),
    "busy": ("请求太多，请稍候再试。", "Too many requests: wait a little."),
    "login": ("请先登录。", "Log in first."),
    "form": ("内容不符合格式。", "This does not have the form it should have."),
    "conflict": ("已经完成或不再有效。", "This was done already or holds no more."),
}


def header(scope: Scope, name: bytes) -> str:
    """The last value of a request header; "" without it."""
    return next((value.decode("latin-1") for key, value in reversed(scope["headers"]) if key == name), "")


def refusal(word: str, **facts: Any) -> dict[str, Any]:
    """``{error, zh, en}``."""
    zh, en = WORDS[word]
    return {"error": word, "zh": zh, "en": en, **facts}


async def refuse(
    send: Send, status: int, word: str, headers: tuple[tuple[bytes, bytes], ...] = (), **facts: Any
) -> None:
    """Answer with a refusal as JSON and nothing else."""
    body = json.dumps(refusal(word, **facts), ensure_ascii=False).encode()
    head = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


async def asked(question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Ask the database in one of a few threads, whose connections stay."""

    def ask() -> T:
        close_old_connections()
        try:
            return question(*args, **kwargs)
        finally:
            give_back()

    return await asyncio.get_running_loop().run_in_executor(_threads(), ask)


@cache
def _threads() -> ThreadPoolExecutor:
    """Those that answer streams and repository files; made once there are settings."""
    return ThreadPoolExecutor(threads_at_once(), "asked")


async def disconnected(receive: Receive) -> None:
    """Until the other side has gone."""
    while (await receive())["type"] != "http.disconnect":
        await asyncio.sleep(0)
