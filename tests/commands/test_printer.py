"""kiosk printer: asked from a shell, answered in a sentence, as JSON and by the exit code."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from pathlib import Path

import pytest
from devices.printer_server import Engine, TcpPrinter

from kiosk.cli import main


def test_status_and_test(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    engine = Engine(384)
    with TcpPrinter(engine) as server:
        assert main(["printer", "status", "--to", server.address, "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["state"], said["can_print"], said["trouble"], said["facts"]["paper_end"]) == (
            "ok",
            True,
            "",
            False,
        )
        picture = tmp_path / "slip.png"
        words = ["printer", "test", "--to", server.address, "--width", "58", "--png", str(picture), "--json"]
        assert main(words) == 0
        assert json.loads(capsys.readouterr().out)["outcome"] == "printed"
        assert len(engine.slips) == 1
        assert picture.read_bytes().startswith(b"\x89PNG")
        engine.is_cover_open = True
        assert main(["printer", "status", "--to", server.address]) == 1
        assert "cover is open" in capsys.readouterr().out
        assert main(["printer", "test", "--to", server.address, "--width", "58"]) == 1
        assert capsys.readouterr().out.startswith("not-printed: ")
        assert len(engine.slips) == 1


def test_looking_at_a_printer_that_another_program_uses_clears_nothing() -> None:
    engine = Engine(384)
    engine.is_cover_open = True
    engine.receive(b"half a slip of the panel")
    with TcpPrinter(engine) as server:
        assert main(["printer", "status", "--to", server.address]) == 1
    assert engine.held == 24


def test_the_settings_say_where_it_is(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with TcpPrinter(Engine(384)) as server:
        file = tmp_path / "panel.toml"
        file.write_text(f'[printer]\naddress = "{server.address}"\nwidth_mm = 58\n', encoding="utf-8")
        assert main(["printer", "test", "--settings", str(file), "--language", "en", "--no-cutter"]) == 0
        assert server.engine.inked > 500
        assert not server.engine.slips
    capsys.readouterr()


@pytest.mark.parametrize("address", ["", "printer", "tcp://host:port", "serial:///dev/x?baud=1"])
def test_what_is_no_address_is_said(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["printer", "status", "--to", address]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "tcp://" in said.err or "--to" in said.err
    assert "Traceback" not in said.err


def test_nobody_there(capsys: pytest.CaptureFixture[str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    assert main(["printer", "status", "--to", f"tcp://127.0.0.1:{port}", "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["trouble"], said["facts"]) == ("unreachable", None)
