from __future__ import annotations

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sync.halls import Office
from sync.mini_hub import Desk, MiniHub, make_certificate
from sync.panels import Now, Panel, office_of

from kiosk.sync import wire as wire_room
from kiosk.sync.answers import HubError, RevokedError
from kiosk.sync.client import Hub
from kiosk.sync.device import Device, DeviceError, Enrolment
from kiosk.sync.enrolling import EnrolmentError, wait_admitted
from kiosk.sync.events import EventReader, HubEvent
from kiosk.sync.fetching import StoppedError
from kiosk.sync.messages import Report
from kiosk.sync.sources import NotThereError, SourceError, TooMuchError, read
from kiosk.sync.trust import TrustError
from kiosk.sync.wire import HubAddress, HubAddressError, StrangeHubError, Wire


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return office_of(tmp_path / "hub")


@pytest.fixture
def mini(office: Office) -> MiniHub:
    return MiniHub(office)


@pytest.fixture
def panel(tmp_path: Path, mini: MiniHub) -> Panel:
    panel = Panel(tmp_path / "panel")
    panel.admit(mini)
    return panel


def test_a_report_is_answered(mini, panel) -> None:
    mini.orders.append({"id": "o1", "kind": "logs"})
    with mini.serve() as url:
        answer = panel.hub(url).report(Report(release=4))
    assert mini.reports[0]["release"] == 4
    assert (answer.timestamp, answer.orders) == (mini.office.repository.timestamp(), (("o1", "logs"),))


def test_a_token_is_used_until_it_ends_and_then_renewed(mini, panel) -> None:
    with mini.serve() as url:
        hub = panel.hub(url)
        hub.report(Report())
        hub.report(Report())
        assert mini.asked.count("POST /api/tokens") == 1
        mini.tokens.clear()  # the hub forgot it
        hub.report(Report())
        assert mini.asked.count("POST /api/tokens") == 2
        mini.token_s = 0
        mini.tokens.clear()
        hub.report(Report())


@pytest.mark.parametrize("ahead", [timedelta(days=-4000), timedelta(hours=3), timedelta(days=9000)])
def test_a_panel_whose_clock_is_wrong_is_let_in(mini, panel, ahead) -> None:
    panel.clock = Now(-ahead.total_seconds())
    with mini.serve() as url:
        hub = panel.hub(url)
        hub.report(Report())
        assert abs(hub.clock_ahead_s + ahead.total_seconds()) < 5
    assert mini.asked.count("POST /api/tokens") == 2


def test_another_panels_key_is_not_let_in(mini, panel) -> None:
    mini.panels["p1"] = "11" * 32
    with mini.serve() as url, pytest.raises(HubError):
        panel.hub(url).report(Report())
    assert not mini.reports


def test_a_revoked_panel_is_told(mini, panel) -> None:
    with mini.serve() as url:
        hub = panel.hub(url)
        hub.report(Report())
        mini.revoked.add("p1")
        for act in (lambda: hub.report(Report()), lambda: read(hub.source(), "metadata/timestamp.json", 9999)):
            with pytest.raises(RevokedError):
                act()
        with pytest.raises(RevokedError):
            panel.hub(url).report(Report())


def test_files_come_whole_and_from_the_middle(mini, panel) -> None:
    digest = mini.office.blob(b"0123456789")
    with mini.serve() as url:
        source = panel.hub(url).source()
        assert read(source, f"blobs/{digest[:2]}/{digest}", 10) == b"0123456789"
        with source.flow(f"blobs/{digest[:2]}/{digest}", 7) as flow:
            assert (flow.start, b"".join(flow.chunks)) == (7, b"789")
        with pytest.raises(NotThereError):
            read(source, "blobs/aa/" + "a" * 64, 10)
        with pytest.raises(TooMuchError):
            read(source, f"blobs/{digest[:2]}/{digest}", 9)


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 206 Partial\r\nContent-Range: bytes 3-9/10\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nxx",
        b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n" + b"400\r\n" + b"y" * 1024 + b"\r\n",
        b"rubbish\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000 + b"\r\n",
        b"",
    ],
)
def test_strange_answers_are_refused(mini, panel, reply) -> None:
    """Among them the 304 that nobody asked for: what it would leave standing is not taken as news."""

    def fault(desk: Desk) -> bool:
        if "repo" not in desk.path:
            return False
        desk.wfile.write(reply)
        desk.cut()
        return True

    mini.fault = fault
    with mini.serve() as url, pytest.raises(SourceError):
        read(panel.hub(url).source(), "metadata/timestamp.json", 9999)


