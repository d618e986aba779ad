from __future__ import annotations

import errno
import gzip
import hashlib
import os
import shutil
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.sync.blobs import BlobError, BlobStore, NoRoomError, blob_path, inflated
from kiosk.sync.fetching import StoppedError, fetch_all
from kiosk.sync.messages import Part
from kiosk.sync.pace import Backoff, Pace
from kiosk.sync.sources import Flow, FolderSource, NotThereError, SourceError, TooMuchError, ZipSource, read

DATA = os.urandom(300_000)


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class BadLine:
    """A source that breaks after so many bytes, ``cuts`` times, and counts what it sent."""

    def __init__(self, blobs: dict[str, bytes], cut_after: int = 1 << 60, *, resumes: bool = True) -> None:
        self.blobs = {blob_path(digest(data)): data for data in blobs.values()} if blobs else {}
        self.cut_after, self.resumes, self.sent = cut_after, resumes, 0
        self.lock = threading.Lock()

    @contextmanager
    def flow(self, path: str, start: int = 0) -> Iterator[Flow]:
        if path not in self.blobs:
            raise NotThereError("no", where=path)
        begin = start if self.resumes else 0
        yield Flow(begin, self._chunks(self.blobs[path][begin:]))

    def _chunks(self, data: bytes) -> Iterator[bytes]:
        for at in range(0, len(data), 4096):
            if at >= self.cut_after:
                raise SourceError("cut")
            with self.lock:
                self.sent += len(data[at : at + 4096])
            yield data[at : at + 4096]


def quick() -> Backoff:
    return Backoff(0.001, 0.002)


def part(data: bytes) -> Part:
    return Part("rows/x", digest(data), len(data), len(data))


def fetch(store: BlobStore, source, *data: bytes, **how):
    return fetch_all([part(one) for one in data], store, source, threading.Event(), backoff=quick, **how)


