from __future__ import annotations

import json
import os
import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sync.halls import NOW, Office, tampered

from kiosk.base.clock import SetClock
from kiosk.sync.messages import LIVE, ROLLOUT, Live, MessageError, ReleaseRef, Rollout, packed
from kiosk.sync.sources import FolderSource, NotThereError
from kiosk.sync.trust import (
    Keys,
    Repository,
    SigningKeyError,
    TrustedHall,
    TrustError,
    Why,
    create,
    make_key,
    make_keys,
    read_key,
    read_keys,
)

REF = ReleaseRef(1, "a" * 64, 10)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "hub")


@pytest.fixture
def panel(tmp_path: Path, office: Office) -> TrustedHall:
    return TrustedHall(tmp_path / "panel", office.repository.first_root(), "shili")


def refused(panel: TrustedHall, folder: Path, now=NOW) -> Why:
    before = panel.trusted()
    with pytest.raises(TrustError) as caught:
        panel.refresh(FolderSource(folder), now)
    after = panel.trusted()
    assert (after.rollout, after.live) == (before.rollout, before.live), "something of it was taken over"
    assert caught.value.text["zh"]
    return caught.value.why


def test_what_is_published_is_believed_and_stays_without_a_source(tmp_path, office, panel) -> None:
    assert panel.trusted().rollout is None
    version = office.rollout(REF)
    office.live("lift-1")
    found = panel.refresh(FolderSource(office.repo), NOW)
    assert found.rollout is not None
    assert found.live is not None
    assert (found.rollout.stable, found.live.closed, found.timestamp) == (REF, ("lift-1",), version + 1)
    again = TrustedHall(tmp_path / "panel", office.repository.first_root(), "shili")
    assert again.trusted() == found


def test_publishing_equal_documents_changes_nothing(office) -> None:
    version = office.rollout(REF)
    document = packed(Rollout("shili", 1, REF))
    assert office.repository.publish({ROLLOUT: document}) == version
    assert office.repository.documents() == {ROLLOUT: document}


@pytest.mark.parametrize(
    ("name", "document"),
    [("other.json", packed(Live("shili", 9))), (LIVE, b"{"), (ROLLOUT, b"[" * 100_000)],
)
def test_the_office_publishes_only_what_it_understands(office, name, document) -> None:
    with pytest.raises(MessageError):
        office.repository.publish({name: document})
    assert office.repository.documents() == {}


def test_the_office_itself_refuses_another_hall_and_a_step_back(office) -> None:
    office.rollout(REF)
    with pytest.raises(TrustError) as caught:
        office.repository.publish({ROLLOUT: packed(Rollout("other", 7))})
    assert caught.value.why is Why.WRONG_HALL
    with pytest.raises(TrustError) as caught:
        office.repository.publish({ROLLOUT: packed(Rollout("shili", 1, None))})
    assert caught.value.why is Why.ROLLBACK


def test_rollback_to_an_older_repository_is_refused(tmp_path, office, panel) -> None:
    office.rollout(REF)
    older = office.copy(tmp_path / "older")
    office.rollout(None)
    panel.refresh(FolderSource(office.repo), NOW)
    assert refused(panel, older) is Why.ROLLBACK


def test_a_timestamp_seen_once_counts_although_the_rest_never_came(tmp_path, office, panel) -> None:
    office.rollout(REF)
    middle = office.copy(tmp_path / "middle")
    panel.refresh(FolderSource(office.repo), NOW)
    office.rollout(None)
    third = office.copy(tmp_path / "third")
    version = office.rollout(REF)
    withheld = office.copy(tmp_path / "withheld")
    for path in withheld.glob("metadata/*.snapshot.json"):
        path.unlink()
    assert refused(panel, withheld) is Why.MISSING
    assert panel.trusted().timestamp < version, "it was not taken in as a whole"
    assert refused(panel, third) is Why.ROLLBACK
    assert refused(panel, middle) is Why.ROLLBACK
    assert panel.refresh(FolderSource(office.repo), NOW).timestamp == version


def test_freeze_ends_with_the_date(office, panel) -> None:
    office.rollout(REF)
    panel.refresh(FolderSource(office.repo), NOW)
    later = NOW + timedelta(days=8)
    assert refused(panel, office.repo, later) is Why.EXPIRED
    assert panel.trusted().is_stale(later)
    assert panel.trusted().rollout is not None, "what it has it keeps"


def test_nothing_new_comes_from_an_expired_repository(office, panel) -> None:
    office.rollout(REF)
    panel.refresh(FolderSource(office.repo), NOW)
    office.rollout(None)
    assert refused(panel, office.repo, NOW + timedelta(days=8)) is Why.EXPIRED
    office.clock.advance(8 * 86_400)
    office.repository.refresh_online()
    found = panel.refresh(FolderSource(office.repo), NOW + timedelta(days=8))
    assert found.rollout is not None
    assert found.rollout.sequence == 2


