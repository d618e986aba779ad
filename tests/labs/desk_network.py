"""A hall's network for the desk's lab: a bridge with the hub on it, a namespace and a line for each machine."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field


def ip(*words: str, check: bool = True) -> None:
    subprocess.run(["ip", *words], check=check, capture_output=True)


@dataclass
class Network:
    """``with Network("7"):`` — machines are added by name; their lines can be cut both ways, or the answers alone."""

    net: str = "77"
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def hub(self) -> str:
        return f"10.{self.net}.0.1"

    @property
    def bridge(self) -> str:
        return f"kdl{self.net}"

    def __enter__(self) -> Network:
        self.close()
        ip("link", "add", self.bridge, "type", "bridge")
        ip("addr", "add", f"{self.hub}/24", "dev", self.bridge)
        ip("link", "set", self.bridge, "up")
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for name in list(self.lines):
            self.heal(name)
            ip("netns", "del", self._space(name), check=False)
        ip("link", "del", self.bridge, check=False)

    def add(self, name: str) -> None:
        """A machine with an address of its own."""
        number = len(self.lines) + 10
        self.lines[name] = number
        space, here, there = self._space(name), self._line(name), f"kdt{self.net}x{number}"
        ip("netns", "del", space, check=False)
        ip("netns", "add", space)
        ip("link", "add", here, "type", "veth", "peer", "name", there)
        ip("link", "set", there, "netns", space)
        ip("link", "set", here, "master", self.bridge)
        ip("link", "set", here, "up")
        ip("-n", space, "addr", "add", f"10.{self.net}.0.{number}/24", "dev", there)
        ip("-n", space, "link", "set", there, "up")
        ip("-n", space, "link", "set", "lo", "up")

    def within(self, name: str, command: Sequence[str]) -> list[str]:
        """The command, to be run on that machine."""
        return ["ip", "netns", "exec", self._space(name), *command]

    def cut(self, name: str) -> None:
        """Nothing goes either way."""
        ip("link", "set", self._line(name), "down", check=False)

    def lose_answers(self, name: str) -> None:
        """What the machine says arrives; what is said to it does not."""
        ip("route", "add", "blackhole", f"10.{self.net}.0.{self.lines[name]}/32", check=False)

    def heal(self, name: str) -> None:
        with suppress(subprocess.CalledProcessError):
            ip("link", "set", self._line(name), "up", check=False)
            ip("route", "del", "blackhole", f"10.{self.net}.0.{self.lines[name]}/32", check=False)

    def _space(self, name: str) -> str:
        return f"kdl{self.net}-{name}"

    def _line(self, name: str) -> str:
        return f"kdh{self.net}x{self.lines[name]}"
