"""Keys of a hall: made once, replaced after a theft, safe from a kill in between; the command for it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from hub.publishing import halls

from kiosk.base.errors import KioskError
from kiosk.hub.publishing import hall_keys, key_command
from kiosk.hub.publishing.channel import can_sign, repository
from kiosk.hub.publishing.homes import keys_home, repository_home
from kiosk.sync.messages import LIVE, Live, packed
from kiosk.sync.trust import Repository, SigningKeyError, read_key


@pytest.fixture
def root(hall: Any, tmp_path: Path) -> Path:
    return halls.with_keys(hall, tmp_path / "root.pem")


def test_the_root_is_encrypted_and_not_on_the_hub(hall: Any, root: Path, settings: Any) -> None:
    assert b"ENCRYPTED" in root.read_bytes()
    assert oct(root.stat().st_mode & 0o777) == "0o600"
    assert sorted(p.name for p in keys_home(hall.pk).iterdir()) == ["online.pem", "targets.pem"]
    assert oct(keys_home(hall.pk).stat().st_mode & 0o777) == "0o700"
    assert can_sign(hall.pk)
    with pytest.raises(SigningKeyError):
        hall_keys.make(hall.pk, root, halls.PASSPHRASE)
    with pytest.raises(SigningKeyError):
        hall_keys.rotate(hall.pk, root, "another passphrase")


def test_after_a_theft_the_old_keys_sign_nothing(hall: Any, root: Path) -> None:
    stolen = {path.name: path.read_bytes() for path in keys_home(hall.pk).iterdir()}
    hall_keys.rotate(hall.pk, root, halls.PASSPHRASE, ("targets", "online"))
    assert {path.name: path.read_bytes() for path in keys_home(hall.pk).iterdir()} != stolen
    assert hall_keys.facts(hall.pk)["root_version"] == 2
    repository(hall.pk).publish({LIVE: packed(Live(hall.pk, 1))})  # the new ones do
    for name, data in stolen.items():
        (keys_home(hall.pk) / name).write_bytes(data)
    with pytest.raises(KioskError):
        repository(hall.pk).publish({LIVE: packed(Live(hall.pk, 2))})


def test_a_kill_between_the_new_root_and_its_keys(hall: Any, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def killed(hall_id: str) -> None:
        raise Killed

    rotate = Repository.rotate

    def rotate_then_die(*arguments: Any) -> int:
        rotate(*arguments)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Repository, "rotate", rotate_then_die)
        with pytest.raises(Killed):
            hall_keys.rotate(hall.pk, root, halls.PASSPHRASE, ("online",))
    assert (keys_home(hall.pk) / "online.pem.new").exists()
    repository(hall.pk).publish({LIVE: packed(Live(hall.pk, 1))})
    assert not (keys_home(hall.pk) / "online.pem.new").exists()


def test_a_kill_before_the_new_root_changes_nothing(hall: Any, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> int:
        raise SigningKeyError("no")

    with monkeypatch.context() as patch:
        patch.setattr(Repository, "rotate", refused)
        with pytest.raises(SigningKeyError):
            hall_keys.rotate(hall.pk, root, halls.PASSPHRASE, ("online",))
    repository(hall.pk).publish({LIVE: packed(Live(hall.pk, 1))})  # with the old key
    hall_keys.rotate(hall.pk, root, halls.PASSPHRASE, ("online",))
    repository(hall.pk).publish({LIVE: packed(Live(hall.pk, 2))})


def test_another_root(hall: Any, root: Path, tmp_path: Path) -> None:
    hall_keys.replace_root(hall.pk, root, halls.PASSPHRASE, tmp_path / "new.pem", "another long passphrase")
    with pytest.raises(SigningKeyError):
        hall_keys.rotate(hall.pk, root, halls.PASSPHRASE, ("online",))
    hall_keys.rotate(hall.pk, tmp_path / "new.pem", "another long passphrase", ("online",))
    assert (
        read_key(tmp_path / "new.pem", "another long passphrase").public_key.keyid
        in hall_keys.facts(hall.pk)["keys"]["root"]
    )


def test_a_making_that_broke_off_can_be_begun_again(hall: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.hub.publishing import hall_keys as module

    def broken(*_: Any, **__: Any) -> Repository:
        raise OSError(28, "full")

    with monkeypatch.context() as patch:
        patch.setattr(module, "create", broken)
        with pytest.raises(OSError, match="full"):
            hall_keys.make(hall.pk, tmp_path / "root.pem", halls.PASSPHRASE)
    assert not can_sign(hall.pk)
    hall_keys.make(hall.pk, tmp_path / "root.pem", halls.PASSPHRASE)
    assert can_sign(hall.pk)
    assert (repository_home(hall.pk) / "metadata" / "1.root.json").exists()


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    key_command.declare(parser)
    return key_command.run(parser.parse_args(words))


def test_the_command(hall: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret"
    secret.write_text(halls.PASSPHRASE + "\n")
    given = ("--hall", hall.pk, "--passphrase-file", str(secret))
    root = str(tmp_path / "usb" / "root.pem")
    assert command("make", *given, "--root", root, "--json") == 0
    assert json.loads(capsys.readouterr().out)["root_version"] == 1
    assert command("rotate", *given, "--root", root, "--keys", "online") == 0
    capsys.readouterr()
    assert command("show", "--hall", hall.pk) == 0
    shown = capsys.readouterr().out
    assert "root version 2" in shown
    assert "PRIVATE" not in shown
    assert command("replace-root", *given, "--root", root, "--new-root", str(tmp_path / "new.pem")) == 0
    with pytest.raises(KioskError):
        command("rotate", *given, "--root", root, "--keys", "snapshot")
    with pytest.raises(KioskError):
        command("show", "--hall", "nowhere")
    secret.write_text("short")
    with pytest.raises(KioskError):
        command("rotate", *given, "--root", root)
    from kiosk.hub.audit.models import Entry

    acts = list(Entry.objects.filter(act__startswith="key").order_by("number").values_list("act", flat=True))
    assert acts == ["key.made", "key.rotated", "key.root_replaced"]