def test_the_online_roles_are_signed_again_in_time_and_not_before(office, panel) -> None:
    version = office.rollout(REF)
    assert office.repository.refresh_online() == version
    for day in range(0, 420, 6):  # more than a year without a publication
        office.clock.advance(6 * 86_400)
        office.repository.refresh_online()
        now = NOW + timedelta(days=day + 6)
        assert min(office.repository.expiries().values()) >= now + timedelta(days=1)
    panel.refresh(FolderSource(office.repo), NOW + timedelta(days=421))
    assert len(list((office.repo / "metadata").glob("*.snapshot.json"))) <= 21, "old versions pile up"


def test_mix_and_match_is_refused(tmp_path, office, panel) -> None:
    office.rollout(REF)
    first = office.copy(tmp_path / "mixed")
    office.rollout(None)
    # The newest timestamp over the metadata of an earlier moment under the newest names.
    newest = max(int(p.name.split(".")[0]) for p in (office.repo / "metadata").glob("*.snapshot.json"))
    shutil.copy(office.repo / "metadata/timestamp.json", first / "metadata/timestamp.json")
    shutil.copy(first / f"metadata/{newest - 1}.snapshot.json", first / f"metadata/{newest}.snapshot.json")
    assert refused(panel, first) is Why.ROLLBACK
    second = office.copy(tmp_path / "second")
    for path in (second / "targets").glob("*.rollout.json"):
        path.write_bytes(path.read_bytes().replace(b'"sequence":2', b'"sequence":9'))
    assert refused(panel, second) is Why.MIXED


@pytest.mark.parametrize("name", ["timestamp.json", "2.snapshot.json", "2.targets.json"])
def test_edited_metadata_is_refused(tmp_path, office, panel, name) -> None:
    office.rollout(REF)
    folder = office.copy(tmp_path / "edited")
    tampered(folder / "metadata" / name, lambda value: value["signed"].update(version=7))
    assert refused(panel, folder) is Why.FORGED


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 9_000, b"\xff\x00", b'{"signed": {"_type": "timestamp"}}'])
@pytest.mark.parametrize("name", ["2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json"])
def test_rubbish_is_refused(tmp_path, office, panel, name, data) -> None:
    office.rollout(REF)
    folder = office.copy(tmp_path / "rubbish")
    (folder / "metadata" / name).write_bytes(data)
    assert refused(panel, folder) is Why.DAMAGED


@pytest.mark.parametrize("name", ["2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json"])
def test_endless_metadata_is_cut_off(tmp_path, office, panel, name) -> None:
    office.rollout(REF)
    folder = office.copy(tmp_path / "endless")
    with (folder / "metadata" / name).open("wb") as stream:
        stream.truncate(8 << 30)  # sparse: nobody could read it whole
    assert refused(panel, folder) is Why.ENDLESS


def test_an_endless_document_is_cut_off(tmp_path, office, panel) -> None:
    office.rollout(REF)
    folder = office.copy(tmp_path / "endless")
    for path in (folder / "targets").glob("*.rollout.json"):
        with path.open("ab") as stream:
            stream.truncate(8 << 30)
    assert refused(panel, folder) is Why.ENDLESS


def test_a_pipe_in_the_place_of_a_file_holds_nobody(tmp_path, office, panel) -> None:
    folder = office.copy(tmp_path / "pipes")
    (folder / "metadata/timestamp.json").unlink()
    os.mkfifo(folder / "metadata/timestamp.json")
    assert refused(panel, folder) is Why.MISSING


def test_another_halls_repository_is_refused(tmp_path, office, panel) -> None:
    other = Office(tmp_path / "other", "beihai")
    other.rollout(REF)
    assert refused(panel, other.repo) is Why.FORGED
    with pytest.raises(TrustError) as caught:
        TrustedHall(tmp_path / "third", other.repository.first_root(), "shili")
    assert caught.value.why is Why.WRONG_HALL


def test_another_halls_document_under_this_halls_keys_is_refused(tmp_path, office, panel) -> None:
    """The same keys for two halls is a mistake of the office; the panel still sees whose document it is."""
    twin = create(tmp_path / "twin", "beihai", office.keys, [office.root], clock=office.clock)
    twin.publish({ROLLOUT: packed(Rollout("beihai", 5, REF))})
    (tmp_path / "twin/metadata/1.root.json").unlink()
    assert refused(panel, tmp_path / "twin") is Why.WRONG_HALL


