from __future__ import annotations

import errno
import json
import os
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sync.halls import NOW, Office, join_plainly, shelf_texts
from sync.panels import Now, Panel, office_of

from kiosk.base.clock import SetClock
from kiosk.base.errors import KioskError
from kiosk.cli import main
from kiosk.sync import exchange
from kiosk.sync.blobs import NoRoomError
from kiosk.sync.device import Enrolment
from kiosk.sync.exchange import ExchangeError, export, import_, opened
from kiosk.sync.messages import Staged
from kiosk.sync.sources import SourceError
from kiosk.sync.trust import TrustError, Why, make_keys


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path / "hub" / "halls" / "shili")
    parts = [office.part("rows/hall", b"two"), office.media(os.urandom(3000))]
    office.rollout(office.release(1, hall="one"), Staged(office.ref(2, parts), activate_at="2026-12-01T00:00:00+08:00"))
    office.live("lift-1")
    return office


@pytest.fixture(params=["folder", "stick.zip"])
def stick(request: pytest.FixtureRequest, tmp_path: Path, office: Office) -> Path:
    path = tmp_path / "media" / request.param
    export(office.repo, path, NOW)
    return path


def take(panel: Panel, path: Path, root: bytes | None = None):
    with opened(path) as source:
        return import_(source, panel.folder, panel.shelf, join_plainly, panel.clock, root)


@pytest.fixture
def panel(tmp_path: Path, office: Office) -> Panel:
    panel = Panel(tmp_path / "panel", SetClock(NOW))
    panel.device().keep_root("shili", office.repository.first_root())
    return panel


def test_what_was_exported_is_imported_whole(stick, panel) -> None:
    done = take(panel, stick)
    assert (done.hall_id, done.before, done.after, done.live) == ("shili", 0, 2, 1)
    assert done.activate_at == "2026-12-01T00:00:00+08:00"
    assert shelf_texts(panel.shelf) == {2: b"rows/hall=two\n"}
    assert len(list((panel.shelf / "media").iterdir())) == 1
    again = take(panel, stick)
    assert (again.before, again.after) == (2, 2)


def test_a_new_panel_needs_the_root_from_a_person(tmp_path, stick, office) -> None:
    panel = Panel(tmp_path / "new", SetClock(NOW))
    with pytest.raises(ExchangeError):
        take(panel, stick)
    with pytest.raises(TrustError):
        take(panel, stick, b"{}")
    assert not panel.device().halls()
    assert take(panel, stick, office.repository.first_root()).after == 2
    take(panel, stick)
    take(panel, stick, office.repository.first_root())


def test_another_halls_root_is_refused(tmp_path, panel, office) -> None:
    other = Office(tmp_path / "other", "beihai")
    twin = Office(tmp_path / "twin", "shili")
    for stranger in (other, twin):
        stranger.rollout(stranger.release(9, hall="evil"))
        path = tmp_path / f"{stranger.folder.name}.zip"
        export(stranger.repo, path, NOW)
        with pytest.raises(ExchangeError):
            take(panel, path, stranger.repository.first_root())
        with pytest.raises(TrustError) as caught:
            take(panel, path)
        assert caught.value.why is Why.FORGED
    assert not panel.shelf.exists()


def test_an_old_stick_is_refused(panel, stick) -> None:
    panel.clock = SetClock(NOW + timedelta(days=8))
    with pytest.raises(TrustError) as caught:
        take(panel, stick)
    assert caught.value.why is Why.EXPIRED
    assert "重新" in caught.value.text["zh"]


def test_an_older_stick_takes_nothing_back(tmp_path, panel, office, stick) -> None:
    take(panel, stick)
    office.rollout(office.release(3, hall="three"))
    newer = tmp_path / "newer.zip"
    export(office.repo, newer, NOW)
    take(panel, newer)
    with pytest.raises(TrustError) as caught:
        take(panel, stick)
    assert caught.value.why is Why.ROLLBACK
    assert 3 in shelf_texts(panel.shelf)


