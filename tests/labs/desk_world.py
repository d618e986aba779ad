"""The world outside the programs of the desk's lab: who holds which paper, written where no kill reaches."""

from __future__ import annotations

import json
import os
import random
import struct
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

QUEUES = (("tax", "A", "1|2"), ("civil", "J", "2|3"), ("land", "F", "4"))
WINDOWS = ("1", "2", "3", "4")
#: A zone that exists, so that children without our environment know it; those with it read the lab's.
ZONE = "Asia/Urumqi"


class World:
    """One file of events for each program; a line is one write, so that it is there whole or not at all."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def note(self, event: str, **facts: Any) -> None:
        """Something that happened in the hall at this moment (true seconds since 1970)."""
        os.write(self._file, json.dumps({"event": event, "t": time.time(), **facts}).encode() + b"\n")


def events(folder: Path, kind: str = "*") -> Iterator[Mapping[str, Any]]:
    """Everything that happened, file by file; ``who`` is whose file it is."""
    for path in sorted(folder.glob(f"{kind}.jsonl")):
        for line in path.read_text().splitlines():
            yield {**json.loads(line), "who": path.stem}


def zone_at(folder: Path, midnight_in_s: float | None) -> Path:
    """A folder of time zones with the hall's: China's, or one whose midnight comes in so many seconds."""
    offset = 8 * 3600
    if midnight_in_s is not None:
        offset = int(-(time.time() + midnight_in_s)) % 86400
        offset -= 86400 if offset > 12 * 3600 else 0
    path = folder / "zones" / ZONE
    path.parent.mkdir(parents=True, exist_ok=True)
    head = b"TZif" + b"\x00" + b"\x00" * 15 + struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    path.write_bytes(head + struct.pack(">lBB", offset, 0, 0) + b"LAB\x00")
    return folder / "zones"


def content(folder: Path) -> Path:
    """A small hall that never closes: three queues, four windows, a matter for each queue."""
    folder.mkdir()
    (folder / "hall.toml").write_text(
        f'format = 1\nid = "lab"\nname = {{ zh = "试验大厅", en = "Lab hall" }}\nlanguages = ["zh-CN", "en"]\n'
        f'time_zone = "{ZONE}"\nhours_id = "always"\n\n[desk]\nresume_behind = 1\n'
    )
    tables = {
        "departments": "code,name_zh,name_en\nD,部门,Department\n",
        "windows": "number,department_codes\n" + "".join(f"{number},D\n" for number in WINDOWS),
        "matters": "code,name_zh,name_en,department_code\n"
        + "".join(f"M-{code},{code},{code},D\n" for code, _, _ in QUEUES),
        "services": "matter_code,window_number\n" + "".join(f"M-{code},{windows}\n" for code, _, windows in QUEUES),
        "hours": "id,weekday,start,end,on_holidays\nalways,1-7,0:00,24:00,1\n",
        "queues": "code,prefix,name_zh,name_en,window_numbers,matter_codes\n"
        + "".join(f"{code},{prefix},{code},{code},{windows},M-{code}\n" for code, prefix, windows in QUEUES),
    }
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def dice(seed: str) -> random.Random:
    """Chance that can be had again."""
    return random.Random(seed)