def test_a_stolen_online_key_cannot_forge_content(tmp_path, office, panel, monkeypatch) -> None:
    office.rollout(REF)
    panel.refresh(FolderSource(office.repo), NOW)
    thief = Keys(make_key(tmp_path / "thief.pem"), office.keys.online)
    folder = office.copy(tmp_path / "forged")
    monkeypatch.setattr(Repository, "_refuse_strange_keys", lambda *_: None)  # a thief's writer asks nothing
    Repository(folder, thief, office.clock).publish({ROLLOUT: packed(Rollout("shili", 50, None))})
    assert refused(panel, folder) is Why.FORGED


def test_fast_forward_by_a_stolen_online_key_is_healed_by_a_new_root(tmp_path, office, panel) -> None:
    office.rollout(REF)
    panel.refresh(FolderSource(office.repo), NOW)
    folder = office.copy(tmp_path / "forward")
    thief = Repository(folder, office.keys, office.clock)
    signed = thief._signed()
    signed.timestamp.signed.version = signed.snapshot.signed.version = 1 << 60
    thief._write(signed, targets=False)
    panel.refresh(FolderSource(folder), NOW)
    office.rollout(None)
    assert refused(panel, office.repo) is Why.ROLLBACK, "the fast-forward must have caught it"
    keys = make_keys(tmp_path / "new keys")
    office.repository.rotate([office.root], keys)
    found = panel.refresh(FolderSource(office.repo), NOW)
    assert found.rollout is not None
    assert (found.rollout.sequence, found.root) == (2, 2)
    assert refused(panel, folder) is Why.FORGED, "the stolen key still counts"
    Repository(office.repo, keys, office.clock).publish({ROLLOUT: packed(Rollout("shili", 3, REF))})
    panel.refresh(FolderSource(office.repo), NOW)


def test_a_stolen_publishing_key_is_healed_by_a_new_root(tmp_path, office, panel) -> None:
    office.rollout(REF)
    folder = office.copy(tmp_path / "forward")
    evil = ReleaseRef(7, "b" * 64, 5)
    Repository(folder, office.keys, office.clock).publish({ROLLOUT: packed(Rollout("shili", 1 << 50, evil))})
    panel.refresh(FolderSource(folder), NOW)
    keys = make_keys(tmp_path / "new keys")
    office.repository.rotate([office.root], keys)
    Repository(office.repo, keys, office.clock).publish({ROLLOUT: packed(Rollout("shili", 2, REF))})
    found = panel.refresh(FolderSource(office.repo), NOW)
    assert found.rollout is not None
    assert found.rollout.stable == REF


def test_a_key_taken_away_stays_away_when_the_rest_never_came(tmp_path, office, panel) -> None:
    office.rollout(REF)
    panel.refresh(FolderSource(office.repo), NOW)
    before = office.copy(tmp_path / "before")
    office.repository.rotate([office.root], make_keys(tmp_path / "new keys"))
    half = office.copy(tmp_path / "half")
    (half / "metadata/timestamp.json").unlink()
    with pytest.raises(TrustError):
        panel.refresh(FolderSource(half), NOW)
    again = TrustedHall(tmp_path / "panel", office.repository.first_root(), "shili")
    assert again.trusted().root == 2
    assert refused(again, before) is Why.FORGED


def test_the_root_key_itself_can_change_and_needs_the_old_one(tmp_path, office, panel) -> None:
    office.rollout(REF)
    new = [make_key(tmp_path / f"root{n}.pem", "secret") for n in range(3)]
    with pytest.raises(SigningKeyError):
        office.repository.rotate(new, office.keys)
    assert not (office.repo / "metadata/2.root.json").exists()
    office.repository.rotate([office.root], office.keys, roots=new, threshold=2)
    assert panel.refresh(FolderSource(office.repo), NOW).root == 2
    with pytest.raises(SigningKeyError):
        office.repository.rotate([office.root], office.keys)
    office.repository.rotate(new[1:], office.keys, roots=new)
    assert panel.refresh(FolderSource(office.repo), NOW).root == 3


def test_an_expired_root_stops_adoption_not_the_panel(office, panel) -> None:
    office.rollout(REF)
    panel.refresh(FolderSource(office.repo), NOW)
    office.clock.advance(6 * 365 * 86_400)
    office.repository.refresh_online()
    later = NOW + timedelta(days=6 * 365)
    assert refused(panel, office.repo, later) is Why.EXPIRED
    office.repository.rotate([office.root], office.keys)
    assert panel.refresh(FolderSource(office.repo), later).root == 2


def test_documents_never_vanish(tmp_path, office, panel) -> None:
    office.live("lift")
    panel.refresh(FolderSource(office.repo), NOW)
    signed = office.repository._signed()
    signed.targets.signed.targets.clear()
    office.repository._write(signed, targets=True)
    assert refused(panel, office.repo) is Why.ROLLBACK


