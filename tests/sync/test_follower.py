from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sync.halls import NOW, Office, join_plainly, shelf_texts
from sync.panels import Panel

from kiosk.base.clock import SetClock
from kiosk.base.errors import KioskError
from kiosk.sync.blobs import BlobError
from kiosk.sync.bringing import BringingError
from kiosk.sync.follower import Follower, FollowError
from kiosk.sync.messages import MessageError, Part, ReleaseRef, Staged
from kiosk.sync.sources import FolderSource, NotThereError
from kiosk.sync.trust import TrustError

NEVER = threading.Event()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "hub")


@pytest.fixture
def panel(tmp_path: Path, office: Office) -> Panel:
    panel = Panel(tmp_path / "panel", SetClock(NOW))
    panel.device().keep_root("shili", office.repository.first_root())
    return panel


def step(panel: Panel, office: Office, follower: Follower | None = None) -> Path:
    follower = follower or panel.follower()
    follower.believe(FolderSource(office.repo))
    wanted = follower.wanted()
    assert wanted is not None
    return follower.bring(wanted, FolderSource(office.repo), NEVER).path


def test_a_release_comes_whole(office, panel) -> None:
    picture = os.urandom(5000)
    parts = [office.part("rows/hall", b"one"), office.media(picture)]
    office.rollout(office.ref(1, parts))
    path = step(panel, office)
    assert path.read_bytes() == b"rows/hall=one\n"
    digest = hashlib.sha256(picture).hexdigest()
    assert (panel.shelf / "media" / digest).read_bytes() == picture
    info = panel.follower().newest()
    assert info is not None
    assert (info.sequence, info.hall_id) == (1, "shili")


def test_what_is_there_already_is_not_joined_again(office, panel) -> None:
    office.rollout(office.release(1, hall="one"))
    before = step(panel, office).stat().st_mtime_ns
    panel.join = lambda *_, **__: pytest.fail("it is there")
    assert step(panel, office).stat().st_mtime_ns == before


def test_only_what_changed_comes(office, panel) -> None:
    office.rollout(office.release(1, hall="one", matters="x" * 1000))
    step(panel, office)
    office.rollout(office.release(2, hall="two", matters="x" * 1000))
    follower = panel.follower()
    follower.believe(FolderSource(office.repo))
    wanted = follower.wanted()
    assert wanted is not None
    haul = follower.bring(wanted, FolderSource(office.repo), NEVER).haul
    assert haul.came < 40


@pytest.mark.parametrize("what", ["release", "description", "picture", "blob", "manifest"])
def test_a_flipped_bit_anywhere_is_found_and_mended(office, panel, what) -> None:
    picture = os.urandom(5000)
    ref = office.ref(1, [office.part("rows/hall", b"one" * 99), office.media(picture)])
    office.rollout(ref)
    path = step(panel, office)
    good = shelf_texts(panel.shelf)
    blobs = panel.folder / "sync" / "blobs"
    target = {
        "release": path,
        "description": path.with_suffix(".json"),
        "picture": next((panel.shelf / "media").iterdir()),
        "blob": next(p for p in blobs.glob("??/*") if p.stat().st_size < 99),
        "manifest": blobs / ref.sha256[:2] / ref.sha256,
    }[what]
    if what == "blob":
        path.unlink()  # so that the blob is needed
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 16
    target.chmod(0o644)
    target.write_bytes(data)
    step(panel, office)
    assert shelf_texts(panel.shelf) == good
    assert next((panel.shelf / "media").iterdir()).read_bytes() == picture


def test_a_damaged_blob_at_the_hub_is_refused_and_taken_when_it_is_mended(office, panel) -> None:
    part = office.part("rows/hall", b"one" * 50)
    office.rollout(office.ref(1, [part]))
    path = office.repo / "blobs" / part.sha256[:2] / part.sha256
    good = path.read_bytes()
    path.write_bytes(good[:-1] + b"?")
    with pytest.raises(BlobError):
        step(panel, office)
    assert not list(panel.shelf.glob("*"))
    path.unlink()
    with pytest.raises(NotThereError):
        step(panel, office)
    path.write_bytes(good)
    step(panel, office)


def made(office: Office, **changed: object) -> ReleaseRef:
    return office.ref(3, [office.part("rows/hall", b"x")], **changed)


def broken(office: Office, kind: str) -> ReleaseRef:
    part, twin = office.part("rows/hall", b"x"), office.part("rows/hall", b"y")
    media = office.media(b"picture")
    match kind:
        case "hall":
            return made(office, hall_id="beihai")
        case "number":
            return replace(office.ref(4, [part]), number=3)
        case "format":
            return made(office, format=2)
        case "twice":
            return office.ref(3, [part, twin])
        case "huge part":
            return office.ref(3, [Part("rows/hall", part.sha256, part.size, 65 << 20)])
        case "huge whole":
            return office.ref(3, [Part(f"rows/r{n}", part.sha256, part.size, 64 << 20) for n in range(129)])
        case "named otherwise":
            return office.ref(3, [Part(f"media/{'a' * 64}", media.sha256, media.size, media.size)])
        case "no json":
            return ReleaseRef(3, office.blob(b"{"), 1)
        case "big manifest":
            return ReleaseRef(3, office.blob(b"{}"), 5 << 20)
    data = (
        b'{"hall_id":"shili","number":3,"built_at":"","release_format":1,"parts":[{"name":"../../etc/x","sha256":"%s",'
    )
    data = data % (b"a" * 64) + b'"size":1,"unpacked":1}]}'
    return ReleaseRef(3, office.blob(data), len(data))


