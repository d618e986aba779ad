"""Where requests go, and what a browser's HTTP/2 makes of its cookies."""

from __future__ import annotations

from kiosk.hub.project.switchboard import with_one_cookie


def test_cookies_that_come_in_pieces_belong_together():
    headers = [(b"cookie", b"a=1"), (b"host", b"hub"), (b"cookie", b"b=2; c=3")]
    assert with_one_cookie(headers) == [(b"host", b"hub"), (b"cookie", b"a=1; b=2; c=3")]
    alone = [(b"cookie", b"a=1"), (b"host", b"hub")]
    assert with_one_cookie(alone) == alone
    assert with_one_cookie([]) == []
