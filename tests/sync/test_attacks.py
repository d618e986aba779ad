"""What a hub that was taken over, a stolen key or a line in the wrong hands can try. The panel is never harmed."""

from __future__ import annotations

import gzip
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sync.halls import Office, shelf_texts
from sync.mini_hub import Desk, MiniHub
from sync.panels import Line, Now, Panel, office_of, until

from kiosk.sync import duties, loop, streaming
from kiosk.sync.messages import LIVE, ROLLOUT, Live, Part, Rollout, packed
from kiosk.sync.pace import Backoff
from kiosk.sync.trust import Keys, Repository, make_key, make_keys


@dataclass
class Scene:
    """A panel that shows release 2 of its hall and follows; ``evil`` is the folder the hub serves from now on."""

    office: Office
    mini: MiniHub
    panel: Panel
    line: Line
    folder: Path

    def serve(self, folder: Path) -> None:
        self.office.repo = folder
        self.mini.tell("changed", timestamp=0)

    def refused(self) -> str:
        """It said what it refused, and nothing that is shown changed; the sentence."""
        said = self.line.state("refused")
        assert shelf_texts(self.panel.shelf) == {1: b"rows/hall=one\n", 2: b"rows/hall=two\n"}
        live = [line for line in self.line.drain() if line["say"] == "live"]
        ready = [line for line in self.line.drain() if line["say"] == "ready"]
        assert (live[-1]["closed"], ready[-1]["number"]) == (["lift-1"], 2)
        assert said["zh"]
        return str(said["en"])

    def recovers(self) -> None:
        """The true hub comes back and the panel goes on."""
        self.line.state("in-step")


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setattr(duties, "Backoff", lambda first, most: Backoff(0.02, 0.1))
    monkeypatch.setattr(streaming, "Backoff", lambda *_, **__: Backoff(0.02, 0.1))
    monkeypatch.setattr(loop, "GLANCE_S", 0.05)
    office = office_of(tmp_path / "hub")
    mini, panel = MiniHub(office), Panel(tmp_path / "panel")
    panel.admit(mini)
    office.live("lift-1")
    office.rollout(office.release(1, hall="one"))
    with mini.serve() as url, panel.follow(url) as line:
        line.wait("ready", lambda line: line["number"] == 1)
        until(lambda: mini.streams() == 1)
        mini.tell("changed", timestamp=office.rollout(office.release(2, hall="two")))
        line.wait("ready", lambda line: line["number"] == 2)
        line.state("in-step")
        yield Scene(office, mini, panel, line, tmp_path)


def true_copy(scene: Scene, name: str) -> Path:
    return scene.office.copy(scene.folder / name)


def test_rollback(scene) -> None:
    older, repo = true_copy(scene, "older"), scene.office.repo
    scene.mini.tell("changed", timestamp=scene.office.live("lift-1", "door-9"))
    scene.line.wait("live", lambda line: len(line["closed"]) == 2)
    scene.serve(older)
    said = scene.line.state("refused")
    assert "older" in said["en"]
    assert scene.panel.follower().trusted().live == Live("shili", 2, ("lift-1", "door-9"))
    scene.serve(repo)
    scene.recovers()


def test_freeze(scene) -> None:
    """The same signed state for ever: believed until its date, then said to be stale; what is shown stays."""
    scene.panel.clock.ahead_s = 8 * 86_400
    scene.mini.ahead = Now(8 * 86_400).now() - Now().now()
    scene.mini.tokens.clear()
    scene.serve(scene.office.repo)
    assert "date" in scene.refused()
    scene.office.repository._clock = Now(8 * 86_400)
    scene.office.repository.refresh_online()
    scene.mini.tell("changed", timestamp=0)
    scene.recovers()


def test_freeze_by_a_replayed_304(scene) -> None:
    """ "Not modified" answers a question the panel never asks: it is a failure, not news that there is no news."""
    scene.office.rollout(scene.office.release(3, hall="three"))

    def fault(desk: Desk) -> bool:
        if "timestamp" in desk.path:
            desk.send_response(304)
            desk.send_header("ETag", '"x"')
            desk.end_headers()
            return True
        return False

    scene.mini.fault = fault
    scene.mini.tell("changed", timestamp=0)
    scene.line.state("hub-away")
    asked = sum("timestamp" in path for path in scene.mini.asked)
    until(lambda: sum("timestamp" in path for path in scene.mini.asked) > asked + 2)  # it goes on asking
    scene.mini.fault = None
    scene.line.wait("ready", lambda line: line["number"] == 3)