def test_new_roots_travel_with_it(tmp_path, panel, office) -> None:
    office.repository.rotate([office.root], make_keys(tmp_path / "k2"))
    office.repository.rotate([office.root], make_keys(tmp_path / "k3"))
    path = tmp_path / "stick"
    export(office.repo, path, NOW)
    assert take(panel, path).after == 2
    assert panel.follower().trusted().root == 3


@pytest.mark.parametrize("what", ["blobs", "targets", "metadata"])
def test_a_stick_that_lost_something_is_refused_and_goes_on_when_mended(tmp_path, panel, office, what) -> None:
    path = tmp_path / "stick"
    export(office.repo, path, NOW)
    shutil.rmtree(path / what)
    with pytest.raises(KioskError):
        take(panel, path)
    assert shelf_texts(panel.shelf) == {}
    export(office.repo, path, NOW)
    assert take(panel, path).after == 2


def test_an_interrupted_import_goes_on(tmp_path, panel, office) -> None:
    office.rollout(office.ref(3, [office.part("rows/hall", os.urandom(3 << 20), is_packed=False)]))
    path = tmp_path / "stick"
    export(office.repo, path, NOW)

    def interrupt(haul) -> None:
        if haul.came > 1 << 20:
            raise KeyboardInterrupt

    with opened(path) as source, pytest.raises(KeyboardInterrupt):
        import_(source, panel.folder, panel.shelf, join_plainly, panel.clock, None, interrupt)
    half = sum(part.stat().st_size for part in (panel.folder / "sync" / "partial-import").iterdir())
    assert half > 1 << 20
    came: list[int] = []
    with opened(path) as source:
        import_(source, panel.folder, panel.shelf, join_plainly, panel.clock, None, lambda haul: came.append(haul.came))
    assert came[-1] <= (3 << 20) - half


def test_an_export_to_the_same_folder_writes_only_what_is_new(tmp_path, office, panel) -> None:
    path = tmp_path / "stick"
    export(office.repo, path, NOW)
    before = {p: p.stat().st_mtime_ns for p in path.glob("blobs/??/*")}
    office.rollout(office.release(3, hall="three"))
    export(office.repo, path, NOW)
    after = {p: p.stat().st_mtime_ns for p in path.glob("blobs/??/*")}
    assert len(after) == len(before) + 2
    assert all(after[p] == before[p] for p in before)
    assert take(panel, path).after == 3


def test_an_export_mends_a_damaged_stick(tmp_path, office, panel) -> None:
    path = tmp_path / "stick"
    export(office.repo, path, NOW)
    blob = max(path.glob("blobs/??/*"), key=lambda p: p.stat().st_size)
    blob.write_bytes(bytes(blob.stat().st_size))
    export(office.repo, path, NOW)
    assert take(panel, path).after == 2


def test_a_hub_that_is_damaged_exports_nothing(tmp_path, office) -> None:
    blob = max((office.repo / "blobs").glob("??/*"), key=lambda p: p.stat().st_size)
    blob.write_bytes(bytes(blob.stat().st_size))
    with pytest.raises(ExchangeError):
        export(office.repo, tmp_path / "stick.zip", NOW)
    with pytest.raises(TrustError):
        export(office.repo, tmp_path / "stick.zip", NOW + timedelta(days=8))
    assert not (tmp_path / "stick.zip").exists()


