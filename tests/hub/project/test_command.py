"""``kiosk hub`` as an administrator uses it: set up, people, backup and restore, and what it refuses."""

from __future__ import annotations

import json
import os
import tarfile

import pytest
from hub.running import RunningHub

on_postgres = bool(os.environ.get("KIOSK_HUB_DATABASE"))
CONTENTS = """
    from django.apps import apps
    answer = {
        model._meta.label: sorted(str(row) for row in model.objects.values_list())
        for model in apps.get_models() if model._meta.label not in ("sessions.Session", "live.Process")
    }
    """


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    hub = RunningHub(tmp_path_factory.mktemp("command"), tls="own")
    hub.first = json.loads(hub.kiosk("init", "--json").stdout)
    hub.panels(2)
    repo = hub.data / "halls" / "shili" / "repo" / "blobs" / "ab"
    repo.mkdir(parents=True)
    (repo / ("ab" * 32)).write_bytes(os.urandom(3 << 20))
    keys = hub.data / "halls" / "shili" / "keys"
    keys.mkdir()
    (keys / "online.pem").write_text("PRIVATE")
    yield hub
    hub.__exit__()


def test_the_first_password_is_printed_once(hub):
    assert hub.first["administrator"] == "admin"
    assert len(hub.first["password"]) >= 12
    assert len(hub.first["pin"]) == 64
    again = json.loads(hub.kiosk("init", "--json").stdout)
    assert "password" not in again
    assert again["pin"] == hub.first["pin"]


def test_secrets_are_the_hubs_own(hub):
    assert hub.data.stat().st_mode & 0o077 == 0
    assert (hub.data / "secret").stat().st_mode & 0o777 == 0o600
    assert (hub.data / "tls" / "key.pem").stat().st_mode & 0o777 == 0o600


def test_people_from_the_command_line(hub):
    made = json.loads(hub.kiosk("user", "wang", "--role", "manager@shili", "--role", "auditor", "--json").stdout)
    assert made["roles"] == ["auditor", "manager@shili"]
    assert made["password"]
    same = json.loads(hub.kiosk("user", "wang", "--inactive", "--json").stdout)
    assert "password" not in same
    assert not same["active"]
    for wrong in (["--role", "king"], ["--role", "manager@nowhere"]):
        done = hub.kiosk("user", "li", *wrong, check=False)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_a_backup_brings_everything_back_into_an_empty_place(hub, tmp_path):
    before = hub.do(CONTENTS)
    file = tmp_path / "backup.tar"
    facts = json.loads(hub.kiosk("backup", str(file), "--json").stdout)
    assert not facts["keys"]
    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert not [name for name in names if "secret" in name or "keys" in name or "tls" in name], "no keys unasked"
    assert hub.kiosk("backup", str(file), check=False).returncode == 2, "nothing is written over"

    other = RunningHub(tmp_path / "other", tls="own")
    done = json.loads(other.kiosk("restore", str(file), "--json").stdout)
    assert done["files"] == facts["files"]
    assert other.do(CONTENTS) == before
    blob = other.data / "halls" / "shili" / "repo" / "blobs" / "ab" / ("ab" * 32)
    assert blob.read_bytes() == (hub.data / blob.relative_to(other.data)).read_bytes()
    again = other.kiosk("restore", str(file), check=False)
    assert again.returncode == 2
    assert "not empty" in again.stderr
    other.kiosk("init")
    assert '"holds": true' in other.kiosk("audit", "--verify").stdout
    other.__exit__()


def test_keys_come_along_only_when_asked_and_only_with_their_password(hub, tmp_path):
    file, password, wrong = tmp_path / "backup.tar", tmp_path / "password", tmp_path / "wrong"
    password.write_text("a long password")
    wrong.write_text("another password")
    hub.kiosk("backup", str(file), "--keys", "--password-file", str(password))
    assert b"PRIVATE" not in file.read_bytes()
    assert (hub.data / "secret").read_bytes() not in file.read_bytes()
    other = RunningHub(tmp_path / "other", tls="own")
    refused = other.kiosk("restore", str(file), "--password-file", str(wrong), check=False)
    assert refused.returncode == 2
    assert not other.data.exists() or not any(other.data.iterdir()), "nothing was written"
    other.kiosk("restore", str(file), "--password-file", str(password))
    assert (other.data / "secret").read_text() == (hub.data / "secret").read_text()
    assert (other.data / "halls" / "shili" / "keys" / "online.pem").read_text() == "PRIVATE"
    assert (other.data / "secret").stat().st_mode & 0o777 == 0o600


def test_a_damaged_backup_is_refused_before_anything_is_written(hub, tmp_path):
    file = tmp_path / "backup.tar"
    hub.kiosk("backup", str(file))
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)
    other = RunningHub(tmp_path / "other", tls="own")
    for words in (str(file), __file__, str(tmp_path / "nothing")):
        done = other.kiosk("restore", words, check=False)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert not other.data.exists() or not any(other.data.iterdir())


def test_a_backup_that_names_places_outside_is_refused(hub, tmp_path):
    import hashlib
    import io

    file = tmp_path / "evil.tar"
    content = b"evil"
    name = "data/../../evil"
    database = "hub.dump" if on_postgres else "hub.db"
    sums = {name: hashlib.sha256(content).hexdigest(), database: hashlib.sha256(content).hexdigest()}
    facts = json.dumps({"format": 1, "made_at": "", "database": database, "sha256": sums}).encode()
    with tarfile.open(file, "w") as tar:
        for member, data in ((name, content), (database, content), ("backup.json", facts)):
            info = tarfile.TarInfo(member)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    other = RunningHub(tmp_path / "other", tls="own")
    done = other.kiosk("restore", str(file), check=False)
    assert done.returncode == 2
    assert "outside" in done.stderr
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tls", "off", "--host", "0.0.0.0"], "Without TLS"),
        (["--port", "0"], "no port"),
        (["--settings", "/nowhere/hub.toml"], "cannot be read"),
        (["--tls", "files"], "names no files"),
        (["--database", "mysql://x/y"], "no such database"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(hub, words, said):
    done = hub.kiosk(*words, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_option_is_told(hub, tmp_path):
    settings = tmp_path / "hub.toml"
    settings.write_text("prot = 8443\n")
    done = hub.kiosk("--settings", str(settings), check=False)
    assert done.returncode == 2
    assert "prot" in done.stderr


def test_every_option_is_in_the_file_that_comes_with_it():
    import tomllib
    from dataclasses import fields
    from pathlib import Path

    from kiosk.hub.project.options import Options, read_options

    file = Path(__file__).parents[3] / "config" / "hub.toml"
    assert read_options(file, {}) == Options()
    written = file.read_text("utf-8")
    names = [one.name for one in fields(Options)]
    missing = [name for name in names if f"\n{name} =" not in written and f"\n# {name} =" not in written]
    assert not missing
    assert tomllib.loads(written)


def test_two_hubs_do_not_share_a_port(tmp_path):
    with RunningHub(tmp_path / "one") as first:
        second = RunningHub(tmp_path / "two")
        second.init()
        done = second.kiosk("--port", str(first.port), check=False)
        assert done.returncode == 2
        assert "cannot listen" in done.stderr


def test_without_init_there_is_no_hub(tmp_path):
    hub = RunningHub(tmp_path)
    done = hub.kiosk("user", "x", check=False)
    assert done.returncode == 2
    assert "kiosk hub init" in done.stderr
