from __future__ import annotations

import errno
import signal
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from conftest import ROOT
from guidance.small_plan import as_folder, as_zip, removed, small_plan, uid
from matters.hall import SHANGHAI
from store.folders import TABLES, content_folder

from kiosk.base.clock import SetClock
from kiosk.guidance.imdf import PlanError
from kiosk.matters.findings import Severity
from kiosk.store import release_build, release_place, whole_files
from kiosk.store.content_folder import ContentError
from kiosk.store.release import open_release
from kiosk.store.release_build import RefusedError, build_release
from kiosk.store.release_draft import draft_release
from kiosk.store.release_info import ReleaseError, read_info, releases_in

CLOCK = SetClock(datetime(2026, 11, 20, 10, tzinfo=SHANGHAI))


def leftovers(out: Path) -> list[str]:
    """Whatever is no release, its description or the lock."""
    known = {f"release-{n}.{kind}" for n in releases_in(out) for kind in ("db", "json")}
    return sorted(path.name for path in out.iterdir() if path.name not in known | {".lock"})


def test_a_release_says_what_it_is(tmp_path: Path) -> None:
    info = build_release(content_folder(tmp_path / "hall"), tmp_path / "out", clock=CLOCK)
    assert (info.sequence, info.file, info.hall_id, info.format) == (1, "release-1.db", "small", 1)
    assert info.built_at == "2026-11-20T10:00:00+08:00"
    assert info.size == (tmp_path / "out" / "release-1.db").stat().st_size
    assert dict(info.counts) == {
        "departments": 1,
        "windows": 3,
        "matters": 2,
        "materials": 3,
        "services": 4,
        "themes": 1,
        "places": 7,
        "levels": 2,
        "pictures": 1,
        "notices": 0,
        "media": 0,
    }
    assert read_info(tmp_path / "out" / "release-1.db") == info
    assert leftovers(tmp_path / "out") == []


def test_numbers_go_up_and_never_back(tmp_path: Path) -> None:
    folder, out = content_folder(tmp_path / "hall"), tmp_path / "out"
    assert [build_release(folder, out).sequence for _ in range(2)] == [1, 2]
    assert build_release(folder, out, sequence=9).sequence == 9
    for number in (9, 3, 0, -1, 10**18):
        with pytest.raises(ReleaseError):
            build_release(folder, out, sequence=number)
    assert list(releases_in(out)) == [1, 2, 9]


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall")
    one, other = (build_release(folder, tmp_path / name, clock=CLOCK) for name in ("one", "other"))
    assert one == other
    (folder / "synonyms.csv").write_text("words\na|b\n")
    assert build_release(folder, tmp_path / "third", clock=CLOCK).sha256 != one.sha256