def test_equal_sequence_with_other_words_is_refused(office, panel) -> None:
    office.rollout(REF)
    panel.refresh(FolderSource(office.repo), NOW)
    signed = office.repository._signed()
    signed.targets.signed.targets.clear()
    office.repository._write(signed, targets=True)
    office.repository.publish({ROLLOUT: packed(Rollout("shili", 1, None))})
    assert refused(panel, office.repo) is Why.ROLLBACK


@pytest.mark.parametrize("at", [0, 0.2, 0.4, 0.6, 0.8, 0.999])
def test_a_flipped_bit_in_what_the_panel_keeps_never_stops_it(tmp_path, office, panel, at) -> None:
    office.rollout(REF)
    office.live("lift")
    whole = panel.refresh(FolderSource(office.repo), NOW)
    path = tmp_path / "panel" / "trusted.json"
    data = bytearray(path.read_bytes())
    data[int(at * len(data))] ^= 4
    path.write_bytes(data)
    again = TrustedHall(tmp_path / "panel", office.repository.first_root(), "shili")
    assert again.trusted().rollout in (whole.rollout, None), "a document nobody signed"
    assert again.refresh(FolderSource(office.repo), NOW) == whole


def test_a_publication_cut_anywhere_leaves_the_old_or_the_new(tmp_path, office, panel, monkeypatch) -> None:
    from kiosk.sync.trust import repository as room

    office.rollout(REF)
    real, budget = room.write_whole, [0]

    def write(path, data, mode=0o644):
        if budget[0] == 0:
            raise KeyboardInterrupt
        budget[0] -= 1
        real(path, data, mode)

    monkeypatch.setattr(room, "write_whole", write)
    for cut in range(4):
        budget[0] = cut
        with pytest.raises(KeyboardInterrupt):
            office.repository.publish({ROLLOUT: packed(Rollout("shili", 2, None))})
        found = panel.refresh(FolderSource(office.repo), NOW).rollout
        assert found is not None
        assert found.sequence == 1
    budget[0] = 99
    office.repository.publish({ROLLOUT: packed(Rollout("shili", 2, None))})
    found = panel.refresh(FolderSource(office.repo), NOW).rollout
    assert found is not None
    assert found.sequence == 2


def test_two_writers_lose_nothing(office, panel) -> None:
    faults: list[BaseException] = []

    def write(kind: int) -> None:
        repository = Repository(office.repo, office.keys, office.clock)
        try:
            for number in range(1, 16):
                document = packed(Rollout("shili", number) if kind else Live("shili", number))
                repository.publish({ROLLOUT if kind else LIVE: document})
        except BaseException as error:
            faults.append(error)

    writers = [threading.Thread(target=write, args=(kind,)) for kind in (0, 1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not faults
    found = panel.refresh(FolderSource(office.repo), NOW)
    assert found.rollout is not None
    assert found.live is not None
    assert (found.rollout.sequence, found.live.sequence, found.timestamp) == (15, 15, 31)


def test_keys_lie_closed_and_are_never_written_over(tmp_path) -> None:
    path = tmp_path / "keys" / "root.pem"
    key = make_key(path, "correct horse")
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"ENCRYPTED" in path.read_bytes()
    assert read_key(path, "correct horse").public_key == key.public_key
    for wrong in ("", "wrong"):
        with pytest.raises(SigningKeyError):
            read_key(path, wrong)
    with pytest.raises(SigningKeyError):
        make_key(path, "again")
    with pytest.raises(SigningKeyError):
        read_keys(tmp_path / "nowhere")
    path.write_bytes(b"no key")
    with pytest.raises(SigningKeyError):
        read_key(path, "x")


def test_a_repository_with_the_wrong_keys_says_so(tmp_path, office) -> None:
    stranger = make_keys(tmp_path / "strange")
    before = (office.repo / "metadata/timestamp.json").read_bytes()
    with pytest.raises(SigningKeyError):
        Repository(office.repo, stranger, SetClock(NOW)).publish({LIVE: packed(Live("shili", 1))})
    assert (office.repo / "metadata/timestamp.json").read_bytes() == before


def test_a_folder_that_is_no_repository(tmp_path, panel) -> None:
    assert refused(panel, tmp_path / "nothing") is Why.MISSING
    with pytest.raises(NotThereError), FolderSource(tmp_path).flow("nothing"):
        pass


def test_what_the_panel_keeps_is_text_one_can_look_at(tmp_path, office, panel) -> None:
    office.rollout(REF)
    panel.refresh(FolderSource(office.repo), NOW)
    assert set(json.loads((tmp_path / "panel/trusted.json").read_text())) == {
        *("root", "timestamp", "snapshot", "targets", "documents", "whole")
    }