@pytest.mark.parametrize(
    "kind",
    [
        "hall",
        "number",
        "format",
        "twice",
        "huge part",
        "huge whole",
        "named otherwise",
        "no json",
        "big manifest",
        "path",
    ],
)
def test_a_manifest_that_is_not_what_was_promised_is_refused(office, panel, kind) -> None:
    office.rollout(office.release(2, hall="good"))
    step(panel, office)
    office.rollout(broken(office, kind))
    with pytest.raises((BringingError, MessageError)) as caught:
        step(panel, office)
    assert caught.value.sentence()
    assert shelf_texts(panel.shelf) == {2: b"rows/hall=good\n"}


def test_a_bomb_of_a_part_is_refused(office, panel) -> None:
    bomb = office.part("rows/hall", bytes(300 << 20))
    office.rollout(office.ref(1, [Part("rows/hall", bomb.sha256, bomb.size, 1000)]))
    with pytest.raises(BlobError):
        step(panel, office)
    assert not list(panel.shelf.glob("*"))


def test_three_releases_stay_and_what_is_shown(office, panel) -> None:
    follower = panel.follower()
    for number in range(1, 8):
        office.rollout(office.ref(number, [office.part("rows/hall", b"%d" % number), office.media(b"p%d" % number)]))
        step(panel, office, follower)
        wanted = follower.wanted()
        assert wanted is not None
        for picture in (panel.shelf / "media").iterdir():
            os.utime(picture, (1, 1))  # what came today stays until tomorrow
        follower.tidy(wanted, shown=1)
        (panel.folder / "sync/halls/shili/.releases.json.x.tmp").touch()  # as a kill leaves one
    follower.tidy(wanted, shown=1)
    assert not list(panel.folder.rglob("*.tmp"))
    assert sorted(shelf_texts(panel.shelf)) == [1, 5, 6, 7]
    assert {path.read_bytes() for path in (panel.shelf / "media").iterdir()} == {b"p4", b"p5", b"p6", b"p7"}
    blobs = list((panel.folder / "sync" / "blobs").glob("??/*"))
    assert len(blobs) == 4 * 3, "manifest, part and picture of the last four"


def test_a_staged_release_is_for_whom_it_is_for(office, panel) -> None:
    stable, staged = office.release(1, hall="stable"), office.release(2, hall="staged")
    office.rollout(stable, Staged(staged, percent=0, groups=("east",), activate_at="2026-12-01T00:00:00+08:00"))
    east = Follower(panel.device(), "shili", panel.shelf, join_plainly, SetClock(NOW), panel_id="p1", group="east")
    west = Follower(panel.device(), "shili", panel.shelf, join_plainly, SetClock(NOW), panel_id="p2", group="west")
    east.believe(FolderSource(office.repo))
    first, second = east.wanted(), west.wanted()
    assert first is not None
    assert second is not None
    assert (first.ref.number, first.activate_at) == (2, "2026-12-01T00:00:00+08:00")
    assert (second.ref.number, second.activate_at) == (1, "")


def test_a_panel_no_hub_knows_waits_until_a_rollout_is_for_everybody(office, panel) -> None:
    stable, staged = office.release(1, hall="stable"), office.release(2, hall="staged")
    follower = panel.follower(panel_id="")
    for percent, number in ((99, 1), (100, 2)):
        office.rollout(stable, Staged(staged, percent=percent))
        follower.believe(FolderSource(office.repo))
        wanted = follower.wanted()
        assert wanted is not None
        assert wanted.ref.number == number


def test_what_another_process_learnt_is_known_at_once(office, panel) -> None:
    follower = panel.follower()
    assert follower.wanted() is None
    office.rollout(office.release(1, hall="one"))
    panel.follower().believe(FolderSource(office.repo))
    wanted = follower.wanted()
    assert wanted is not None
    assert wanted.ref.number == 1


def test_a_clock_before_the_content_locks_nobody_out(office, panel) -> None:
    office.rollout(office.release(1, hall="one"))
    step(panel, office)
    assert not panel.follower().is_clock_wrong()
    panel.clock = SetClock(datetime(2000, 1, 1, tzinfo=UTC))
    assert panel.follower().is_clock_wrong()
    office.rollout(office.release(2, hall="two"))
    step(panel, office)
    assert 2 in shelf_texts(panel.shelf)


def test_a_clock_put_back_makes_no_old_repository_young(office, panel) -> None:
    """Dates are held against the newest content's date at least."""
    office.rollout(office.release(1, hall="one"))
    office.clock.advance(20 * 86_400)
    late = "2026-12-12T08:00:00+08:00"
    office.rollout(office.ref(2, [office.part("rows/hall", b"two")], built_at=late))
    panel.clock = SetClock(NOW + timedelta(days=20))
    step(panel, office)
    office.clock.advance(-15 * 86_400)
    office.rollout(office.release(3, hall="three"))  # signed to end before the content that is here
    office.clock.advance(-15 * 86_400)
    signed = office.repository._signed()
    office.repository._write(signed, targets=True)
    panel.clock = SetClock(NOW - timedelta(days=300))
    with pytest.raises(TrustError):
        step(panel, office)


def test_a_panel_without_a_root_says_so(tmp_path, office) -> None:
    with pytest.raises(FollowError):
        Panel(tmp_path / "new").follower()


def test_a_joiner_that_fails_leaves_the_shelf_as_it_was(office, panel) -> None:
    office.rollout(office.release(1, hall="one"))
    step(panel, office)
    office.rollout(office.release(2, hall="two"))

    def refuse(*_: object, **__: object) -> None:
        raise KioskError("The parts do not fit together.")

    panel.join = refuse  # type: ignore[assignment]
    with pytest.raises(KioskError):
        step(panel, office)
    assert sorted(shelf_texts(panel.shelf)) == [1]
