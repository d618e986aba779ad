from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from store.folders import TABLES, content_folder

from kiosk.store.media import keep_medium, medium_path
from kiosk.store.release import open_release
from kiosk.store.release_build import build_release
from kiosk.store.release_info import ReleaseError, ReleaseInfo, read_info, releases_in
from kiosk.store.release_join import join_release
from kiosk.store.release_parts import ReleasePart, bucket_count, bucket_of, split_release

NOTICE_COLUMNS = "code,name_zh,name_en,tint\nGG,公告,Notices,#E3EEFC\nZC,政策,Policies,\n"
NOTICES = (
    "code,column_code,number,title_zh,title_en,body_zh,body_en,cover,pages,issued,valid_until,synonyms\n"
    "N1,GG,示政〔2026〕1号,大厅周末开放,Open on weekends,<p>周六<b>照常</b>办理</p>,<p>Saturdays too</p>,"
    "a.png,a.png|b.png,2026-01-02,2027-01-01,周末办事\n"
    "N2,ZC,,第二条政策,Another policy,一段正文,,,,2026-02-02,,\n"
)


def png(colour: int) -> bytes:
    """A whole PNG of 2 × 2 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + bytes([colour]) * 6 for _ in range(2))
    header = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def hall_with_notices(folder: Path, **changes: str | None) -> Path:
    hall = content_folder(folder, **{"notice_columns": NOTICE_COLUMNS, "notices": NOTICES, **changes})
    (hall / "media").mkdir()
    (hall / "media" / "a.png").write_bytes(png(10))
    (hall / "media" / "b.png").write_bytes(png(20))
    return hall


def parts_of(out: Path, info: ReleaseInfo) -> dict[str, ReleasePart]:
    return {part.name: part for part in split_release(out / info.file)}


def bring_media(parts: dict[str, ReleasePart], folder: Path, shelf: Path) -> None:
    for name, part in parts.items():
        if name.startswith("media/"):
            source = folder / name.removeprefix("media/")
            source.write_bytes(part.data)
            keep_medium(shelf, source, source.name, len(part.data))


def join(parts: dict[str, ReleasePart], shelf: Path, info: ReleaseInfo, number: int = 0) -> ReleaseInfo:
    return join_release(
        parts,
        lambda name: parts[name].data,
        shelf,
        number=number or info.sequence,
        hall_id=info.hall_id,
        built_at=info.built_at,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ReleaseInfo]:
    folder = tmp_path_factory.mktemp("parts")
    return folder / "out", build_release(hall_with_notices(folder / "hall"), folder / "out")


@pytest.fixture
def parts(built: tuple[Path, ReleaseInfo]) -> dict[str, ReleasePart]:
    return parts_of(*built)


@pytest.fixture
def shelf(tmp_path: Path, parts: dict[str, ReleasePart]) -> Path:
    bring_media(parts, tmp_path, tmp_path / "shelf")
    return tmp_path / "shelf"


def test_what_is_joined_is_what_was_built(
    built: tuple[Path, ReleaseInfo], parts: dict[str, ReleasePart], shelf: Path
) -> None:
    out, info = built
    assert join(parts, shelf, info) == info
    assert (shelf / info.file).read_bytes() == (out / info.file).read_bytes()
    with open_release(shelf / info.file) as joined, open_release(out / info.file) as made:
        assert joined.catalogue() == made.catalogue()
        assert joined.wall() == made.wall()
        assert joined.words_of_notice("N1") == made.words_of_notice("N1")
        assert joined.medium("a.png").read_bytes() == png(10)
        assert [hit.id for hit in joined.finder().find("周末办事", 3, "zh-CN")] == ["N1"]


def test_parts_are_the_same_each_time(built: tuple[Path, ReleaseInfo], tmp_path: Path) -> None:
    out, info = built
    again = build_release(hall_with_notices(tmp_path / "hall"), tmp_path / "out", sequence=9)
    first, second = parts_of(out, info), parts_of(tmp_path / "out", again)
    assert first == second  # another number, another moment, another process' folder: nothing of it travels
    assert [part.travelling() for part in first.values()] == [part.travelling() for part in second.values()]


@pytest.mark.parametrize(
    ("table", "before", "after", "changed"),
    [
        ("matters", "普通护照首次申请", "护照第一次申请", {"rows/matters/0", "rows/search/theme"}),
        ("windows", "2,GA,noon", "2,GA,", {"rows/hall"}),
        ("hours", "noon,1-7", "noon,1-6", {"rows/hours"}),
        ("themes", "生孩子", "生娃", {"rows/themes", "rows/search/theme"}),
        ("synonyms", "sbk", "shbk", {"rows/words"}),
        ("notices", "第二条政策", "第二条新政策", {"rows/notices/0"}),
        ("special_days", "国庆节", "国庆", {"rows/hours"}),
        ("fees", "120元", "160元", {"rows/matters/0"}),
    ],
)
def test_a_change_is_in_its_own_parts(
    parts: dict[str, ReleasePart], tmp_path: Path, table: str, before: str, after: str, changed: set[str]
) -> None:
    text = {**TABLES, "notices": NOTICES}[table]
    assert before in text
    hall = hall_with_notices(tmp_path / "hall", **{table: text.replace(before, after)})
    fresh = parts_of(tmp_path / "out", build_release(hall, tmp_path / "out"))
    assert {name for name in parts.keys() | fresh.keys() if parts.get(name) != fresh.get(name)} == changed


def test_buckets_are_a_power_of_two_and_even() -> None:
    assert [bucket_count(n) for n in (0, 1, 32, 33, 64, 65, 3000)] == [1, 1, 1, 2, 2, 4, 128]
    filled = [0] * 128
    for number in range(3000):
        filled[bucket_of(f"M{number}", 128)] += 1
    assert max(filled) < 3 * 3000 / 128
    assert all(bucket_of(f"M{n}", 256) in (bucket_of(f"M{n}", 128), bucket_of(f"M{n}", 128) + 128) for n in range(99))


def test_pictures_travel_as_they_are_and_rows_packed(parts: dict[str, ReleasePart]) -> None:
    (medium,) = {part.name for part in parts.values() if part.data == png(10)}
    assert parts[medium].travelling() == png(10)
    rows = parts["rows/chars"]
    assert len(rows.travelling()) < len(rows.data) / 2
    assert zlib.decompress(rows.travelling(), wbits=31) == rows.data


def test_a_release_that_is_there_stays(
    built: tuple[Path, ReleaseInfo], parts: dict[str, ReleasePart], shelf: Path
) -> None:
    _, info = built
    join(parts, shelf, info)
    before = (shelf / info.file).stat().st_mtime_ns

    def never(name: str) -> bytes:
        raise AssertionError(name)

    assert join_release(parts, never, shelf, number=1, hall_id=info.hall_id, built_at=info.built_at) == info
    assert (shelf / info.file).stat().st_mtime_ns == before


def test_a_damaged_one_is_joined_anew(
    built: tuple[Path, ReleaseInfo], parts: dict[str, ReleasePart], shelf: Path
) -> None:
    _, info = built
    join(parts, shelf, info)
    data = bytearray((shelf / info.file).read_bytes())
    data[len(data) // 2] ^= 1
    (shelf / info.file).chmod(0o644)
    (shelf / info.file).write_bytes(data)
    assert join(parts, shelf, info) == info
    open_release(shelf / info.file).close()


def test_without_its_media_nothing_is_joined(
    built: tuple[Path, ReleaseInfo], parts: dict[str, ReleasePart], tmp_path: Path
) -> None:
    with pytest.raises(ReleaseError, match="not there"):
        join(parts, tmp_path / "bare", built[1])
    assert not releases_in(tmp_path / "bare")


def _without(name: str, parts: dict[str, ReleasePart]) -> dict[str, ReleasePart]:
    return {key: part for key, part in parts.items() if key != name}


@pytest.mark.parametrize(
    "damage",
    [
        lambda parts: _without("rows/order", parts),
        lambda parts: _without(next(name for name in parts if name.startswith("pictures/")), parts),
        lambda parts: {**parts, "rows/hall": ReleasePart("rows/hall", b"{")},
        lambda parts: {**parts, "rows/hall": ReleasePart("rows/hall", b"[1]\n")},
        lambda parts: {**parts, "rows/hall": ReleasePart("rows/hall", b'{"table":"hall","columns":["id"]}\n[1,2]\n')},
        lambda parts: {**parts, "rows/matters/0": ReleasePart("rows/matters/0", b'{"table":"matters"}\n')},
        lambda parts: {**parts, "rows/x": ReleasePart("rows/x", b'{"table":"matters","columns":["code"]}\n["M9"]\n')},
        lambda parts: {**parts, "rows/x": ReleasePart("rows/x", b'{"table":"find_words","columns":["a"]}\n[{}]\n')},
        lambda parts: {**parts, "rows/x": ReleasePart("rows/x", b"[" * 200_000)},
        lambda parts: {**parts, "rows/x": ReleasePart("rows/x", b'{"table":"texts","columns":["id"]}\n["\\ud800"]\n')},
    ],
)
def test_parts_that_do_not_fit_change_nothing(
    built: tuple[Path, ReleaseInfo], parts: dict[str, ReleasePart], shelf: Path, damage: object
) -> None:
    _, info = built
    join(parts, shelf, info, number=1)
    assert callable(damage)
    damaged = damage(parts)
    if damaged.get("rows/x") is not None and b'"texts"' in damaged["rows/x"].data:
        join(damaged, shelf, info, number=2)  # texts are numbered here: whatever came is not looked at
        return
    with pytest.raises(ReleaseError) as caught:
        join(damaged, shelf, info, number=2)
    assert "\n" not in caught.value.sentence()
    assert list(releases_in(shelf)) == [1]
    assert not [path for path in shelf.iterdir() if path.name.endswith(".tmp")]


@settings(max_examples=15)
@given(st.data())
def test_any_flipped_byte_is_refused_or_harmless(built: tuple[Path, ReleaseInfo], data: st.DataObject) -> None:
    """The wire proves every part by its sum; this is what is left if it did not."""
    import tempfile

    out, info = built
    parts = parts_of(out, info)
    name = data.draw(st.sampled_from(sorted(n for n in parts if n.startswith("rows/") and n != "rows/chars")))
    raw = bytearray(parts[name].data)
    if not raw:
        return
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "shelf"
        bring_media(parts, Path(folder), shelf)
        try:
            join({**parts, name: ReleasePart(name, bytes(raw))}, shelf, info)
        except ReleaseError:
            assert not releases_in(shelf)
        else:
            open_release(shelf / info.file).close()


def test_another_version_of_the_program_is_understood(
    built: tuple[Path, ReleaseInfo], parts: dict[str, ReleasePart], shelf: Path
) -> None:
    """More columns and tables are left out, fewer are empty."""
    _, info = built

    def rewritten(line: str) -> str:
        item = json.loads(line)
        if isinstance(item, dict) and item["table"] == "departments":
            return json.dumps({**item, "columns": [*item["columns"][:-1], "colour"]})
        return line

    lines = parts["rows/hall"].data.decode().splitlines()
    data = "\n".join([*map(rewritten, lines), '{"table":"robots","columns":["id"],"texts":[]}', "[1]"]).encode()
    join({**parts, "rows/hall": ReleasePart("rows/hall", data)}, shelf, info)
    with open_release(shelf / info.file) as release:
        (department,) = release.catalogue().departments
        assert (department.code, department.name["zh"]) == ("GA", "公安")


def test_another_format_is_refused(built: tuple[Path, ReleaseInfo], tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="format 99"):
        join_release((), lambda name: b"", tmp_path, number=1, hall_id="x", built_at="", release_format=99)


def test_joining_loads_nothing_heavy() -> None:
    script = (
        "import sys; import kiosk.store.release_join, kiosk.store.media; "
        "print([m for m in ('pypinyin', 'scipy', 'PySide6', 'shapely', 'django', 'tuf') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


JOINER = """
import os, signal, sys, threading, time
from pathlib import Path
from kiosk.store.release_info import read_info
from kiosk.store.release_join import join_release
from kiosk.store.release_parts import split_release

