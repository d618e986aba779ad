"""The files of a hall's repository: ranges, marks, and nothing else on the disk."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from kiosk.hub.fleet import tokens
from kiosk.hub.fleet.models import Panel
from kiosk.hub.fleet.repository_files import Span, repository_file, wanted

DATA = bytes(range(256)) * 2000
BLOB = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def token(transactional_db, settings):
    from kiosk.hub.records.models import Hall

    hall = Hall.objects.create(id="shili")
    repo = settings.DATA / "halls" / "shili" / "repo"
    (repo / "blobs" / BLOB[:2]).mkdir(parents=True)
    (repo / "blobs" / BLOB[:2] / BLOB).write_bytes(DATA)
    (repo / "metadata").mkdir()
    (repo / "metadata" / "timestamp.json").write_text("{}")
    (settings.DATA / "secret").write_text("the secret")
    (settings.DATA / "halls" / "other" / "repo" / "metadata").mkdir(parents=True)
    (settings.DATA / "halls" / "other" / "repo" / "metadata" / "timestamp.json").write_text("theirs")
    Panel.objects.create(id="p1", hall=hall, name="one", public_key="11" * 32)
    return tokens.sealed("p1", timezone.now() + timedelta(hours=1))


async def got(path, token, method="GET", **headers):
    head = {b"authorization": f"Bearer {token}".encode()}
    head |= {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}
    scope = {"type": "http", "method": method, "path": path, "headers": list(head.items()), "query_string": b""}
    sent: list = []

    async def send(message):
        sent.append(message)

    async def receive():
        await asyncio.sleep(3600)

    await repository_file(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body


def blob(name=BLOB):
    return f"/api/halls/shili/repo/blobs/{name[:2]}/{name}"


async def test_whole_and_in_parts(token):
    status, head, body = await got(blob(), token)
    assert (status, body) == (200, DATA)
    assert b"immutable" in head[b"cache-control"]
    status, head, body = await got(blob(), token, range="bytes=100000-")
    assert (status, body) == (206, DATA[100000:])
    assert head[b"content-range"] == f"bytes 100000-{len(DATA) - 1}/{len(DATA)}".encode()
    assert (await got(blob(), token, range="bytes=-5"))[2] == DATA[-5:]
    assert (await got(blob(), token, range=f"bytes={len(DATA)}-"))[0] == 416
    assert (await got(blob(), token, range="bytes=0-5", if_range='"other"'))[2] == DATA
    status, head, body = await got(blob(), token, method="HEAD")
    assert (status, body, head[b"content-length"]) == (200, b"", str(len(DATA)).encode())


async def test_what_is_there_already_is_not_sent_again(token):
    status, head, _ = await got("/api/halls/shili/repo/metadata/timestamp.json", token)
    assert status == 200
    assert head[b"cache-control"] == b"no-cache"
    again = await got("/api/halls/shili/repo/metadata/timestamp.json", token, if_none_match=head[b"etag"].decode())
    assert again[0] == 304
    assert again[2] == b""


@pytest.mark.parametrize(
    "name",
    [
        "../../../secret",
        "..%2f..%2f..%2fsecret",
        "metadata/../../../../secret",
        "metadata/./timestamp.json",
        "/etc/passwd",
        "metadata//timestamp.json",
        "metadata/timestamp.json\0.json",
        "metadata/timestamp.json\n",
        "metadata",
        "blobs/aa",
        f"blobs/zz/{BLOB}",
        f"blobs/{BLOB[:2]}/../{BLOB[:2]}/{BLOB}",
        "blobs/" + "a" * 250,
        "keys/private.json",
    ],
)
async def test_no_path_leads_out(token, name):
    status, _, body = await got(f"/api/halls/shili/repo/{name}", token)
    assert status == 404
    assert b"secret" not in body.replace(b"the secret", b"secret!!") or b"secret!!" not in body


async def test_a_link_in_the_repository_is_not_followed(token, settings):
    name = "ab" * 32
    folder = settings.DATA / "halls" / "shili" / "repo" / "blobs" / "ab"
    folder.mkdir()
    (folder / name).symlink_to(settings.DATA / "secret")
    assert (await got(blob(name), token))[0] == 404


async def test_another_halls_files_are_not_for_this_panel(token):
    status, _, body = await got("/api/halls/other/repo/metadata/timestamp.json", token)
    assert status == 403
    assert b"theirs" not in body


async def test_no_token_no_file(token):
    assert (await got(blob(), "x"))[0] == 401
    assert (await got(blob(), token, method="POST"))[0] == 405


def test_ranges():
    assert wanted("bytes=0-0", 10) == Span(0, 0, 10)
    assert wanted("bytes=5-100", 10) == Span(5, 9, 10)
    assert wanted("bytes=-100", 10) == Span(0, 9, 10)
    assert wanted("bytes=7-3", 10) is None
    assert wanted("bytes=-0", 10) is None
    assert wanted("bytes=0-1,4-5", 10) == Span(0, 9, 10), "several at once: all of it"
    assert wanted("", 10) == Span(0, 9, 10)
