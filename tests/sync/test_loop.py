from __future__ import annotations

import os
import shutil
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sync.halls import Office, shelf_texts
from sync.mini_hub import MiniHub
from sync.panels import Now, Panel, office_of, until

from kiosk.sync import duties, enrolling, loop, streaming
from kiosk.sync.messages import Report, Staged
from kiosk.sync.pace import Backoff


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of a second become some of a hundredth."""
    monkeypatch.setattr(duties, "Backoff", lambda first, most: Backoff(0.02, 0.1))
    monkeypatch.setattr(streaming, "Backoff", lambda *_, **__: Backoff(0.02, 0.1))
    monkeypatch.setattr(loop, "GLANCE_S", 0.05)
    monkeypatch.setattr(loop, "REPORT_S", 0.5)
    monkeypatch.setattr(loop, "SIGN_S", 0.5)
    monkeypatch.setattr(loop, "POLL_S", 0.3)
    monkeypatch.setattr(enrolling.wait_admitted, "__defaults__", (0.02,))


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


def test_what_is_published_is_ready_within_a_moment(mini, office, panel) -> None:
    office.rollout(office.release(1, hall="one"))
    with mini.serve() as url, panel.follow(url) as line:
        assert line.wait("ready")["number"] == 1
        line.state("in-step")
        until(lambda: mini.streams() == 1)
        mini.tell("changed", timestamp=office.rollout(office.release(2, hall="two")))
        ready = line.wait("ready", within=20)
    assert (ready["number"], ready["activate_at"]) == (2, "")
    assert Path(ready["path"]).read_bytes() == b"rows/hall=two\n"


def test_an_emergency_does_not_wait_for_a_download(mini, office, panel) -> None:
    big = office.ref(1, [office.part("rows/hall", os.urandom(4 << 20), is_packed=False)])
    office.rollout(big)

    def slow(desk) -> bool:
        if "blobs" in desk.path and "ready" not in held:
            held.append("blob")
            until(lambda: "ready" in held, 20)
        return False

    held: list[str] = []
    mini.fault = slow
    with mini.serve() as url, panel.follow(url) as line:
        until(lambda: bool(held) and mini.streams() == 1)
        mini.tell("changed", timestamp=office.live("lift-1"))
        assert line.wait("live")["closed"] == ["lift-1"]
        held.append("ready")
        line.wait("ready")


def test_a_panel_that_starts_without_its_hub_has_all_it_had(mini, office, panel) -> None:
    office.rollout(office.release(1, hall="one"))
    office.live("lift-1")
    with mini.serve() as url, panel.follow(url) as line:
        line.wait("ready")
        hub = line.wait("hub", lambda line: line["connected"])
        assert hub["last_contact"]
    with panel.follow("http://127.0.0.1:9") as line:
        assert line.wait("live")["closed"] == ["lift-1"]
        assert line.wait("ready")["number"] == 1
        line.state("hub-away")
        hub = line.wait("hub", lambda line: not line["connected"])
    assert hub["last_contact"]
    assert hub["release_built_at"] == "2026-11-22T08:00:00+08:00"


def test_a_hub_that_comes_back_is_found_again(mini, office, panel, caplog) -> None:
    caplog.set_level("INFO", "kiosk.sync")
    office.rollout(office.release(1, hall="one"))
    with mini.serve() as url:
        port = int(url.rsplit(":", 1)[1])
    with panel.follow(url) as line:
        line.state("hub-away")
        time.sleep(0.5)
        with mini.serve(port):
            assert line.wait("ready")["number"] == 1
            line.state("in-step")
    words = [record.message for record in caplog.records if "hub" in record.message]
    assert len([word for word in words if "does not answer" in word]) == 1, "said once, not at each try"
    assert len([word for word in words if "well again" in word]) == 1


def test_without_a_stream_it_is_polled(mini, office, panel) -> None:
    mini.has_stream = False
    office.rollout(office.release(1, hall="one"))
    with mini.serve() as url, panel.follow(url) as line:
        assert line.wait("ready")["number"] == 1
        office.rollout(office.release(2, hall="two"))
        assert line.wait("ready")["number"] == 2


def test_a_report_finds_what_changed_too(mini, office, panel, monkeypatch) -> None:
    monkeypatch.setattr(loop, "POLL_S", 999)
    mini.has_stream = False
    office.rollout(office.release(1, hall="one"))
    with mini.serve() as url, panel.follow(url) as line:
        line.wait("ready")
        office.rollout(office.release(2, hall="two"))
        line.tell("report", release=1)
        assert line.wait("ready")["number"] == 2


def test_reports_are_forwarded_at_once_when_they_say_something(mini, panel, monkeypatch) -> None:
    monkeypatch.setattr(loop, "REPORT_S", 999)
    with mini.serve() as url, panel.follow(url) as line:
        line.state("in-step")
        line.tell("report", release=1, visits_today=3)
        until(lambda: len(mini.reports) == 1)
        line.tell("report", release=1, visits_today=4)
        line.tell("report", release=2, visits_today=4)
        until(lambda: len(mini.reports) == 2)
        part = {"part": "printer", "state": "failed", "zh": "z", "en": "e", "since": ""}
        line.tell("nonsense")
        line.tell("report", release="x")
        line.tell("report", release=2, parts=[part])
        until(lambda: len(mini.reports) == 3)
    assert [report["release"] for report in mini.reports] == [1, 2, 2]
    assert mini.reports[0]["now"]


def test_the_first_report_after_an_absence_says_how_long_it_was(mini, panel) -> None:
    panel.clock = Now()
    with mini.serve() as url:
        port = int(url.rsplit(":", 1)[1])
        with panel.follow(url) as line:
            line.tell("report", release=1)
            until(lambda: len(mini.reports) > 0)
            line.state("in-step")
    assert mini.reports[0]["offline_s"] == 0, "it was never heard before"
    mini.reports.clear()
    panel.clock.ahead_s, mini.ahead = 3600, timedelta(hours=1)
    with panel.follow(url) as line:
        line.tell("report", release=1)
        line.state("hub-away")
        with mini.serve(port):
            until(lambda: len(mini.reports) > 1)
    assert 3590 < mini.reports[0]["offline_s"] < 3700
    assert mini.reports[1]["offline_s"] == 0


def test_orders_go_to_the_panel_and_their_results_to_the_hub(mini, panel, tmp_path) -> None:
    picture = panel.folder / "shot.png"
    outside = tmp_path / "kept.txt"
    outside.write_text("log")
    with mini.serve() as url, panel.follow(url) as line:
        until(lambda: mini.streams() == 1)
        mini.orders.append({"id": "o1", "kind": "screenshot"})
        mini.tell("order", id="o1", kind="screenshot")
        line.tell("report", release=1)  # its answer names the order again
        assert line.wait("order") == {"say": "order", "id": "o1", "kind": "screenshot"}
        picture.write_bytes(b"\x89PNG")
        line.tell("order-result", id="o1", path=str(picture), outcome="done")
        until(lambda: "o1" in mini.results)
        mini.tell("order", id="o2", kind="logs")
        line.wait("order", lambda line: line["id"] == "o2")
        line.tell("order-result", id="o2", path=str(outside), outcome="refused")
        until(lambda: "o2" in mini.results)
        until(lambda: not picture.exists())
    assert mini.results["o1"] == (b"\x89PNG", "image/png", "done")
    assert mini.results["o2"] == (b"log", "text/plain", "refused")
    assert outside.exists(), "only the panel's own files are removed"
    assert len([line for line in line.said if line["say"] == "order"]) == 2


def test_a_result_waits_for_a_hub_that_is_away(mini, panel) -> None:
    with mini.serve() as url:
        port = int(url.rsplit(":", 1)[1])
    with panel.follow(url) as line:
        line.state("hub-away")
        line.tell("order-result", id="o1", path="", outcome="done")
        time.sleep(0.2)
        with mini.serve(port):
            until(lambda: "o1" in mini.results)


def test_a_restart_is_asked_for_once(mini, panel) -> None:
    mini.orders.append({"id": "o1", "kind": "restart"})
    with mini.serve() as url:
        with panel.follow(url) as line:
            line.tell("report", release=1)
            assert line.wait("order")["kind"] == "restart"  # and the panel restarts before it answers
        with panel.follow(url) as line:
            line.tell("report", release=1)
            until(lambda: "o1" in mini.results)
            assert not [said for said in line.drain() if said["say"] == "order"]
    assert mini.results["o1"][2] == "done"


def test_a_revoked_panel_stays_and_can_be_admitted_anew(mini, office, panel) -> None:
    office.rollout(office.release(1, hall="one"))
    key = panel.device().public_key
    with mini.serve() as url, panel.follow(url) as line:
        line.wait("ready")
        mini.revoked.add("p1")
        line.tell("report", release=1)
        line.state("revoked")
        time.sleep(0.3)
        asked = len(mini.asked)
        line.tell("report", release=2)
        time.sleep(0.5)
        assert len(mini.asked) == asked, "it must stop asking"
        line.tell("enrol")
        code = line.wait("enrolment")["code"]
        mini.confirm(code, "p2")
        assert line.wait("enrolment-over")["outcome"] == "confirmed"
        line.state("in-step")
    assert mini.panels["p2"] != key, "the key of a revoked panel counts no more"
    mini.revoked.add("p2")
    with mini.serve() as url, panel.follow(url) as line:
        assert line.wait("ready")["number"] == 1
        line.state("revoked")


def test_a_new_panel_is_admitted_and_follows(mini, office, tmp_path) -> None:
    office.rollout(office.release(1, hall="one"))
    panel = Panel(tmp_path / "new")
    with mini.serve() as url, panel.follow(url) as line:
        line.state("not-enrolled")
        line.tell("enrol")
        shown = line.wait("enrolment")
        line.state("enrolling")
        assert len(shown["check"]) == 6
        assert shown["code"] in shown["qr"]
        mini.confirm(shown["code"])
        line.wait("enrolment-over")
        assert line.wait("ready")["number"] == 1


def test_a_code_nobody_confirms_ends(mini, tmp_path) -> None:
    with mini.serve() as url, Panel(tmp_path / "new").follow(url) as line:
        line.tell("enrol")
        line.wait("enrolment")
        next(iter(mini.enrolments.values()))["state"] = "expired"
        assert line.wait("enrolment-over")["outcome"] == "expired"
        line.state("not-enrolled")
        line.tell("enrol")
        line.wait("enrolment")


def test_a_release_that_was_taken_away_is_brought_again(mini, office, panel) -> None:
    office.rollout(office.release(1, hall="one"))
    with mini.serve() as url, panel.follow(url) as line:
        path = Path(line.wait("ready")["path"])
        path.unlink()
        line.tell("report", release=0, visits_today=1)
        line.wait("ready")
        assert path.exists()


def test_activation_can_be_put_off_and_the_release_taken_back(mini, office, panel) -> None:
    one, two = office.release(1, hall="one"), office.release(2, hall="two")
    office.rollout(one, Staged(two, activate_at="2026-12-01T18:00:00+08:00"))
    with mini.serve() as url, panel.follow(url) as line:
        assert line.wait("ready")["activate_at"] == "2026-12-01T18:00:00+08:00"
        until(lambda: mini.streams() == 1)
        mini.tell("changed", timestamp=office.rollout(one, Staged(two, activate_at="2026-12-02T18:00:00+08:00")))
        ready = line.wait("ready")
        assert (ready["number"], ready["activate_at"]) == (2, "2026-12-02T18:00:00+08:00")
        mini.tell("changed", timestamp=office.rollout(one))
        assert line.wait("ready")["number"] == 1


def test_an_import_by_hand_is_noticed(mini, office, panel) -> None:
    office.rollout(office.release(1, hall="one"))
    office.live("lift-1")
    with panel.follow(None) as line:
        line.state("no-hub")
        shutil.copytree(office.repo / "blobs", panel.folder / "sync" / "blobs")
        from kiosk.sync.sources import FolderSource

        panel.follower(panel_id="").believe(FolderSource(office.repo))
        assert line.wait("live")["closed"] == ["lift-1"]
        assert line.wait("ready")["number"] == 1


def test_a_full_disk_is_said_and_goes_by(mini, office, panel, monkeypatch) -> None:
    office.rollout(office.release(1, hall="one"))
    real = shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1 << 30, 1 << 30, 1 << 20))
    with mini.serve() as url, panel.follow(url) as line:
        assert "磁盘" in line.state("no-room")["zh"]
        monkeypatch.setattr(shutil, "disk_usage", real)
        line.wait("ready")
        line.state("in-step")


def test_our_own_mistake_ends_nothing(mini, office, panel, caplog) -> None:
    office.rollout(office.release(1, hall="one"))
    good = panel.join
    panel.join = lambda *_, **__: 1 / 0
    with mini.serve() as url, panel.follow(url) as line:
        line.state("refused")
        until(lambda: mini.streams() == 1)
        mini.tell("changed", timestamp=office.live("lift-1"))
        line.wait("live")
    assert "ZeroDivisionError" in caplog.text
    panel.join = good
    with mini.serve() as url, panel.follow(url) as line:
        line.wait("ready")


def test_it_ends_with_its_line_whatever_it_waits_for(mini, panel, monkeypatch) -> None:
    monkeypatch.setattr(loop, "_LAST_S", 0.3)
    over = threading.Event()
    mini.fault = lambda desk: over.wait(60) or True
    with mini.serve() as url:
        with panel.follow(url):
            until(lambda: bool(mini.asked))
            began = time.monotonic()
        assert time.monotonic() - began < 30
        over.set()


def test_stop_is_heard(mini, panel) -> None:
    with mini.serve() as url, panel.follow(url) as line:
        line.tell("stop")


def test_a_sign_of_life_instead_of_the_same_report_again(mini, panel) -> None:
    with mini.serve() as url, panel.follow(url) as line:
        line.state("in-step")
        line.tell("report", release=1, visits_today=3)
        until(lambda: mini.stills >= 2)
        assert len(mini.reports) == 1
        line.tell("report", release=1, visits_today=9)  # only counts on: told with the next whole report
        seen = mini.stills
        until(lambda: mini.stills >= seen + 2)
        assert len(mini.reports) == 1
        mini.reports[-1] = mini.reports[-1] | {"release": 7}  # the hub was restored from a backup, say
        until(lambda: len(mini.reports) == 2)
        assert (mini.reports[-1]["release"], mini.reports[-1]["visits_today"]) == (1, 9)


def test_a_frozen_panel_is_reported_and_one_that_comes_back_too(mini, panel) -> None:
    with mini.serve() as url, panel.follow(url) as line:
        line.state("in-step")
        line.tell("report", release=1)
        until(lambda: len(mini.reports) == 1)
        time.sleep(1.0)
        assert len(mini.reports) == 1, "who never gives signs of life is not judged"
        line.tell("alive")
        line.wait("alive")
        until(lambda: len(mini.reports) == 2)
        (part,) = mini.reports[-1]["parts"]
        assert (part["part"], part["state"]) == ("program", "failed")
        assert part["zh"]
        assert part["en"]
        line.tell("alive")
        until(lambda: len(mini.reports) == 3)
        assert mini.reports[-1]["parts"] == []


def test_an_idle_panel_is_quiet(mini, office, panel, monkeypatch) -> None:
    monkeypatch.setattr(loop, "SIGN_S", 60)
    monkeypatch.setattr(loop, "POLL_S", 60)
    office.rollout(office.release(1, hall="one"))
    with mini.serve() as url, panel.follow(url) as line:
        line.tell("report", release=1)
        line.state("in-step")
        until(lambda: len(mini.reports) > 0 and mini.streams() == 1)
        time.sleep(0.3)
        before = len(mini.asked)
        time.sleep(1.0)
        assert len(mini.asked) == before


def test_exactly_one_whole_release_at_every_moment(mini, office, panel) -> None:
    with mini.serve() as url, panel.follow(url) as line:
        until(lambda: mini.streams() == 1)
        for number in range(1, 9):
            mini.tell("changed", timestamp=office.rollout(office.release(number, hall=f"text {number}" * 50)))
            time.sleep(0.05)
            shelf_texts(panel.shelf)
        line.wait("ready", lambda line: line["number"] == 8)
        until(lambda: len(shelf_texts(panel.shelf)) <= 3)
    assert 8 in shelf_texts(panel.shelf)


def test_reports_keep_their_shape() -> None:
    """What goes over the line is the Report of the wire, nothing else."""
    assert loop.report_of({"tell": "report", "release": 3}) == Report(release=3)