source, shelf, fraction = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
parts = {part.name: part for part in split_release(source)}
info = read_info(source)
def join(number, shelf):
    join_release(parts, lambda n: parts[n].data, shelf, number=number, hall_id=info.hall_id, built_at=info.built_at)
import shutil
trial = shelf.parent / "trial"
shutil.copytree(shelf / "media", trial / "media")
began = time.monotonic(); join(1, trial); whole = time.monotonic() - began
threading.Timer(whole * fraction, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
join(2, shelf)
"""


@pytest.mark.parametrize("fraction", [0.1, 0.3, 0.5, 0.7, 0.85, 0.95, 1.0])
def test_killed_at_any_moment_the_shelf_is_whole(
    built: tuple[Path, ReleaseInfo], parts: dict[str, ReleasePart], shelf: Path, fraction: float
) -> None:
    out, info = built
    join(parts, shelf, info, number=1)
    command = [sys.executable, "-c", JOINER, str(out / info.file), str(shelf), str(fraction)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode in (0, -signal.SIGKILL)
    for path in releases_in(shelf).values():
        assert read_info(path).sequence in (1, 2)
        open_release(path).close()
    join(parts, shelf, info, number=2)
    assert list(releases_in(shelf)) == [1, 2]
    assert sorted(p.name for p in shelf.iterdir() if not p.name.startswith("release-")) == [".lock", "media"]


def test_a_flipped_bit_in_a_medium_is_an_absent_one(
    built: tuple[Path, ReleaseInfo], parts: dict[str, ReleasePart], shelf: Path
) -> None:
    _, info = built
    join(parts, shelf, info)
    told: list[str] = []
    with open_release(shelf / info.file) as release:
        release.when_damaged = told.append
        good, path = release.medium("b.png"), medium_path(shelf, release.medium("a.png").name)
        assert good.read_bytes() == png(20)
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    with open_release(shelf / info.file) as release:
        release.when_damaged = told.append
        for _ in range(2):
            with pytest.raises(KeyError):
                release.medium("a.png")
        with pytest.raises(KeyError):
            release.medium("never.png")
    assert told == ["a.png"]
