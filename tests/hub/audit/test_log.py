"""The sealed log: no gaps, one chain whoever writes, and every change is found."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from kiosk.hub.audit import log, verify
from kiosk.hub.audit.models import Entry

pytestmark = pytest.mark.django_db


def written(number=5):
    for n in range(number):
        log.record("tester", "records.changed", hall_id="shili", subject=f"row {n}", number=n, share=0.5, list=[1, "a"])


def test_what_was_written_holds():
    written()
    verdict = verify.verify()
    assert verdict.holds
    assert verdict.entries == 5
    assert verdict.head == log.head() == Entry.objects.get(number=5).seal


def test_an_empty_log_has_no_head():
    assert log.head() == ""
    assert verify.verify().holds


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"actor": "somebody"}, "seal"),
        ({"subject": "row 99"}, "seal"),
        ({"details": {"number": 7}}, "seal"),
        ({"hall_id": "other"}, "seal"),
        ({"act": "records.read"}, "seal"),
        ({"before": "0" * 64}, "chain"),
    ],
)
def test_every_change_is_found(change, reason):
    written()
    Entry.objects.filter(number=3).update(**change)
    verdict = verify.verify()
    assert (verdict.fault, verdict.reason) == (3, reason)


def test_a_gap_a_lost_beginning_and_a_swapped_time_are_found():
    written()
    Entry.objects.filter(number=2).delete()
    assert verify.verify().reason == "gap"
    Entry.objects.filter(number=1).delete()
    assert verify.verify().reason == "gap"


def test_a_log_written_anew_is_found_by_the_releases_that_witnessed_it(hall, manager):
    from django.utils import timezone

    from kiosk.hub.publishing.models import Edition, Release

    written()
    edition = Edition.objects.create(hall=hall, revision=1)
    facts = {"hall": hall, "number": 1, "edition": edition, "manifest_sha256": "0" * 64, "manifest_size": 1}
    Release.objects.create(**facts, clicked_at=timezone.now(), audit_head=log.head())
    assert verify.verify().holds
    Entry.objects.all().delete()
    written(9)
    assert verify.verify().reason == "witness"


def test_an_act_that_did_not_happen_is_not_remembered():
    written(1)

    with transaction.atomic():
        log.record("tester", "records.changed")
        transaction.set_rollback(True)
    log.record("tester", "records.changed")
    assert list(Entry.objects.values_list("number", flat=True).order_by("number")) == [1, 2]
    assert verify.verify().holds


def test_strange_words_are_kept_so_that_they_read_back_equal():
    log.record(
        "a\0b", "x" * 100, subject="\ud800" + "长" * 300, at=None, text="\0\ud800", big=1e22, small=1.5e-5, none=None
    )
    entry = Entry.objects.get()
    assert verify.verify().holds
    assert "\0" not in entry.actor
    assert len(entry.subject) == 200


@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain():
    faults: list[BaseException] = []

    def write(name):
        try:
            for n in range(8):
                log.record(name, "records.changed", subject=str(n))
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(f"writer {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if connection.vendor == "sqlite" and faults:
        # The tests' SQLite lies in memory, where threads share one cache and locks do not wait (a file's do: below).
        assert all("locked" in str(fault) for fault in faults)
    else:
        assert not faults
        assert Entry.objects.count() == 48
    assert verify.verify().holds


def test_processes_of_a_hub_write_one_chain(tmp_path):
    import subprocess
    import sys

    from hub.running import ROOT, RunningHub

    hub = RunningHub(tmp_path)
    hub.init()
    code = (
        "import django; django.setup()\n"
        "from kiosk.hub.audit.log import record\n"
        "for n in range(25): record('writer', 'records.changed', subject=str(n))"
    )
    environment = hub.environment | {"DJANGO_SETTINGS_MODULE": "kiosk.hub.project.settings"}
    writers = [subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=ROOT) for _ in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    done = hub.kiosk("audit", "--verify")
    assert '"holds": true' in done.stdout
    assert '"entries": 76' in done.stdout, "the administrator's beginning, and 75 more"


def test_the_page_shows_each_reader_their_halls(client_of, manager, editor, administrator, other_hall):
    log.record("x", "records.changed", hall_id="shili", subject="row of us")
    log.record("x", "records.changed", hall_id="other", subject="theirs")
    page = client_of(manager).get("/audit/").content.decode()
    assert "row of us" in page
    assert "theirs" not in page
    assert client_of(editor).get("/audit/").status_code == 403
    everything = client_of(administrator)
    assert "theirs" in everything.get("/audit/").content.decode()
    assert "完好" in everything.get("/audit/?as=verify").content.decode()
    assert "row of us" not in everything.get("/audit/?hall_id=other").content.decode()


def test_the_table_carries_no_formulas(client_of, administrator):
    log.record("x", "records.changed", subject='=HYPERLINK("http://evil")')
    table = client_of(administrator).get("/audit/?as=csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in table