def test_busy_hubs_are_left_alone_for_as_long_as_they_ask(mini, panel) -> None:
    mini.fault = lambda desk: desk.answer(429, {"error": "busy"}, Retry_After="17") or True
    with mini.serve() as url, pytest.raises(HubError) as caught:
        panel.hub(url).report(Report())
    assert caught.value.after_s == 17


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_trickle_is_given_up(mini, panel, monkeypatch, where) -> None:
    monkeypatch.setattr(wire_room, "PATIENCE_S", 0.6)
    over = threading.Event()

    def fault(desk: Desk) -> bool:
        if "repo" not in desk.path:
            return False
        if where == "body":
            desk.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
        for _ in range(200):
            if over.wait(0.1):
                break
            desk.wfile.write(b"HTTP/1.1 200 OK\r\n"[:1] if where == "head" else b"x")
        return True

    mini.fault = fault
    began = time.monotonic()
    with mini.serve() as url, pytest.raises(SourceError):
        read(panel.hub(url).source(), "metadata/timestamp.json", 9999)
    over.set()
    assert time.monotonic() - began < 8


def test_nobody_there_is_one_sentence(panel) -> None:
    with pytest.raises(SourceError) as caught:
        panel.hub("http://127.0.0.1:9").report(Report())
    assert "does not answer" in caught.value.sentence()


@pytest.mark.parametrize(
    "url",
    ["http://hub.example.org", "ftp://127.0.0.1", "127.0.0.1:80", "http://", "https://h:99999", "https://u:p@h",
     "https://h/?q", "http://127.0.0.1.example.org", "http://[::1", ""],
)  # fmt: skip
def test_addresses_that_are_refused(url) -> None:
    with pytest.raises(HubAddressError):
        HubAddress(url)


@pytest.mark.parametrize(
    "url", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:80", "https://hub.example.org"]
)
def test_addresses_that_are_taken(url) -> None:
    assert HubAddress(url).url == url
    HubAddress("http://hub.example.org", plain=True)


def test_the_key_met_at_enrolment_is_the_only_one_that_counts(tmp_path, office) -> None:
    mini = MiniHub(office, tls=make_certificate(tmp_path / "hub.pem"))
    panel = Panel(tmp_path / "panel")
    device = panel.device()
    with mini.serve() as url:
        hub = Hub(HubAddress(url), device, None, Now())
        asked = hub.ask_enrolment("test")
        mini.confirm(asked.code)
        _, record, root = hub.enrolment(asked)
        assert record is not None
        assert record.pin == mini.pin != ""
        device.admit(record, root)
        panel.hub(url).report(Report())
    other = MiniHub(office, tls=make_certificate(tmp_path / "other.pem"), panels=mini.panels)
    with other.serve() as url, pytest.raises(StrangeHubError):
        panel.hub(url).report(Report())
    assert not other.asked, "not even a request may reach a stranger"


def test_check_digits_differ_when_somebody_stands_between(tmp_path, office) -> None:
    device = Panel(tmp_path / "panel").device()
    mini = MiniHub(office)
    mini.fault = lambda desk: desk.answer(201, {"id": "1", "code": "C", "secret": "s", "check": "000000"}) or True
    with mini.serve() as url, pytest.raises(HubError):
        Hub(HubAddress(url), device, None, Now()).ask_enrolment("x")


def test_a_named_authority_counts_instead_of_the_pin(tmp_path, office) -> None:
    mini = MiniHub(office, tls=make_certificate(tmp_path / "hub.pem"))
    with mini.serve() as url:
        with pytest.raises(SourceError), Wire(HubAddress(url, ca="system")).ask("GET", "/"):
            pass
        assert not mini.asked
    with pytest.raises(HubAddressError):
        Wire(HubAddress("https://hub", ca=str(tmp_path / "none.pem")))


def test_enrolment_waits_for_a_technician(tmp_path, mini) -> None:
    device = Panel(tmp_path / "new").device()
    with mini.serve() as url:
        hub = Hub(HubAddress(url), device, None, Now())
        show = lambda asked: threading.Timer(0.2, mini.confirm, (asked.code, "p9", "east")).start()  # noqa: E731
        record, root = wait_admitted(hub, "test", threading.Event(), show, poll_s=0.05)
    assert (record.panel_id, record.hall_id, record.group, record.kiosk_id) == ("p9", "shili", "east", "k1")
    assert root == mini.office.repository.first_root()