def test_a_blob_that_was_brought_is_read_back(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    fetch(store, BadLine({"a": DATA}), DATA)
    assert store.read(digest(DATA), len(DATA)) == DATA
    assert store.proven(digest(DATA), len(DATA)).read_bytes() == DATA
    assert not list((tmp_path / "partial").iterdir())


def test_a_cut_line_goes_on_where_it_was(tmp_path: Path) -> None:
    source = BadLine({"a": DATA}, cut_after=32_768)
    haul = fetch(BlobStore(tmp_path), source, DATA)
    assert source.sent == len(DATA), "bytes came twice"
    assert haul.came == len(DATA)


def test_half_a_blob_survives_the_process(tmp_path: Path) -> None:
    source = BadLine({"a": DATA}, cut_after=100_000)
    with pytest.raises(SourceError):
        BlobStore(tmp_path).fetch(digest(DATA), len(DATA), source, lambda size: None)
    came = source.sent
    haul = fetch(BlobStore(tmp_path), BadLine({"a": DATA}), DATA)
    assert haul.came == len(DATA) - came


def test_a_hub_without_ranges_begins_anew_and_ends_well(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        BlobStore(tmp_path).fetch(digest(DATA), len(DATA), BadLine({"a": DATA}, 50_000), lambda size: None)
    fetch(BlobStore(tmp_path), BadLine({"a": DATA}, resumes=False), DATA)
    assert BlobStore(tmp_path).read(digest(DATA), len(DATA)) == DATA


@pytest.mark.parametrize("where", [0, 50_000, 99_999])
def test_a_flipped_bit_in_a_half_is_found_and_the_blob_fetched_anew(tmp_path: Path, where: int) -> None:
    half = tmp_path / "partial" / digest(DATA)
    half.parent.mkdir()
    wrong = bytearray(DATA[:100_000])
    wrong[where] ^= 1
    half.write_bytes(wrong)
    source = BadLine({"a": DATA})
    fetch(BlobStore(tmp_path), source, DATA)
    assert BlobStore(tmp_path).read(digest(DATA), len(DATA)) == DATA
    assert source.sent == 2 * len(DATA) - 100_000


def test_a_damaged_blob_is_removed_by_whoever_reads_it(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    for look in (store.read, store.proven):
        store.put(DATA)
        data = bytearray(DATA)
        data[77] ^= 8
        store.path(digest(DATA)).write_bytes(data)
        assert store.has(digest(DATA), len(DATA)), "its size alone says nothing"
        with pytest.raises(BlobError):
            look(digest(DATA), len(DATA))
        assert not store.has(digest(DATA), len(DATA))


def test_wrong_bytes_are_never_kept_and_not_asked_for_for_ever(tmp_path: Path) -> None:
    source = BadLine({})
    source.blobs[blob_path(digest(DATA))] = DATA[:-1] + b"x"
    with pytest.raises(BlobError):
        fetch(BlobStore(tmp_path), source, DATA)
    assert source.sent == 3 * len(DATA)
    assert not BlobStore(tmp_path).has(digest(DATA), len(DATA))


def test_endless_data_is_cut_off(tmp_path: Path) -> None:
    class Endless:
        sent = 0

        @contextmanager
        def flow(self, path, start=0):
            def chunks():
                while True:
                    self.sent += 65536
                    yield bytes(65536)

            yield Flow(0, chunks())

    source = Endless()
    with pytest.raises(BlobError):
        fetch(BlobStore(tmp_path), source, DATA)
    assert source.sent < 3 * (len(DATA) + 2 * 65536)
    with pytest.raises(TooMuchError):
        read(source, "metadata/timestamp.json", 16 << 10)


def test_a_trickle_is_no_movement(tmp_path: Path) -> None:
    source = BadLine({"a": DATA}, cut_after=4096)
    with pytest.raises(SourceError):
        fetch(BlobStore(tmp_path), source, DATA)
    assert source.sent <= 10 * 4096


def test_what_the_hub_lacks_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(NotThereError):
        fetch(BlobStore(tmp_path), BadLine({}), DATA)


def test_many_at_once_and_one_that_fails_keeps_the_others(tmp_path: Path) -> None:
    many = [os.urandom(20_000 + n) for n in range(40)]
    source = BadLine({str(n): data for n, data in enumerate(many)}, cut_after=16_384)
    store = BlobStore(tmp_path)
    fetch(store, source, *many)
    assert all(store.read(digest(data), len(data)) == data for data in many)
    with pytest.raises(NotThereError):
        fetch(store, source, *many, DATA)


def test_stop_stops(tmp_path: Path) -> None:
    stop = threading.Event()
    with pytest.raises(StoppedError):
        fetch_all([part(DATA)], BlobStore(tmp_path), BadLine({"a": DATA}), stop, lambda haul: stop.set())
    assert 0 < BlobStore(tmp_path).partial_bytes(digest(DATA)) < len(DATA)


def test_no_room_is_said_before_the_first_byte(tmp_path: Path, monkeypatch) -> None:
    source = BadLine({"a": DATA})
    with pytest.raises(NoRoomError):
        fetch(BlobStore(tmp_path, limit=1000), source, DATA)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1 << 30, 1 << 30, 65 << 20))
    fetch(BlobStore(tmp_path), source, DATA)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1 << 30, 1 << 30, 64 << 20))
    with pytest.raises(NoRoomError):
        fetch(BlobStore(tmp_path), BadLine({"b": DATA + b"b"}), DATA + b"b")
    assert source.sent == len(DATA)


def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path, monkeypatch) -> None:
    from kiosk.sync import blobs as room

    store = BlobStore(tmp_path)
    other = os.urandom(5000)
    store.put(other)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(room, "move_into_place", full)
    with pytest.raises(NoRoomError) as caught:
        fetch(store, BadLine({"a": DATA}), DATA)
    assert caught.value.text["zh"]
    monkeypatch.undo()
    assert store.read(digest(other), len(other)) == other
    source = BadLine({"a": DATA})
    fetch(store, source, DATA)
    assert source.sent == 0, "all bytes were there: only their place was missing"


def test_sweeping_leaves_what_is_kept(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    kept, gone = store.put(b"kept"), store.put(b"gone")
    (tmp_path / "partial").mkdir()
    (tmp_path / "partial" / digest(DATA)).write_bytes(b"half")
    assert store.sweep([kept]) == 8
    assert store.has(kept, 4)
    assert not store.has(gone, 4)
    assert not list((tmp_path / "partial").iterdir())


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "..", ""])
def test_only_sums_are_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(BlobError):
        BlobStore(tmp_path).path(name)


def test_a_gzip_bomb_is_not_inflated() -> None:
    bomb = gzip.compress(bytes(200 << 20))
    tracemalloc.start()
    with pytest.raises(BlobError):
        inflated(bomb, Part("rows/x", digest(bomb), len(bomb), 5000))
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