def test_mix_and_match(scene) -> None:
    older = true_copy(scene, "older")
    scene.office.live("lift-1", "door-9")
    mixed = true_copy(scene, "mixed")
    newest = max(int(path.name.split(".")[0]) for path in (mixed / "metadata").glob("*.snapshot.json"))
    shutil.copy(older / f"metadata/{newest - 1}.snapshot.json", mixed / f"metadata/{newest}.snapshot.json")
    repo = scene.office.repo
    scene.serve(mixed)
    scene.refused()
    scene.serve(repo)
    scene.line.wait("live", lambda line: len(line["closed"]) == 2)


@pytest.mark.parametrize("name", ["2.root.json", "timestamp.json", "live.json"])
def test_endless_data(scene, name) -> None:
    scene.office.live("lift-1", "door-9")
    sent = [0]

    def fault(desk: Desk) -> bool:
        if not desk.path.endswith(name):
            return False
        desk.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(2000):
                desk.wfile.write(b"10000\r\n" + bytes(65536) + b"\r\n")
                sent[0] += 65536
        except OSError:
            pass
        desk.close_connection = True
        return True

    scene.mini.fault = fault
    scene.mini.tell("changed", timestamp=0)
    assert "More was sent" in scene.refused()
    assert sent[0] < 100 << 20
    scene.mini.fault = None
    scene.recovers()


def test_a_stolen_online_key_forges_nothing(scene, monkeypatch) -> None:
    evil = true_copy(scene, "evil")
    monkeypatch.setattr(Repository, "_refuse_strange_keys", lambda *_: None)
    thief = Keys(make_key(scene.folder / "thief.pem"), scene.office.keys.online)
    Repository(evil, thief, scene.office.clock).publish({LIVE: packed(Live("shili", 99, ("everything",)))})
    repo = scene.office.repo
    scene.serve(evil)
    assert "signatures" in scene.refused()
    scene.serve(repo)  # the thief's timestamp was newer: the next publications pass it
    for closed in ("door-1", "door-2"):
        scene.mini.tell("changed", timestamp=scene.office.live(closed))
    scene.recovers()


def test_fast_forward_and_its_healing(scene) -> None:
    evil, repo = true_copy(scene, "evil"), scene.office.repo
    thief = Repository(evil, scene.office.keys, scene.office.clock)
    signed = thief._signed()
    signed.timestamp.signed.version = signed.snapshot.signed.version = 1 << 60
    thief._write(signed, targets=False)
    scene.serve(evil)
    until(lambda: scene.panel.follower().trusted().timestamp > 1 << 59)
    scene.serve(repo)
    assert "older" in scene.refused(), "the attack must have taken hold"
    keys = make_keys(scene.folder / "new keys")
    scene.office.repository.rotate([scene.office.root], keys)
    scene.mini.tell("changed", timestamp=0)
    scene.recovers()
    scene.mini.tell("changed", timestamp=scene.office.rollout(scene.office.release(3, hall="three")))
    scene.line.wait("ready", lambda line: line["number"] == 3)
    scene.serve(evil)
    scene.line.state("refused")


def test_another_halls_repository_and_manifest(scene) -> None:
    other = office_of(scene.folder / "other")
    shutil.rmtree(other.repo)
    from kiosk.sync.trust import create

    other.hall_id = "beihai"
    other.repository = create(other.repo, "beihai", other.keys, [other.root], clock=other.clock)
    other.rollout(other.release(50, hall="other"))
    repo = scene.office.repo
    scene.serve(other.repo)
    scene.refused()
    scene.serve(repo)
    scene.recovers()
    foreign = other.ref(3, [scene.office.part("rows/hall", b"other")])  # signed by mistake: another hall's manifest
    data = (other.repo / "blobs" / foreign.sha256[:2] / foreign.sha256).read_bytes()
    scene.office.blob(data)
    scene.mini.tell("changed", timestamp=scene.office.rollout(foreign))
    assert "manifest" in scene.refused()