def test_errors_refuse_a_release_and_leave_nothing(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall", services="matter_code,window_number\nM1,99\n")
    with pytest.raises(RefusedError) as caught:
        build_release(folder, tmp_path / "out", force=True)
    (error,) = [finding for finding in caught.value.findings if finding.severity == Severity.ERROR]
    assert error.place == "services.csv:2:window_number"
    assert not (tmp_path / "out").exists()


def test_errors_of_the_plan_can_be_overruled(tmp_path: Path) -> None:
    documents = small_plan()
    documents["hall-extension.json"]["windows"][uid("window2")]["number"] = "1"  # two windows of one number
    folder = content_folder(tmp_path / "hall", windows="number\n1\n11\n", services=None)
    (folder / "plan").rename(tmp_path / "old")
    as_folder(documents, folder / "plan")
    with pytest.raises(RefusedError, match="1 in the plan") as caught:
        build_release(folder, tmp_path / "out")
    assert "window-number-shared" in {finding.rule for finding in caught.value.plan_findings}
    assert build_release(folder, tmp_path / "out", force=True).sequence == 1
    with open_release(tmp_path / "out" / "release-1.db") as release:
        assert any(severity == "error" for severity, _, _ in release.findings())


def test_a_plan_that_cannot_be_read_refuses_even_by_force(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall")
    (folder / "plan").rename(tmp_path / "old")
    (folder / "plan.zip").write_bytes(b"PK no zip at all")
    with pytest.raises(RefusedError) as caught:
        build_release(folder, tmp_path / "out", force=True)
    assert "plan-unreadable" in {finding.rule for finding in caught.value.findings}


def test_dangerous_pictures_refuse_a_release(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall")
    (folder / "pictures" / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    with pytest.raises(RefusedError) as caught:
        build_release(folder, tmp_path / "out")
    assert [finding.file for finding in caught.value.findings] == ["pictures/logo.svg"]


def test_a_picture_that_is_named_must_be_there(tmp_path: Path) -> None:
    folder = content_folder(tmp_path / "hall", themes="code,name_zh,name_en,icon\nT1,主题,Theme,baby.png\n")
    with pytest.raises(RefusedError) as caught:
        build_release(folder, tmp_path / "out")
    assert [finding.place for finding in caught.value.findings] == ["themes.csv:icon"]


@pytest.mark.parametrize("as_what", [as_folder, as_zip])
def test_a_bare_plan_is_content(tmp_path: Path, as_what) -> None:
    documents = small_plan()
    removed(documents, "door0")
    plan = as_what(documents, tmp_path / "plan.zip")
    info = build_release(plan, tmp_path / "out")
    with open_release(tmp_path / "out" / info.file) as release:
        hall = release.catalogue().hall
        assert hall.name["zh"] == "小厅"
        assert hall.default_language == "zh-CN"
        assert release.finder().find("卫生间")[0].title["zh"] == "卫生间"
        assert [window.number for window in release.catalogue().windows] == ["1", "2", "11"]


def test_what_cannot_be_read_at_all(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        build_release(tmp_path / "nothing", tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(PlanError):
        build_release(tmp_path / "empty", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_unfinished_files_are_swept_and_their_numbers_are_not_used_again(tmp_path: Path) -> None:
    folder, out = content_folder(tmp_path / "hall"), tmp_path / "out"
    build_release(folder, out)
    (out / "release-7.db").write_bytes(b"no description beside it")
    (out / ".release-8.db.xyz.tmp").write_bytes(b"half")
    (out / ".release-8.db.xyz.tmp-journal").write_bytes(b"half")
    assert build_release(folder, out).sequence == 8
    assert list(releases_in(out)) == [1, 8]
    assert leftovers(out) == []


def test_two_builds_do_not_write_at_once(tmp_path: Path) -> None:
    folder, out = content_folder(tmp_path / "hall"), tmp_path / "out"
    out.mkdir()
    with whole_files.sole_writer(out) as ours:
        assert ours
        with pytest.raises(ReleaseError, match="Another build"):
            build_release(folder, out)
    assert build_release(folder, out).sequence == 1


@pytest.mark.parametrize(
    "fault", [OSError(errno.ENOSPC, "No space left"), sqlite3.OperationalError("database or disk is full")]
)
@pytest.mark.parametrize("step", ["build_index", "move_into_place", "write_whole", "describe"])
def test_a_full_disk_at_any_step_leaves_the_old_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, fault: Exception
) -> None:
    folder, out = content_folder(tmp_path / "hall"), tmp_path / "out"
    before = build_release(folder, out)

    def full(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(release_build if step == "build_index" else release_place, step, full)
    with pytest.raises(ReleaseError, match="no room left") as caught:
        build_release(folder, out)
    assert "\n" not in caught.value.sentence()
    monkeypatch.undo()
    assert leftovers(out) == []
    assert list(releases_in(out)) == [1]
    open_release(out / before.file).close()


def test_a_disk_that_really_is_full(tmp_path: Path) -> None:
    """The system refuses to let the file grow: what a full disk does, without filling one."""
    folder, out = content_folder(tmp_path / "hall"), tmp_path / "out"
    script = (
        "import resource, sys; from pathlib import Path; from kiosk.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        f"sys.exit(main(['content', 'build', {str(folder)!r}, '--out', {str(out)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "nothing was changed" in done.stderr
    assert leftovers(out) == []
    assert not releases_in(out)


NURSERY = """
import os, signal, sys, time
from pathlib import Path
from kiosk.store.release_build import write_release
from kiosk.store.release_draft import draft_release
from kiosk.store.release_info import releases_in

folder, out, moments, wanted, most = Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:6])
draft = draft_release(folder)
write_release(draft, folder, out)
began = time.monotonic()
write_release(draft, folder, out)
whole = time.monotonic() - began

def cut_off(after):
    child = os.fork()
    if not child:
        signal.setitimer(signal.ITIMER_REAL, after)
        while True:
            write_release(draft, folder, out)
    _, status = os.waitpid(child, 0)
    print(os.WTERMSIG(status), flush=True)

for moment in range(moments):
    cut_off(whole * (0.05 + 1.3 * moment / moments))
# how long a build takes changes with what else the machine does: later and later, until some came through
for later in range(most):
    if len(releases_in(out)) >= 2 + wanted:
        break
    cut_off(whole * 1.3 * 1.5 ** later)
"""


def test_killed_at_any_moment_it_leaves_whole_releases_only(tmp_path: Path) -> None:
    """Builders are cut off without a word, at moments spread over a build; releases open and are whole."""
    folder, out = content_folder(tmp_path / "hall"), tmp_path / "out"
    moments, wanted, most = 14, 1, 14  # the last would have 250 times as long as a build
    words = [sys.executable, "-c", NURSERY, str(folder), str(out), *map(str, (moments, wanted, most))]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ends = done.stdout.split()
    assert set(ends) == {str(int(signal.SIGALRM))}
    there = releases_in(out)
    assert len(there) >= 2 + wanted
    assert len(ends) >= moments
    for path in there.values():
        open_release(path).close()
    numbers = [build_release(folder, out).sequence]
    assert numbers[0] > max(there)
    assert leftovers(out) == []


def test_a_release_cannot_be_written_to(tmp_path: Path) -> None:
    info = build_release(content_folder(tmp_path / "hall"), tmp_path / "out")
    assert (tmp_path / "out" / info.file).stat().st_mode & 0o222 == 0


@pytest.mark.parametrize("name", sorted(TABLES))
def test_any_table_may_be_missing(tmp_path: Path, name: str) -> None:
    draft = draft_release(content_folder(tmp_path / "hall", **{name: None}))
    assert all(finding.what["zh"] for finding in draft.findings)