def test_enrolment_that_comes_to_nothing(tmp_path, mini) -> None:
    device = Panel(tmp_path / "new").device()
    stop = threading.Event()

    def lock(asked) -> None:
        mini.enrolments[asked.id]["state"] = "locked"

    with mini.serve() as url:
        hub = Hub(HubAddress(url), device, None, Now())
        with pytest.raises(EnrolmentError) as caught:
            wait_admitted(hub, "test", stop, lock, poll_s=0.01)
        assert caught.value.outcome == "locked"
        with pytest.raises(EnrolmentError):
            wait_admitted(hub, "test", stop, lambda asked: mini.enrolments.clear(), poll_s=0.01)
        with pytest.raises(StoppedError):
            wait_admitted(hub, "test", stop, lambda asked: stop.set(), poll_s=0.01)


def test_a_root_that_is_none_admits_nobody(tmp_path, mini) -> None:
    mini.office.repo.joinpath("metadata/1.root.json").write_bytes(b"{}")
    device = Panel(tmp_path / "new").device()
    with mini.serve() as url:
        hub = Hub(HubAddress(url), device, None, Now())
        with pytest.raises(TrustError):
            wait_admitted(hub, "test", threading.Event(), lambda asked: mini.confirm(asked.code), poll_s=0.01)
    assert device.enrolment() is None


def test_the_device_key_is_made_once_and_lies_closed(tmp_path) -> None:
    device = Device(tmp_path / "sync")
    path = tmp_path / "sync" / "device.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    assert Device(tmp_path / "sync").public_key == device.public_key
    assert path.stat().st_mode & 0o777 == 0o600
    device.renew_key()
    assert Device(tmp_path / "sync").public_key == device.public_key
    path.write_bytes(b"rubbish")
    with pytest.raises(DeviceError):
        Device(tmp_path / "sync")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"panel_id": 3, "hall_id": "x"}', '{"panel_id": "", "hall_id": ""}']
)
def test_a_damaged_record_is_no_record(tmp_path, text) -> None:
    device = Device(tmp_path / "sync")
    device.keep(Enrolment("p1", "shili"))
    assert device.enrolment() == Enrolment("p1", "shili")
    (tmp_path / "sync" / "enrolment.json").write_text(text)
    assert device.enrolment() is None


@pytest.mark.parametrize("hall", ["../x", "", "a/b", "a" * 65, "海"])
def test_a_hall_never_names_a_folder_outside(tmp_path, hall) -> None:
    with pytest.raises(DeviceError):
        Device(tmp_path / "sync").hall_folder(hall)


def test_events_are_read_however_they_are_cut() -> None:
    text = b': hi\n\nevent: changed\ndata: {"timestamp": 7}\n\n'
    text += b'event:order\r\ndata: {"id":\r\ndata: "a"}\r\n\r\n\nevent: bye\n\n'
    wanted = [HubEvent("changed", {"timestamp": 7}), HubEvent("order", {"id": "a"}), HubEvent("bye")]
    for size in (1, 2, 3, 7, 1000):
        reader = EventReader()
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        assert [event for piece in pieces for event in reader.feed(piece)] == wanted
    assert list(EventReader().feed(b"event: x\ndata: [1\n\n")) == [HubEvent("x")]


@pytest.mark.parametrize("chunk", [b"x" * 70_000, b"data: " + b"y" * 9000 + b"\n"])
def test_an_endless_event_is_cut_off(chunk) -> None:
    reader = EventReader()
    with pytest.raises(SourceError):
        [event for _ in range(10) for event in reader.feed(chunk)]


def test_the_stream_tells_what_changed(mini, panel) -> None:
    with mini.serve() as url:
        events = panel.hub(url).events()
        assert next(events).kind == "open"
        while not mini.streams():
            time.sleep(0.01)
        mini.tell("changed", timestamp=3)
        assert next(events) == HubEvent("changed", {"timestamp": 3})
        events.close()


def test_what_is_no_stream_is_refused(mini, panel) -> None:
    mini.has_stream = False
    with mini.serve() as url, pytest.raises(SourceError):
        next(panel.hub(url).events())
    mini.fault = lambda desk: desk.path == "/api/stream" and (desk.answer(200, {}) or True)
    with mini.serve() as url, pytest.raises(SourceError):
        next(panel.hub(url).events())


def test_every_byte_is_counted(mini, panel) -> None:
    data = bytes(50_000)
    digest = mini.office.blob(data)
    with mini.serve() as url:
        hub = panel.hub(url)
        read(hub.source(), f"blobs/{digest[:2]}/{digest}", len(data))
        assert hub.traffic.requests == 2
        assert 50_300 < hub.traffic.received < 52_000


def test_downloads_keep_to_their_rate(mini, panel) -> None:
    data = bytes(400_000)
    digest = mini.office.blob(data)
    with mini.serve() as url:
        source = panel.hub(url, rate_kbit=3200).source()
        began = time.monotonic()
        read(source, f"blobs/{digest[:2]}/{digest}", len(data))
        assert time.monotonic() - began > 0.7