def test_another_halls_document(scene) -> None:
    signed = scene.office.repository._signed()
    from kiosk.sync.trust.terms import TargetFile

    data = packed(Rollout("beihai", 99))
    file = TargetFile.from_data(ROLLOUT, data, ["sha256"])
    (scene.office.repo / "targets" / f"{file.hashes['sha256']}.{ROLLOUT}").write_bytes(data)
    signed.targets.signed.targets[ROLLOUT] = file
    scene.office.repository._write(signed, targets=True)
    scene.mini.tell("changed", timestamp=0)
    assert "another hall" in scene.refused()


@pytest.mark.parametrize(
    "name", ["../../../../etc/cron.d/x", "rows/../../x", "/etc/passwd", "rows\\..\\x", "rows/\x00"]
)
def test_path_traversal_in_a_manifest(scene, name) -> None:
    import json

    part = scene.office.part("rows/hall", b"three")
    ref = scene.office.ref(3, [part])
    path = scene.office.repo / "blobs" / ref.sha256[:2] / ref.sha256
    value = json.loads(path.read_bytes())
    value["parts"][0]["name"] = name
    data = json.dumps(value).encode()
    from kiosk.sync.messages import ReleaseRef

    evil = ReleaseRef(3, scene.office.blob(data), len(data))
    before = sorted(p for p in scene.folder.rglob("*") if "hub" not in p.parts and "sync" not in p.parts)
    scene.mini.tell("changed", timestamp=scene.office.rollout(evil))
    scene.refused()
    after = sorted(p for p in scene.folder.rglob("*") if "hub" not in p.parts and "sync" not in p.parts)
    assert after == before


def test_a_gzip_bomb(scene) -> None:
    import resource

    bomb = gzip.compress(bytes(400 << 20), 1)
    part = Part("rows/hall", scene.office.blob(bomb), len(bomb), 5000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    scene.mini.tell("changed", timestamp=scene.office.rollout(scene.office.ref(3, [part])))
    until(lambda: sum("blobs" in path for path in scene.mini.asked) >= 6)
    time.sleep(0.3)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 << 10
    assert 3 not in shelf_texts(scene.panel.shelf)
    scene.mini.tell("changed", timestamp=scene.office.rollout(scene.office.release(4, hall="four")))
    scene.line.wait("ready", lambda line: line["number"] == 4)


def test_a_blob_that_is_another(scene) -> None:
    ref = scene.office.release(3, hall="three")
    part = next(p for p in (scene.office.repo / "blobs").glob("??/*") if gunzipped(p) == b"three")
    good = part.read_bytes()
    part.write_bytes(gzip.compress(b"evil!", 6, mtime=0))
    scene.mini.tell("changed", timestamp=scene.office.rollout(ref))
    until(lambda: sum(part.name in path for path in scene.mini.asked) >= 4)
    assert 3 not in shelf_texts(scene.panel.shelf)
    part.write_bytes(good)
    scene.line.wait("ready", lambda line: line["number"] == 3)
    assert shelf_texts(scene.panel.shelf)[3] == b"rows/hall=three\n"


def gunzipped(path: Path) -> bytes:
    try:
        return gzip.decompress(path.read_bytes())
    except OSError:
        return b""


def test_a_storm_of_events_and_reports_in_between(scene) -> None:
    """A hub gone mad costs requests, nothing else."""
    stop = threading.Event()

    def storm() -> None:
        while not stop.wait(0.001):
            scene.mini.tell("changed", timestamp=-1)
            scene.mini.tell("order", id={"x": 1}, kind=7)
            scene.mini.tell("\x00", x="y" * 5000)

    thread = threading.Thread(target=storm, daemon=True)
    thread.start()
    scene.line.tell("report", release=2)
    until(lambda: len(scene.mini.reports) >= 1)
    stop.set()
    thread.join()
    scene.mini.tell("changed", timestamp=scene.office.rollout(scene.office.release(3, hall="three")))
    scene.line.wait("ready", lambda line: line["number"] == 3)