@pytest.mark.parametrize(
    "travelling",
    [gzip.compress(b"12345"), gzip.compress(b"1234567"), gzip.compress(b"123456") + b"x", b"rubbish",
     gzip.compress(b"123456")[:-4], gzip.compress(b"123") + gzip.compress(b"456")],
    ids=["short", "long", "tail", "rubbish", "cut", "two"],  # gzip writes the second it is: other names in each worker
)  # fmt: skip
def test_only_exactly_what_was_declared_is_inflated(travelling: bytes) -> None:
    assert inflated(gzip.compress(b"123456"), Part("rows/x", "a" * 64, 26, 6)) == b"123456"
    with pytest.raises(BlobError):
        inflated(travelling, Part("rows/x", "a" * 64, len(travelling), 6))


@given(st.lists(st.integers(0, 40_000), min_size=1, max_size=6), st.integers(4096, 60_000), st.booleans())
@settings(max_examples=40, deadline=None)
def test_however_the_line_breaks_the_blob_is_whole_or_not_there(tmp_path_factory, halves, cut, resumes) -> None:
    folder = tmp_path_factory.mktemp("blobs")
    data = DATA[:100_000]
    for half in halves:
        partial = folder / "partial" / digest(data)
        partial.parent.mkdir(exist_ok=True)
        partial.write_bytes(data[:half])
        source = BadLine({"a": data}, cut_after=cut, resumes=resumes)
        try:
            BlobStore(folder).fetch(digest(data), len(data), source, lambda size: None)
        except SourceError:
            assert not BlobStore(folder).has(digest(data), len(data))
        else:
            assert BlobStore(folder).read(digest(data), len(data)) == data


def test_the_pace_is_kept_by_all_together() -> None:
    now, slept = [0.0], [0.0]

    def wait(seconds: float) -> None:
        slept[0] += seconds
        now[0] += seconds

    pace = Pace(1000, wait, lambda: now[0])
    for _ in range(50):
        pace.take(100)
    assert 4.5 <= now[0] <= 5.0
    now[0] += 100
    pace.take(100)
    pace.take(100)
    assert now[0] <= 105.1, "what was not used is not saved up for long"
    Pace(0, wait, lambda: now[0]).take(1 << 40)


def test_pauses_grow_to_their_bound_and_begin_anew() -> None:
    pauses = Backoff(1, 8, chance=lambda: 0.0)
    assert [pauses.pause() for _ in range(5)] == [1, 2, 4, 8, 8]
    assert pauses.pause(30) == 30
    pauses.reset()
    assert pauses.pause() == 1
    assert Backoff(8, 8, chance=lambda: 1.0).pause() == 4


def test_a_zip_is_a_source_that_leads_nowhere_else(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata/timestamp.json", b"{}")
        archive.writestr("../../evil", b"x")
        archive.writestr("bomb", bytes(50 << 20), compress_type=zipfile.ZIP_DEFLATED)
    source = ZipSource(path)
    assert read(source, "metadata/timestamp.json", 100) == b"{}"
    with pytest.raises(NotThereError):
        read(source, "nothing", 100)
    with pytest.raises(TooMuchError):
        read(source, "bomb", 1 << 20)
    source.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export.zip"]


@pytest.mark.parametrize("kind", ["empty", "text", "cut", "crowd", "lie"])
def test_what_is_no_zip_is_one_sentence(tmp_path: Path, kind: str) -> None:
    import zipfile

    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(66_000 if kind == "crowd" else 10):
            archive.writestr(zipfile.ZipInfo(f"f{n}"), b"")
    data = path.read_bytes()
    if kind == "lie":  # says it lists few names in a huge directory
        at = data.rfind(b"PK\x05\x06")
        data = data[: at + 12] + (1 << 30).to_bytes(4, "little") + data[at + 16 :]
    path.write_bytes({"empty": b"", "text": b"no zip", "cut": data[:-30]}.get(kind, data))
    with pytest.raises(SourceError):
        ZipSource(path)


def test_a_zip_whose_bytes_are_damaged_says_so(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("blob", DATA)
    data = bytearray(path.read_bytes())
    data[5000] ^= 1
    path.write_bytes(data)
    with pytest.raises(SourceError):
        read(ZipSource(path), "blob", 1 << 20)


def test_a_folder_gives_its_files_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")
    source = FolderSource(tmp_path)
    with source.flow("file", 4) as flow:
        assert (flow.start, b"".join(flow.chunks)) == (4, b"456789")
    for name in ("nothing", "file/below", ""):
        with pytest.raises(NotThereError):
            read(source, name, 10)