def test_a_full_stick_is_said_and_leaves_no_half_file(tmp_path, office, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(exchange, "os", SimpleNamespace(fsync=full))
    for name in ("stick.zip", "folder"):
        with pytest.raises(NoRoomError):
            export(office.repo, tmp_path / name, NOW)
    assert not (tmp_path / "stick.zip").exists()
    assert not list(tmp_path.glob("*.part"))


def test_names_that_lead_out_of_a_zip_lead_nowhere(tmp_path, office, panel) -> None:
    path = tmp_path / "stick.zip"
    export(office.repo, path, NOW)
    with zipfile.ZipFile(path, "a") as archive:
        for name in ("../../../evil", "/etc/evil", "metadata/../../evil", "C:\\evil"):
            archive.writestr(name, b"evil")
    take(panel, path)
    assert not list(tmp_path.rglob("*evil*"))


def test_a_bomb_in_a_zip_is_not_unpacked(tmp_path, office, panel) -> None:
    path, evil = tmp_path / "stick.zip", tmp_path / "evil.zip"
    export(office.repo, path, NOW)
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(evil, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in good.namelist():
            bomb = name.startswith("blobs/") or name.endswith(".live.json")
            archive.writestr(name, bytes(20 << 20) if bomb else good.read(name))
    with pytest.raises(TrustError) as caught:
        take(panel, evil)
    assert caught.value.why is Why.ENDLESS


@pytest.mark.parametrize("kind", ["nothing", "text", "directory"])
def test_what_is_no_export(tmp_path, panel, kind) -> None:
    path = tmp_path / "x"
    if kind == "text":
        path.write_text("hello")
    if kind == "directory":
        path.mkdir()
    with pytest.raises((ExchangeError, SourceError, TrustError)):
        take(panel, path)


def test_an_admitted_panel_takes_its_own_share(tmp_path, office, panel) -> None:
    one, two = office.release(3, hall="stable"), office.release(4, hall="staged")
    office.rollout(one, Staged(two, percent=0, groups=("east",)))
    path = tmp_path / "stick.zip"
    export(office.repo, path, NOW)
    assert take(panel, path).wanted == 3
    panel.device().keep(Enrolment("p1", "shili", "east"))
    assert take(panel, path).wanted == 4


# -- the commands


@pytest.fixture
def present(tmp_path: Path) -> Office:
    office = office_of(tmp_path / "data" / "halls" / "shili")
    office.live("lift-1")
    return office


def test_the_commands_end_to_end(tmp_path, present, capsys) -> None:
    data, stick, state = tmp_path / "data", tmp_path / "stick.zip", tmp_path / "state"
    assert main(["content", "export", str(data), "--out", str(stick), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"done", "hall_id", "releases", "files", "bytes", "valid_until"}
    root = str(present.repo / "metadata" / "1.root.json")
    assert main(["content", "import", str(stick), "--state", str(state), "--json"]) == 1
    refused = json.loads(capsys.readouterr().out)
    assert (refused["done"], bool(refused["en"])) == (False, True)
    assert main(["content", "import", str(stick), "--state", str(state), "--root", root, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {
        *("done", "hall_id", "before", "after", "wanted", "activate_at", "live", "valid_until"),
    }
    assert said["live"] == 1
    assert main(["content", "import", str(stick), "--state", str(state)]) == 0


def test_a_refusal_is_one_sentence_in_the_language_asked_for(tmp_path, present, capsys, monkeypatch) -> None:
    assert main(["content", "export", str(tmp_path), "--out", str(tmp_path / "x")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    panel = Panel(tmp_path / "panel", Now())
    panel.device().keep_root("shili", present.repository.first_root())
    stick = tmp_path / "stick"
    assert main(["content", "export", str(present.repo), "--out", str(stick)]) == 0
    (stick / "metadata" / "timestamp.json").write_text("{}")
    for language, word in (("zh", "无法识别"), ("en", "understood")):
        assert main(["content", "import", str(stick), "--state", str(panel.folder), "--language", language]) == 1
        assert word in capsys.readouterr().err


def test_the_hall_must_be_named_when_there_are_several(tmp_path, present, capsys) -> None:
    office_of(tmp_path / "data" / "halls" / "beihai2")
    assert main(["content", "export", str(tmp_path / "data"), "--out", str(tmp_path / "x.zip")]) == 1
    assert "beihai2, shili" in capsys.readouterr().err
    assert main(["content", "export", str(tmp_path / "data"), "--hall", "shili", "--out", str(tmp_path / "x.zip")]) == 0
