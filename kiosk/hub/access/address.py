"""Where a request comes from: the peer, or what a proxy that hub.toml names says of it."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address in one form; IPv6 by its /64, because that is what one machine owns."""
    peer = request.META.get("REMOTE_ADDR", "") or ""
    return normal(behind(peer, request.META.get("HTTP_X_FORWARDED_FOR", ""), settings.OPTIONS.proxies))


def behind(peer: str, forwarded: str, proxies: Sequence[str]) -> str:
    """The last address in the chain that is none of our proxies; only a proxy is believed."""
    chain = [part.strip() for part in forwarded.split(",") if part.strip()]
    while _among(peer, proxies) and chain:
        peer = chain.pop()
    return peer


def normal(address: str) -> str:
    """One name for one machine."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:64]
    if found.version == 6:
        return str(found.ipv4_mapped) if found.ipv4_mapped else str(ip_network((int(found), 64), strict=False))
    return str(found)


def _among(address: str, proxies: Sequence[str]) -> bool:
    try:
        return any(ip_address(address) in ip_network(proxy, strict=False) for proxy in proxies)
    except ValueError:
        return False
